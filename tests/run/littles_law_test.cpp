// J. D. C. Little, 1961: the integral of a number over time is the sum of the times of those who made it up.

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "record/recorder.h"
#include "reference/generate.h"
#include "reference/to_yaml.h"
#include "run/model_compiler.h"
#include "run/simulation.h"
#include "run/stats_of.h"
#include "run/verification.h"
#include "steps/registry.h"

namespace asim::test {

TEST_CASE("Little's law holds to the bit in random models, whose times are whole") {
  std::size_t accounts = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    const std::string text = reference::to_yaml(reference::generate(seed));
    const std::unique_ptr<LoadedModel> model = load_model_text("random.yaml", text);
    REQUIRE(model->valid());
    Recorder recorder;
    rows::add_all_to(recorder);
    recorder.begin();
    const RunOptions options;
    Simulation simulation(model->program, options, recorder);
    if (simulation.run(nullptr).error) continue;
    for (const Account& account : accounts_of(simulation.state())) {
      CAPTURE(account.name);
      CHECK_MESSAGE(account.integral == account.times, text);
      if (account.integral > 0) ++accounts;
    }
  }
  CHECK(accounts > 1000);
}

TEST_CASE("a part of an all_of that is granted for a while and preempted did not stand in line meanwhile") {
  const CommandResult result = asim({"run", "-", "--timeline", "none", "--verify", "--outputs", "-"}, R"(
resources: {r: {}, s: {}}
processes:
  holder_of_s: {steps: [{acquire: s}, {sleep: 4}, {release: s}]}
  preemptor:
    steps:
      - acquire: r
      - sleep: 2
      - release: r
      - sleep: 1
      - {acquire: r, priority: -1, preempt: true}
      - sleep: 3
      - release: r
  waiter:  # in line for r until 2 and from 3 to 6
    steps:
      - all_of:
          r: {acquire: r, priority: 1}
          s: {acquire: s, priority: 1}
      - stop: at last
outputs: {longest: r.max_wait, mean: r.mean_wait, in_line: r.mean_waiting * now, end: now}
)");
  CHECK(result.err == "");
  CHECK(result.out == "name,value\nlongest,5\nmean,1.6666666666666667\nin_line,5\nend,6\n");
}

TEST_CASE("Little's law holds after a warm-up, whoever waits, is granted or leaves then") {
  const CommandResult result = asim({"run", "-", "-q", "--verify", "--warmup", "2.5"}, kDesk);
  CHECK(result.err == "");
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    const std::string text = reference::to_yaml(reference::generate(seed));
    const std::unique_ptr<LoadedModel> model = load_model_text("random.yaml", text);
    Recorder recorder;
    rows::add_all_to(recorder);
    recorder.begin();
    RunOptions options;
    options.verify = true;
    options.warmup = 3;
    Simulation simulation(model->program, options, recorder);
    if (!simulation.problems().empty()) continue;
    const RunResult run = simulation.run(nullptr);
    const std::string error = run.error ? run.error->message : "";
    CHECK_MESSAGE(!error.starts_with("conservation violated"), error << "\n" << text);
  }
}

}  // namespace asim::test
