#include "engine/queue.h"

#include <doctest/doctest.h>

#include "actor.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

class GetAbove final : public IntQueue::Get {
public:
  GetAbove(Process& process, IntQueue& queue, int limit, std::size_t count = 1)
      : Get(process, queue, count, true), limit_(limit) {}

private:
  bool passes(const int& item) const override { return item > limit_; }
  int limit_;
};

Coroutine puts_item(Loop&, Actor& self, IntQueue* queue, double at, int item, double priority) {
  co_await self.sleep_until(at);
  IntQueue::Put put(self, *queue, item, priority);
  const Wake wake = co_await self.wait(put);
  self.received();
  self.note(wake == Wake::granted ? fmt::format("put {}", item) : "gave up");
}

Coroutine gets_items(Loop&, Actor& self, IntQueue* queue, double at, std::size_t count, double patience) {
  co_await self.sleep_until(at);
  IntQueue::Get get(self, *queue, count);
  const Wake wake = co_await self.wait(get, patience);
  self.received();
  if (wake != Wake::granted) {
    self.note(wake);
    co_return;
  }
  for (std::size_t i = 0; i < count; ++i) self.note(fmt::format("got {}", get.receive()));
}

Coroutine gets_above(Loop&, Actor& self, IntQueue* queue, double at, int limit) {
  co_await self.sleep_until(at);
  GetAbove get(self, *queue, limit);
  co_await self.wait(get);
  self.received();
  self.note(fmt::format("got {}", get.receive()));
}

// Puts an item, which a waiting getter is granted, and interrupts that getter before it has gone on.
Coroutine puts_and_interrupts(Loop& loop, Actor& self, IntQueue* queue, Actor* target, Interrupt* interrupt) {
  co_await self.sleep(1);
  int item = 7;
  queue->try_put(item, 0);
  item = 8;
  queue->try_put(item, 0);
  loop.interrupt(*target, *interrupt);
}

Coroutine puts_two_and_interrupts(Loop& loop, Actor& self, IntQueue* queue, Actor* target,
                                  Interrupt* interrupt) {
  co_await self.sleep(1);
  for (int item : {7, 8}) queue->try_put(item, 0);
  loop.interrupt(*target, *interrupt);
}

void fill(IntQueue& queue, std::initializer_list<int> items) {
  for (int item : items) queue.try_put(item, item);
}

Log items_of(const IntQueue& queue) {
  Log items;
  for (const auto* e = queue.items().front(); e; e = queue.items().after(*e)) {
    items.push_back(fmt::format("{}", e->item));
  }
  return items;
}

}  // namespace

TEST_CASE("items stand in order of coming, the last first, or by priority") {
  World world;
  IntQueue fifo(world.loop, QueueOrder::fifo, IntQueue::kUnlimited);
  IntQueue lifo(world.loop, QueueOrder::lifo, IntQueue::kUnlimited);
  IntQueue priority(world.loop, QueueOrder::priority, IntQueue::kUnlimited);
  for (IntQueue* queue : {&fifo, &lifo, &priority}) fill(*queue, {2, 3, 1});
  CHECK(items_of(fifo) == Log{"2", "3", "1"});
  CHECK(items_of(lifo) == Log{"1", "3", "2"});
  CHECK(items_of(priority) == Log{"1", "2", "3"});
}

TEST_CASE("getters are served first come first served; one without a filter is never passed over") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, IntQueue::kUnlimited);
  world.start("two", gets_items, &queue, 0.0, std::size_t{2}, Loop::kForever);
  world.start("one", gets_items, &queue, 0.0, std::size_t{1}, Loop::kForever);
  for (int item = 1; item <= 3; ++item) world.start("p", puts_item, &queue, item * 1.0, item, 0.0);
  world.loop.run();
  CHECK(world.log == Log{"1 p put 1", "2 p put 2", "2 two got 1", "2 two got 2", "3 p put 3", "3 one got 3"});
}

TEST_CASE("passing over those whose filter does not match is not overtaking") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, IntQueue::kUnlimited);
  world.start("picky", gets_above, &queue, 0.0, 10);
  world.start("any", gets_items, &queue, 0.0, std::size_t{1}, Loop::kForever);
  world.start("p", puts_item, &queue, 1.0, 5, 0.0);
  world.start("p", puts_item, &queue, 2.0, 50, 0.0);
  world.loop.run();
  CHECK(world.log == Log{"1 p put 5", "1 any got 5", "2 p put 50", "2 picky got 50"});
}

TEST_CASE("an item put into a full queue that a waiting getter wants is handed over") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, 2);
  fill(queue, {1, 2});
  world.start("picky", gets_above, &queue, 0.0, 10);
  world.start("p", puts_item, &queue, 1.0, 3, 0.0);
  world.start("p", puts_item, &queue, 2.0, 50, 0.0);
  world.loop.run();
  CHECK(world.log == Log{"2 p put 50", "2 picky got 50"});
  CHECK(queue.putters() == 1);
  CHECK(queue.length() == 2);
}

TEST_CASE("a getter that comes later takes the item it wants from a putter that waits outside") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, 1);
  fill(queue, {1});
  world.start("p", puts_item, &queue, 1.0, 50, 0.0);
  world.start("picky", gets_above, &queue, 2.0, 10);
  world.loop.run();
  CHECK(world.log == Log{"2 picky got 50", "2 p put 50"});
  CHECK(items_of(queue) == Log{"1"});
}

