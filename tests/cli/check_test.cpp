// asim check: all mistakes of all models, nothing is run.

#include <doctest/doctest.h>

#include <string>

#include "cli/model_files.h"

namespace asim::test {

TEST_CASE("good models are called good, one line each") {
  const CommandResult result =
      asim({"check", "models/tutorial/01_sleep_once.yaml", "models/tutorial/02_producer_consumer.yaml"});
  CHECK(result.exit_code == 0);
  CHECK(result.out ==
        "models/tutorial/01_sleep_once.yaml: no errors\nmodels/tutorial/02_producer_consumer.yaml: no "
        "errors\n");
  CHECK(result.err == "");
}

TEST_CASE("nothing is run") {
  const ModelFile endless(kEndless);
  CHECK(asim({"check", endless.path()}).exit_code == 0);
  const ModelFile failing(kFailing);
  CHECK(asim({"check", failing.path()}).exit_code == 0);
}

TEST_CASE("every model of the gallery passes without a warning") {
  for (const std::string& model : files_below("models", ".yaml")) {
    CAPTURE(model);
    const CommandResult result = asim({"check", model});
    CHECK(result.exit_code == 0);
    CHECK(result.err == "");
  }
}

TEST_CASE("a bad model shows all its mistakes, and the others are checked too") {
  const ModelFile bad(R"(processes:
  p:
    steps:
      - slep: 5
      - sleep: soon
)");
  const ModelFile good(kSpeaker);
  const CommandResult result = asim({"check", bad.path(), "nosuch.yaml", good.path()});
  CHECK(result.exit_code == 3);
  CHECK(result.out == good.path() + ": no errors\n");
  CHECK(result.err == "error: no step named `slep`\n --> " + bad.path() +
                          ":4:9\n"
                          "  |\n"
                          "4 |       - slep: 5\n"
                          "  |         ^^^^ did you mean `sleep`?\n"
                          "\n"
                          "error: no variable, parameter or object named `soon`\n --> " +
                          bad.path() +
                          ":5:16\n"
                          "  |\n"
                          "5 |       - sleep: soon\n"
                          "  |                ^^^^\n"
                          "error: cannot read `nosuch.yaml`: no such file\n");
}

TEST_CASE("a model from standard input") {
  const CommandResult good = asim({"check", "-"}, kSpeaker);
  CHECK(good.exit_code == 0);
  CHECK(good.out == "-: no errors\n");
  const CommandResult bad = asim({"check", "-"}, "processes: {p: {steps: [{slep: 5}]}}\n");
  CHECK(bad.exit_code == 3);
  CHECK(bad.err.find(" --> <stdin>:1:26\n") != std::string::npos);
}

TEST_CASE("wrong usage of check") {
  CHECK(asim({"check"}).exit_code == 2);
  CHECK(asim({"check"}).err == usage_error("MODEL is required"));
  CHECK(asim({"check", "models/tutorial/01_sleep_once.yaml", "--colour", "never"}).err ==
        usage_error("`check` has no option `--colour`: did you mean `--color`?"));
}

TEST_CASE("what would take long to compute is left to the run") {
  const ModelFile model(R"yaml(model: m
params:
  pairs: "{sum(x * y for x in range(10000) for y in range(10000))}"
  length: "{len('ab' * 10 ** 8)}"
  members: "{len(range(10 ** 8)) + len(range(10 ** 8))}"
until: pairs
processes: {a: {steps: [{sleep: pairs - 1}]}}
)yaml");
  const CommandResult result = asim({"check", model.path()});
  CHECK(result.err == "");
  CHECK(result.exit_code == 0);
}

}  // namespace asim::test
