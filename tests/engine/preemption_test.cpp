#include <doctest/doctest.h>

#include "engine/gate.h"
#include "engine/resource.h"
#include "resource_users.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

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

// Wants both, and takes the first of them from whoever has it.
Coroutine preempts_both(Loop&, Actor& self, Resource* taken, Resource* waited_for) {
  Acquire request(self, *taken, 1, 0, true);
  request.add(*waited_for);
  co_await self.wait(request);
  self.received();
  request.receive();
  self.note("got both");
}

Coroutine releases_while_holding(Loop&, Actor& self, Resource* kept, Resource* released) {
  kept->try_acquire(self, 1, 5);
  released->try_acquire(self, 1, 0);
  co_await self.sleep(1);
  released->release_all(self);
  self.note(fmt::format("holds {}", kept->held(self)));
  const Wake wake = co_await self.sleep(9);
  self.note(wake);
}

Coroutine gives_up_while_holding(Loop&, Actor& self, Resource* kept, Resource* wanted) {
  kept->try_acquire(self, 1, 5);
  wanted->try_acquire(self, 1, 0);
  Acquire request(self, *wanted, 2, -1);
  Wake wake = co_await self.wait(request, 1);
  self.received();
  self.note(wake);
  wake = co_await self.sleep(9);
  self.note(wake);
  self.take_interrupt();
  wake = co_await self.sleep(9);
  self.note(wake);
}

}  // namespace

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
  CHECK(resource.line().after(*first)->request == &again_b);
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

TEST_CASE("a process that is preempted by what it does itself learns it at its next wait") {
  World world;
  Resource kept(world.loop, 1);
  Resource released(world.loop, 1);
  world.start("victim", releases_while_holding, &kept, &released);
  world.start("boss", preempts_both, &kept, &released);
  world.loop.run();
  CHECK(world.log == Log{"1 victim holds 0", "1 victim interrupted", "1 boss got both"});
}

TEST_CASE(
    "a process that is preempted by its own timeout times out, and is interrupted once, at its next wait") {
  World world;
  Resource kept(world.loop, 1);
  Resource wanted(world.loop, 2);
  world.start("victim", gives_up_while_holding, &kept, &wanted);
  world.start("boss", preempts_both, &kept, &wanted);
  world.loop.run();
  CHECK(world.log ==
        Log{"1 victim timed out", "1 victim interrupted", "1 boss got both", "10 victim granted"});
}
