// asim races: does a model depend on the order of simultaneous events?

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

CommandResult races(const std::string& model, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {"races", model});
  return asim(options);
}

/// Both read and write at 10; who comes last has the last word, at 1, where there is no tie, it does not
/// matter.
constexpr const char* kLastWord = R"(model: last word
vars: {said: 0}
processes:
  early: {steps: [{sleep: 1}, {set: {said: 1}}]}
  yes:
    steps:
      - sleep: 10
      - set: {said: 2}
  no:
    steps:
      - sleep: 10
      - set: {said: 3}
outputs: {said: said}
)";

}  // namespace

TEST_CASE("an output that hangs on the order, and the two who are to blame") {
  const ModelFile model(kLastWord);
  const CommandResult result = races(model.path());
  CHECK(result.exit_code == 1);
  CHECK(result.err == "");
  CHECK(
      result.out ==
      "the outputs depend on the order of simultaneous events: taking the newest process first gives others\n"
      "\n"
      "the tie behind the first difference, at t = 10, when 2 are due together:\n"
      "  yes, behind its `sleep` at " +
          model.path() +
          ":7: first in the usual order\n"
          "  no, behind its `sleep` at " +
          model.path() +
          ":11: first in the other\n"
          "\n"
          "outputs that differ:\n"
          "  said: 3 in the usual order, 2 in the other\n");
  CHECK(races(model.path(), {"-q"}).out == "");
  CHECK(races(model.path(), {"-q"}).exit_code == 1);
}

TEST_CASE("a model that depends on ties is found out") {
  const CommandResult result = races("models/bugs/ties.yaml");
  CHECK(result.exit_code == 1);
  CHECK(
      result.out.starts_with("the outputs and the timeline depend on the order of simultaneous events: "
                             "taking the newest process first gives others\n"
                             "\n"
                             "the tie behind the first difference, at t = 10, when 2 are due together:\n"
                             "  customer, behind its `sleep` at models/bugs/ties.yaml:"));
  CHECK(result.out.find("\n  supplier, behind its `sleep` at models/bugs/ties.yaml:") != std::string::npos);
  CHECK(result.out.find("\noutputs that differ:\n  sold: 4 in the usual order, 5 in the other\n") !=
        std::string::npos);
}

TEST_CASE("the order of the rows of one instant is no difference") {
  const ModelFile model(
      "processes:\n  p:\n    count: 4\n    steps:\n      - sleep: 1\n      - log: here\n      - sleep: 1\n");
  const CommandResult result = races(model.path());
  CHECK(result.exit_code == 0);
  CHECK(result.out == "no difference: the outputs and the timeline are the same in 13 orders, with 9 ties\n");
}

TEST_CASE("who is served first is a difference of the timeline, not of the outputs") {
  const ModelFile model(R"(resources: {clerk: {}}
processes:
  a: {steps: [{acquire: clerk}, {sleep: 1}, {release: clerk}]}
  b: {steps: [{acquire: clerk}, {sleep: 1}, {release: clerk}]}
outputs: {busy: clerk.utilization}
)");
  const CommandResult result = races(model.path());
  CHECK(result.exit_code == 1);
  CHECK(
      result.out.starts_with("the timeline depends, and no output does, on the order of simultaneous events: "
                             "taking the newest process "
                             "first gives others\n\nthe tie behind the first difference, at t = 0, when 2 "
                             "are due together:\n  a, begins at "));
  CHECK(result.out.find("the first difference that this makes, at t = 0:\n"
                        "  usual: a acquire clerk 1\n"
                        "  usual: a sleep 1\n"
                        "  other: b acquire clerk 1\n"
                        "  other: b sleep 1\n") != std::string::npos);
  const CommandResult outputs = races(model.path(), {"--outputs-only"});
  CHECK(outputs.exit_code == 0);
  CHECK(outputs.out.starts_with("no difference: the outputs are the same in 13 orders"));
}

TEST_CASE("causes stay before what they bring about") {
  CHECK(races("models/tutorial/02_producer_consumer.yaml").exit_code == 0);
  CHECK(races("models/tutorial/00_await.yaml").exit_code == 0);
  const ModelFile alone("processes: {p: {steps: [{sleep: 1}]}}\n");
  CHECK(races(alone.path()).out == "no two things are ever due together: there is nothing to choose\n");
}

// Whatever the order, nothing may be lost or doubled: assertions look after every turn.
TEST_CASE("other orders are runs like any other") {
  for (const char* model : {"models/tutorial/10_first_of.yaml", "models/tutorial/11_interrupt.yaml",
                            "models/tutorial/12_preemptive.yaml", "models/simpy/machine_shop.yaml",
                            "models/teams/software_team.yaml"}) {
    CAPTURE(model);
    const CommandResult result = races(model, {"--orders", "3"});
    CHECK(result.exit_code <= 1);
    CHECK(result.out.find("conservation violated") == std::string::npos);
    CHECK(result.err == "");
  }
}

TEST_CASE("an order in which the model fails") {
  const ModelFile model(
      "vars: {ready: false}\nprocesses:\n  a:\n    steps:\n      - sleep: 1\n      - set: {ready: true}\n"
      "  b:\n    steps:\n      - sleep: 1\n      - assert: ready\n        message: too early\n");
  const CommandResult result = races(model.path());
  CHECK(result.exit_code == 1);
  CHECK(result.out.find("\nthe other order fails: assertion failed: too early\n") != std::string::npos);
}

TEST_CASE("wrong usage, and models that fail anyway") {
  const ModelFile model(kLastWord), failing(kFailing);
  const CommandResult result = races(model.path(), {"--orders", "many"});
  CHECK(result.exit_code == 2);
  CHECK(result.err == usage_error("--orders must be a whole number and not negative, not `many`"));
  CHECK(races(model.path(), {"--order-seed", "-1"}).err ==
        usage_error("--order-seed must be a whole number and not negative, not `-1`"));
  CHECK(races("nowhere.yaml").exit_code == 3);
  CHECK(races(failing.path()).exit_code == 1);
  CHECK(races(failing.path()).err.starts_with("error: negative delay: -1\n"));
}

}  // namespace asim::test
