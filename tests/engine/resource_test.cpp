#include "engine/resource.h"

#include <doctest/doctest.h>

#include "resource_users.h"

namespace {

using namespace asim;
using namespace asim::testing;

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
  REQUIRE(other.try_acquire(actor, 1));
  release_everything(actor);
  const std::size_t before = world.pool.in_use();  // with what an actor needs to hold anything at all
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
