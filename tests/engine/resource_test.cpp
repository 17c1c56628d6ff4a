#include "engine/resource.h"

#include <doctest/doctest.h>

#include "actor.h"
#include "engine/gate.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

struct Use {
  double at = 0;
  double duration = 1;
  std::uint64_t amount = 1;
  double priority = 0;
  bool preempt = false;
  double patience = Loop::kForever;
};

Coroutine uses(Loop& loop, Actor& self, Resource* resource, Use use) {
  co_await self.sleep_until(use.at);
  Acquire request(self, *resource, use.amount, use.priority, use.preempt);
  Wake wake = co_await self.wait(request, use.patience);
  self.received();
  if (wake == Wake::granted) {
    request.receive();
    self.note("got it");
    wake = co_await self.sleep_until(loop.now() + use.duration);
    if (wake == Wake::interrupted) self.take_interrupt();
  }
  if (wake != Wake::granted) self.note(wake);
  resource->release_all(self);
}

Coroutine uses_both(Loop&, Actor& self, Resource* first, Resource* second, double at, double duration) {
  co_await self.sleep_until(at);
  Acquire request(self);
  request.add(*first);
  request.add(*second);
  co_await self.wait(request);
  self.received();
  request.receive();
  self.note("got both");
  co_await self.sleep(duration);
}

// Holds until 1, then releases and, in the same turn, preempts whoever was granted.
Coroutine releases_and_preempts(Loop&, Actor& self, Resource* resource, double duration) {
  resource->try_acquire(self);
  co_await self.sleep(1);
  resource->release_all(self);
  Acquire request(self, *resource, 1, -1, true);
  co_await self.wait(request);
  self.received();
  request.receive();
  self.note("preempted");
  co_await self.sleep(duration);
}

Coroutine acquires_or_waits_at_gate(Loop& loop, Actor& self, Resource* resource, Gate* gate, double bored) {
  Pooled<FirstOf> first(loop, self, loop.pool());
  auto* acquire = loop.pool().make<Acquire>(self, *resource);
  first->add(*acquire);
  first->add(*loop.pool().make<Gate::Wait>(self, *gate));
  first->add(*loop.pool().make<Timer>(self, bored));
  co_await self.wait(*first);
  self.received();
  self.note(fmt::format("branch {}", first->winner()));
  if (first->winner() == 0) acquire->receive();
}

Coroutine acquires_and_waits_at_gate(Loop& loop, Actor& self, Resource* resource, Gate* gate) {
  Pooled<AllOf> all(loop, self, loop.pool());
  auto* acquire = loop.pool().make<Acquire>(self, *resource);
  all->add(*acquire);
  all->add(*loop.pool().make<Gate::Wait>(self, *gate));
  co_await self.wait(*all);
  self.received();
  acquire->receive();
  self.note("has all");
}

Coroutine opens_at(Loop&, Actor& self, Gate* gate, double time) {
  co_await self.sleep_until(time);
  gate->open();
}

Coroutine sets_capacity(Loop&, Actor& self, Resource* resource, double time, std::uint64_t capacity) {
  co_await self.sleep_until(time);
  resource->set_capacity(capacity);
}

}  // namespace

TEST_CASE("the line is by priority, lower first, then first come first served") {
  World world;
  Resource resource(world.loop, 1);
  world.start("a", uses, &resource, Use{});
  world.start("b", uses, &resource, Use{.priority = 1});
  world.start("c", uses, &resource, Use{.priority = 0});
  world.start("d", uses, &resource, Use{.priority = 1});
  world.start("e", uses, &resource, Use{.priority = -2});
  world.loop.run();
  CHECK(world.log == Log{"0 a got it", "1 e got it", "2 c got it", "3 b got it", "4 d got it"});
  CHECK(resource.in_use() == 0);
}

TEST_CASE("a lifo line serves the last who came") {
  World world;
  Resource resource(world.loop, 1, LineOrder::lifo);
  for (const char* name : {"a", "b", "c"}) world.start(name, uses, &resource, Use{});
  world.start("d", uses, &resource, Use{.at = 1.5});
  world.loop.run();
  CHECK(world.log == Log{"0 a got it", "1 c got it", "2 d got it", "3 b got it"});
}

