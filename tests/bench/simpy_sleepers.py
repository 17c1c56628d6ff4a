"""models/bench/sleepers.yaml for SimPy 2. usage: simpy_sleepers.py [EVENTS [N]]"""

import random
import sys

from SimPy.Simulation import Process, activate, hold, initialize, simulate

events = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
sleepers = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
wakeups = 0


class Sleeper(Process):
    def run(self):
        global wakeups
        while True:
            yield hold, self, random.expovariate(1)
            wakeups += 1


random.seed(1)
initialize()
for _ in range(sleepers):
    sleeper = Sleeper()
    activate(sleeper, sleeper.run())
simulate(until=events / sleepers)
print("wakeups,%d" % wakeups)
