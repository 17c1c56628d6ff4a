#include "engine/future_event_list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

using asim::FutureEventList;
using Slot = FutureEventList::Slot;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Takes out the earliest notice, whatever its time.
FutureEventList::Subject pop(FutureEventList& list, double* at = nullptr) {
  FutureEventList::Subject subject = 0;
  double time = 0;
  REQUIRE(list.pop_until(~std::uint64_t{1}, subject, time));
  if (at) *at = time;
  return subject;
}

// The list and a plain model of it, side by side. The subjects are sequence numbers.
class Twins {
public:
  Twins(std::uint64_t seed, std::uint64_t first_sequence) : list_(first_sequence), random_(seed) {}

  void step(std::size_t most) {
    switch (pick(10)) {
      case 0:
      case 1:
      case 2: schedule(most); break;
      case 3:
      case 4: cancel(); break;
      case 5: refuse_to_pop(); break;
      default: pop_and_go_on(most); break;
    }
    compare();
  }

  void drain() {
    while (!notices_.empty()) pop_one();
    compare();
  }

private:
  using Notice = std::pair<double, FutureEventList::Subject>;

  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }

  double any_delay() {
    switch (pick(4)) {
      case 0: return 0;
      case 1: return static_cast<double>(pick(4));
      case 2: return pick(20) == 0 ? infinity : 1;
      default: return std::exponential_distribution<double>()(random_);
    }
  }

  void schedule(std::size_t most) {
    if (notices_.size() >= most) return;
    const Notice notice{now_ + any_delay(), next_++};
    const Slot slot = list_.schedule(notice.second, notice.first);
    for (const auto& [pending, its_slot] : notices_) REQUIRE(its_slot != slot);
    notices_.emplace(notice, slot);
  }

  std::map<Notice, Slot>::iterator any() {
    return std::next(notices_.begin(), static_cast<std::ptrdiff_t>(pick(notices_.size())));
  }

  void cancel() {
    if (notices_.empty()) return;
    const auto notice = any();
    list_.cancel(notice->second);
    notices_.erase(notice);
  }

  void refuse_to_pop() {
    FutureEventList::Subject subject = 0;
    double time = -1;
    if (notices_.empty() || notices_.begin()->first.first > 0)
      CHECK_FALSE(list_.pop_until(FutureEventList::latest(0), subject, time));
  }

  // What follows a pop is what the open slot makes special.
  void pop_and_go_on(std::size_t most) {
    if (notices_.empty()) return;
    pop_one();
    switch (pick(5)) {
      case 0:
        schedule(most);
        schedule(most);
        break;
      case 1: schedule(most); break;
      case 2:
        cancel();
        schedule(most);
        schedule(most);
        break;
      case 3:
        schedule(most);
        cancel();
        break;
      default: break;
    }
  }

  void pop_one() {
    const Notice expected = notices_.begin()->first;
    notices_.erase(notices_.begin());
    REQUIRE(list_.next_time() == expected.first);
    double time = 0;
    REQUIRE(pop(list_, &time) == expected.second);
    REQUIRE(time == expected.first);
    if (time < infinity) now_ = time;
  }

  void compare() {
    REQUIRE(list_.size() == notices_.size());
    REQUIRE(list_.empty() == notices_.empty());
    REQUIRE(list_.next_time() == (notices_.empty() ? infinity : notices_.begin()->first.first));
    if (notices_.empty()) return;
    const auto notice = any();
    REQUIRE(list_.time_of(notice->second) == notice->first.first);
  }

  FutureEventList list_;
  std::mt19937_64 random_;
  double now_ = 0;
  FutureEventList::Subject next_ = 0;
  std::map<Notice, Slot> notices_;
};

std::vector<FutureEventList::Subject> pop_all(FutureEventList& list) {
  std::vector<FutureEventList::Subject> subjects;
  while (!list.empty()) subjects.push_back(pop(list));
  return subjects;
}

using Subjects = std::vector<FutureEventList::Subject>;

}  // namespace

