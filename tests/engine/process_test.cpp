#include "engine/process.h"

#include <doctest/doctest.h>

#include <string>

#include "actor.h"
#include "engine/gate.h"
#include "engine/queue.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

Coroutine sleeper(Loop&, Actor& self, double delay) {
  const Wake wake = co_await self.sleep(delay);
  self.note(wake);
}

Coroutine sleeps_twice(Loop&, Actor& self, double first, double second) {
  Wake wake = co_await self.sleep(first);
  self.note(wake);
  wake = co_await self.sleep(second);
  self.note(wake);
}

Coroutine waits_at_gate(Loop&, Actor& self, Gate* gate, double timeout) {
  Gate::Wait wait(self, *gate);
  const Wake wake = co_await self.wait(wait, timeout);
  self.received();
  self.note(wake);
}

Coroutine opens_at(Loop&, Actor& self, Gate* gate, double time) {
  co_await self.sleep_until(time);
  gate->open();
  self.note("opened");
}

Coroutine joins(Loop&, Actor& self, Actor* target) {
  Join join(self, *target);
  const Wake wake = co_await self.wait(join);
  self.received();
  self.note(wake);
}

Coroutine interrupts_at(Loop& loop, Actor& self, Actor* target, double time, Interrupt* first,
                        Interrupt* second) {
  co_await self.sleep_until(time);
  loop.interrupt(*target, *first);
  if (second) loop.interrupt(*target, *second);
}

Coroutine cancels_at(Loop& loop, Actor& self, Actor* target, double time) {
  co_await self.sleep_until(time);
  loop.cancel(*target);
  self.note("cancelled");
}

Coroutine takes_interrupts(Loop&, Actor& self, Interrupt* first) {
  for (int i = 0; i < 3; ++i) {
    const Wake wake = co_await self.sleep(10);
    self.note(wake);
    if (wake == Wake::interrupted) self.note(self.take_interrupt() == first ? "first" : "second");
  }
}

Coroutine puts_item(Loop&, Actor& self, IntQueue* queue, int item) {
  IntQueue::Put put(self, *queue, item, 0);
  const Wake wake = co_await self.wait(put);
  self.received();
  self.note(wake);
  const Wake next = co_await self.sleep(1);
  self.note(next);
}

Coroutine takes_item(Loop&, Actor& self, IntQueue* queue, double time) {
  co_await self.sleep_until(time);
  IntQueue::Entry* entry = queue->try_get();
  if (entry) self.note(fmt::format("{}", queue->receive(*entry)));
}

Coroutine stops(Loop& loop, Actor& self, double time) {
  co_await self.sleep_until(time);
  loop.stop();
}

Coroutine takes_then_interrupts(Loop& loop, Actor& self, IntQueue* queue, Actor* target,
                                Interrupt* interrupt) {
  co_await self.sleep(1);
  IntQueue::Entry* entry = queue->try_get();
  queue->receive(*entry);
  loop.interrupt(*target, *interrupt);
}

Coroutine comes_back(Loop&, Actor& self) {
  for (int life = 1;; ++life) {
    const Wake wake = co_await self.sleep(2);
    self.note(wake);
    self.note(fmt::format("has lived {} times", life));
    self.come_to_rest();
    co_await std::suspend_always{};
  }
}

Coroutine throws(Loop&, Actor& self) {
  co_await self.sleep(1);
  throw std::string("failed");
}

}  // namespace

TEST_CASE(
    "processes start in the order of starting, and notices of one time come in the order of scheduling") {
  World world;
  world.start("a", sleeper, 2.0);
  world.start("b", sleeper, 1.0);
  world.start("c", sleeper, 2.0);
  CHECK(world.loop.run() == Loop::Outcome::nothing_left);
  CHECK(world.log == Log{"1 b granted", "2 a granted", "2 c granted"});
}

TEST_CASE("the ready queue is drained before the next notice is taken, also when its time is the same") {
  World world;
  Gate gate(world.loop);
  world.start("waiter", waits_at_gate, &gate, Loop::kForever);
  world.start("opener", opens_at, &gate, 3.0);
  world.start("sleeper", sleeper, 3.0);
  world.loop.run();
  CHECK(world.log == Log{"3 opener opened", "3 waiter granted", "3 sleeper granted"});
}