TEST_CASE("nobody overtakes: the first that does not fit holds up the rest") {
  World world;
  Resource resource(world.loop, 3);
  world.start("a", uses, &resource, Use{.duration = 5, .amount = 2});
  world.start("big", uses, &resource, Use{.at = 1, .amount = 2});
  world.start("small", uses, &resource, Use{.at = 2});
  world.loop.run();
  CHECK(world.log == Log{"0 a got it", "5 big got it", "5 small got it"});
}

TEST_CASE("a head that leaves serves those it held up") {
  World world;
  Resource resource(world.loop, 3);
  world.start("a", uses, &resource, Use{.duration = 5, .amount = 2});
  world.start("big", uses, &resource, Use{.at = 1, .amount = 3, .patience = 2});
  world.start("small", uses, &resource, Use{.at = 2});
  world.loop.run();
  CHECK(world.log == Log{"0 a got it", "3 big timed out", "3 small got it"});
  CHECK(resource.reneges() == 1);
}

TEST_CASE("what is taken at once does not overtake either") {
  World world;
  Resource resource(world.loop, 2);
  Actor& direct = world.actor("direct");
  world.start("a", uses, &resource, Use{.duration = 9});
  world.start("big", uses, &resource, Use{.amount = 2});
  world.loop.run(1);
  CHECK(resource.try_acquire(direct) == nullptr);
  CHECK(resource.try_acquire(direct, 2, -1) == nullptr);
  Hold* hold = resource.try_acquire(direct, 1, -1);
  REQUIRE(hold != nullptr);
  CHECK(resource.free() == 0);
  resource.release(*hold);
  CHECK(resource.free() == 1);
}

TEST_CASE(
    "the capacity can change while the resource is used: holders finish, nobody enters before there is "
    "room") {
  World world;
  Resource resource(world.loop, 2);
  world.start("a", uses, &resource, Use{.duration = 4});
  world.start("b", uses, &resource, Use{.duration = 6});
  world.start("c", uses, &resource, Use{.at = 1});
  world.start("d", uses, &resource, Use{.at = 1});
  world.start("shrink", sets_capacity, &resource, 2.0, std::uint64_t{1});
  world.start("close", sets_capacity, &resource, 6.5, std::uint64_t{0});
  world.start("grow", sets_capacity, &resource, 8.0, std::uint64_t{5});
  world.loop.run(5);
  CHECK(resource.in_use() == 1);
  CHECK(resource.free() == 0);
  world.loop.run();
  CHECK(world.log == Log{"0 a got it", "0 b got it", "6 c got it", "8 d got it"});
}

TEST_CASE("release gives back the newest holds first, and refuses what is not held") {
  World world;
  Resource resource(world.loop, 10);
  Resource other(world.loop, 10);
  Actor& actor = world.actor("a");
  const std::size_t before = world.pool.in_use();
  resource.try_acquire(actor, 3, 1);
  other.try_acquire(actor, 4);
  resource.try_acquire(actor, 2, 2);
  CHECK(resource.held(actor) == 5);
  CHECK_FALSE(resource.release(actor, 6));
  CHECK(resource.in_use() == 5);
  CHECK(resource.release(actor, 3));
  CHECK(resource.held(actor) == 2);
  REQUIRE(resource.holders().size() == 1);
  CHECK(resource.holders().front()->priority == 1);
  CHECK(resource.release_all(actor) == 2);
  CHECK(other.held(actor) == 4);
  release_everything(actor);
  CHECK(actor.holds() == nullptr);
  CHECK(other.in_use() == 0);
  CHECK(world.pool.in_use() == before);
}

TEST_CASE("a request that would have to wait in a full line is refused") {
  World world;
  Resource resource(world.loop, 1, LineOrder::fifo, 1);
  world.start("a", uses, &resource, Use{.duration = 9});
  Actor& actor = world.actor("newcomer");
  Acquire early(actor, resource);
  CHECK_FALSE(early.refused());
  world.loop.run(1);
  CHECK_FALSE(resource.line_is_full());
  world.start("b", uses, &resource, Use{});
  world.loop.run(2);
  CHECK(resource.line_is_full());
  Acquire late(actor, resource);
  CHECK(late.refused());
  CHECK(resource.rejections() == 1);
  Acquire urgent(actor, resource, 1, -1, false);
  CHECK(urgent.refused());
}

