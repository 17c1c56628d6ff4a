// asim help: every word that it offers is explained; --version.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"
#include "program/distributions.h"
#include "program/functions.h"
#include "record/sink.h"
#include "run/statistics.h"
#include "steps/registry.h"

namespace asim::test {
namespace {

/// The help on a word; it must be there.
std::string help_on(std::string_view word) {
  const CommandResult result = asim({"help", std::string(word)});
  CHECK(result.exit_code == 0);
  CHECK(result.err == "");
  return result.out;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("every step has its help: keys, example, timeline") {
  for (const StepKind* kind : step_kinds()) {
    CAPTURE(kind->name);
    const std::string text = help_on(kind->name);
    CHECK(text.starts_with(std::string(kind->name) + ": " + std::string(kind->summary) + "\n"));
    for (const Key& key : kind->keys) CHECK(contains(text, "  " + std::string(key.name) + ":"));
    CHECK(contains(text, "\nExample:\n    "));
    CHECK(contains(text, "\nIts timeline:\n    "));
    for (const Key& key : waiting_keys()) {
      const bool has_it = kind->waits() || find_key(kind->keys, key.name);  // `with` has them among its own
      CHECK(contains(text, "  " + std::string(key.name) + ":") == has_it);
    }
  }
}

TEST_CASE("every function and distribution has its help") {
  for (const Function& function : all_functions()) {
    CAPTURE(function.name);
    if (find_distribution(function.name)) continue;
    const std::string text = help_on(function.name);
    CHECK(contains("\n" + text, "\n" + function.signature() + "\n"));  // a step or topic may come first
    CHECK(contains(text, "Example: " + std::string(function.example)));
  }
  for (const Distribution& distribution : all_distributions()) {
    CAPTURE(distribution.name);
    const std::string text = help_on(distribution.name);
    CHECK(text.starts_with(std::string(distribution.name) + "("));
    CHECK(contains(text, "\nMean: "));
  }
}

TEST_CASE("the lists name everything") {
  const std::string steps = help_on("steps"), functions = help_on("functions"),
                    timeline = help_on("timeline");
  for (const StepKind* kind : step_kinds()) {
    CHECK(contains(steps, "\n  " + std::string(kind->name) + " "));
    if (kind->writes_rows) CHECK(contains(timeline, " " + std::string(kind->name)));
  }
  for (const Function& function : all_functions()) CHECK(contains(functions, "\n  " + function.signature()));
  for (const Distribution& d : all_distributions())
    CHECK(contains(functions, "\n  " + std::string(d.name) + "("));
  for (const SinkKind& kind : sink_kinds()) CHECK(contains(timeline, "\n  " + std::string(kind.name) + " "));
}

TEST_CASE("every statistic is explained, under the name that --stats and expressions use") {
  const std::string text = help_on("statistics");
  for (const StatisticsTable& table : statistics_kinds()) {
    CHECK(contains(text, "\nOf a " + std::string(table.kind) + ":\n"));
    for (const StatisticsTable::Column& column : table.columns) {
      CAPTURE(column.name);
      CHECK(contains(text, "\n  " + std::string(column.name) + " "));
      CHECK_FALSE(column.summary.empty());
    }
  }
}

TEST_CASE("every command has its help, by three ways of asking") {
  for (const std::string command : {"run", "check", "help"}) {
    CAPTURE(command);
    const std::string text = help_on(command);
    CHECK(contains(text, "\nUsage: asim " + command + " "));
    CHECK(asim({command, "--help"}).out == text);
    CHECK(asim({command, "-h"}).out == text);
    CHECK(contains(help_on(""), "\n  " + command + " "));
  }
}

TEST_CASE("help without a word is the overview, and so is asim alone") {
  const std::string overview = asim({"help"}).out;
  CHECK(overview.starts_with("asim runs discrete-event simulations"));
  for (const std::vector<std::string>& words : {std::vector<std::string>{}, {"--help"}, {"-h"}}) {
    const CommandResult result = asim(words);
    CHECK(result.exit_code == 0);
    CHECK(result.out == overview);
  }
  for (const std::string topic : {"model", "objects", "steps", "timeline", "functions", "statistics"}) {
    CAPTURE(topic);
    CHECK(contains(overview, "\n  " + topic + " "));
    CHECK(help_on(topic).size() > 100);
  }
}

TEST_CASE("an unknown word is refused, with a suggestion if one is near") {
  const CommandResult near = asim({"help", "slep"});
  CHECK(near.exit_code == 2);
  CHECK(near.out == "");
  CHECK(near.err == usage_error("no help on `slep`: did you mean `sleep`?"));
  CHECK(asim({"help", "exponentail"}).err ==
        usage_error("no help on `exponentail`: did you mean `exponential`?"));
  CHECK(asim({"help", "elephants"}).err == usage_error("no help on `elephants`"));
  CHECK(asim({"help", "elephants"}).exit_code == 2);
  CHECK(asim({"help", "sleep", "get"}).err == usage_error("`help` takes no further argument: `get`"));
}

TEST_CASE("messages show what steers a terminal instead of sending it there") {
  CHECK(asim({"help", "\x1b[31mred"}).err == usage_error("no help on `\\x1b[31mred`"));
  CHECK(asim({"run", "x.yaml", "--csv", "/nosuch/\x1b[31m"}).err.find('\x1b') == std::string::npos);
}

TEST_CASE("--version prints one line") {
  const CommandResult result = asim({"--version"});
  CHECK(result.exit_code == 0);
  CHECK(result.out == "asim " ASIM_VERSION "\n");
}

}  // namespace asim::test
