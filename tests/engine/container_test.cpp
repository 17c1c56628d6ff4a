#include "engine/container.h"

#include <doctest/doctest.h>

#include "actor.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

Coroutine gets(Loop&, Actor& self, Container* tank, double at, double amount, double patience) {
  co_await self.sleep_until(at);
  Container::Get get(self, *tank, amount);
  const Wake wake = co_await self.wait(get, patience);
  self.received();
  self.note(wake);
}

Coroutine puts_amount(Loop&, Actor& self, Container* tank, double at, double amount, double patience) {
  co_await self.sleep_until(at);
  Container::Put put(self, *tank, amount);
  const Wake wake = co_await self.wait(put, patience);
  self.received();
  self.note(wake);
}

// Fills the tank for a waiting getter, fills the room that makes, and interrupts the getter before it goes
// on.
Coroutine fills_and_interrupts(Loop& loop, Actor& self, Container* tank, Actor* target,
                               Interrupt* interrupt) {
  co_await self.sleep(1);
  Container::Put first(self, *tank, 4);
  first.begin();
  Container::Put second(self, *tank, 8);
  second.begin();
  loop.interrupt(*target, *interrupt);
}

constexpr double kForever = Loop::kForever;

}  // namespace

TEST_CASE("nobody overtakes at a container") {
  World world;
  Container tank(world.loop, 10, 2);
  world.start("big", gets, &tank, 0.0, 5.0, kForever);
  world.start("small", gets, &tank, 0.0, 1.0, kForever);
  world.start("p", puts_amount, &tank, 1.0, 2.5, kForever);
  world.start("p", puts_amount, &tank, 2.0, 2.0, kForever);
  world.loop.run();
  CHECK(world.log == Log{"1 p granted", "2 p granted", "2 big granted", "2 small granted"});
  CHECK(tank.level() == 0.5);
}

TEST_CASE("first_fit passes over those that do not fit") {
  World world;
  Container tank(world.loop, 10, 2, ContainerOrder::first_fit);
  world.start("big", gets, &tank, 0.0, 5.0, kForever);
  world.start("small", gets, &tank, 0.0, 1.0, kForever);
  world.start("middle", gets, &tank, 0.0, 3.0, kForever);
  world.start("p", puts_amount, &tank, 1.0, 2.5, kForever);
  world.loop.run();
  CHECK(world.log == Log{"0 small granted", "1 p granted", "1 middle granted"});
  CHECK(tank.getters() == 1);
}

TEST_CASE("a change serves one side and the other in turn until nobody can go on") {
  World world;
  Container tank(world.loop, 10, 5);
  world.start("g0", gets, &tank, 0.0, 9.0, 1.0);
  world.start("g1", gets, &tank, 0.0, 5.0, kForever);
  world.start("g2", gets, &tank, 0.0, 8.0, kForever);
  world.start("p1", puts_amount, &tank, 0.0, 8.0, kForever);
  world.start("p2", puts_amount, &tank, 0.0, 1.0, kForever);
  world.loop.run();
  CHECK(world.log == Log{"1 g0 timed out", "1 g1 granted", "1 p1 granted", "1 p2 granted", "1 g2 granted"});
  CHECK(tank.level() == 1);
}

TEST_CASE("a head that leaves serves those it held up, on either side") {
  World world;
  Container tank(world.loop, 10, 5);
  world.start("big get", gets, &tank, 0.0, 9.0, 2.0);
  world.start("get", gets, &tank, 1.0, 1.0, kForever);
  world.start("big put", puts_amount, &tank, 0.0, 9.0, 3.0);
  world.start("put", puts_amount, &tank, 1.0, 6.0, kForever);
  world.loop.run();
  CHECK(world.log == Log{"2 big get timed out", "2 get granted", "3 big put timed out", "3 put granted"});
  CHECK(tank.level() == 10);
}

TEST_CASE("what a getter gives back returns even above the capacity; then nobody puts until there is room") {
  World world;
  Container tank(world.loop, 10, 4);
  Interrupt interrupt;
  Actor& getter = world.start("getter", gets, &tank, 0.0, 6.0, kForever);
  world.start("filler", fills_and_interrupts, &tank, &getter, &interrupt);
  world.start("putter", puts_amount, &tank, 2.0, 1.0, kForever);
  world.loop.run(3);
  CHECK(tank.level() == 16);
  CHECK(tank.putters() == 1);
  world.start("g", gets, &tank, 4.0, 6.0, kForever);
  world.start("g", gets, &tank, 5.0, 0.5, kForever);
  world.start("g", gets, &tank, 6.0, 0.5, kForever);
  world.loop.run();
  CHECK(world.log ==
        Log{"1 getter interrupted", "4 g granted", "5 g granted", "6 g granted", "6 putter granted"});
  CHECK(tank.level() == 10);
}

TEST_CASE("an accepted put stands") {
  World world;
  Container tank(world.loop);
  Actor& actor = world.actor("a");
  Container::Put put(actor, tank, 3);
  CHECK(put.begin());
  CHECK_FALSE(put.take_back());
  CHECK(tank.level() == 3);
}

TEST_CASE("the level over time") {
  World world;
  Container tank(world.loop, 100, 8);
  world.start("g", gets, &tank, 2.0, 4.0, kForever);
  world.start("p", puts_amount, &tank, 3.0, 1.0, kForever);
  world.loop.run(4);
  CHECK(tank.level_statistic().integral(4) == 16 + 4 + 5);
  CHECK(tank.level_statistic().min() == 4);
}
