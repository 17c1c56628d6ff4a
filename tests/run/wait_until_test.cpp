// wait_until: what is waited for is evaluated again when something it reads has changed, and only then.

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "record/recorder.h"
#include "run/model_compiler.h"
#include "run/simulation.h"
#include "steps/registry.h"
#include "support/command.h"

namespace asim::test {
namespace {

/// How often the conditions of a model are evaluated in a run.
std::uint64_t evaluations_in(const std::string& text) {
  const std::unique_ptr<LoadedModel> model = load_model_text("model.yaml", text);
  REQUIRE_MESSAGE(model->valid(), model->diagnostics.render(model->sources, false));
  Recorder recorder;
  rows::add_all_to(recorder);
  recorder.begin();
  const RunOptions options;
  Simulation simulation(model->program, options, recorder);
  const RunResult result = simulation.run(nullptr);
  REQUIRE_MESSAGE(!result.error, result.error->message);
  return simulation.state().condition_evaluations;
}

/// One process that waits from the beginning, and one that does this five times, a time unit apart.
std::string model(const std::string& condition, const std::string& step) {
  return R"(
vars: {x: 0, y: 0, r: {done: false, n: 0}, l: [1]}
queues: {jobs: {}, others: {}}
resources: {desk: {capacity: 2}}
containers: {tank: {capacity: 9}}
gates: {door: {}}
processes:
  waiter:
    vars: {mine: 0}
    steps:
      - wait_until: )" +
         condition + R"(
  worker:
    vars: {idle: false, busy: 0, done: 0}
    steps:
      - loop: 5
        as: i
        do:
          - sleep: 1
          - )" +
         step +
         R"(
          - set: {done: i}
)";
}

}  // namespace

TEST_CASE("a condition is evaluated again only when something it reads has changed") {
  const auto count = [](const std::string& condition, const std::string& step) {
    return evaluations_in(model(condition, step));
  };
  CHECK(count("x > 9", "set: {y: y + 1}") == 1);
  CHECK(count("x > 9", "set: {x: x + 1}") == 6);
  CHECK(count("x > 9", "set: {x: x}") == 1);
  CHECK(count("x > 9 or y > 9", "set: {y: y + 1}") == 6);
  CHECK(count("x == 'open'", "set: {r.n: i}") == 1);
  CHECK(count("mine > 9", "set: {x: i + 1}") == 1);
  CHECK(count("mine > 9", "set: {waiter.mine: i + 1}") == 6);
}

TEST_CASE("what a condition can read of objects") {
  const auto count = [](const std::string& condition, const std::string& step) {
    return evaluations_in(model(condition, step));
  };
  CHECK(count("jobs.length > 9", "{put: jobs, item: i}") == 6);
  CHECK(count("jobs.length > 9", "{put: others, item: i}") == 1);
  CHECK(count("len(jobs.items) > 9", "{put: jobs, item: i}") == 6);
  CHECK(count("len(jobs.items) > 9", "{put: others, item: i}") == 1);
  CHECK(count("([jobs, others][0].length > 9)", "{put: others, item: i}") == 1);
  CHECK(count("desk.in_use > 2", "{acquire: desk, timeout: 0}") == 4);  // and released at its end
  CHECK(count("tank.level > 8", "{put: tank, amount: 1}") == 6);
  CHECK(count("door.is_open and x > 1", "{open: door}") == 2);
  CHECK(count("jobs.name == 'x'", "{put: jobs, item: i}") == 1);
}

TEST_CASE("what a condition can read of lists, records, processes and statistics") {
  const auto count = [](const std::string& condition, const std::string& step) {
    return evaluations_in(model(condition, step));
  };
  CHECK(count("r.n > 9", "set: {r.n: i}") == 6);
  CHECK(count("r.done", "set: {x: i}") == 1);
  CHECK(count("len(l) > 9", "do: l.append(i)") == 6);
  CHECK(count("l[0] > 9", "do: l.index(1)") == 1);
  CHECK(count("worker.busy == 9", "set: {busy: busy + 1}") == 7);  // its variables begin with it
  CHECK(count("worker.busy == 9", "set: {idle: true}") == 2);
  CHECK(count("worker.count == 0", "set: {idle: true}") == 2);
  CHECK(count("not worker.alive", "set: {idle: true}") == 2);
  CHECK(count("count(sold) > 9", "count: sold") == 6);
  CHECK(count("max(price) > 9 if count(price) > 0 else false", "tally: {price: i}") == 6);
  CHECK(count("now > 9", "set: {x: 1}") == 6);
  CHECK(count("chance(0)", "set: {x: 1}") > 6);
}

TEST_CASE("many who wait for the same thing are evaluated when it changes, not when others do") {
  const std::string text = R"(
vars: {x: 0, y: 0}
processes:
  waiter:
    count: 100
    steps:
      - wait_until: x > 0
  worker:
    steps:
      - loop: 1000
        do: [{sleep: 1}, {set: {y: y + 1}}]
      - set: {x: 1}
)";
  CHECK(evaluations_in(text) == 200);
}

TEST_CASE("those whose conditions hold go on in the order in which they began to wait") {
  CHECK(rows_of(R"(
vars: {x: 0}
processes:
  late: {start: 2, steps: [{wait_until: x > 0}, {log: goes on}]}
  early: {start: 1, steps: [{wait_until: x >= 1}, {log: goes on}]}
  setter: {steps: [{sleep: 5}, {set: {x: 1}}, {log: set}]}
)") == "5,setter,log,,set\n5,early,log,,goes on\n5,late,log,,goes on\n");
}

TEST_CASE("what holds for a moment, between two steps, is enough") {
  CHECK(rows_of(R"(
vars: {x: 0}
queues: {numbers: {}}
processes:
  waiter: {steps: [{wait_until: x == 7}, {log: "{x}"}]}
  setter:
    steps:
      - get: numbers
        as: x
      - set: {x: 8}
  source: {steps: [{sleep: 1}, {put: numbers, item: 7}]}
)") == "1,waiter,log,,8\n");
}

TEST_CASE("a condition of a first_of that loses is forgotten; one that is met wins") {
  CHECK(rows_of(R"(
vars: {x: 0, p: null}
processes:
  waiter:
    steps:
      - first_of: {a: {wait_until: x > 5}, b: {sleep: 2}}
        as: winner
      - log: "{winner}"
      - first_of: {a: {wait_until: x > 5}, b: {wait_until: x > 1}, c: {sleep: 20}}
        as: winner
      - log: "{winner} {x}"
      - wait_until: p != null and not p.alive
      - log: it ended
  setter:
    steps:
      - loop: 5
        do: [{sleep: 1}, {set: {x: x + 1}}]
      - spawn: short
        as: p
      - set: {x: 0}
  short: {count: 0, steps: [{sleep: 1}]}
)") == "2,waiter,log,,b\n2,waiter,log,,b 2\n6,waiter,log,,it ended\n");
}

}  // namespace asim::test