TEST_CASE("several resources are acquired together or not at all, and nobody overtakes in any of the lines") {
  World world;
  Resource left(world.loop, 1);
  Resource right(world.loop, 1);
  world.start("l", uses, &left, Use{.duration = 2});
  world.start("r", uses, &right, Use{.duration = 5});
  world.start("both", uses_both, &left, &right, 1.0, 1.0);
  world.start("later", uses, &left, Use{.at = 3});
  world.loop.run(4);
  CHECK(left.in_use() == 0);
  CHECK(left.waiting() == 2);
  world.loop.run();
  CHECK(world.log == Log{"0 l got it", "0 r got it", "5 both got both", "6 later got it"});
}

TEST_CASE("requests for several resources in crossing order do not block each other, in lifo lines either") {
  for (const LineOrder order : {LineOrder::fifo, LineOrder::lifo}) {
    World world;
    Resource left(world.loop, 1, order);
    Resource right(world.loop, 1);
    world.start("x", uses, &left, Use{.duration = 3});
    world.start("y", uses, &right, Use{.duration = 4});
    world.start("one", uses_both, &left, &right, 1.0, 1.0);
    world.start("two", uses_both, &right, &left, 1.0, 1.0);
    world.start("three", uses_both, &left, &right, 2.0, 1.0);
    CHECK(world.loop.run() == Loop::Outcome::nothing_left);
    CHECK(world.log ==
          Log{"0 x got it", "0 y got it", "4 one got both", "5 two got both", "6 three got both"});
  }
}

TEST_CASE("one who gets several resources serves those it held up in the other lines") {
  World world;
  Resource left(world.loop, 1);
  Resource right(world.loop, 2);
  world.start("l", uses, &left, Use{.duration = 2});
  world.start("both", uses_both, &left, &right, 1.0, 5.0);
  world.start("r", uses, &right, Use{.at = 1});
  world.loop.run();
  CHECK(world.log == Log{"0 l got it", "2 both got both", "2 r got it"});
}

TEST_CASE("a resource that is added twice to a request gets the sum") {
  World world;
  Resource resource(world.loop, 3);
  Actor& actor = world.actor("a");
  Acquire request(actor);
  request.add(resource, 1);
  request.add(resource, 2);
  CHECK(request.attempt());
  CHECK(resource.in_use() == 3);
  CHECK(request.take_back());
  CHECK(resource.in_use() == 0);
}

TEST_CASE(
    "preemption takes the worst holder, the newest among equals, and only for a strictly better priority") {
  World world;
  Resource resource(world.loop, 3);
  world.start("good", uses, &resource, Use{.duration = 10, .priority = 1});
  Actor& old = world.start("old", uses, &resource, Use{.duration = 10, .priority = 5});
  Actor& young = world.start("young", uses, &resource, Use{.at = 1, .duration = 10, .priority = 5});
  Actor& boss =
      world.start("boss", uses, &resource, Use{.at = 3, .duration = 10, .priority = 4, .preempt = true});
  world.start("equal", uses, &resource, Use{.at = 4, .duration = 10, .priority = 5, .preempt = true});
  world.loop.run(5);
  CHECK(world.log ==
        Log{"0 good got it", "0 old got it", "1 young got it", "3 boss got it", "3 young interrupted"});
  REQUIRE(young.preemptions.size() == 1);
  CHECK(young.preemptions[0].by == &boss);
  CHECK(young.preemptions[0].resource == &resource);
  CHECK(young.preemptions[0].usage_since == 1);
  CHECK(young.preemptions[0].priority == 5);
  CHECK(old.preemptions.empty());
  CHECK(resource.preemptions() == 1);
  CHECK(resource.waiting() == 1);
}

TEST_CASE("preemption takes from as many as it needs, or from nobody") {
  World world;
  Resource resource(world.loop, 4);
  world.start("safe", uses, &resource, Use{.duration = 9});
  Actor& a = world.start("a", uses, &resource, Use{.duration = 9, .amount = 2, .priority = 2});
  Actor& b = world.start("b", uses, &resource, Use{.duration = 9, .priority = 3});
  Actor& huge = world.start("huge", uses, &resource,
                            Use{.at = 1, .amount = 4, .priority = 1, .preempt = true, .patience = 1});
  world.start("two", uses, &resource, Use{.at = 3, .amount = 2, .priority = 1, .preempt = true});
  world.loop.run(2.5);
  CHECK(a.preemptions.empty());
  CHECK(b.preemptions.empty());
  world.loop.run(3);
  CHECK(!huge.alive());
  CHECK(a.preemptions.size() == 1);
  CHECK(b.preemptions.size() == 1);
  CHECK(resource.in_use() == 3);
  CHECK(Log(world.log.end() - 3, world.log.end()) ==
        Log{"3 two got it", "3 b interrupted", "3 a interrupted"});
}

