#include "engine/group.h"

#include <doctest/doctest.h>

#include "actor.h"
#include "engine/container.h"
#include "engine/gate.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

IntQueue::Get* part_get(Actor& self, IntQueue& queue) {
  return self.loop().pool().make<IntQueue::Get>(self, queue);
}

Coroutine first_of_two(Loop& loop, Actor& self, IntQueue* left, IntQueue* right, double timeout) {
  Pooled<FirstOf> first(loop, self, loop.pool());
  IntQueue::Get* gets[] = {part_get(self, *left), part_get(self, *right)};
  first->add(*gets[0]);
  first->add(*gets[1]);
  const Wake wake = co_await self.wait(*first, timeout);
  self.received();
  if (wake == Wake::granted) {
    self.note(fmt::format("branch {}: {}", first->winner(), gets[first->winner()]->receive()));
  } else {
    self.note(wake);
  }
}

Coroutine all_of_two(Loop& loop, Actor& self, IntQueue* left, IntQueue* right, double timeout) {
  Pooled<AllOf> all(loop, self, loop.pool());
  IntQueue::Get* gets[] = {part_get(self, *left), part_get(self, *right)};
  all->add(*gets[0]);
  all->add(*gets[1]);
  const Wake wake = co_await self.wait(*all, timeout);
  self.received();
  if (wake == Wake::granted) {
    const int first = gets[0]->receive();
    self.note(fmt::format("{} and {}", first, gets[1]->receive()));
  } else {
    self.note(wake);
  }
}

Coroutine all_or_gate(Loop& loop, Actor& self, IntQueue* left, IntQueue* right, Gate* gate) {
  Pooled<FirstOf> first(loop, self, loop.pool());
  auto* all = loop.pool().make<AllOf>(self, loop.pool());
  all->add(*part_get(self, *left));
  all->add(*part_get(self, *right));
  first->add(*all);
  first->add(*loop.pool().make<Gate::Wait>(self, *gate));
  co_await self.wait(*first);
  self.received();
  self.note(fmt::format("branch {}", first->winner()));
  if (first->winner() == 0) {
    for (std::size_t i = 0; i < 2; ++i) static_cast<IntQueue::Get&>(all->part(i)).receive();
  }
}

Coroutine put_or_get(Loop& loop, Actor& self, IntQueue* queue, int item) {
  Pooled<AllOf> all(loop, self, loop.pool());
  auto* get = part_get(self, *queue);
  all->add(*get);
  all->add(*loop.pool().make<IntQueue::Put>(self, *queue, item, 0.0));
  co_await self.wait(*all);
  self.received();
  self.note(fmt::format("got {}", get->receive()));
}

Coroutine all_of_two_and_gate(Loop& loop, Actor& self, IntQueue* queue, Gate* gate, double timeout) {
  Pooled<AllOf> all(loop, self, loop.pool());
  all->add(*part_get(self, *queue));
  all->add(*part_get(self, *queue));
  all->add(*loop.pool().make<Gate::Wait>(self, *gate));
  self.note(co_await self.wait(*all, timeout));
  self.received();
}

Coroutine gets_several(Loop&, Actor& self, IntQueue* queue, std::size_t count) {
  IntQueue::Get get(self, *queue, count);
  co_await self.wait(get);
  self.received();
  for (std::size_t i = 0; i < count; ++i) self.note(fmt::format("got {}", get.receive()));
}

// A put that can lose: when the other branch wins, it has left its line before anybody is served.
Coroutine put_or_gate_or_get(Loop& loop, Actor& self, IntQueue* full, Gate* gate) {
  Pooled<FirstOf> first(loop, self, loop.pool());
  first->add(*loop.pool().make<Gate::Wait>(self, *gate));
  first->add(*loop.pool().make<IntQueue::Get>(self, *full, 3u));
  first->add(*loop.pool().make<IntQueue::Put>(self, *full, 9, 0.0));
  co_await self.wait(*first);
  self.received();
  self.note(fmt::format("branch {}", first->winner()));
}

