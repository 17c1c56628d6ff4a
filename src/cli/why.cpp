// asim why: why a process did not go on.

#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "base/diagnostics.h"
#include "cli/interrupt.h"
#include "cli/model_run.h"
#include "record/output.h"
#include "run/inquiry.h"

namespace asim {
namespace {

constexpr std::size_t kListedNames = 4;

struct WhyCommandLine : ModelOptions {
  std::string process, at;
};

/// "did you mean …", or which instances there are of a type of that name.
[[noreturn]] void refuse_name(const std::string& name, const Inquiry& inquiry) {
  const std::vector<std::string_view> instances = inquiry.names_of(name);
  if (!instances.empty()) {
    const std::size_t shown = std::min(instances.size(), kListedNames);
    const auto end = instances.begin() + static_cast<std::ptrdiff_t>(shown);
    throw UsageError(fmt::format("there are several of `{}`: {}{}", name,
                                 fmt::join(instances.begin(), end, ", "),
                                 shown < instances.size() ? ", …" : ""));
  }
  const std::string hint = suggestion(name, inquiry.names());
  throw UsageError(
      fmt::format("no process is called `{}` in this run{}{}", name, hint.empty() ? "" : ": ", hint));
}

int why(const WhyCommandLine& options) {
  ModelRun run(options);
  const double at = parse_time(options.at, "--at");
  if (!run.load()) return kBadModel;
  Inquiry inquiry(run.model().sources, options.process, at);
  Recorder recorder;
  const std::unique_ptr<Simulation> simulation = run.simulate(recorder, &inquiry);
  if (!simulation) return kBadModel;
  watch_signals();
  const RunResult result = simulation->run(is_interrupted);
  if (is_interrupted()) {
    std::cerr << "interrupted\n";
    return kInterrupted;
  }
  const std::string answer = inquiry.answer(result);
  if (answer.empty() && !result.error) refuse_name(options.process, inquiry);
  Output out("-");
  out.write(answer);
  out.close();
  return run.report(result);
}

}  // namespace

Command why_command() {
  return {"why", "why a process did not go on at a certain time", [](CommandLine& line) {
            auto options = std::make_shared<WhyCommandLine>();
            options->add_to(line);
            line.text("--process", options->process,
                      "the process: clerk, customer[3], or the name that its `name:` gives it", "NAME",
                      CommandLine::Presence::required);
            line.text("--at", options->at, "the time; all that happens at it has happened", "T",
                      CommandLine::Presence::required);
            line.on_call([options] { return why(*options); });
          }};
}

}  // namespace asim
