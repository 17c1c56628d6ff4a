// What grows with a model and what does not: four times as much takes about four times as long, where
// something quadratic would take sixteen; and what has been and gone leaves nothing behind.

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "support/command.h"

namespace asim::test {
namespace {

double cpu_seconds_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

double seconds_for(const std::string& model, const std::vector<std::string>& options) {
  std::vector<std::string> words = {"run", "-", "-q"};
  words.insert(words.end(), options.begin(), options.end());
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 3; ++i) {
    const double begin = cpu_seconds_of_children();
    const CommandResult result = asim(words, model);
    least = std::min(least, cpu_seconds_of_children() - begin);
    REQUIRE(result.err == "");
    REQUIRE(result.exit_code == 0);
  }
  return least;
}

/// Times are noisy, and what is larger is in fewer caches: half way between four and sixteen, and a start on
/// a busy machine.
void check_growth(double few, double many) {
  CAPTURE(few);
  CAPTURE(many);
  CHECK(many < 9 * few + 0.1);
}

void check_growth(const std::string& model, int n) {
  const double few = seconds_for(model, {"-p", fmt::format("n={}", n)});
  const double many = seconds_for(model, {"-p", fmt::format("n={}", 4 * n)});
  check_growth(few, many);
}

/// `put` is the number that the i-th item gets. Behind the getters may stand one who takes anything.
std::string store(const std::string& put, bool getters_first, bool anyone_behind = false,
                  const std::string& where = "item.number == mine") {
  return fmt::format(R"(model: a filtered store
timeline: []
params: {{n: 1000}}
vars: {{got: 0}}
queues: {{store: {{}}}}
processes:
  getter:
    count: n
    start: {}
    vars: {{mine: self.index}}
    steps:
      - get: store
        where: {}
        as: x
      - set: {{got: got + 1}}
  anyone:
    count: {}
    steps:
      - get: store
        as: x
  putter:
    start: {}
    steps:
      - loop: n
        as: i
        do:
          - put: store
            item:
              number: {}
              to: getter[{}]
  referee:
    start: 2
    steps:
      - assert: got == n
)",
                     getters_first ? 0 : 1, where, anyone_behind ? 1 : 0, getters_first ? 1 : 0, put, put);
}

/// Fails if the run needs more.
void check_memory(const std::string& model, const std::string& n, const std::string& most) {
  const CommandResult result = asim({"run", "-", "-q", "-p", "n=" + n, "--max-memory", most}, model);
  CHECK(result.err == "");
  CHECK(result.exit_code == 0);
}

}  // namespace

TEST_CASE("getters in a filtered store, whatever the order in which the items come") {
  check_growth(store("i", true), 3'000);
  check_growth(store("n - 1 - i", true), 3'000);
}

TEST_CASE("getters in a filtered store who look for themselves") {
  check_growth(store("n - 1 - i", true, false, "item.number == self.index"), 3'000);
  check_growth(store("n - 1 - i", true, false, "self == item.to and item.number >= 0"), 3'000);
}

TEST_CASE("getters in a filtered store with somebody behind them who takes anything") {
  check_growth(store("n - 1 - i", true, true), 3'000);
}

TEST_CASE("items in a filtered store, whatever the order in which the getters come") {
  check_growth(store("i", false), 3'000);
  check_growth(store("n - 1 - i", false), 3'000);
}

TEST_CASE("waiters in lines by priority") {
  check_growth(R"(model: priority lines
timeline: []
params: {n: 1000}
vars: {served: 0}
resources: {desk: {}}
queues: {tray: {order: priority}}
processes:
  waiter:
    count: n
    steps:
      - acquire: desk
        priority: randint(0, n)
      - put: tray
        item: self.index
        priority: randint(0, n)
      - sleep: 1
      - release: desk
      - get: tray
        as: x
      - set: {served: served + 1}
)",
               20'000);
}

TEST_CASE("items in a queue") {
  check_growth(R"(model: a heap
timeline: []
params: {n: 1000}
queues: {heap: {}}
processes:
  worker:
    steps:
      - loop: n
        as: i
        do:
          - put: heap
            item: i
      - loop: n
        as: i
        do:
          - get: heap
            as: x
          - assert: x == i
)",
               50'000);
}

TEST_CASE("lines of a model") {
  const auto model_of = [](int lines) {
    std::string model = "model: long\ntimeline: []\nvars: {x: 0}\nprocesses:\n  worker:\n    steps:\n";
    for (int i = 0; i < lines / 2; ++i)
      model += fmt::format("      - set: {{x: x + {}}}\n      - sleep: exponential(mean={})\n", i, i + 1);
    return model;
  };
  const double few = seconds_for(model_of(2'000), {});
  const double many = seconds_for(model_of(8'000), {});
  check_growth(few, many);
}

TEST_CASE("a timeout that is set and withdrawn at each wait leaves nothing behind") {
  check_memory(R"(model: patience that is not needed
timeline: []
params: {n: 1000}
queues: {line: {}}
processes:
  getter:
    steps:
      - loop: n
        do:
          - get: line
            as: x
            timeout: 1000000 + 0 * now
  putter:
    steps:
      - loop: n
        do:
          - sleep: 1
          - put: line
            item: now
)",
               "300000", "1M");
}

TEST_CASE("events that have happened leave nothing behind") {
  check_memory(R"(model: coming and going
timeline: []
params: {n: 1000}
resources: {desk: {}}
processes:
  source:
    steps:
      - loop: n
        do:
          - sleep: 1
          - spawn: guest
  guest:
    count: 0
    vars: {since: now}
    steps:
      - with: desk
        do:
          - sleep: exponential(mean=0.5)
      - tally: {stay: now - since}
)",
               "100000", "1M");
}

TEST_CASE("a sleeping process takes 250 bytes") {
  check_memory(R"(model: sleepers
timeline: []
until: 2
params: {n: 1000}
processes:
  sleeper:
    count: n
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=1)
)",
               "100000", "25M");
}

}  // namespace asim::test
