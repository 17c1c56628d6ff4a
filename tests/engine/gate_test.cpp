#include "engine/gate.h"

#include <doctest/doctest.h>

#include "actor.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

Coroutine passes(Loop&, Actor& self, Gate* gate, double at) {
  co_await self.sleep_until(at);
  Gate::Wait wait(self, *gate);
  const Wake wake = co_await self.wait(wait);
  self.received();
  if (wake == Wake::granted) wait.receive();
  self.note(wake);
}

Coroutine pulses(Loop&, Actor& self, Gate* gate, double at) {
  co_await self.sleep_until(at);
  gate->pulse();
}

Coroutine opens_and_closes(Loop&, Actor& self, Gate* gate, double at) {
  co_await self.sleep_until(at);
  gate->open();
  gate->close();
}

Coroutine opens_and_interrupts(Loop& loop, Actor& self, Gate* gate, Actor* target, Interrupt* interrupt) {
  co_await self.sleep(1);
  gate->open();
  loop.interrupt(*target, *interrupt);
}

}  // namespace

TEST_CASE("many wait, one opens; they go through in the order of their coming") {
  World world;
  Gate gate(world.loop);
  for (const char* name : {"a", "b", "c"}) world.start(name, passes, &gate, 0.0);
  world.loop.run();
  CHECK(gate.waiting() == 3);
  CHECK_FALSE(gate.is_open());
  gate.open();
  CHECK(gate.waiting() == 0);
  world.start("d", passes, &gate, 0.0);
  world.loop.run();
  CHECK(world.log == Log{"0 a granted", "0 b granted", "0 c granted", "0 d granted"});
}

TEST_CASE("a pulse lets through those who wait now and leaves the gate closed") {
  World world;
  Gate gate(world.loop);
  world.start("early", passes, &gate, 1.0);
  world.start("pulse", pulses, &gate, 2.0);
  world.start("late", passes, &gate, 2.0);
  world.start("pulse", pulses, &gate, 5.0);
  world.loop.run();
  CHECK(world.log == Log{"2 early granted", "5 late granted"});
  CHECK_FALSE(gate.is_open());
}

TEST_CASE("who was let through goes on even if the gate closes in the same instant") {
  World world;
  Gate gate(world.loop);
  world.start("a", passes, &gate, 0.0);
  world.start("door", opens_and_closes, &gate, 1.0);
  world.start("b", passes, &gate, 1.0);
  world.loop.run();
  CHECK(world.log == Log{"1 a granted"});
  CHECK(gate.waiting() == 1);
}

TEST_CASE("who was let through and is interrupted before going on has not passed") {
  World world;
  Gate gate(world.loop);
  Interrupt interrupt;
  Actor& target = world.start("a", passes, &gate, 0.0);
  world.start("b", opens_and_interrupts, &gate, &target, &interrupt);
  world.loop.run();
  CHECK(world.log == Log{"1 a interrupted"});
  CHECK(gate.waits().count() == 0);
}

TEST_CASE("waits count, those of 0 too") {
  World world;
  Gate gate(world.loop);
  world.start("a", passes, &gate, 1.0);
  world.start("pulse", pulses, &gate, 4.0);
  world.loop.run(4);
  gate.open();
  world.start("b", passes, &gate, 0.0);
  world.loop.run();
  CHECK(gate.waits().count() == 2);
  CHECK(gate.waits().max() == 3);
  CHECK(gate.waits().min() == 0);
  gate.reset_statistics();
  CHECK(gate.waits().count() == 0);
}