TEST_CASE("what a victim loses beyond the need goes to those who wait") {
  World world;
  Resource resource(world.loop, 3);
  world.start("wide", uses, &resource, Use{.duration = 9, .amount = 3, .priority = 5});
  world.start("waiter", uses, &resource, Use{.at = 1, .priority = 5});
  world.start("boss", uses, &resource, Use{.at = 2, .priority = 0, .preempt = true});
  world.loop.run(2);
  CHECK(world.log == Log{"0 wide got it", "2 boss got it", "2 wide interrupted", "2 waiter got it"});
}

TEST_CASE("a preempting request that waits preempts as soon as it stands first") {
  World world;
  Resource resource(world.loop, 3);
  world.start("low", uses, &resource, Use{.duration = 9, .amount = 3, .priority = 5});
  world.start("head", uses, &resource, Use{.at = 1, .amount = 3, .priority = 0, .patience = 2});
  world.start("boss", uses, &resource, Use{.at = 2, .priority = 1, .preempt = true});
  world.loop.run(4);
  CHECK(world.log == Log{"0 low got it", "3 head timed out", "3 boss got it", "3 low interrupted"});
}

TEST_CASE("nobody preempts itself") {
  World world;
  Resource resource(world.loop, 1);
  Actor& actor = world.actor("a");
  resource.try_acquire(actor, 1, 5);
  Acquire request(actor, resource, 1, 0, true);
  CHECK_FALSE(request.attempt());
  CHECK(resource.held(actor) == 1);
}

TEST_CASE(
    "a waiter that was granted but has not gone on when it is preempted returns silently to its old place") {
  World world;
  Resource resource(world.loop, 1);
  world.start("boss", releases_and_preempts, &resource, 3.0);
  Actor& first = world.start("first", uses, &resource, Use{});
  world.start("second", uses, &resource, Use{});
  world.loop.run(2);
  CHECK(first.is_waiting());
  CHECK(first.preemptions.empty());
  CHECK(resource.line().front()->request->process().state() == Process::State::waiting);
  CHECK(resource.preemptions() == 0);
  world.loop.run();
  CHECK(world.log == Log{"1 boss preempted", "4 first got it", "5 second got it"});
  CHECK(resource.waits().max() == 5);
}

TEST_CASE("the timeout of a waiter that returned silently is still the one it had set") {
  World world;
  Resource resource(world.loop, 1);
  world.start("boss", releases_and_preempts, &resource, 3.0);
  world.start("first", uses, &resource, Use{.patience = 2.5});
  world.start("second", uses, &resource, Use{.patience = 9});
  world.loop.run();
  CHECK(world.log == Log{"1 boss preempted", "2.5 first timed out", "4 second got it"});
  CHECK(resource.waiting() == 0);
}

TEST_CASE("a first_of whose decision is revoked waits in all its lines again") {
  World world;
  Resource resource(world.loop, 1);
  Gate gate(world.loop);
  world.start("boss", releases_and_preempts, &resource, 5.0);
  SUBCASE("the resource comes back") {
    world.start("chooser", acquires_or_waits_at_gate, &resource, &gate, 99.0);
    world.loop.run();
    CHECK(world.log == Log{"1 boss preempted", "6 chooser branch 0"});
  }
  SUBCASE("the gate opens") {
    world.start("chooser", acquires_or_waits_at_gate, &resource, &gate, 99.0);
    world.start("opener", opens_at, &gate, 2.0);
    world.loop.run();
    CHECK(world.log == Log{"1 boss preempted", "2 chooser branch 1"});
  }
  SUBCASE("the timer still counts from its beginning") {
    world.start("chooser", acquires_or_waits_at_gate, &resource, &gate, 3.0);
    world.loop.run();
    CHECK(world.log == Log{"1 boss preempted", "3 chooser branch 2"});
  }
  CHECK(resource.waiting() == 0);
  CHECK(gate.waiting() == 0);
}

TEST_CASE("the granted part of an all_of that still waits can be preempted silently") {
  World world;
  Resource resource(world.loop, 1);
  Gate gate(world.loop);
  world.start("all", acquires_and_waits_at_gate, &resource, &gate);
  world.start("boss", uses, &resource, Use{.at = 1, .duration = 4, .priority = -1, .preempt = true});
  world.start("opener", opens_at, &gate, 2.0);
  world.loop.run();
  CHECK(world.log == Log{"1 boss got it", "5 all has all"});
}

