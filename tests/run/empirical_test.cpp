// empirical(): values as they were observed.

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "cli/model_files.h"

namespace asim::test {
namespace {

constexpr const char* kModel = R"yaml(model: m
params: {file: "observed.csv"}
processes:
  a:
    steps:
      - loop: 200
        do:
          - log: "{EXPRESSION}"
outputs: {now: now}
)yaml";

std::string model_with(const std::string& expression) {
  std::string text = kModel;
  return text.replace(text.find("EXPRESSION"), 10, expression);
}

/// The values that come, in a run beside a file of observations.
std::set<double> values_of(const std::string& expression) {
  const ModelFile model(model_with(expression));
  write_file(model.file("observed.csv"), "kind,service\nx,4\ny, 1.5 \nz,\nx,9\n");
  const CommandResult result = asim({"run", model.path(), "-f", "csv", "--timeline", "log"});
  CHECK(result.err == "");
  std::set<double> values;
  for (std::size_t at = result.out.find(",log,,"); at != std::string::npos;
       at = result.out.find(",log,,", at + 1))
    values.insert(std::stod(result.out.substr(at + 6)));
  return values;
}

}  // namespace

TEST_CASE("a column is resampled: its numbers come, and no others") {
  CHECK(values_of("empirical('observed.csv', column='service')") == std::set<double>{1.5, 4, 9});
  CHECK(values_of("empirical(file, column='service', max=5)") == std::set<double>{1.5, 4});
  CHECK(values_of("empirical([3, 3, 8])") == std::set<double>{3, 8});
}

TEST_CASE("interpolated values lie between the least and the greatest") {
  for (const std::string expression : {"empirical('observed.csv', column='service', interpolate=true)",
                                       "empirical([9, 1.5, 4], interpolate=true)",
                                       "empirical({1.5: 2, 4: 1, 9: 0})", "empirical([1.5, 4, 9], [2, 1])"}) {
    CAPTURE(expression);
    const std::set<double> values = values_of(expression);
    CHECK(values.size() == 200);
    CHECK(*values.begin() >= 1.5);
    CHECK(*values.rbegin() <= 9);
  }
}

TEST_CASE("the content of the file is part of the run ids of a sweep") {
  const ModelFile model(model_with("empirical('observed.csv')"));
  const auto id = [&](const std::string& values) {
    write_file(model.file("observed.csv"), values);
    const std::string rows = asim({"sweep", model.path(), "--csv", "-"}).out;
    const std::size_t begin = rows.find('\n') + 1;
    return rows.substr(begin, rows.find(',', begin) - begin);
  };
  const std::string first = id("x\n1\n2\n");
  CHECK(first.starts_with("r"));
  CHECK(id("x\n1\n3\n") != first);
  CHECK(id("x\n1\n2\n") == first);
}

}  // namespace asim::test