TEST_CASE("a step that can be done at once is done at once: the process does not give way") {
  World world;
  Gate gate(world.loop, true);
  world.start("first", waits_at_gate, &gate, Loop::kForever);
  world.start("second", sleeper, 0.0);
  world.loop.run();
  CHECK(world.log == Log{"0 first granted", "0 second granted"});
  CHECK(world.loop.turns() == 3);
}

TEST_CASE(
    "events at exactly the horizon still happen, then the clock reads the horizon, and a run can go on") {
  World world;
  world.start("a", sleeps_twice, 5.0, 5.0);
  CHECK(world.loop.run(5) == Loop::Outcome::horizon);
  CHECK(world.log == Log{"5 a granted"});
  CHECK(world.loop.run(7.5) == Loop::Outcome::horizon);
  CHECK(world.loop.now() == 7.5);
  CHECK(world.loop.run(20) == Loop::Outcome::nothing_left);
  CHECK(world.log == Log{"5 a granted", "10 a granted"});
  CHECK(world.loop.now() == 20);
}

TEST_CASE("a run can be paused after any turn and goes on as if nothing had been") {
  World whole;
  World parts;
  for (World* world : {&whole, &parts}) {
    world->start("a", sleeps_twice, 1.0, 2.0);
    world->start("b", sleeps_twice, 2.0, 1.0);
  }
  whole.loop.run();
  while (parts.loop.run(Loop::kForever, parts.loop.turns() + 1) == Loop::Outcome::paused) {}
  CHECK(whole.log == parts.log);
  CHECK(whole.log.size() == 4);
}

TEST_CASE("stop ends the run after the turn of the process that asks") {
  World world;
  world.start("a", sleeper, 1.0);
  world.start("stopper", stops, 1.0);
  world.start("b", sleeper, 1.0);
  CHECK(world.loop.run() == Loop::Outcome::stopped);
  CHECK(world.log == Log{"1 a granted"});
}

TEST_CASE("a coroutine that comes to rest ends its process and serves the next one") {
  World world;
  Actor& phoenix = world.start("phoenix", comes_back);
  world.start("friend", joins, &phoenix);
  world.loop.run();
  CHECK(!phoenix.alive());
  CHECK(phoenix.has_coroutine());
  phoenix.renew();
  CHECK(phoenix.state() == Process::State::created);
  world.loop.start_at(phoenix, 5);
  world.start("second friend", joins, &phoenix);
  world.loop.run();
  CHECK(world.log == std::vector<std::string>{"2 phoenix granted", "2 phoenix has lived 1 times",
                                              "2 friend granted", "7 phoenix granted",
                                              "7 phoenix has lived 2 times", "7 second friend granted"});
  CHECK(!phoenix.alive());
}

TEST_CASE("a process that came to rest once can be cancelled in its next life") {
  World world;
  Actor& phoenix = world.start("phoenix", comes_back);
  world.loop.run();
  phoenix.renew();
  world.loop.start(phoenix);
  world.start("killer", cancels_at, &phoenix, 3.0);
  world.loop.run();
  CHECK(world.log ==
        std::vector<std::string>{"2 phoenix granted", "2 phoenix has lived 1 times", "3 killer cancelled"});
  CHECK(!phoenix.has_coroutine());
}

TEST_CASE("what a process throws leaves through run") {
  World world;
  world.start("a", throws);
  CHECK_THROWS_AS(world.loop.run(), std::string);
}

TEST_CASE("a timeout withdraws the wait; at the same instant the earlier notice decides") {
  World world;
  Gate gate(world.loop);
  world.start("patient", waits_at_gate, &gate, 5.0);
  world.start("opener", opens_at, &gate, 5.0);
  world.start("late", waits_at_gate, &gate, 4.0);
  world.loop.run();
  CHECK(world.log == Log{"4 late timed out", "5 patient timed out", "5 opener opened"});
  CHECK(gate.waiting() == 0);

  World other;
  Gate door(other.loop);
  other.start("opener", opens_at, &door, 5.0);
  other.start("patient", waits_at_gate, &door, 5.0);
  other.loop.run();
  CHECK(other.log == Log{"5 opener opened", "5 patient granted"});
}

