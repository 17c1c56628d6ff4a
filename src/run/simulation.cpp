#include "run/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/numbers.h"
#include "program/heap.h"
#include "program/machine.h"
#include "program/objects.h"
#include "program/value_text.h"
#include "run/arrivals.h"
#include "run/interpreter.h"
#include "steps/capacities.h"
#include "steps/compiler.h"
#include "steps/with.h"

namespace asim {
namespace {

constexpr std::size_t kMemoryOfChecks = std::size_t{1} << 26;

}  // namespace

Simulation::Simulation(const Program& program, const RunOptions& options, Recorder& recorder)
    : program_(program),
      options_(options),
      loop_(pool_),
      state_(program, pool_, loop_, recorder),
      verification_(state_, options.verify) {
  pool_.set_limit(options.only_checks ? std::min(options.max_memory, kMemoryOfChecks) : options.max_memory);
  state_.body = interpret;
  state_.preempted = take_preemption;
  state_.step_limit = state_.steps_left = options.max_instant;
  if (options.observer) let_observe(*options.observer);
  prepare();
}

// Values in the state refer to the pool's memory: they must go before it. Whatever is still alive goes with
// the pool.
Simulation::~Simulation() {
  if (row_observer_) state_.recorder.remove_observer(*row_observer_);
}

class Simulation::RowObserver final : public Sink {
public:
  explicit RowObserver(Observer& observer) : observer_(observer) {}
  void write(const Row& row) override { observer_.row(row); }
  void flush() override {}

private:
  Observer& observer_;
};

void Simulation::let_observe(Observer& observer) {
  row_observer_ = std::make_unique<RowObserver>(observer);
  state_.recorder.add_observer(*row_observer_);
  state_.observer = &observer;
  state_.body = interpret_observed;
  state_.preempted = take_preemption_observed;
  observer.attach(state_);
}

// ---- the beginning of a run ----

double Simulation::horizon() { return setting(program_.until, options_.until, Loop::kForever); }
double Simulation::warmup() { return setting(program_.warmup, options_.warmup, 0); }

double Simulation::setting(Operand operand, std::optional<double> given, double fallback) {
  if (given) return *given;
  if (!operand.given()) return fallback;
  Frame frame{state_};
  return evaluate_number(operand, frame, {});
}

void Simulation::make_objects() {
  Frame frame{state_};
  for (const ObjectDeclaration& declaration : program_.objects) {
    being_made_ = declaration.span;
    state_.constants[declaration.slot] = make_declared(state_, frame, declaration, "");
  }
  state_.constant_objects.resize(state_.constants.size());
  for (std::size_t i = 0; i < state_.constants.size(); ++i) {
    if (state_.constants[i].is_object()) state_.constant_objects[i] = state_.constants[i].as_object();
  }
  for (const auto& [slot, operand] : program_.shared_initial) state_.shared[slot] = evaluate(operand, frame);
}

void Simulation::make_processes() {
  Frame frame{state_};
  for (std::uint32_t i = 0; i < program_.process_types.size(); ++i) {
    const ProcessType& type = program_.process_types[i];
    if (type.is_hidden) continue;
    const double count = type.count.given() ? evaluate_number(type.count, frame, type.count_span) : 1;
    being_made_ = type.span;
    const std::uint32_t made = type.arrivals.value_or(i);
    state_.process_types[made].single = count == 1;
    for (double k = 0; k < count; ++k) {
      Instance& instance = make_instance(state_, made);
      Frame own{state_, &instance, instance.own};
      const double start = type.start.given() ? evaluate_number(type.start, own, type.start_span) : 0;
      if (!(start >= 0)) {
        throw RunError(type.start_span,
                       fmt::format("a start must not be negative, not {}", number_text(start)));
      }
      if (start > 0) {
        start_instance_at(instance, start);
      } else if (type.arrivals) {
        start_arrivals(instance);
      } else {
        start_instance(instance);
      }
    }
  }
}

// ---- the run ----

std::uint64_t Simulation::seed() {
  return options_.seed.value_or(static_cast<std::uint64_t>(setting(program_.seed, std::nullopt, 1)));
}

RunResult Simulation::run(const std::function<bool()>& interrupted) {
  RunResult result;
  std::uint64_t members_until_look = State::kMembersBetweenLooks;
  if (interrupted) {
    state_.interrupted = &interrupted;
    state_.loop_budget = &members_until_look;
  }
  try {
    const std::uint64_t key = seed();
    for (const std::string& name : program_.expressions.stream_names) {
      state_.streams.emplace_back(key, options_.replication - (draw_book_.mirrors ? 1 : 0), name);
    }
    if (!options_.observer && !state_.recorder.wants_any_but("log")) {
      state_.body = interpret_quietly;
      state_.way = state_.usual_way = &Op::quick;
    }
    state_.upkeep_ends = horizon() == Loop::kForever;
    make_objects();
    make_processes();
    being_made_ = {};
    verification_.begin();
    try {
      result.end = run_to_end(interrupted);
      verification_.conclude();
    } catch (const InterruptedEvaluation&) {
      result.end = RunResult::End::interrupted;
    }
    if (result.end == RunResult::End::interrupted)
      state_.loop_budget = nullptr;  // no output is left out then
    evaluate_outputs();
  } catch (const RunError& error) {
    result.end = RunResult::End::failed;
    result.error = error.diagnostic;
    tell_who(*result.error);
  } catch (const MemoryLimit&) {
    result.end = RunResult::End::failed;
    result.error = memory_error().diagnostic;
    tell_who(*result.error);
  } catch (const InterruptedEvaluation&) {
    result.end = RunResult::End::interrupted;
  }
  state_.interrupted = nullptr;
  state_.loop_budget = nullptr;
  result.time = loop_.now();
  return result;
}

/// Whose step it was, when, and how it came there.
void Simulation::tell_who(Diagnostic& error) const {
  const auto* running = static_cast<const Instance*>(loop_.running());
  const Instance* instance = state_.evaluates_for ? state_.evaluates_for : running;
  if (!instance || instance->type().is_hidden) return;
  if (error.label.empty())
    error.label = fmt::format("`{}` at t = {}", name_of(*instance), number_text(loop_.now()));
  constexpr std::size_t kMostCalls = 4;  // the innermost: the rest of a deep recursion is the same again
  for (const Call* call = instance->call; call && error.notes.size() < kMostCalls; call = call->caller)
    error.note(program_.spans[call->call_op->index], "called from here");
}

RunResult::End Simulation::run_to_end(const std::function<bool()>& interrupted) {
  if (warmup() > 0) {
    const RunResult::End how = run_to(warmup(), interrupted);
    if (how != RunResult::End::horizon) return how;
    begin_anew();
  }
  return options_.intervals > 0 ? run_in_intervals(interrupted) : run_to(horizon(), interrupted);
}

RunResult::End Simulation::run_to(double time, const std::function<bool()>& interrupted) {
  const std::uint64_t turns = std::min(options_.turns_between_looks, verification_.turns_between());
  while (true) {
    const bool is_over = loop_.turns() >= options_.max_events;
    const std::uint64_t limit =
        is_over ? loop_.turns() + 1 : std::min(options_.max_events, loop_.turns() + turns);
    state_of_thread = &state_;
    loop_of_thread = &loop_;
    switch (run_loop(time, limit)) {
      case Loop::Outcome::nothing_left:
        return time < Loop::kForever ? RunResult::End::horizon : RunResult::End::nothing_left;
      case Loop::Outcome::horizon: return RunResult::End::horizon;
      case Loop::Outcome::stopped: return RunResult::End::stopped;
      case Loop::Outcome::paused: break;
    }
    verification_.after_turns();
    if (has_been_seen() || (interrupted && interrupted())) return RunResult::End::interrupted;
    if (loop_.turns() >= options_.max_events) {
      state_.event_limit = options_.max_events;
      state_.steps_left = 1;  // the next step ends the run: its process and place are told
      state_.look_around_soon();
    }
  }
}

Loop::Outcome Simulation::run_loop(double time, std::uint64_t turn_limit) {
  return options_.observer ? loop_.run_observed(*options_.observer, time, turn_limit)
                           : loop_.run(time, turn_limit);
}

/// The observer has no wish to see the rest.
bool Simulation::has_been_seen() const { return options_.observer && options_.observer->has_seen_enough(); }

RunResult::End Simulation::run_in_intervals(const std::function<bool()>& interrupted) {
  const double begin = warmup(), length = horizon() - begin;
  const auto count = static_cast<double>(options_.intervals);
  for (std::size_t i = 1; i <= options_.intervals; ++i) {
    if (i > 1) begin_anew();
    const RunResult::End how = run_to(begin + length * (static_cast<double>(i) / count), interrupted);
    if (how != RunResult::End::horizon) return how;
    evaluate_outputs();
    options_.on_interval(outputs_);
  }
  return RunResult::End::horizon;
}

// Of what was being made, or of the process that was going on.
RunError Simulation::memory_error() const {
  if (const Process* running = loop_.running())
    return asim::memory_error(static_cast<const Instance&>(*running));
  return {being_made_, "the run has reached its limit of memory (--max-memory)",
          being_made_.known() ? "there is no room for all of them" : ""};
}

// What happens at exactly the end of the warm-up still belongs to it, as what happens at the horizon belongs
// to the run.
void Simulation::begin_anew() {
  verification_.conclude();
  reset_statistics();
  verification_.begin();
}

void Simulation::reset_statistics() {
  statistics_since_ = state_.now();
  for (Observations& tally : state_.tallies) tally.reset();
  for (double& count : state_.counts) count = 0;
  for (TrackState& track : state_.tracks) {
    if (track.begun) track.reset(state_.now());
  }
  for (ProcessTypeState& kind : state_.process_types) {
    kind.begun = 0;
    kind.present.reset(state_.now());
    kind.stays.reset();
  }
  for (const auto& object : state_.objects) object->reset_statistics();
}

void Simulation::evaluate_outputs() {
  Frame frame{state_};
  outputs_.clear();
  for (const OutputDeclaration& output : program_.outputs) {
    outputs_.emplace_back(output.name, evaluate(output.operand, frame));
  }
}

Value parse_parameter(std::string_view text, Interner& interner) {
  if (text == "true") return Value::boolean(true);
  if (text == "false") return Value::boolean(false);
  if (text == "null") return Value::null();
  if (const std::optional<double> number = parse_number(text)) return *number;
  if (text == "inf" || text == "-inf") return text == "inf" ? Loop::kForever : -Loop::kForever;
  return interner.text(text);
}

}  // namespace asim
