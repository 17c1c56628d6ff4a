// models/bench/mm1.yaml by hand: two kinds of events and the arrival times of those in the system.
// usage: native_mm1 [CUSTOMERS]

#include <deque>
#include <functional>
#include <queue>
#include <vector>

#include "native.h"

using namespace asim;

namespace {

enum class Kind { arrival, departure };

struct Event {
  double time;
  Kind kind;
  bool operator>(const Event& other) const { return time > other.time; }
};

double mean_time_in_system(std::uint64_t customers) {
  Stream gaps = bench::stream("source/sleep/exponential#0");
  Stream services = bench::stream("server/sleep/exponential#0");
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
  std::deque<double> line;  // the front is being served
  bench::Mean time_in_system;

  const auto arrive_after = [&](double now) {
    if (customers == 0) return;
    --customers;
    events.push({now + bench::exponential(gaps, 1 / bench::load), Kind::arrival});
  };
  const auto serve_from = [&](double now) {
    events.push({now + bench::exponential(services, 1), Kind::departure});
  };

  arrive_after(0);
  while (!events.empty()) {
    const auto [now, kind] = events.top();
    events.pop();
    if (kind == Kind::arrival) {
      line.push_back(now);
      if (line.size() == 1) serve_from(now);
      arrive_after(now);
    } else {
      time_in_system.observe(now - line.front());
      line.pop_front();
      if (!line.empty()) serve_from(now);
    }
  }
  return time_in_system.value();
}

}  // namespace

int main(int argc, char** argv) {
  fmt::print("mean_time,{}\n", mean_time_in_system(bench::argument(argc, argv, 1, 1'000'000)));
}