TEST_CASE("timeout 0: now or not at all") {
  World world;
  Gate gate(world.loop);
  world.start("a", waits_at_gate, &gate, 0.0);
  gate.open();
  world.start("b", waits_at_gate, &gate, 0.0);
  gate.close();
  world.loop.run();
  CHECK(world.log == Log{"0 a timed out", "0 b timed out"});
  gate.open();
  world.start("c", waits_at_gate, &gate, 0.0);
  world.loop.run();
  CHECK(world.log.back() == "0 c granted");
}

TEST_CASE(
    "an interrupt reaches its target at the step where it waits; several in one instant arrive in order") {
  World world;
  Interrupt first;
  Interrupt second;
  Actor& target = world.start("target", takes_interrupts, &first);
  world.start("sender", interrupts_at, &target, 2.0, &first, &second);
  world.loop.run();
  CHECK(world.log == Log{"2 target interrupted", "2 target first", "2 target interrupted", "2 target second",
                         "12 target granted"});
}

TEST_CASE("a process that has not begun starts first and is interrupted at its first wait") {
  World world;
  Interrupt interrupt;
  Actor& target = world.actor("target");
  world.start("sender", interrupts_at, &target, 0.0, &interrupt, static_cast<Interrupt*>(nullptr));
  world.loop.start_at(target, sleeper(world.loop, target, 4.0), 3.0);
  world.loop.run();
  CHECK(world.log == Log{"3 target interrupted"});
}

TEST_CASE("a put that was accepted stands; the interrupt then waits for the next wait") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, 1);
  Interrupt interrupt;
  int filler = 1;
  queue.try_put(filler, 0);
  Actor& putter = world.start("putter", puts_item, &queue, 2);
  world.start("other", takes_then_interrupts, &queue, &putter, &interrupt);
  world.start("taker", takes_item, &queue, 2.0);
  world.loop.run();
  CHECK(world.log == Log{"1 putter granted", "1 putter interrupted", "2 taker 2"});
}

TEST_CASE("an interrupt of a waiting putter takes the item out of the line") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, 1);
  Interrupt interrupt;
  int filler = 1;
  queue.try_put(filler, 0);
  Actor& putter = world.start("putter", puts_item, &queue, 2);
  world.start("sender", interrupts_at, &putter, 1.0, &interrupt, static_cast<Interrupt*>(nullptr));
  world.loop.run();
  CHECK(world.log.front() == "1 putter interrupted");
  CHECK(queue.putters() == 0);
  CHECK(queue.puts() == 1);
}

TEST_CASE("cancel ends a process where it stands, and whoever joined it goes on") {
  World world;
  Gate gate(world.loop);
  Actor& sleeping = world.start("sleeping", sleeper, 9.0);
  Actor& waiting = world.start("waiting", waits_at_gate, &gate, 8.0);
  Actor& unborn = world.actor("unborn");
  world.loop.start_at(unborn, sleeper(world.loop, unborn, 1.0), 5.0);
  for (Actor* target : {&sleeping, &waiting, &unborn}) {
    world.start("joiner", joins, target);
    world.start("canceller", cancels_at, target, 2.0);
  }
  CHECK(world.loop.run() == Loop::Outcome::nothing_left);
  CHECK(world.loop.now() == 2);
  CHECK(gate.waiting() == 0);
  CHECK(world.log == Log{"2 canceller cancelled", "2 joiner granted", "2 canceller cancelled",
                         "2 joiner granted", "2 canceller cancelled", "2 joiner granted"});
}

TEST_CASE("a join of what has ended is done at once") {
  World world;
  Actor& target = world.start("target", sleeper, 1.0);
  world.loop.run();
  world.start("joiner", joins, &target);
  world.loop.run();
  CHECK(world.log == Log{"1 target granted", "1 joiner granted"});
}
