// Plans and their execution: the order of runs, the sequential procedure, and that threads change nothing.

#include "run/replications.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/confidence.h"
#include "run/model_compiler.h"

namespace asim {
namespace {

constexpr const char* kQueue = R"(model: queue
params: {rate: 0.5}
resources: {clerk: {}}
processes:
  customer:
    arrivals: {every: exponential(rate=rate), count: 30}
    vars: {arrived: now}
    steps:
      - with: clerk
        do:
          - sleep: exponential(1)
      - tally: {wait: now - arrived}
outputs: {wait: mean(wait)}
)";

std::vector<RunKey> all_keys(PlanOptions options) {
  RunPlan plan(options, 1);
  std::vector<RunKey> keys;
  while (const std::optional<RunKey> key = plan.next()) keys.push_back(*key);
  CHECK(plan.finished());
  CHECK(plan.run_count() == keys.size());
  return keys;
}

RunRow row_of(double output) { return {nullptr, 0, {{std::to_string(output), false}}, ""}; }

/// What all runs gave, a line for each.
struct Sweep {
  explicit Sweep(const std::string& rates) : model(load_model_text("queue.yaml", kQueue)) {
    design.add(design.factor("rate", rates));
  }

  std::string run(PlanOptions options, std::size_t threads) {
    options.points = design.point_count();
    RunPlan plan(options, 1);
    std::string text;
    const Experiment experiment{*model, design, {}};
    CHECK(run_all(
        experiment, plan, threads,
        [&](const RunRow& row, bool last) {
          text += std::to_string(row.point->number) + "/" + std::to_string(row.replication) + " " +
                  row.outputs[0].text + (last ? " last\n" : "\n");
        },
        nullptr));
    imprecise = plan.imprecise_points();
    return text;
  }

  std::unique_ptr<LoadedModel> model;
  Design design;
  std::vector<std::uint64_t> imprecise;
};

}  // namespace

TEST_CASE("runs come point by point; a part takes every n-th") {
  PlanOptions options;
  options.points = 2;
  options.replications = 3;
  CHECK(all_keys(options) == std::vector<RunKey>{{1, 1}, {1, 2}, {1, 3}, {2, 1}, {2, 2}, {2, 3}});
  options.shard = {2, 4};
  CHECK(all_keys(options) == std::vector<RunKey>{{1, 2}, {2, 3}});
  options.shard = {7, 8};
  CHECK(all_keys(options).empty());
}

TEST_CASE("the sequential procedure ends a point as soon as its intervals are narrow enough") {
  PlanOptions options;
  options.points = 2;
  options.replications = 3;
  options.most_replications = 1000;
  options.goals = {{0, 0.1, true}};
  RunPlan plan(options, 1);
  Tally tally;
  int n = 0;
  while (true) {
    const std::optional<RunKey> key = plan.next();
    REQUIRE(key);
    CHECK(*key == RunKey{1, static_cast<std::uint64_t>(n + 1)});
    const double x = 10 + (n % 2 == 0 ? 2.5 : -2.5);
    tally.observe(x);
    ++n;
    CHECK(plan.accept(*key, row_of(x)));
    const bool expected = n >= 3 && half_width(tally) <= 0.1 / 1.1 * tally.mean();
    CHECK(plan.point_is_done() == expected);
    if (expected) break;
  }
  CHECK(n > 20);
  CHECK(plan.next() == RunKey{2, 1});
}

TEST_CASE("runs begun in advance are refused once their point is done") {
  PlanOptions options;
  options.points = 1;
  options.replications = 2;
  options.most_replications = 100;
  options.goals = {{0, 1, false}};
  RunPlan plan(options, 1);
  const std::vector<RunKey> begun{*plan.next(), *plan.next(), *plan.next()};
  CHECK(plan.accept(begun[0], row_of(5)));
  CHECK_FALSE(plan.finished());
  CHECK(plan.accept(begun[1], row_of(5)));
  CHECK(plan.finished());
  CHECK_FALSE(plan.accept(begun[2], row_of(5)));
  CHECK(plan.imprecise_points().empty());
}

