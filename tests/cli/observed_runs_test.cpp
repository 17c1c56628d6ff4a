// A run that somebody watches does the same as one that nobody watches: every model, and the example of every
// kind of step.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"
#include "steps/registry.h"

namespace asim::test {
namespace {

std::vector<std::string> arguments_for(const std::string& model) {
  if (model.find("bench/sleepers") != std::string::npos) return {"-p", "n=5", "-p", "events=50"};
  if (model.find("bench/ping_pong") != std::string::npos) return {"-p", "n=50"};
  if (model.find("bench/mm1") != std::string::npos) return {"-p", "customers=50"};
  if (model.find("classic/") != std::string::npos || model.find("experiments/") != std::string::npos)
    return {"--until", "40", "--warmup", "0"};
  return {};
}

struct Watched {
  std::string timeline, fingerprint;
  bool operator==(const Watched&) const = default;
};

Watched run(const std::string& model, bool trace) {
  const TemporaryDirectory directory;
  std::vector<std::string> words = {"run",        model, "--csv",        directory.file("rows.csv"),
                                    "--timeline", "all", "--fingerprint"};
  if (trace) words.emplace_back("--trace");
  for (const std::string& word : arguments_for(model)) words.push_back(word);
  const CommandResult result = asim(words);
  CHECK(result.exit_code == 0);
  CHECK(result.err == "");
  const std::size_t at = result.out.rfind("fingerprint: ");
  REQUIRE(at != std::string::npos);
  return {read_file(directory.file("rows.csv")), result.out.substr(at)};
}

void check_same(const std::string& model) {
  CAPTURE(model);
  const Watched plain = run(model, false), watched = run(model, true);
  CHECK(plain.timeline == watched.timeline);
  CHECK(plain.fingerprint == watched.fingerprint);
}

}  // namespace

TEST_CASE("a watched run of a model is the same run") {
  for (const std::string& model : files_below("models", ".yaml")) check_same(model);
}

TEST_CASE("a watched run of a step's example is the same run") {
  for (const StepKind* kind : step_kinds()) check_same(ModelFile(std::string(kind->example)).path());
}

TEST_CASE("every model can be explained") {
  for (const std::string& model : files_below("models", ".yaml")) {
    CAPTURE(model);
    const CommandResult result = asim({"explain", model, "--steps", "60"});
    CHECK(result.exit_code == 0);
    CHECK(result.err == "");
    CHECK(result.out.find("  ready: ") != std::string::npos);
  }
}

// `break`, `continue` and `try` are jumps and a guard: nothing is carried out for them. The example of `fail`
// does not fail.
TEST_CASE("every kind of step is told of") {
  for (const StepKind* kind : step_kinds()) {
    if (kind->name == "break" || kind->name == "continue" || kind->name == "try" || kind->name == "fail")
      continue;
    CAPTURE(kind->name);
    const ModelFile model{std::string(kind->example)};
    const std::string told = asim({"explain", model.path()}).out;
    bool found = false;
    for (std::size_t at = told.find(" | "); at != std::string::npos; at = told.find(" | ", at + 1)) {
      const std::string line = told.substr(at, told.find('\n', at) - at);
      const bool has_word = line.find(kind->name) != std::string::npos;
      found = found || (has_word && line.size() > 45);
    }
    CHECK(found);
  }
}

}  // namespace asim::test
