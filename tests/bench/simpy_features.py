"""The models of models/bench/features/ for SimPy 2, as far as it has what they show.

usage: simpy_features.py FEATURE N
"""

import sys

from SimPy.Simulation import (Level, PriorityQ, Process, Resource, SimEvent, Store, activate, get, hold,
                              initialize, now, put, release, request, simulate, waitevent)

features = {}
n = 0


class Actor(Process):
    """A process that carries out a generator function."""

    def __init__(self, work, *arguments):
        Process.__init__(self)
        activate(self, work(self, *arguments))


def feature(function):
    features[function.__name__] = function
    return function


def run():
    simulate(until=float("inf"))


# ---- events ----


@feature
def timeout():
    def sleeper(self):
        for _ in range((n + 1) // 2):
            yield hold, self, 1

    Actor(sleeper)
    Actor(sleeper)
    run()


def wait_and_signal():
    event = SimEvent()

    def waiter(self):
        for _ in range(n):
            yield waitevent, self, event

    def trigger(self):
        for _ in range(n):
            yield hold, self, 1
            event.signal()

    Actor(waiter)
    Actor(trigger)
    run()


features["event"] = features["barrier"] = wait_and_signal


@feature
def event_cancelled():
    never = SimEvent()

    def waiter(self):
        yield waitevent, self, never

    def caller(self):
        for _ in range(n):
            child = Actor(waiter)
            yield hold, self, 1
            self.cancel(child)

    Actor(caller)
    run()


@feature
def first_of_ready():
    a, b = SimEvent(), SimEvent()

    def waiter(self):
        for _ in range(n):
            a.signal()
            yield waitevent, self, [a, b]

    Actor(waiter)
    run()


@feature
def first_of_blocks():
    a, b, c = SimEvent(), SimEvent(), SimEvent()

    def waiter(self):
        for _ in range(n):
            yield waitevent, self, [a, b, c]

    def trigger(self):
        for _ in range(n):
            yield hold, self, 1
            b.signal()

    Actor(waiter)
    Actor(trigger)
    run()


def interrupt_a_sleeper():
    def worker(self):
        for _ in range(n):
            yield hold, self, 10
            assert self.interrupted() and self.interruptCause is not None

    def manager(self):
        for _ in range(n):
            yield hold, self, 1
            self.interrupt(sleeper)

    sleeper = Actor(worker)
    Actor(manager)
    run()


features["interrupt"] = features["interrupt_cause"] = interrupt_a_sleeper


@feature
def process():
    def child(self):
        return
        yield

    def parent(self):
        for _ in range(n):
            Actor(child)
            yield hold, self, 0

    Actor(parent)
    run()


@feature
def run_until():
    def heart(self):
        while True:
            yield hold, self, 1

    for _ in range(n):
        initialize()
        Actor(heart)
        simulate(until=100)


# ---- resources ----


@feature
def resource():
    clerk = Resource()

    def customer(self):
        for _ in range(n):
            yield request, self, clerk
            yield release, self, clerk

    Actor(customer)
    run()


def compete(clerk, amount=1):
    def customer(self):
        for _ in range((n + 1) // 2):
            for _ in range(amount):
                yield request, self, clerk
            yield hold, self, 1
            for _ in range(amount):
                yield release, self, clerk

    Actor(customer)
    Actor(customer)
    run()


@feature
def resource_contended():
    compete(Resource())


@feature
def resource_multi():
    compete(Resource(capacity=4), 2)


@feature
def preemptive_unpreempted():
    machine = Resource(qType=PriorityQ, preemptable=True)

    def worker(self):
        for _ in range((n + 1) // 2):
            yield request, self, machine, 1
            yield hold, self, 1
            yield release, self, machine

    Actor(worker)
    Actor(worker)
    run()


@feature
def preemption():
    machine = Resource(qType=PriorityQ, preemptable=True)

    def low(self):
        yield request, self, machine, 1
        yield hold, self, 2 * n
        yield release, self, machine

    def high(self):
        for _ in range(n):
            yield hold, self, 1
            yield request, self, machine, 5
            yield hold, self, 1
            yield release, self, machine

    Actor(low)
    Actor(high)
    run()


# ---- containers and queues ----


@feature
def container():
    tank = Level(capacity=10, initialBuffered=5)

    def keeper(self):
        for _ in range(n):
            yield put, self, tank, 2
            yield get, self, tank, 2
            yield put, self, tank, 0.5
            yield get, self, tank, 0.5

    Actor(keeper)
    run()


@feature
def queue():
    line = Store()

    def clerk(self):
        for i in range(n):
            yield put, self, line, [i]
            yield get, self, line, 1

    Actor(clerk)
    run()


@feature
def priority_queue():
    line = Store()
    line.addSort(lambda _, items: sorted(items))

    def clerk(self):
        for _ in range(n):
            yield put, self, line, [3]
            yield put, self, line, [1]
            yield put, self, line, [2]
            for _ in range(3):
                yield get, self, line, 1

    Actor(clerk)
    run()


@feature
def queue_get_blocks():
    line = Store()

    def getter(self):
        for _ in range(n):
            yield get, self, line, 1

    def putter(self):
        for i in range(n):
            yield hold, self, 1
            yield put, self, line, [i]

    Actor(getter)
    Actor(putter)
    run()


@feature
def queue_put_blocks():
    line = Store(capacity=1)

    def putter(self):
        for i in range(n):
            yield put, self, line, [i]

    def getter(self):
        for _ in range(n):
            yield hold, self, 1
            yield get, self, line, 1

    Actor(putter)
    Actor(getter)
    run()


class Thing:
    def __init__(self, size, colour):
        self.size, self.colour = size, colour


@feature
def store():
    shelf = Store()

    def clerk(self):
        red = Thing(1, "red")
        for _ in range(n):
            yield put, self, shelf, [red]
            yield get, self, shelf, 1
            red = self.got[0]

    Actor(clerk)
    run()


@feature
def store_filtered():
    shelf = Store(initialBuffered=[Thing(0, "blue")])

    def is_red(items):
        return [item for item in items if item.colour == "red"][:1]

    def clerk(self):
        red = Thing(1, "red")
        for _ in range(n):
            yield put, self, shelf, [red]
            yield get, self, shelf, is_red
            red = self.got[0]

    Actor(clerk)
    run()


if __name__ == "__main__":
    n = int(sys.argv[2])
    initialize()
    features[sys.argv[1]]()
    print("time,%r" % now())