TEST_CASE("a point that stays imprecise ends at the most replications and is noted") {
  PlanOptions options;
  options.replications = 2;
  options.most_replications = 4;
  options.goals = {{0, 1e-9, true}};
  Sweep sweep("0.5,0.8");
  const std::string text = sweep.run(options, 1);
  CHECK(sweep.imprecise == std::vector<std::uint64_t>{1, 2});
  CHECK(std::count(text.begin(), text.end(), '\n') == 8);
}

TEST_CASE("threads change nothing: fixed replications") {
  Sweep sweep("0.1:0.9:0.2");
  PlanOptions options;
  options.replications = 200;
  const std::string one = sweep.run(options, 1);
  CHECK(std::count(one.begin(), one.end(), '\n') == 1000);
  CHECK(sweep.run(options, 2) == one);
  CHECK(sweep.run(options, 8) == one);
}

TEST_CASE("threads change nothing: sequential procedure, also in parts") {
  Sweep sweep("0.2:0.8:0.2");
  PlanOptions options;
  options.replications = 5;
  options.most_replications = 500;
  options.goals = {{0, 0.05, true}};
  const std::string one = sweep.run(options, 1);
  CHECK(sweep.run(options, 3) == one);
  CHECK(sweep.run(options, 8) == one);
  options.shard = {2, 2};
  const std::string part = sweep.run(options, 4);
  CHECK(part.starts_with("2/1 "));
  CHECK(one.find(part.substr(0, part.find("4/1 "))) != std::string::npos);
}

TEST_CASE("what the receiver throws ends all threads and is thrown again") {
  Sweep sweep("0.5");
  PlanOptions options;
  options.replications = 10'000;
  for (const std::size_t threads : {1u, 4u}) {
    RunPlan plan(options, 1);
    int rows = 0;
    const auto fail = [&](const RunRow&, bool) {
      if (++rows == 10) throw std::runtime_error("full");
    };
    CHECK_THROWS_WITH(run_all({*sweep.model, sweep.design, {}}, plan, threads, fail, nullptr), "full");
    CHECK(rows == 10);
  }
}

TEST_CASE("an interruption keeps a beginning of the rows") {
  Sweep sweep("0.5");
  PlanOptions options;
  options.replications = 10'000;
  for (const std::size_t threads : {1u, 4u}) {
    RunPlan plan(options, 1);
    std::atomic<std::uint64_t> rows = 0;
    const auto count = [&](const RunRow& row, bool) { CHECK(row.replication == ++rows); };
    CHECK_FALSE(run_all({*sweep.model, sweep.design, {}}, plan, threads, count, [&] { return rows >= 50; }));
    CHECK(rows >= 50);
    CHECK(rows < 10'000);
  }
}

TEST_CASE("run ids depend on model, parameters, seed, replication and horizon, and on nothing else") {
  const auto id = [](const std::string& text, const std::string& rate, RunOptions options, std::uint64_t k) {
    const std::unique_ptr<LoadedModel> model = load_model_text("any.yaml", text);
    Design design;
    if (!rate.empty()) design.add(design.factor("rate", rate));
    const Experiment experiment{*model, design, options};
    return run_id(hash_of(experiment), *Experimenter(experiment).point(1), k);
  };
  const std::string plain = id(kQueue, "", {}, 1);
  CHECK(plain == "rc262073b-c450a480662a");
  CHECK(id(kQueue, "0.5", {}, 1) == plain);
  CHECK(id(kQueue, "0.6", {}, 1) != plain);
  CHECK(id(kQueue, "0.6", {}, 1).substr(0, 9) == plain.substr(0, 9));
  CHECK(id(kQueue, "", {}, 2) != plain);
  CHECK(id(std::string(kQueue) + "# changed\n", "", {}, 1).substr(0, 9) != plain.substr(0, 9));
  RunOptions seeded;
  seeded.seed = 1;
  CHECK(id(kQueue, "", seeded, 1) == plain);
  seeded.seed = 2;
  CHECK(id(kQueue, "", seeded, 1) != plain);
  RunOptions longer;
  longer.until = 100;
  CHECK(id(kQueue, "", longer, 1).substr(0, 9) != plain.substr(0, 9));
}

}  // namespace asim
