// What a simulation does before its run: parameters get their values, and what these rule out is found.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/numbers.h"
#include "program/heap.h"
#include "program/machine.h"
#include "program/value_text.h"
#include "run/simulation.h"
#include "steps/capacities.h"
#include "steps/compiler.h"

namespace asim {
namespace {

const Parameter* find_parameter(const Program& program, std::string_view name) {
  const auto found = std::find_if(program.parameters.begin(), program.parameters.end(),
                                  [&](const Parameter& p) { return p.name == name; });
  return found == program.parameters.end() ? nullptr : &*found;
}

Diagnostic unknown_parameter(const Program& program, const std::string& name) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : program.parameters) names.push_back(parameter.name);
  const std::string hint = suggestion(name, names);
  return {Severity::error,
          fmt::format("no parameter named `{}`{}{}", name, hint.empty() ? "" : ": ", hint),
          {},
          "",
          {}};
}

Diagnostic no_number(const Parameter& parameter, const Value& given) {
  return {Severity::error,
          fmt::format("parameter `{}` must be a number, not the text `{}`", parameter.name,
                      given.as_text()->view()),
          parameter.span,
          "",
          {}};
}

}  // namespace

void Simulation::prepare() {
  state_.process_types.resize(program_.process_types.size());
  for (std::size_t i = 0; i < program_.process_types.size(); ++i) {
    const ProcessType& type = program_.process_types[i];
    state_.process_types[i].state = &state_;
    state_.process_types[i].type = &type;
  }
  state_.shared.resize(program_.shared_names.size());
  state_.counts.resize(program_.counts.size());
  state_.tallies.resize(program_.tallies.size());
  state_.tracks.resize(program_.tracks.size());
  keep_samples();
  prepare_draws();
  std::uint64_t budget = 1'000'000;
  if (options_.only_checks) state_.loop_budget = &budget;
  try {
    check();
  } catch (const OverBudget&) {
    // What a parameter is, only a run finds out.
  } catch (const MemoryLimit&) {
    if (!options_.only_checks) throw;
  }
  state_.loop_budget = nullptr;
}

void Simulation::prepare_draws() {
  draw_book_.log = options_.draw_log;
  draw_book_.replay = options_.draw_replay;
  draw_book_.mirrors = options_.antithetic && options_.replication % 2 == 0;
  const bool has_use = draw_book_.log || draw_book_.replay || draw_book_.mirrors;
  state_.draw_book = has_use ? &draw_book_ : nullptr;
}

void Simulation::check() {
  if (!set_parameters()) return;
  check_parameter_limits();
  check_ranges();
  check_capacities();
  check_tables();
  check_warmup();
  note_edges();
}

/// Of histograms whose edges are known now: what lies between them is counted as it is observed.
void Simulation::note_edges() {
  for (const StatisticRead& read : program_.expressions.statistics) {
    if (!read.edges || read.kind != Statistic::Kind::tally) continue;
    const Value& list = state_.constants[*read.edges];
    if (!list.is_list()) continue;
    std::vector<double> edges;
    for (const Value& edge : list.as_list()->items()) {
      if (edge.is_number() && std::isfinite(edge.as_number())) edges.push_back(edge.as_number());
    }
    state_.tallies[read.slot].samples()->count_below_exactly(std::move(edges));
  }
}

void Simulation::keep_samples() {
  state_.keeps_samples = options_.keep_samples || program_.reads_quantiles;
  if (state_.keeps_samples) {
    for (ProcessTypeState& kind : state_.process_types) kind.stays.keep_samples();
  }
  for (std::size_t i = 0; i < program_.tallies.size(); ++i) {
    if (options_.keep_samples || program_.tallies[i].needs_samples) state_.tallies[i].keep_samples();
  }
  for (std::size_t i = 0; i < program_.tracks.size(); ++i) {
    if (options_.keep_samples || program_.tracks[i].needs_samples)
      state_.tracks[i].durations = std::make_unique<std::map<double, double>>();
  }
}

bool Simulation::set_parameters() {
  Overrides overrides;
  for (const auto& [name, value] : options_.parameters) {
    if (const Parameter* parameter = find_parameter(program_, name)) {
      overrides.emplace_back(parameter->slot, value);
      if (value.is_text() && program_.expressions.literal_number(parameter->fallback))
        problems_.push_back(no_number(*parameter, value));
    } else {
      problems_.push_back(unknown_parameter(program_, name));
    }
  }
  // Whoever tells of the problems names the values of the others.
  std::vector<Diagnostic> consequences = initialise_constants(state_, overrides);
  if (!problems_.empty()) return false;
  problems_ = std::move(consequences);
  return true;
}

std::optional<double> Simulation::known_number(Operand operand) const {
  if (operand.kind != Operand::Kind::constant) return std::nullopt;
  const Value& value = state_.constants[operand.index];
  return value.is_number() ? std::optional(value.as_number()) : std::nullopt;
}

void Simulation::check_parameter_limits() {
  for (const Parameter& parameter : program_.parameters) {
    const Value& value = state_.constants[parameter.slot];
    if (value.is_failure()) continue;
    const auto check = [&](const Operand& limit, auto holds, std::string_view words) {
      if (&limit == &parameter.max && parameter.min.given() && !value.is_number()) return;
      const std::optional<double> bound = known_number(limit);
      if (!bound || (value.is_number() && holds(value.as_number(), *bound))) return;
      problems_.push_back({Severity::error,
                           fmt::format("parameter `{}` must be {} {}, not {}", parameter.name, words,
                                       number_text(*bound), value_text(value)),
                           parameter.span,
                           "",
                           {}});
    };
    check(parameter.min, std::greater_equal<>(), "at least");
    check(parameter.max, std::less_equal<>(), "at most");
  }
}

void Simulation::check_ranges() {
  for (const RangeCheck& check : program_.range_checks) {
    const Value& value = state_.constants[check.operand.index];
    if (value.is_list()) continue;  // one for each member of an array: checked where they are made
    if (!value.is_number()) continue;
    std::string problem = range_problem(check, value.as_number());
    if (!problem.empty()) problems_.push_back({Severity::error, std::move(problem), check.span, "", {}});
  }
}

void Simulation::check_tables() {
  for (const TimeTable& table : program_.tables) {
    const auto problem = find_problem(table, [&](Operand operand) { return known_number(operand); });
    if (problem) problems_.push_back({Severity::error, problem->message, problem->span, "", {}});
  }
}

void Simulation::check_capacities() {
  const auto known = [this](Operand operand) { return known_number(operand); };
  find_impossible_demands(program_, known, [&](Span span, std::string message) {
    problems_.push_back({Severity::error, std::move(message), span, "", {}});
  });
}

void Simulation::check_warmup() {
  for (const Operand setting : {program_.warmup, program_.until}) {
    if (setting.given() && !known_number(setting)) return;
  }
  if (warmup() == 0 || warmup() < horizon()) return;
  problems_.push_back({Severity::error,
                       fmt::format("the warm-up lasts to {}, and the run to {}: nothing would be observed",
                                   number_text(warmup()), number_text(horizon())),
                       options_.warmup ? Span{} : program_.warmup_span,
                       "",
                       {}});
}

}  // namespace asim