TEST_CASE("future event list: an empty one") {
  FutureEventList list;
  CHECK(list.empty());
  CHECK(list.next_time() == infinity);
  list.cancel(list.schedule(1, 5));
  CHECK(list.empty());
  CHECK(list.next_time() == infinity);
  CHECK(list.size() == 0);
}

TEST_CASE("future event list: random operations agree with a sorted map") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    const std::size_t most = std::size_t{1} << seed % 9;
    Twins twins(seed, 1);
    for (int i = 0; i < 3000; ++i) twins.step(most);
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
  for (FutureEventList::Subject subject : {3u, 1u, 2u}) list.schedule(subject, 7);
  CHECK(pop_all(list) == Subjects{3, 1, 2});
}

TEST_CASE("future event list: equal times in order of scheduling") {
  FutureEventList list;
  Subjects expected;
  Slot third = 0;
  for (FutureEventList::Subject subject = 0; subject < 100; ++subject) {
    const Slot slot = list.schedule(subject, 5);
    if (subject == 3) {
      third = slot;
    } else {
      expected.push_back(subject);
    }
  }
  list.cancel(third);
  CHECK(list.schedule(3, 5) == third);
  expected.push_back(3);
  CHECK(pop_all(list) == expected);
}

TEST_CASE("future event list: zero has no sign, infinity comes last") {
  FutureEventList list;
  list.schedule(1, infinity);
  list.schedule(2, 0.0);
  list.schedule(3, -0.0);
  CHECK(list.size() == 3);
  CHECK(pop_all(list) == Subjects{2, 3, 1});
}

TEST_CASE("future event list: growing keeps what is pending, the open slot included") {
  constexpr FutureEventList::Subject count = 20000;
  FutureEventList list;
  list.schedule(count, 0);
  REQUIRE(pop(list) == count);
  list.schedule(count, count + 1);
  Subjects expected = {count};
  for (FutureEventList::Subject subject = 0; subject < count; ++subject) {
    list.schedule(subject, static_cast<double>(count - subject));
    expected.push_back(subject);
  }
  std::reverse(expected.begin(), expected.end());
  CHECK(list.size() == count + 1);
  CHECK(list.memory() >= (count + 1) * 16);
  CHECK(pop_all(list) == expected);
}

TEST_CASE("future event list: memory does not grow while slots are reused") {
  FutureEventList list;
  std::vector<Slot> slots;
  for (int i = 0; i < 16; ++i) slots.push_back(list.schedule(0, 1));
  const std::size_t memory = list.memory();
  for (int i = 0; i < 1000; ++i) {
    for (const Slot slot : slots) list.cancel(slot);
    for (Slot& slot : slots) slot = list.schedule(0, i);
  }
  CHECK(list.memory() == memory);
}

// How many of a thousand notices have been told before they are taken out, at one of the last `calls` calls.
int told_before(FutureEventList::Subject count, std::size_t calls) {
  FutureEventList list;
  std::mt19937_64 random(5);
  std::exponential_distribution<double> delay;
  for (FutureEventList::Subject subject = 0; subject < count; ++subject)
    list.schedule(subject, delay(random));
  std::deque<Subjects> soon(calls);
  int told = 0;
  for (int i = 0; i < 1000; ++i) {
    double now = 0;
    const FutureEventList::Subject subject = pop(list, &now);
    told += std::ranges::any_of(
        soon, [&](const Subjects& subjects) { return std::ranges::count(subjects, subject) > 0; });
    soon.pop_front();
    soon.emplace_back();
    list.for_each_soon([&soon](FutureEventList::Subject s) { soon.back().push_back(s); });
    list.schedule(subject, now + delay(random));
  }
  return told;
}

TEST_CASE("future event list: among many, what is soon due is told beforehand") {
  CHECK(told_before(60, 1) == 0);
  CHECK(told_before(3000, 1) > 950);
  CHECK(told_before(20000, 1) > 400);
  CHECK(told_before(20000, 4) > 600);
}
