// asim explain: the story of a run.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

/// Waits in the two ways there are.
constexpr const char* kTwo = R"(model: two
queues: {q: {}}
processes:
  getter:
    steps:
      - get: q
  sleeper:
    steps:
      - sleep: 5
)";

CommandResult explain(const ModelFile& model, std::vector<std::string> options,
                      const std::string& input = "") {
  options.insert(options.begin(), {"explain", model.path()});
  return asim(options, input);
}

/// In one line: the lines are broken anywhere.
std::string flat(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n';
    if (!is_space || line.empty() || line.back() != ' ') line += is_space ? ' ' : c;
  }
  return line;
}

bool tells(const std::string& text, const std::string& part) {
  return flat(text).find(part) != std::string::npos;
}

std::size_t turns_in(const std::string& text) {
  std::size_t turns = 0;
  for (std::size_t at = text.find("\nt = "); at != std::string::npos; at = text.find("\nt = ", at + 1))
    ++turns;
  return turns;
}

}  // namespace

// ASIM_UPDATE=1 records anew; read what was recorded.
TEST_CASE("models are told as recorded") {
  for (const char* name :
       {"00_await", "01_sleep_once", "02_producer_consumer", "03_bounded_queue", "04_barrier", "05_resource",
        "06_container", "08_store", "09_all_of", "10_first_of", "11_interrupt", "12_preemptive"}) {
    CAPTURE(name);
    const CommandResult result =
        asim({"explain", std::string("models/tutorial/") + name + ".yaml", "--steps", "25"});
    CHECK(result.exit_code == 0);
    const std::string path = std::string(ASIM_SOURCE_DIR) + "/tests/golden/explain/" + name + ".txt";
    if (updates_recordings()) write_file(path, result.out);
    CHECK(result.out == read_file(path));
  }
}

TEST_CASE("what happens for the first time is explained, once") {
  const std::string text = asim({"explain", "models/tutorial/02_producer_consumer.yaml"}).out;
  for (const std::string once :
       {"This is what `await` does.", "One `await`, two sends", "the clock does not tick",
        "A process is a coroutine", "Whoever grants a wait does not resume"}) {
    CAPTURE(once);
    const std::string line = flat(text);
    const std::size_t first = line.find(once);
    REQUIRE(first != std::string::npos);
    CHECK(line.find(once, first + 1) == std::string::npos);
  }
}

TEST_CASE("a wait with a deadline is explained as one, a wait without as one without") {
  const std::string without = "This message names no time", with = "This message names a deadline too";
  const auto told = [&](const std::string& steps) {
    const ModelFile model("model: m\nqueues: {q: {}}\nprocesses:\n  a:\n    steps:\n" + steps);
    return explain(model, {}).out;
  };
  const std::string timed = "      - get: q\n        timeout: 3\n", untimed = "      - get: q\n";
  CHECK(tells(told(timed), with));
  CHECK_FALSE(tells(told(timed), without));
  CHECK_FALSE(tells(told(untimed), with));
  CHECK(tells(told(untimed), without));
  const std::string both = flat(told(timed + untimed));
  CHECK(both.find(with) < both.find(without));
  CHECK(both.find(without) != std::string::npos);
  // Two times, and no line.
  const std::string slept = told("      - sleep: 5\n        timeout: 3\n");
  CHECK_FALSE(tells(slept, with));
  CHECK_FALSE(tells(slept, without));
}

TEST_CASE("who has been cancelled is not drawn in the ready queue") {
  const ModelFile model(R"(model: cancelled
queues: {q: {}}
processes:
  v:
    steps:
      - get: q
  h:
    steps:
      - sleep: 9
  b:
    steps:
      - sleep: 1
      - cancel: h
      - put: q
        item: 5
)");
  const std::string text = explain(model, {}).out;
  CHECK(text.find("t = 1     ready: v                         future: nothing\n") != std::string::npos);
  CHECK(text.find("ready: h, v") == std::string::npos);
}

TEST_CASE("--steps tells so many turns, --until ends at a time") {
  const ModelFile model(kTwo);
  const std::string one = explain(model, {"--steps", "1"}).out;
  CHECK(turns_in(one) == 1);
  CHECK(one.ends_with("\nSo far 1 turn; --steps says how many are told.\n"));
  const std::string all = explain(model, {}).out;
  CHECK(turns_in(all) == 4);
  CHECK(all.find("\nended at 5: nothing is left to happen\nstill waiting:\n  getter  get q") !=
        std::string::npos);
  const std::string early = explain(model, {"--until", "3"}).out;
  CHECK(turns_in(early) == 3);
  CHECK(early.find("\nended at 3: the horizon is reached\n") != std::string::npos);
}

TEST_CASE("--interactive goes on at each line, tells where a process stands, and ends") {
  const ModelFile model(kTwo);
  const CommandResult result = explain(model, {"--interactive"}, "\n\np getter\np nobody\nwhat\nq\n");
  CHECK(result.exit_code == 0);
  CHECK(result.err == "");
  CHECK(turns_in(result.out) == 2);
  const std::string end = result.out.substr(result.out.rfind("getter waits since"));
  CHECK(end == "getter waits since 0 at " + model.path() +
                   ":6 (`get`)\n"
                   "  it has told the loop \"wake me when there is an item for me in `q`\"\n"
                   "  stands 1st of 1 in the line of `q`: `q` is empty\n"
                   "  what would free it: a `put` into `q`\n"
                   "no process `nobody` is alive now; there are getter, sleeper\n"
                   "no such command: `what`; enter, a number of turns, p NAME or q\n");
  CHECK(turns_in(explain(model, {"--interactive"}, "").out) == 0);
  CHECK(turns_in(explain(model, {"--interactive"}, "2\n").out) == 2);
  CHECK(turns_in(explain(model, {"--interactive"}, "\r\n \n").out) == 2);
  CHECK(turns_in(explain(model, {"--interactive"}, "100\n").out) == 4);
}

TEST_CASE("a failing run is told up to the step that fails") {
  const ModelFile model(kFailing);
  const CommandResult result = explain(model, {});
  CHECK(result.exit_code == 1);
  CHECK(result.out.ends_with("- sleep: delay                    fails, and with it the run\n"));
  CHECK(result.err.starts_with("error: negative delay: -1\n"));
}

TEST_CASE("wrong usage, wrong models, a closed pipe") {
  const ModelFile model(kTwo), wrong("processes: {}\n");
  const auto refused = [&](std::vector<std::string> options, const std::string& message) {
    CAPTURE(message);
    const CommandResult result = explain(model, options);
    CHECK(result.exit_code == 2);
    CHECK(result.err == usage_error(message));
  };
  refused({"--steps", "0"}, "--steps must be at least 1");
  refused({"--steps", "two"}, "--steps must be a whole number and not negative, not `two`");
  refused({"--replication", "0"}, "--replication counts from 1");
  refused({"-p", "x=1"}, "the model has no parameter `x`");
  refused({"--stpes", "1"}, "`explain` has no option `--stpes`: did you mean `--steps`?");
  CHECK(asim({"explain", "-", "--interactive"}, kTwo).err ==
        usage_error("--interactive reads from standard input, so the model cannot come from there"));
  CHECK(asim({"explain", "-"}, kTwo).exit_code == 0);
  CHECK(explain(wrong, {}).exit_code == 3);
  const CommandResult piped = shell("asim explain models/tutorial/05_resource.yaml | head -n 1");
  CHECK(piped.exit_code == 0);
  CHECK(piped.err == "");
}

}  // namespace asim::test
