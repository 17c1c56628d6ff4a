// Every model of the gallery, run against its recorded timeline and outputs: tests/golden/<model>.csv and
// .outputs. ASIM_UPDATE=1 records anew; look at the difference before committing it.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/command.h"

namespace asim::test {
namespace {

/// The benchmarks are run small.
std::vector<std::string> arguments_for(const std::string& model) {
  if (model.starts_with("models/bench/sleepers")) return {"-p", "n=10", "-p", "events=1000"};
  if (model.starts_with("models/bench/ping_pong")) return {"-p", "n=1000"};
  if (model.starts_with("models/bench/mm1")) return {"-p", "customers=1000"};
  return {};
}

void compare(const std::string& recording, const std::string& text) {
  const std::string path = std::string(ASIM_SOURCE_DIR) + "/" + recording;
  if (updates_recordings()) write_file(path, text);
  INFO(recording);
  CHECK(read_file(path) == text);
}

}  // namespace

TEST_CASE("every model gives its recorded timeline and outputs") {
  for (const std::string& model : files_below("models", ".yaml")) {
    CAPTURE(model);
    const std::string name = "tests/golden/" + model.substr(std::string("models/").size());
    std::vector<std::string> words = {"run", model, "-f", "csv"};
    for (const std::string& word : arguments_for(model)) words.push_back(word);
    const CommandResult timeline = asim(words);
    CHECK(timeline.exit_code == 0);
    CHECK(timeline.err == "");
    compare(name + ".csv", timeline.out);
    words.insert(words.end(), {"--outputs", "-"});
    compare(name + ".outputs", asim(words).out);
  }
}

// A quiet run takes shorter ways (Op::quick): they must lead to the same.
TEST_CASE("a run does the same whether its timeline is written or not") {
  for (const std::string& model : files_below("models", ".yaml")) {
    CAPTURE(model);
    std::vector<std::string> words = {"run", model};
    for (const std::string& word : arguments_for(model)) words.push_back(word);
    for (const std::string what : {"--outputs", "--stats"}) {
      CAPTURE(what);
      std::vector<std::string> quiet = words, written = words;
      quiet.insert(quiet.end(), {"-q", what, "-"});
      written.insert(written.end(), {"-q", what, "-", "--timeline", "all", "--csv", "/dev/null"});
      CHECK(asim(quiet).out == asim(written).out);
    }
  }
}

TEST_CASE("every recording belongs to a model") {
  for (const std::string ending : {".csv", ".outputs"}) {
    for (const std::string& recording : files_below("tests/golden", ending)) {
      if (recording == "tests/golden/reference.csv") continue;
      CAPTURE(recording);
      const std::string name = recording.substr(std::string("tests/golden/").size());
      CHECK(read_file(std::string(ASIM_SOURCE_DIR) + "/models/" + name.substr(0, name.rfind('.'))) != "");
    }
  }
}

TEST_CASE("every model of the gallery says what it shows and what to notice") {
  for (const std::string& model : files_below("models", ".yaml")) {
    CAPTURE(model);
    const std::string text = read_file(std::string(ASIM_SOURCE_DIR) + "/" + model);
    CHECK(text.starts_with("# "));
    CHECK(text.find("# Notice") != std::string::npos);
  }
}

}  // namespace asim::test
