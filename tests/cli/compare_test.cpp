// asim compare: paired differences under common random numbers.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

constexpr const char* kTellers = "models/experiments/tellers.yaml";

CommandResult compare(std::vector<std::string> options) {
  options.insert(options.begin(), {"compare", kTellers});
  return asim(options);
}

std::vector<double> numbers_of(const std::string& csv, const std::string& output) {
  const std::size_t at = csv.find("\n" + output + ",") + output.size() + 2;
  std::vector<double> numbers;
  for (std::size_t from = at; from < csv.find('\n', at); from = csv.find_first_of(",\n", from) + 1) {
    numbers.push_back(std::stod(csv.substr(from)));
  }
  return numbers;
}

}  // namespace

TEST_CASE("what differs is seen, by pairs") {
  const CommandResult result = compare({"-a", "tellers=1", "-b", "tellers=2"});
  CHECK(result.err == "");
  CHECK(result.exit_code == 0);
  CHECK(result.out ==
        "output                    A              B             B - A\n"
        "time_in_bank    4.90 ± 0.70  1.212 ± 0.045      -3.69 ± 0.66  B is smaller\n"
        "utilization   0.821 ± 0.021  0.414 ± 0.012  -0.4067 ± 0.0096  B is smaller\n"
        "\n"
        "20 pairs of runs under common random numbers; ± half the width of the 95 % confidence interval\n");
}

TEST_CASE("common random numbers tell apart what independent runs could not") {
  const std::string csv = compare({"-b", "gap=1.19", "--csv", "-"}).out;
  CHECK(csv.starts_with("output,n,mean_a,mean_b,difference,sd,half_width,low,high\n"));
  const std::vector<double> wait = numbers_of(csv, "time_in_bank");
  REQUIRE(wait.size() == 8);
  CHECK(wait[0] == 20);
  CHECK(wait[3] == doctest::Approx(wait[2] - wait[1]));
  CHECK(wait[6] > 0);     // the interval of the difference lies above 0
  CHECK(wait[5] < 0.05);  // and its half-width is a tenth of that of either mean
}

TEST_CASE("the same scenario twice has no difference at all, whatever -j") {
  const std::string csv = compare({"-a", "tellers=1", "-b", "tellers=1", "--csv", "-", "-j", "1"}).out;
  const std::vector<double> wait = numbers_of(csv, "time_in_bank");
  CHECK(wait[3] == 0);
  CHECK(wait[5] == 0);
  CHECK(compare({"-a", "tellers=1", "-b", "tellers=1", "--csv", "-", "-j", "8"}).out == csv);
}

TEST_CASE("two models are compared by the outputs that both have") {
  const ModelFile a("processes: {p: {steps: [{sleep: 1}]}}\noutputs: {x: 1, only_a: 2, y: 5}\n");
  const ModelFile b("processes: {p: {steps: [{sleep: 1}]}}\noutputs: {y: 7, x: 4, only_b: 2}\n");
  CHECK(asim({"compare", a.path(), b.path(), "-r", "2"}).out ==
        "output      A      B  B - A\n"
        "x       1 ± 0  4 ± 0  3 ± 0  B is larger\n"
        "y       5 ± 0  7 ± 0  2 ± 0  B is larger\n"
        "\n"
        "2 pairs of runs under common random numbers; ± half the width of the 95 % confidence interval\n");
  CHECK(asim({"compare", a.path(), a.file("nosuch.yaml")}).exit_code == 3);
}

TEST_CASE("a failing pair is left out, and told") {
  const ModelFile model("params: {a: 1}\nprocesses: {p: {steps: [{assert: a == 1}]}}\noutputs: {x: 1}\n");
  const CommandResult result = asim({"compare", model.path(), "-b", "a=2", "-r", "3", "-q"});
  CHECK(result.exit_code == 1);
  CHECK(result.err == "error: 3 pairs failed; the first: " + model.path() + ":2: assertion failed\n");
}

TEST_CASE("wrong usage of compare") {
  const auto check = [](const std::vector<std::string>& options, const std::string& message) {
    const CommandResult result = compare(options);
    CHECK(result.exit_code == 2);
    CHECK(result.err == usage_error(message));
  };
  check({}, "nothing to compare: give a second model, or -a or -b NAME=VALUE");
  check({"-b", "tellers=2", "-r", "1"}, "a comparison needs at least 2 replications");
  check({"-b", "telers=2"}, "the model has no parameter `telers`: did you mean `tellers`?");
  check({"-p", "tellers=1", "-b", "tellers=2"}, "parameter `tellers` is given twice");
  check({"-b", "tellers=2", "--csv", kTellers}, "--csv would overwrite the model");
  const ModelFile other("processes: {p: {steps: [{sleep: 1}]}}\noutputs: {z: 1}\n");
  check({other.path(), "-r", "2"}, "no output has the same name in both models");
  CHECK(compare({"-b", "tellers=0"}).exit_code == 3);
}

}  // namespace asim::test
