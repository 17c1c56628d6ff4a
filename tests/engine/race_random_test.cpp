// Processes that want, hold, interrupt, cancel and preempt at random, with requests nested in each other:
// after every turn all accounts are right, and nobody waits beside what it could have.

#include <doctest/doctest.h>

#include <memory>
#include <random>

#include "invariants.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

struct Playground : World {
  explicit Playground(unsigned seed) : random(seed) {}

  std::mt19937 random;
  IntQueue queues[2] = {{loop, QueueOrder::fifo, 2}, {loop, QueueOrder::priority, 1}};
  Resource resources[3] = {{loop, 2}, {loop, 3}, {loop, 2, LineOrder::lifo}};
  Container tanks[2] = {{loop, 8, 4}, {loop, 6, 0, ContainerOrder::first_fit}};
  Gate gates[2] = {Gate{loop}, Gate{loop}};

  unsigned below(unsigned n) { return static_cast<unsigned>(random() % n); }

  void check() {
    for (const IntQueue& queue : queues) check_queue(queue);
    for (const Resource& resource : resources) check_resource(resource);
    for (const Container& tank : tanks) check_container(tank);
    for (const Gate& gate : gates) REQUIRE((!gate.is_open() || gate.waiting() == 0));
    for (Actor& actor : actors) check_actor(actor);
  }
};

Acquire* make_acquire(Playground& play, Actor& self) {
  auto* acquire = play.pool.make<Acquire>(self, static_cast<double>(play.below(3)), play.below(2) == 0);
  for (unsigned left = 1 + play.below(3); left > 0; --left) {
    acquire->add(play.resources[play.below(3)], 1 + play.below(2) / 2);
  }
  return acquire;
}

Event* make_event(Playground& play, Actor& self, int depth) {
  Pool& pool = play.pool;
  const unsigned kind = play.below(depth > 0 ? 14 : 9);
  const double amount = 1 + play.below(4);
  switch (kind) {
    case 0: return pool.make<Timer>(self, play.loop.now() + play.below(4));
    case 1:
      return pool.make<GetFrom>(self, play.queues[play.below(2)], static_cast<int>(play.below(4)),
                                1 + play.below(2));
    case 2:
      return pool.make<IntQueue::Put>(self, play.queues[play.below(2)], static_cast<int>(play.below(4)),
                                      play.below(3));
    case 3: return pool.make<Container::Get>(self, play.tanks[play.below(2)], amount);
    case 4: return pool.make<Container::Put>(self, play.tanks[play.below(2)], amount);
    case 5: return pool.make<Gate::Wait>(self, play.gates[play.below(2)]);
    case 6:
    case 7:
    case 8: return make_acquire(play, self);
    default: break;
  }
  Group* group = nullptr;
  if (kind < 12) {
    group = pool.make<FirstOf>(self, pool);
  } else {
    group = pool.make<AllOf>(self, pool);
  }
  for (unsigned parts = 1 + play.below(3); parts > 0; --parts) group->add(*make_event(play, self, depth - 1));
  return group;
}

// Something that takes no time and may concern anybody.
void act(Playground& play, Actor& self) {
  Actor& other = play.actors[play.below(static_cast<unsigned>(play.actors.size()))];
  Resource& resource = play.resources[play.below(3)];
  Gate& gate = play.gates[play.below(2)];
  const bool can_be_meddled_with = other.alive() && &other != &self;
  int item = 3;
  switch (play.below(12)) {
    case 0:
      if (can_be_meddled_with) play.loop.interrupt(other, other.interrupts.emplace_back());
      break;
    case 1:
      if (can_be_meddled_with && play.below(8) == 0) play.loop.cancel(other);
      break;
    case 2: gate.pulse(); break;
    case 3: gate.open(); break;
    case 4: gate.close(); break;
    case 5: resource.set_capacity(play.below(4)); break;
    case 6:
      if (play.below(4) == 0) resource.preempt_excess();
      break;
    case 7: resource.try_acquire(self, 1, static_cast<double>(play.below(3))); break;
    case 8: play.queues[play.below(2)].try_put(item, 1); break;
    case 9: {
      IntQueue& queue = play.queues[play.below(2)];
      if (!queue.items().empty()) queue.remove(*queue.items().back());
      break;
    }
    default: resource.release_all(self);
  }
}

Coroutine roams(Loop&, Actor& self, Playground* play) {
  for (int i = 0; i < 60; ++i) {
    Event& event = *make_event(*play, self, 2);
    Destroyer destroyer(play->pool, event);
    const double timeout = play->below(2) == 0 ? Loop::kForever : static_cast<double>(play->below(4));
    const Wake wake = co_await self.wait(event, timeout);
    self.received();
    if (wake == Wake::granted) receive(event);
    if (self.has_interrupt()) self.take_interrupt();
    for (unsigned acts = play->below(5); acts > 0; --acts) act(*play, self);
    if (play->below(3) == 0) {
      co_await self.sleep(play->below(3));
      if (self.has_interrupt()) self.take_interrupt();
    }
    if (play->below(2) == 0) release_everything(self);
  }
}

void empty(Playground& play) {
  for (IntQueue& queue : play.queues) {
    CHECK(queue.in_transit() == 0);
    while (!queue.items().empty()) queue.remove(*queue.items().front());
  }
}

std::size_t play_once(unsigned seed) {
  CAPTURE(seed);
  Playground play(seed);
  const std::size_t baseline = play.pool.in_use();
  for (int i = 0; i < 12; ++i) play.start(fmt::format("actor {}", i), roams, &play);
  while (play.loop.run(500, play.loop.turns() + 1) == Loop::Outcome::paused) play.check();
  std::size_t preemptions = 0;
  for (const Actor& actor : play.actors) preemptions += actor.preemptions.size();
  play.cancel_all();
  play.check();
  for (const Resource& resource : play.resources) {
    CHECK(resource.in_use() == 0);
    CHECK(resource.waiting() == 0);
  }
  empty(play);
  CHECK(play.pool.in_use() == baseline);
  return preemptions;
}

}  // namespace

TEST_CASE("whatever processes do to each other, all accounts are right after every turn") {
  std::size_t preemptions = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) preemptions += play_once(seed);
  CHECK(preemptions > 200);
}
