#pragma once
// What must hold between any two turns of a simulation, whatever happens in it.

#include <doctest/doctest.h>

#include "actor.h"
#include "engine/container.h"
#include "engine/gate.h"

namespace asim::testing {

// Takes items from `least` on; with 0 it has no filter.
class GetFrom final : public IntQueue::Get {
public:
  GetFrom(Process& process, IntQueue& queue, int least, std::size_t count = 1)
      : Get(process, queue, count, least > 0), least_(least) {}
  void destroy(Pool& pool) override { pool.destroy(this); }
  bool passes(const int& item) const override { return item >= least_; }

private:
  int least_;
};

inline std::size_t count_wanted(const IntQueue& queue, const GetFrom& get) {
  std::size_t found = 0;
  for (const auto* e = queue.items().front(); e; e = queue.items().after(*e)) found += get.passes(e->item);
  return found;
}

inline void check_queue(const IntQueue& queue) {
  REQUIRE(queue.puts() == queue.gets() + queue.in_transit() + queue.length() + queue.removed());
  for (const auto* g = queue.waiting_getters().front(); g; g = queue.waiting_getters().after(*g)) {
    const auto& get = dynamic_cast<const GetFrom&>(*g);
    REQUIRE(count_wanted(queue, get) < get.count());
    if (!get.has_filter() || get.count() > 1) break;  // keeps what it wants from those behind
  }
  if (queue.putters() > 0) {
    const double rivals = queue.waiting_putters().front()->rivals_hold_back_from(&queue);
    REQUIRE(static_cast<double>(queue.length()) + rivals >= static_cast<double>(queue.capacity()));
  }
}

inline void check_resource(const Resource& resource) {
  Resource::Amount held = 0;
  for (const Hold* hold = resource.holders().front(); hold; hold = resource.holders().after(*hold)) {
    held += hold->amount;
    REQUIRE(hold->process->alive());
  }
  REQUIRE(held == resource.in_use());
  if (const Claim* first = resource.line().front()) REQUIRE_FALSE(first->request->possible());
}

inline void check_container(const Container& tank) {
  REQUIRE(tank.level() >= 0);
  if (tank.getters() > 0) REQUIRE(tank.level() < tank.waiting_getters().front()->amount());
  if (tank.putters() > 0) {
    const auto& put = *tank.waiting_putters().front();
    REQUIRE(tank.level() + put.amount() + put.rivals_hold_back_from(&tank) > tank.capacity());
  }
}

// A waiting group stands in all the lines it should.
inline void check_waiting(const Event& event) {
  REQUIRE(event.state() == Event::State::waiting);
  const auto* group = dynamic_cast<const Group*>(&event);
  if (!group) return;
  const bool any = dynamic_cast<const FirstOf*>(group) != nullptr;
  bool all_granted = true;
  for (std::size_t i = 0; i < group->size(); ++i) {
    const Event& part = group->part(i);
    REQUIRE(part.state() != Event::State::idle);
    if (any) REQUIRE_FALSE(part.granted());
    if (part.granted()) continue;
    all_granted = false;
    check_waiting(part);
  }
  REQUIRE_FALSE(all_granted);
}

inline void check_actor(Actor& actor) {
  if (actor.is_waiting()) check_waiting(*actor.event());
  if (actor.state() == Process::State::ready && actor.event()) {
    const bool granted = actor.wake() == Process::Wake::granted;
    REQUIRE(actor.event()->state() == (granted ? Event::State::granted : Event::State::idle));
  }
}

// Ends a granted wait: takes what it brought out of the event, whatever that is.
inline void receive(Event& event) {
  if (auto* get = dynamic_cast<IntQueue::Get*>(&event)) {
    for (std::size_t i = 0; i < get->count(); ++i) get->receive();
  } else if (auto* acquire = dynamic_cast<Acquire*>(&event)) {
    acquire->receive();
  } else if (auto* first = dynamic_cast<FirstOf*>(&event)) {
    receive(first->part(first->winner()));
  } else if (auto* all = dynamic_cast<AllOf*>(&event)) {
    for (std::size_t i = 0; i < all->size(); ++i) receive(all->part(i));
  }
}

// Frees an event, with its parts, when the frame of its process dies.
class Destroyer {
public:
  Destroyer(Pool& pool, Event& event) : pool_(pool), event_(event) {}
  ~Destroyer() { event_.destroy(pool_); }
  Destroyer(const Destroyer&) = delete;
  Destroyer& operator=(const Destroyer&) = delete;

private:
  Pool& pool_;
  Event& event_;
};

}  // namespace asim::testing
