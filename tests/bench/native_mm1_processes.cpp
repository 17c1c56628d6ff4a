// models/bench/mm1_processes.yaml by hand: a record for each customer, from a pool, for as long as it is in
// the system. usage: native_mm1_processes [CUSTOMERS]

#include <deque>
#include <functional>
#include <queue>
#include <vector>

#include "native.h"

using namespace asim;

namespace {

struct Customer {
  double arrived;
};

using Index = std::uint32_t;
constexpr Index generator = ~Index{0};  // the event belongs to no customer: the next one arrives

struct Event {
  double time;
  Index customer;
  bool operator>(const Event& other) const { return time > other.time; }
};

class Pool {
public:
  Index make(double now) {
    if (free_.empty()) {
      customers_.push_back({now});
      return static_cast<Index>(customers_.size() - 1);
    }
    const Index index = free_.back();
    free_.pop_back();
    customers_[index] = {now};
    return index;
  }
  void discard(Index index) { free_.push_back(index); }
  const Customer& operator[](Index index) const { return customers_[index]; }

private:
  std::vector<Customer> customers_;
  std::vector<Index> free_;
};

double mean_time_in_system(std::uint64_t customers) {
  Stream gaps = bench::stream("generator/sleep/exponential#0");
  Stream services = bench::stream("customer/sleep/exponential#0");
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
  Pool pool;
  std::deque<Index> waiting;
  bool token_is_free = true;
  bench::Mean time_in_system;

  const auto arrive_after = [&](double now) {
    if (customers == 0) return;
    --customers;
    events.push({now + bench::exponential(gaps, 1 / bench::load), generator});
  };
  const auto serve = [&](Index customer, double now) {
    token_is_free = false;
    events.push({now + bench::exponential(services, 1), customer});
  };

  arrive_after(0);
  while (!events.empty()) {
    const auto [now, customer] = events.top();
    events.pop();
    if (customer == generator) {
      const Index arrived = pool.make(now);
      if (token_is_free) {
        serve(arrived, now);
      } else {
        waiting.push_back(arrived);
      }
      arrive_after(now);
      continue;
    }
    token_is_free = true;
    if (!waiting.empty()) {
      serve(waiting.front(), now);
      waiting.pop_front();
    }
    time_in_system.observe(now - pool[customer].arrived);
    pool.discard(customer);
  }
  return time_in_system.value();
}

}  // namespace

int main(int argc, char** argv) {
  fmt::print("mean_time,{}\n", mean_time_in_system(bench::argument(argc, argv, 1, 1'000'000)));
}
