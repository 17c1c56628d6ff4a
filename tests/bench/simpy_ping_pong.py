"""models/bench/ping_pong.yaml for SimPy 2. usage: simpy_ping_pong.py [ITEMS]"""

import sys

from SimPy.Simulation import Process, Store, activate, get, initialize, put, simulate

items = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
total = 0


class Sender(Process):
    def run(self, slot):
        for i in range(items):
            yield put, self, slot, [i]


class Receiver(Process):
    def run(self, slot):
        global total
        for _ in range(items):
            yield get, self, slot, 1
            total += self.got[0]


initialize()
slot = Store(capacity=1, unitName="item")
sender, receiver = Sender(), Receiver()
activate(sender, sender.run(slot))
activate(receiver, receiver.run(slot))
simulate(until=float("inf"))
print("total,%d" % total)
