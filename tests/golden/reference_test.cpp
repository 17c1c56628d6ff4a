// The tutorial's models log what their originals log, at the same times and in the same order. The originals
// are the examples of asimpy; reference.csv holds the rows that they print.

#include <doctest/doctest.h>

#include <map>
#include <sstream>
#include <string>

#include "support/command.h"

namespace asim::test {
namespace {

/// "time,process,text" lines of each example.
std::map<std::string, std::string> reference_timelines() {
  std::istringstream lines(read_file(std::string(ASIM_SOURCE_DIR) + "/tests/golden/reference.csv"));
  std::map<std::string, std::string> timelines;
  std::string line;
  std::getline(lines, line);
  REQUIRE(line == "example,time,process,text");
  while (std::getline(lines, line)) {
    const std::size_t comma = line.find(',');
    timelines[line.substr(0, comma)] += line.substr(comma + 1) + "\n";
  }
  return timelines;
}

/// The same of a model's `log` rows.
std::string logged_by(const std::string& model) {
  const CommandResult result = asim({"run", model, "-f", "csv", "--timeline", "log"});
  CHECK(result.exit_code == 0);
  std::istringstream lines(result.out);
  std::string line, timeline;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const std::string between = ",log,,";
    timeline += line.replace(line.find(between), between.size(), ",") + "\n";
  }
  return timeline;
}

std::string example_of(const std::string& model) {
  const std::size_t begin = model.rfind('/') + 1;
  return model.substr(begin, model.rfind('.') - begin);
}

}  // namespace

TEST_CASE("the tutorial's models give the timelines of their originals") {
  const std::map<std::string, std::string> reference = reference_timelines();
  std::size_t compared = 0;
  for (const std::string& model : files_below("models/tutorial", ".yaml")) {
    const auto found = reference.find(example_of(model));
    if (found == reference.end()) continue;
    CAPTURE(model);
    CHECK(logged_by(model) == found->second);
    ++compared;
  }
  CHECK(compared >= 5);
}

}  // namespace asim::test
