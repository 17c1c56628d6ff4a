// asim explain: a run told for learners.

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "base/numbers.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/model_run.h"
#include "record/output.h"
#include "run/explanation.h"
#include "run/whereabouts.h"

namespace asim {
namespace {

constexpr std::uint64_t kTurns = 100;  // that are told if nothing else is asked for
constexpr std::size_t kListedNames = 12;

struct ExplainCommandLine : ModelOptions {
  std::string steps;
  bool interactive = false;
};

/// Reads what the reader wants before each turn, from a terminal or a pipe.
class Reader {
public:
  Reader(Output& output, const Sources& sources)
      : output_(output), sources_(sources), is_terminal_(isatty(STDIN_FILENO) == 1) {}
  void attach(const State& state) { state_ = &state; }

  /// Whether the next turn is to be told.
  bool ask() {
    if (skips_ > 0) {
      --skips_;
      return true;
    }
    while (true) {
      if (is_terminal_) output_.write("\n[enter: next turn, N: N turns, p NAME: where it stands, q: quit] ");
      output_.flush();
      std::string line;
      if (!std::getline(std::cin, line) || line == "q") return false;
      while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
      if (line.empty() || line == "n") return true;
      if (const auto turns = parse_unsigned(line); turns && *turns > 0) {
        skips_ = *turns - 1;
        return true;
      }
      answer(line);
    }
  }

private:
  void answer(const std::string& line) {
    if (!line.starts_with("p ")) {
      output_.write(
          fmt::format("no such command: `{}`; enter, a number of turns, p NAME or q\n", sanitized(line)));
      return;
    }
    const std::string name = line.substr(line.find_first_not_of(' ', 1));
    if (Instance* instance = find_process(*state_, name)) {
      output_.write(whereabouts(*instance, sources_));
      return;
    }
    const std::vector<std::string> alive = process_names(*state_, kListedNames);
    output_.write(sanitized(fmt::format("no process `{}` is alive now; there are {}", name,
                                        alive.empty() ? "none" : fmt::format("{}", fmt::join(alive, ", ")))) +
                  "\n");
  }

  Output& output_;
  const Sources& sources_;
  const State* state_ = nullptr;
  bool is_terminal_;
  std::uint64_t skips_ = 0;
};

int explain(const ExplainCommandLine& options) {
  ModelRun run(options);
  const std::uint64_t turns = !options.steps.empty() ? parse_positive(options.steps, "--steps")
                              : options.interactive  ? ~std::uint64_t{0}
                                                     : kTurns;
  if (options.interactive && options.model == "-")
    throw UsageError("--interactive reads from standard input, so the model cannot come from there");
  if (!run.load()) return kBadModel;
  Output out("-");
  Explanation explanation(run.model().sources, out, turns);
  Recorder recorder;
  const std::unique_ptr<Simulation> simulation = run.simulate(recorder, &explanation);
  if (!simulation) return kBadModel;
  Reader reader(out, run.model().sources);
  reader.attach(simulation->state());
  if (options.interactive) explanation.ask_before_turns([&reader] { return reader.ask(); });
  watch_signals();
  const RunResult result = simulation->run(is_interrupted);
  explanation.conclude(*simulation, result);
  out.close();
  if (is_interrupted()) {
    std::cerr << "interrupted\n";
    return kInterrupted;
  }
  return run.report(result);
}

}  // namespace

Command explain_command() {
  return {"explain", "tells a run turn by turn, for learners", [](CommandLine& line) {
            auto options = std::make_shared<ExplainCommandLine>();
            options->add_to(line);
            line.text("--steps", options->steps, "tells so many turns of the loop (100)", "N");
            line.flag("--interactive", options->interactive,
                      "waits before each turn: enter goes on, p NAME tells where a process stands, q ends");
            line.on_call([options] { return explain(*options); });
          }};
}

}  // namespace asim