Coroutine puts_item(Loop&, Actor& self, IntQueue* queue, int item) {
  IntQueue::Put put(self, *queue, item, 0.0);
  co_await self.wait(put);
  self.received();
  self.note(fmt::format("put {}", item));
}

Coroutine removes_first_at(Loop&, Actor& self, IntQueue* queue, double time) {
  co_await self.sleep_until(time);
  queue->remove(*queue->items().front());
}

Coroutine waits_for_nothing(Loop& loop, Actor& self) {
  Pooled<AllOf> all(loop, self, loop.pool());
  co_await self.wait(*all);
  self.note("all of nothing");
}

Coroutine gets_item(Loop&, Actor& self, IntQueue* queue) {
  IntQueue::Get get(self, *queue);
  co_await self.wait(get);
  self.received();
  self.note(fmt::format("got {}", get.receive()));
}

Coroutine wants_much_or_gate(Loop& loop, Actor& self, Container* tank, double amount, Gate* gate) {
  Pooled<FirstOf> first(loop, self, loop.pool());
  first->add(*loop.pool().make<Container::Get>(self, *tank, amount));
  first->add(*loop.pool().make<Gate::Wait>(self, *gate));
  co_await self.wait(*first);
  self.received();
  self.note(fmt::format("branch {}", first->winner()));
}

Coroutine gets_amount(Loop&, Actor& self, Container* tank, double amount) {
  Container::Get get(self, *tank, amount);
  co_await self.wait(get);
  self.received();
  self.note("got");
}

Coroutine puts_at(Loop&, Actor& self, IntQueue* queue, double time, int item) {
  co_await self.sleep_until(time);
  queue->try_put(item, 0);
}

Coroutine opens_at(Loop&, Actor& self, Gate* gate, double time) {
  co_await self.sleep_until(time);
  gate->open();
}

}  // namespace

TEST_CASE(
    "first_of tries its branches in order; the first that can be done at once wins, the others are not "
    "begun") {
  World world;
  IntQueue left(world.loop, QueueOrder::fifo, 9);
  IntQueue right(world.loop, QueueOrder::fifo, 9);
  int item = 1;
  left.try_put(item, 0);
  item = 2;
  right.try_put(item, 0);
  world.start("a", first_of_two, &left, &right, Loop::kForever);
  world.start("b", first_of_two, &left, &right, 0.0);
  world.start("c", first_of_two, &left, &right, 0.0);
  world.loop.run();
  CHECK(world.log == Log{"0 a branch 0: 1", "0 b branch 1: 2", "0 c timed out"});
  CHECK(left.getters() == 0);
  CHECK(right.getters() == 0);
}

TEST_CASE("otherwise it waits in all lines and is out of all of them the instant one grants") {
  World world;
  IntQueue left(world.loop, QueueOrder::fifo, 9);
  IntQueue right(world.loop, QueueOrder::fifo, 9);
  world.start("chooser", first_of_two, &left, &right, Loop::kForever);
  world.start("other", gets_item, &left);
  world.start("p", puts_at, &right, 1.0, 10);
  world.start("p", puts_at, &left, 1.0, 20);
  world.loop.run();
  CHECK(world.log == Log{"1 chooser branch 1: 10", "1 other got 20"});
  CHECK(left.length() + right.length() == 0);
}

TEST_CASE(
    "of all that resumes because of it, the winner comes first, then those whom the withdrawals served") {
  World world;
  Gate gate(world.loop);
  Container tank(world.loop, 10, 3);
  world.start("chooser", wants_much_or_gate, &tank, 5.0, &gate);
  world.start("held up", gets_amount, &tank, 2.0);
  world.start("opener", opens_at, &gate, 1.0);
  world.loop.run();
  CHECK(world.log == Log{"1 chooser branch 1", "1 held up got"});
}

TEST_CASE("all_of is done when all parts are") {
  World world;
  IntQueue left(world.loop, QueueOrder::fifo, 9);
  IntQueue right(world.loop, QueueOrder::fifo, 9);
  world.start("all", all_of_two, &left, &right, Loop::kForever);
  world.start("p", puts_at, &right, 1.0, 10);
  world.start("p", puts_at, &left, 2.0, 20);
  world.start("nothing", waits_for_nothing);
  world.loop.run();
  CHECK(world.log == Log{"0 nothing all of nothing", "2 all 20 and 10"});
}

