#include "engine/future_event_list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <tuple>
#include <vector>

using asim::FutureEventList;
using Slot = FutureEventList::Slot;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The list and a plain model of it, side by side.
class Twins {
public:
  Twins(std::uint64_t seed, std::uint64_t first_sequence) : list_(first_sequence), random_(seed) {}

  void step(std::size_t most_slots) {
    switch (pick(10)) {
      case 0:
        if (slots_.size() < most_slots) allocate();
        break;
      case 1:
        if (pick(3) == 0) release();
        break;
      case 2:
      case 3:
      case 4: schedule(any_slot()); break;
      case 5: cancel(any_slot()); break;
      default: pop(); break;
    }
    compare();
  }

  void drain() {
    while (!notices_.empty()) pop_one();
    compare();
  }

private:
  using Notice = std::tuple<double, std::uint64_t, Slot>;
  static constexpr Slot nobody = ~Slot{0};

  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }
  Slot any_slot() { return slots_.empty() ? nobody : slots_[pick(slots_.size())]; }

  double any_delay() {
    switch (pick(4)) {
      case 0: return 0;
      case 1: return static_cast<double>(pick(4));
      case 2: return pick(20) == 0 ? infinity : 1;
      default: return std::exponential_distribution<double>()(random_);
    }
  }

  void allocate() {
    const Slot slot = list_.allocate();
    REQUIRE(std::count(slots_.begin(), slots_.end(), slot) == 0);
    REQUIRE_FALSE(list_.is_scheduled(slot));
    slots_.push_back(slot);
    if (pending_.size() <= slot) pending_.resize(slot + 1);
    pending_[slot] = notices_.end();
  }

  void release() {
    if (slots_.empty()) return;
    std::swap(slots_[pick(slots_.size())], slots_.back());
    forget(slots_.back());
    list_.release(slots_.back());
    slots_.pop_back();
  }

  void schedule(Slot slot) {
    if (slot == nobody) return;
    const double time = now_ + any_delay();
    forget(slot);
    pending_[slot] = notices_.emplace(time, sequence_++, slot).first;
    list_.schedule(slot, time);
    REQUIRE(list_.time_of(slot) == time);
  }

  void cancel(Slot slot) {
    if (slot == nobody) return;
    forget(slot);
    list_.cancel(slot);
    REQUIRE_FALSE(list_.is_scheduled(slot));
    REQUIRE(list_.time_of(slot) == infinity);
  }

  // What follows a pop is what the open slot makes special.
  void pop() {
    if (notices_.empty()) return;
    const Slot slot = pop_one();
    switch (pick(5)) {
      case 0:
        schedule(any_slot());
        schedule(slot);
        break;
      case 1:
        schedule(slot);
        schedule(any_slot());
        break;
      case 2:
        cancel(any_slot());
        schedule(slot);
        schedule(slot);
        break;
      case 3:
        schedule(slot);
        cancel(slot);
        break;
      default: break;
    }
  }

  Slot pop_one() {
    const auto [time, sequence, slot] = *notices_.begin();
    forget(slot);
    REQUIRE(list_.next_time() == time);
    REQUIRE(list_.pop() == slot);
    REQUIRE_FALSE(list_.is_scheduled(slot));
    if (time < infinity) now_ = time;
    return slot;
  }

  void forget(Slot slot) {
    if (pending_[slot] == notices_.end()) return;
    notices_.erase(pending_[slot]);
    pending_[slot] = notices_.end();
  }

  void compare() {
    REQUIRE(list_.size() == notices_.size());
    REQUIRE(list_.empty() == notices_.empty());
    REQUIRE(list_.next_time() == (notices_.empty() ? infinity : std::get<0>(*notices_.begin())));
    if (const Slot slot = any_slot(); slot != nobody) {
      REQUIRE(list_.is_scheduled(slot) == (pending_[slot] != notices_.end()));
    }
  }

  FutureEventList list_;
  std::mt19937_64 random_;
  double now_ = 0;
  std::uint64_t sequence_ = 0;
  std::vector<Slot> slots_;
  std::set<Notice> notices_;
  std::vector<std::set<Notice>::iterator> pending_;
};

std::vector<Slot> pop_all(FutureEventList& list) {
  std::vector<Slot> slots;
  while (!list.empty()) slots.push_back(list.pop());
  return slots;
}

}  // namespace

