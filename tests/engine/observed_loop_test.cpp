// Loop::run_observed does what Loop::run does, tells of it, and takes what is due together in another order.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "actor.h"
#include "engine/gate.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

Coroutine sleeper(Loop&, Actor& self, double delay) {
  const Wake wake = co_await self.sleep(delay);
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

Coroutine first_of_gate_and_time(Loop& loop, Actor& self, Gate* gate, double time) {
  Pooled<FirstOf> first(loop, self, loop.pool());
  first->add(*loop.pool().make<Gate::Wait>(self, *gate));
  first->add(*loop.pool().make<Timer>(self, time));
  co_await self.wait(*first);
  self.received();
  self.note("part " + std::to_string(first->winner()));
}

const std::string& name(const Process& process) { return static_cast<const Actor&>(process).name; }

/// Writes down what it is told, and always takes the i-th from the back.
class Watcher final : public LoopObserver {
public:
  explicit Watcher(std::size_t chosen = ~std::size_t{0}) : chosen_(chosen) {}
  void takes_ready(Process& process) override { moves.push_back("ready " + name(process)); }
  void takes_due(Process& process) override { moves.push_back("due " + name(process)); }
  void takes_timer(Process& process) override { moves.push_back("timer " + name(process)); }
  void after_turn(Process& process) override {
    moves.push_back(name(process) + (process.alive() ? " waits" : " ended"));
  }
  bool has_seen_enough() const override { return moves.size() >= enough; }
  bool chooses() const override { return chosen_ != ~std::size_t{0}; }
  std::size_t choose(std::span<const Candidate> candidates, double time) override {
    std::string all = fmt::format("{}:", time);
    for (const Candidate& c : candidates) all += " " + name(*c.process) + (c.is_ready ? "" : "*");
    choices.push_back(all);
    return candidates.size() - 1 - std::min(chosen_, candidates.size() - 1);
  }

  std::vector<std::string> moves, choices;
  std::size_t enough = ~std::size_t{0};

private:
  std::size_t chosen_;
};

void populate(World& world, Gate& gate) {
  world.start("a", sleeper, 2.0);
  world.start("b", waits_at_gate, &gate, 1.0);
  world.start("c", waits_at_gate, &gate, 9.0);
  world.start("d", opens_at, &gate, 3.0);
  world.start("e", first_of_gate_and_time, &gate, 2.5);
  world.start("f", first_of_gate_and_time, &gate, 7.0);
}

}  // namespace

TEST_CASE("an observed run is the same run") {
  World plain, watched;
  Gate gate(plain.loop), other(watched.loop);
  populate(plain, gate);
  populate(watched, other);
  plain.loop.run();
  Watcher watcher;
  CHECK(watched.loop.run_observed(watcher) == Loop::Outcome::nothing_left);
  CHECK(watched.log == plain.log);
  CHECK(watched.loop.turns() == plain.loop.turns());
  CHECK(watched.loop.now() == plain.loop.now());
}

TEST_CASE("it tells what is taken, and what has become of it") {
  World world;
  Gate gate(world.loop);
  world.start("a", sleeper, 2.0);
  world.start("b", first_of_gate_and_time, &gate, 1.0);
  Watcher watcher;
  world.loop.run_observed(watcher);
  CHECK(watcher.moves ==
        Log{"ready a", "a waits", "ready b", "b waits", "timer b", "ready b", "b ended", "due a", "a ended"});
}

TEST_CASE("the horizon, a limit of turns, and an observer that has seen enough end it early") {
  World world;
  world.start("a", sleeper, 5.0);
  Watcher watcher;
  CHECK(world.loop.run_observed(watcher, 3) == Loop::Outcome::horizon);
  CHECK(world.loop.now() == 3);
  CHECK(world.loop.notices(9).size() == 1);
  CHECK(world.loop.notices(9).front().time == 5);
  CHECK(world.loop.next_time() == 5);
  World limited;
  limited.start("a", sleeper, 5.0);
  limited.start("b", sleeper, 5.0);
  CHECK(limited.loop.run_observed(watcher, Loop::kForever, 1) == Loop::Outcome::paused);
  CHECK(limited.loop.ready().size() == 1);
  watcher.moves.clear();
  watcher.enough = 1;
  CHECK(limited.loop.run_observed(watcher) == Loop::Outcome::paused);
  CHECK(watcher.moves.size() == 2);
}

TEST_CASE("what is due together is offered, those that are ready first, and taken as chosen") {
  World world;
  Gate gate(world.loop);
  world.start("a", sleeper, 2.0);
  world.start("b", sleeper, 2.0);
  world.start("c", sleeper, 2.0);
  Watcher last(0);
  world.loop.run_observed(last);
  CHECK(last.choices == Log{"0: a b c", "0: a b", "2: c* b* a*", "2: c* b*"});
  CHECK(world.log == Log{"2 a granted", "2 b granted", "2 c granted"});
  World first_world;
  first_world.start("a", sleeper, 2.0);
  first_world.start("b", sleeper, 2.0);
  Watcher first(9);
  first_world.loop.run_observed(first);
  CHECK(first_world.log == Log{"2 a granted", "2 b granted"});
}

TEST_CASE("in another order, too, everything comes to its end") {
  for (std::size_t chosen = 0; chosen < 4; ++chosen) {
    CAPTURE(chosen);
    World world;
    Gate gate(world.loop);
    populate(world, gate);
    world.start("g", opens_at, &gate, 2.5);  // together with a timer
    world.start("h", waits_at_gate, &gate, 2.5);
    Watcher watcher(chosen);
    CHECK(world.loop.run_observed(watcher) == Loop::Outcome::nothing_left);
    CHECK(world.log.size() == 8);
    for (const Actor& actor : world.actors) CHECK(!actor.alive());
  }
}

TEST_CASE("who is cancelled while it is ready is no candidate") {
  World world;
  Actor& a = world.start("a", sleeper, 2.0);
  world.start("b", sleeper, 2.0);
  world.loop.cancel(a);
  Watcher watcher(0);
  world.loop.run_observed(watcher);
  CHECK(watcher.choices == Log{});
  CHECK(world.log == Log{"2 b granted"});
}