TEST_CASE("the blocked putters of a priority queue stand by the priority of their items") {
  World world;
  IntQueue queue(world.loop, QueueOrder::priority, 1);
  fill(queue, {0});
  world.start("c", puts_item, &queue, 0.0, 3, 3.0);
  world.start("a", puts_item, &queue, 0.0, 1, 1.0);
  world.start("b", puts_item, &queue, 0.0, 2, 2.0);
  for (double at = 1; at <= 4; ++at) world.start("g", gets_items, &queue, at, std::size_t{1}, 0.0);
  world.loop.run();
  CHECK(world.log ==
        Log{"1 g got 0", "1 a put 1", "2 g got 1", "2 b put 2", "3 g got 2", "3 c put 3", "4 g got 3"});
}

TEST_CASE("what was granted but not received returns to its old place, even above the capacity") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, 1);
  Interrupt interrupt;
  Actor& getter = world.start("getter", gets_items, &queue, 0.0, std::size_t{1}, Loop::kForever);
  world.start("sender", puts_and_interrupts, &queue, &getter, &interrupt);
  world.start("putter", puts_item, &queue, 2.0, 9, 0.0);
  world.loop.run(2);
  CHECK(items_of(queue) == Log{"7", "8"});
  CHECK(queue.in_transit() == 0);
  CHECK(queue.putters() == 1);
  IntQueue::Entry* entry = queue.try_get();
  REQUIRE(entry);
  CHECK(queue.receive(*entry) == 7);
  CHECK(queue.putters() == 1);
  entry = queue.try_get();
  CHECK(queue.receive(*entry) == 8);
  CHECK(queue.putters() == 0);
  CHECK(items_of(queue) == Log{"9"});
  CHECK(queue.puts() == queue.gets() + queue.length());
}

TEST_CASE("a getter of several gives everything back before anyone is served") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, IntQueue::kUnlimited);
  Interrupt interrupt;
  Actor& both = world.start("both", gets_items, &queue, 0.0, std::size_t{2}, Loop::kForever);
  SUBCASE("to those who want one, in order") {
    world.start("behind", gets_items, &queue, 0.0, std::size_t{1}, Loop::kForever);
    world.start("sender", puts_two_and_interrupts, &queue, &both, &interrupt);
    world.loop.run();
    CHECK(world.log == Log{"1 both interrupted", "1 behind got 7"});
    CHECK(items_of(queue) == Log{"8"});
  }
  SUBCASE("to those who want several, in order") {
    world.start("behind", gets_items, &queue, 0.0, std::size_t{2}, Loop::kForever);
    world.start("sender", puts_two_and_interrupts, &queue, &both, &interrupt);
    world.loop.run();
    CHECK(world.log == Log{"1 both interrupted", "1 behind got 7", "1 behind got 8"});
  }
  CHECK(queue.in_transit() == 0);
}

TEST_CASE("a getter of many that gives up serves those it held up") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, IntQueue::kUnlimited);
  fill(queue, {1});
  world.start("many", gets_items, &queue, 0.0, std::size_t{3}, 2.0);
  world.start("one", gets_items, &queue, 1.0, std::size_t{1}, Loop::kForever);
  world.loop.run();
  CHECK(world.log == Log{"2 many timed out", "2 one got 1"});
}

TEST_CASE("a newcomer never takes what a waiter was granted") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, IntQueue::kUnlimited);
  world.start("waiter", gets_items, &queue, 0.0, std::size_t{1}, Loop::kForever);
  world.start("putter", puts_item, &queue, 1.0, 1, 0.0);
  world.start("newcomer", gets_items, &queue, 1.0, std::size_t{1}, 0.0);
  world.loop.run();
  CHECK(world.log == Log{"1 putter put 1", "1 waiter got 1", "1 newcomer timed out"});
}

TEST_CASE("remove takes an item out, whoever waits, and lets in who waits for room") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, 2);
  fill(queue, {1, 2});
  world.start("putter", puts_item, &queue, 0.0, 3, 0.0);
  world.loop.run();
  CHECK(queue.remove(*queue.items().front()) == 1);
  CHECK(items_of(queue) == Log{"2", "3"});
  world.loop.run();
  CHECK(world.log == Log{"0 putter put 3"});
  CHECK(queue.removed() == 1);
}

TEST_CASE("statistics: the length over time, and the time in the queue of what was taken") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, IntQueue::kUnlimited);
  world.start("p", puts_item, &queue, 0.0, 1, 0.0);
  world.start("p", puts_item, &queue, 1.0, 2, 0.0);
  world.start("g", gets_items, &queue, 4.0, std::size_t{2}, 0.0);
  world.loop.run(8);
  CHECK(queue.length_statistic().integral(8) == 7);
  CHECK(queue.time_statistic().sum() == 7);
  CHECK(queue.time_statistic().count() == 2);
}

TEST_CASE("a getter of several that an item completes makes room for those who wait to put") {
  World world;
  IntQueue queue(world.loop, QueueOrder::fifo, 1);
  fill(queue, {1});
  world.start("putter", puts_item, &queue, 0.0, 2, 0.0);
  world.start("getter", gets_items, &queue, 1.0, std::size_t{2}, Loop::kForever);
  world.loop.run();
  CHECK(queue.putters() == 1);
  int item = 3;
  CHECK(queue.try_put(item, 0));
  CHECK(queue.putters() == 0);
  CHECK(items_of(queue) == Log{"2"});
  world.loop.run();
  CHECK(world.log == Log{"1 getter got 1", "1 getter got 3", "1 putter put 2"});
}