TEST_CASE("a request for several resources that loses one returns all, and serves who waits for the others") {
  World world;
  Resource left(world.loop, 1);
  Resource right(world.loop, 1);
  world.start("boss", releases_and_preempts, &left, 2.0);
  world.start("both", uses_both, &left, &right, 0.5, 1.0);
  world.start("urgent", uses, &right, Use{.at = 1, .duration = 4, .priority = -1});
  world.loop.run();
  CHECK(world.log == Log{"1 boss preempted", "1 urgent got it", "5 both got both"});
}

TEST_CASE("a victim that queues again stands before others of its priority; several keep their order") {
  World world;
  Resource resource(world.loop, 2, LineOrder::fifo, 1);
  Actor& a = world.actor("a");
  Actor& b = world.actor("b");
  Actor& boss = world.actor("boss");
  resource.try_acquire(a, 1, 5);
  resource.try_acquire(b, 1, 5);
  Actor& c = world.actor("c");
  Acquire waiter(c, resource, 1, 5);
  CHECK_FALSE(waiter.begin());
  Acquire strong(boss, resource, 2, 0, true);
  CHECK(strong.begin());
  strong.receive();
  REQUIRE(b.preemptions.size() == 1);
  Acquire again_b(b, resource, 1, 5);
  again_b.return_after(b.preemptions[0]);
  CHECK_FALSE(again_b.refused());
  CHECK_FALSE(again_b.begin());
  Acquire again_a(a, resource, 1, 5);
  again_a.return_after(a.preemptions[0]);
  CHECK_FALSE(again_a.begin());
  const Claim* first = resource.line().front();
  CHECK(first->request == &again_a);
  CHECK(Line<Claim>::after(*first)->request == &again_b);
  CHECK(resource.line().back()->request == &waiter);
  CHECK(resource.waiting() == 3);
  CHECK(resource.line_is_full());
  CHECK(waiter.take_back());
  CHECK_FALSE(resource.line_is_full());
  CHECK(again_a.take_back());
  CHECK(again_b.take_back());
  release_everything(boss);
}

TEST_CASE("preempting the excess after a reduction takes the worst holders") {
  World world;
  Resource resource(world.loop, 3);
  Actor& a = world.start("a", uses, &resource, Use{.duration = 9, .priority = 0});
  Actor& b = world.start("b", uses, &resource, Use{.duration = 9, .priority = 2});
  Actor& c = world.start("c", uses, &resource, Use{.duration = 9, .priority = 1});
  world.loop.run(1);
  resource.set_capacity(1);
  CHECK(resource.in_use() == 3);
  resource.preempt_excess();
  CHECK(resource.in_use() == 1);
  CHECK(a.preemptions.empty());
  REQUIRE(b.preemptions.size() == 1);
  CHECK(b.preemptions[0].by == nullptr);
  CHECK(c.preemptions.size() == 1);
}

TEST_CASE("a process that ends or is cancelled holds nothing afterwards") {
  World world;
  Resource resource(world.loop, 1);
  Resource other(world.loop, 1);
  Actor& both = world.start("both", uses_both, &resource, &other, 0.0, 5.0);
  world.start("next", uses, &resource, Use{.at = 1});
  world.loop.run(2);
  world.loop.cancel(both);
  world.loop.run();
  CHECK(world.log == Log{"0 both got both", "2 next got it"});
  CHECK(other.in_use() == 0);
}

TEST_CASE("statistics: use and line over time, waits with those of 0, reset keeps the state") {
  World world;
  Resource resource(world.loop, 1);
  world.start("a", uses, &resource, Use{.duration = 4});
  world.start("b", uses, &resource, Use{.at = 1, .duration = 4});
  world.loop.run(8);
  CHECK(resource.grants() == 2);
  CHECK(resource.waits().mean() == 1.5);
  CHECK(resource.in_use_statistic().integral(8) == 8);
  CHECK(resource.waiting_statistic().integral(8) == 3);
  CHECK(resource.capacity_statistic().mean(8) == 1);
  world.start("c", uses, &resource, Use{.at = 8, .duration = 4});
  world.loop.run(10);
  resource.reset_statistics();
  CHECK(resource.grants() == 0);
  world.loop.run(12);
  CHECK(resource.in_use_statistic().mean(12) == 1);
}
