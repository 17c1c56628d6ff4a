// models/bench/sleepers.yaml by hand: an event queue that always holds one event for each sleeper.
// usage: native_sleepers [EVENTS [N]]

#include <functional>
#include <queue>
#include <vector>

#include "native.h"

using namespace asim;

namespace {

struct Event {
  double time;
  std::uint64_t sleeper;
  bool operator>(const Event& other) const { return time > other.time; }
};

std::uint64_t wakeups(std::uint64_t sleepers, double until) {
  Stream delays = bench::stream("sleeper/sleep/exponential#0");
  std::vector<Event> storage;
  storage.reserve(sleepers);
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events(std::greater<>{}, std::move(storage));

  for (std::uint64_t sleeper = 0; sleeper < sleepers; ++sleeper) {
    events.push({bench::exponential(delays, 1), sleeper});
  }
  std::uint64_t count = 0;
  while (events.top().time <= until) {
    const auto [now, sleeper] = events.top();
    events.pop();
    ++count;
    events.push({now + bench::exponential(delays, 1), sleeper});
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t events = bench::argument(argc, argv, 1, 1'000'000);
  const std::uint64_t sleepers = bench::argument(argc, argv, 2, 1000);
  if (sleepers == 0) return 2;
  fmt::print("wakeups,{}\n", wakeups(sleepers, static_cast<double>(events) / static_cast<double>(sleepers)));
}