TEST_CASE("future event list: an empty one") {
  FutureEventList list;
  CHECK(list.empty());
  CHECK(list.next_time() == infinity);
  const Slot slot = list.allocate();
  CHECK(list.empty());
  CHECK_FALSE(list.is_scheduled(slot));
  list.cancel(slot);
  CHECK(list.size() == 0);
}

TEST_CASE("future event list: random operations agree with a sorted set") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    const std::size_t most_slots = std::size_t{1} << seed % 9;
    Twins twins(seed, 1);
    for (int i = 0; i < 3000; ++i) twins.step(most_slots);
    twins.drain();
  }
}

TEST_CASE("future event list: renumbering changes no order") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Twins twins(seed, FutureEventList::max_sequence - 5 * seed);
    for (int i = 0; i < 1500; ++i) twins.step(100);
    twins.drain();
  }
}

TEST_CASE("future event list: the last sequence number is used and the next one follows it") {
  FutureEventList list(FutureEventList::max_sequence);
  const Slot first = list.allocate();
  const Slot second = list.allocate();
  const Slot third = list.allocate();
  list.schedule(third, 7);
  list.schedule(first, 7);
  list.schedule(second, 7);
  CHECK(pop_all(list) == std::vector<Slot>{third, first, second});
}

TEST_CASE("future event list: equal times in order of scheduling") {
  FutureEventList list;
  std::vector<Slot> slots;
  for (int i = 0; i < 100; ++i) slots.push_back(list.allocate());
  std::shuffle(slots.begin(), slots.end(), std::mt19937_64(3));
  for (const Slot slot : slots) list.schedule(slot, 5);
  std::rotate(slots.begin(), slots.begin() + 1, slots.end());
  list.schedule(slots.back(), 5);
  CHECK(pop_all(list) == slots);
}

TEST_CASE("future event list: zero has no sign, infinity comes last") {
  FutureEventList list;
  const Slot a = list.allocate();
  const Slot b = list.allocate();
  const Slot c = list.allocate();
  list.schedule(a, infinity);
  list.schedule(b, 0.0);
  list.schedule(c, -0.0);
  CHECK(list.is_scheduled(a));
  CHECK(list.size() == 3);
  CHECK(pop_all(list) == std::vector<Slot>{b, c, a});
}

TEST_CASE("future event list: growing keeps what is pending, the open slot included") {
  constexpr int count = 20000;
  FutureEventList list;
  const Slot first = list.allocate();
  list.schedule(first, 0);
  REQUIRE(list.pop() == first);
  list.schedule(first, count + 1);
  std::vector<Slot> expected = {first};
  for (int i = 0; i < count; ++i) {
    expected.push_back(list.allocate());
    list.schedule(expected.back(), count - i);
  }
  std::reverse(expected.begin(), expected.end());
  CHECK(list.size() == count + 1);
  CHECK(list.memory() >= (count + 1) * 16);
  CHECK(pop_all(list) == expected);
}

TEST_CASE("future event list: a released slot loses its notice and is given out again") {
  FutureEventList list;
  const Slot a = list.allocate();
  const Slot b = list.allocate();
  list.schedule(a, 1);
  list.schedule(b, 2);
  list.release(a);
  CHECK(list.next_time() == 2);
  CHECK(list.allocate() == a);
  CHECK_FALSE(list.is_scheduled(a));
  CHECK(pop_all(list) == std::vector<Slot>{b});
}

TEST_CASE("future event list: memory does not grow while slots are reused") {
  FutureEventList list;
  std::vector<Slot> slots;
  for (int i = 0; i < 16; ++i) slots.push_back(list.allocate());
  const std::size_t memory = list.memory();
  for (int i = 0; i < 1000; ++i) {
    for (const Slot slot : slots) list.release(slot);
    for (Slot& slot : slots) list.schedule(slot = list.allocate(), i);
  }
  CHECK(list.memory() == memory);
}

TEST_CASE("future event list: the likely next is popped next if nothing comes between") {
  FutureEventList list;
  for (int i = 0; i < 50; ++i) list.schedule(list.allocate(), (i * 37) % 50);
  list.schedule(list.pop(), 1000);
  for (int i = 0; i < 49; ++i) {
    const Slot next = list.likely_next();
    REQUIRE(list.pop() == next);
    list.schedule(next, 1000);
  }
}