TEST_CASE("an all_of that times out gives back what it had been granted") {
  World world;
  IntQueue left(world.loop, QueueOrder::fifo, 9);
  IntQueue right(world.loop, QueueOrder::fifo, 9);
  world.start("all", all_of_two, &left, &right, 3.0);
  world.start("p", puts_at, &left, 1.0, 10);
  world.start("later", gets_item, &left);
  world.loop.run();
  CHECK(world.log == Log{"3 all timed out", "3 later got 10"});
  CHECK(left.in_transit() == 0);
  CHECK(right.getters() == 0);
}

TEST_CASE("an all_of in a losing branch gives back what it had been granted") {
  World world;
  IntQueue left(world.loop, QueueOrder::fifo, 9);
  IntQueue right(world.loop, QueueOrder::fifo, 9);
  Gate gate(world.loop);
  world.start("a", all_or_gate, &left, &right, &gate);
  world.start("p", puts_at, &left, 1.0, 10);
  SUBCASE("it loses") {
    world.start("opener", opens_at, &gate, 2.0);
    world.start("p", puts_at, &right, 2.0, 20);
    world.loop.run();
    CHECK(world.log == Log{"2 a branch 1"});
    CHECK(left.length() == 1);
    CHECK(right.length() == 1);
  }
  SUBCASE("it wins") {
    world.start("p", puts_at, &right, 2.0, 20);
    world.start("opener", opens_at, &gate, 2.0);
    world.loop.run();
    CHECK(world.log == Log{"2 a branch 0"});
    CHECK(left.length() + right.length() == 0);
  }
  CHECK(left.in_transit() + right.in_transit() == 0);
  CHECK(gate.waiting() == 0);
}

TEST_CASE("an all_of gives everything back before anyone is served") {
  World world;
  Gate never(world.loop);
  IntQueue queue(world.loop, QueueOrder::fifo, 9);
  int items[] = {1, 2};
  for (int& item : items) queue.try_put(item, 0);
  world.start("all", all_of_two_and_gate, &queue, &never, 3.0);
  SUBCASE("to those who want one, in order") {
    world.start("first", gets_item, &queue);
    world.start("second", gets_item, &queue);
    world.loop.run();
    CHECK(world.log == Log{"3 all timed out", "3 first got 1", "3 second got 2"});
  }
  SUBCASE("to those who want several, in order") {
    world.start("both", gets_several, &queue, 2u);
    world.loop.run();
    CHECK(world.log == Log{"3 all timed out", "3 both got 1", "3 both got 2"});
  }
  CHECK(queue.in_transit() == 0);
}

TEST_CASE("a losing put is out of its line before the other losers' places are taken") {
  World world;
  Gate gate(world.loop);
  IntQueue full(world.loop, QueueOrder::fifo, 1);
  int item = 1;
  full.try_put(item, 0);
  world.start("chooser", put_or_gate_or_get, &full, &gate);
  world.start("behind", gets_item, &full);
  world.start("opener", opens_at, &gate, 1.0);
  world.loop.run();
  CHECK(world.log == Log{"1 chooser branch 0", "1 behind got 1"});
  CHECK(full.length() == 0);
}

TEST_CASE("a put that wins takes its place before the losers let others in") {
  World world;
  Gate gate(world.loop);
  IntQueue full(world.loop, QueueOrder::fifo, 1);
  int item = 1;
  full.try_put(item, 0);
  world.start("chooser", put_or_gate_or_get, &full, &gate);
  world.start("behind", puts_item, &full, 3);
  world.start("remover", removes_first_at, &full, 1.0);
  world.loop.run();
  CHECK(world.log == Log{"1 chooser branch 2"});
  CHECK(full.length() == 1);
  CHECK(full.putters() == 1);
}

TEST_CASE("the parts of one all_of may serve each other") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, 1);
  world.start("a", put_or_get, &queue, 5);
  world.loop.run();
  CHECK(world.log == Log{"0 a got 5"});
}
