"""models/bench/mm1_processes.yaml for SimPy 2. usage: simpy_mm1_processes.py [CUSTOMERS]"""

import random
import sys

from SimPy.Simulation import Process, Store, activate, get, hold, initialize, now, put, simulate

customers = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
load = 0.9
times = []


class Generator(Process):
    def run(self, tokens):
        for _ in range(customers):
            yield hold, self, random.expovariate(load)
            customer = Customer()
            activate(customer, customer.run(tokens))


class Customer(Process):
    def run(self, tokens):
        arrived = now()
        yield get, self, tokens, 1
        token = self.got[0]
        yield hold, self, random.expovariate(1)
        yield put, self, tokens, [token]
        times.append(now() - arrived)


random.seed(1)
initialize()
generator = Generator()
activate(generator, generator.run(Store(unitName="token", initialBuffered=[1])))
simulate(until=float("inf"))
print("mean_time,%r" % (sum(times) / len(times)))
