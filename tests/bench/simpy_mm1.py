"""models/bench/mm1.yaml for SimPy 2. usage: simpy_mm1.py [CUSTOMERS]"""

import random
import sys

from SimPy.Simulation import Process, Store, activate, get, hold, initialize, now, put, simulate

customers = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
load = 0.9
times = []


class Source(Process):
    def run(self, line):
        for _ in range(customers):
            yield hold, self, random.expovariate(load)
            yield put, self, line, [now()]


class Server(Process):
    def run(self, line):
        for _ in range(customers):
            yield get, self, line, 1
            arrived = self.got[0]
            yield hold, self, random.expovariate(1)
            times.append(now() - arrived)


random.seed(1)
initialize()
line = Store(unitName="customer")
source, server = Source(), Server()
activate(source, source.run(line))
activate(server, server.run(line))
simulate(until=float("inf"))
print("mean_time,%r" % (sum(times) / len(times)))
