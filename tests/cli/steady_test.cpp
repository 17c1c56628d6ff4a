// asim steady: its options, and what it refuses.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

constexpr const char* kLongRun = "models/experiments/long_run.yaml";

CommandResult steady(const std::string& model, std::vector<std::string> options) {
  options.insert(options.begin(), {"steady", model});
  return asim(options);
}

void check_refused(const std::string& model, const std::vector<std::string>& options,
                   const std::string& message) {
  const CommandResult result = steady(model, options);
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(result.err == usage_error(message));
}

}  // namespace

TEST_CASE("a backlog at the beginning is cut off, and the rest is in batches") {
  const CommandResult result = steady(kLongRun, {"--csv", "-"});
  CHECK(result.err == "");
  CHECK(result.exit_code == 0);
  CHECK(result.out.starts_with("output,warmup,n,mean,sd,half_width,low,high,correlation\ntime_in_shop,"));
  const std::size_t at = result.out.find("time_in_shop,") + 13;
  const double warmup = std::stod(result.out.substr(at));
  CHECK(warmup > 300);  // 300 jobs of one hour each, at the least
  CHECK(warmup < 5000);
  const std::size_t n = result.out.find(',', at) + 1;
  CHECK(result.out.substr(n, 3) == "20,");
  const double mean = std::stod(result.out.substr(n + 3));
  CHECK(mean > 2.8);  // 1 / (1 - load) = 3.33
  CHECK(mean < 3.9);
}

// The batches hold 11 … 20 and 21 … 29: what happens at the end of one still belongs to it.
TEST_CASE("--warmup is taken as it is, and batch means are those of runs cut at the same times") {
  const ModelFile model(R"(until: 30
processes:
  p: {steps: [{loop: 30, as: i, do: [{tally: {x: i}}, {sleep: 1}]}]}
outputs: {x: mean(x)}
)");
  CHECK(steady(model.path(), {"--warmup", "10", "--batches", "2", "--csv", "-"}).out ==
        "output,warmup,n,mean,sd,half_width,low,high,correlation\n"
        "x,,2,20.25,6.7175144212722016,60.35447249682981,-40.10447249682981,80.6044724968298,\n");
}

TEST_CASE("what is never steady is said") {
  const CommandResult result = steady(kLongRun, {"-p", "load=0.95", "-p", "backlog=3000", "--until", "4000"});
  CHECK(result.exit_code == 0);
  CHECK(result.out == "no output is steady within half the run: it is too short, or the load too high\n");
}

TEST_CASE("a run that fails has no steady state") {
  const ModelFile model(std::string(kFailing) + "until: 10\n");
  const CommandResult result = steady(model.path(), {});
  CHECK(result.exit_code == 1);
  CHECK(result.err == "error: " + model.path() + ":8: negative delay: -1\n");
}

TEST_CASE("wrong usage of steady") {
  check_refused(kLongRun, {"--batches", "1"}, "--batches must be from 2 to 10000");
  CHECK(steady(kLongRun, {"--warmup", "20000"}).exit_code == 3);
  check_refused(kLongRun, {"-p", "laod=1"}, "the model has no parameter `laod`: did you mean `load`?");
  check_refused(kLongRun, {"--csv", kLongRun}, "--csv would overwrite the model");
  const ModelFile endless(kEndless);
  check_refused(endless.path(), {"--until", "5"}, "the model has no `outputs:` to look at");
  const ModelFile no_horizon(kDice);
  check_refused(no_horizon.path(), {}, "one long run needs a horizon: give --until T");
}

}  // namespace asim::test
