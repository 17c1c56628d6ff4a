#include "run/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/numbers.h"
#include "base/utf8.h"
#include "program/value_text.h"
#include "run/deadlock.h"
#include "run/statistics.h"
#include "steps/execution.h"
#include "steps/with.h"

namespace asim {
namespace {

constexpr std::size_t kListedProcesses = 20;

struct WaitingProcess {
  std::string name, step, object, since, place, held_by;
};

/// A time for people: as a date if the model has an epoch.
std::string time_text(const State& state, double time) {
  const Calendar& calendar = state.program.expressions.calendar;
  return calendar.epoch ? calendar.date_text(time) : number_text(time);
}

WaitingProcess describe(Instance& instance, State& state, const Sources& sources) {
  Frame frame{state, &instance, instance.own};
  const Span span = state.program.spans[instance.op->index];
  WaitingProcess waiting;
  waiting.name = name_of(instance);
  waiting.step = sources.text_of(span);
  if (const auto* op = dynamic_cast<const WaitingOp*>(instance.op)) {
    waiting.object = op->awaited(frame, instance.event());
  }
  if (const Acquire* request = request_of_held_back(instance)) {
    waiting.step = "preempted: wants";
    waiting.object = object_of(*request->claims().front().resource).name;
  }
  waiting.since = time_text(state, instance.waiting_since());
  waiting.place = sources.line_reference(span);
  waiting.held_by = blockers_text(instance);
  return waiting;
}

std::string pad(const std::string& text, std::size_t width) {
  const std::string shown = sanitized(text);
  return shown + std::string(width - std::min(width, display_width(shown)), ' ');
}

/// Nothing that is due will make it go on: it waits for others, or sleeps until somebody interrupts it.
bool waits_for_good(const Instance& instance) {
  const bool sleeps = instance.state() == Process::State::sleeping;
  return instance.is_waiting() || instance.is_held_back() ||
         (sleeps && instance.wake_time() == Loop::kForever);
}

/// Each line made safe to show, and indented.
std::string sanitized_lines(const std::string& text) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    result += "  " + sanitized(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return result;
}

std::string waiting_table(Simulation& simulation, const Sources& sources) {
  std::vector<WaitingProcess> all;
  std::size_t count = 0;
  State& state = simulation.state();
  for (Instance* instance = state.first_alive(); instance; instance = state.next_alive(*instance)) {
    if (!waits_for_good(*instance) || instance->type().is_hidden) continue;
    if (++count <= kListedProcesses) all.push_back(describe(*instance, state, sources));
  }
  if (all.empty()) return "";
  std::size_t name = 0, what = 0, since = 0;
  for (const WaitingProcess& w : all) {
    name = std::max(name, display_width(sanitized(w.name)));
    what = std::max(what, display_width(sanitized(w.step + " " + w.object)));
    since = std::max(since, w.since.size());
  }
  std::string text = "still waiting:\n";
  for (const WaitingProcess& w : all) {
    text += fmt::format("  {}  {}  since {}  {}{}\n", pad(w.name, name), pad(w.step + " " + w.object, what),
                        pad(w.since, since), w.place, w.held_by.empty() ? "" : ", " + sanitized(w.held_by));
  }
  if (count > all.size()) text += fmt::format("  … and {} more\n", count - all.size());
  const std::string circle = sanitized_lines(circle_text(state));
  return circle.empty() ? text : text + "deadlock: these wait for each other\n" + circle;
}

std::string warnings_text(const State& state) {
  const std::vector<std::string> all = warnings(state);
  return all.empty() ? "" : fmt::format("warnings:\n  {}\n", fmt::join(all, "\n  "));
}

std::string_view reason(const RunResult& result) {
  switch (result.end) {
    case RunResult::End::nothing_left: return "nothing is left to happen";
    case RunResult::End::horizon: return "the horizon is reached";
    case RunResult::End::stopped: return "a `stop` step";
    case RunResult::End::interrupted: return "interrupted";
    case RunResult::End::failed: return "an error";
  }
  return "";
}

std::string outputs_table(Simulation& simulation) {
  const auto& outputs = simulation.outputs();
  std::size_t width = 0;
  for (const auto& [name, value] : outputs) width = std::max(width, display_width(name));
  std::string text = outputs.empty() ? "" : "outputs:\n";
  for (const auto& [name, value] : outputs) {
    const std::string shown = value.is_number() ? short_number_text(value.as_number()) : value_text(value);
    text += fmt::format("  {}  {}\n", pad(name, width), sanitized(shown));
  }
  return text;
}

std::string statistics_section(Simulation& simulation, SummaryLength length) {
  const std::vector<StatisticsTable> all = statistics_of(simulation);
  const std::string text = length == SummaryLength::full ? full_statistics(all) : short_statistics(all);
  if (text.empty()) return "";
  const double since = simulation.statistics_since();
  return (since > 0 ? fmt::format("statistics since {}:\n", time_text(simulation.state(), since))
                    : "statistics:\n") +
         text;
}

}  // namespace

namespace {

std::string first_line(const Simulation& simulation, const RunResult& result) {
  const State& state = simulation.state();
  const std::string unit = state.program.time_unit.empty() ? "" : " " + state.program.time_unit;
  std::string when = number_text(result.time) + unit;
  if (state.program.expressions.calendar.epoch)
    when = fmt::format("{}, {}", time_text(state, result.time), when);
  std::string text = fmt::format("ended at {}: {}\n", when, reason(result));
  if (result.end == RunResult::End::stopped && !state.stop_message.empty()) {
    text.insert(text.size() - 1, ": " + sanitized(state.stop_message));
  }
  return text;
}

}  // namespace

std::string ending(Simulation& simulation, const RunResult& result, const Sources& sources) {
  return first_line(simulation, result) + warnings_text(simulation.state()) +
         waiting_table(simulation, sources);
}

std::vector<std::string> warnings(const State& state) {
  std::vector<std::string> all;
  for (const HeldAtEnd& w : state.held_at_end) {
    all.push_back(fmt::format("{} ended at {} while it held {} of `{}`, which was released",
                              sanitized(w.process), time_text(state, w.time), w.amount,
                              sanitized(w.resource)));
  }
  const std::uint64_t untold = state.held_at_end_count - state.held_at_end.size();
  if (untold > 0) all.push_back(fmt::format("… and {} more", untold));
  return all;
}

std::string summary(Simulation& simulation, const RunResult& result, const Sources& sources,
                    SummaryLength length) {
  std::string text = first_line(simulation, result);
  const std::string rest = warnings_text(simulation.state()) + waiting_table(simulation, sources);
  if (result.end == RunResult::End::failed) return text + rest;
  const std::string statistics = statistics_section(simulation, length);
  text += outputs_table(simulation) + statistics;
  if (!statistics.empty() && !rest.empty()) text += '\n';
  return text + rest;
}

std::string outputs_csv(Simulation& simulation, CsvDialect dialect) {
  CsvLine csv(dialect);
  std::string text(csv.file_start());
  text += csv.add_text("name").add_text("value").take();
  for (const auto& [name, value] : simulation.outputs()) {
    csv.add_text(name);
    if (value.is_number()) {
      csv.add_number(value.as_number());
    } else {
      csv.add_text(value.is_null() ? "" : value_text(value));
    }
    text += csv.take();
  }
  return text;
}

}  // namespace asim
