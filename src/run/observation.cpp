#include "run/observation.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "engine/resource.h"
#include "program/heap.h"
#include "program/object_types.h"
#include "program/value_text.h"
#include "steps/registry.h"

namespace asim {
namespace {

/// What a step has sent with an interrupt; of a preemption, which no step sends, what is lost.
std::string cause_text(const Interruption& interruption) {
  const Value& cause = interruption.cause;
  if (cause.is_null()) return "";
  if (interruption.from == Span{} && cause.is_record()) {
    const Value* resource = cause.as_record()->find("resource");
    if (resource && resource->is_object()) return fmt::format(": `{}` is lost", resource->as_object()->name);
  }
  return ": " + value_text(cause);
}

}  // namespace

std::span<const MoveKind> move_kinds() {
  static constexpr MoveKind kKinds[] = {
      {"clock", "the clock jumps to the time of the next entry of the future event list"},
      {"ready", "the loop takes a process from the ready queue and resumes it"},
      {"future", "the loop takes a process from the future event list and resumes it"},
      {"timer", "a part of a wait, which is a time, is due"},
      {"step", "the process does a step and goes on"},
      {"wait", "the process cannot go on: what it tells the loop, and where it stands in which line"},
      {"grant", "this process gets what it waits for from the one that is going on"},
      {"start", "this process is new"},
      {"interrupt", "this process's wait ends by an interrupt"},
      {"preempt", "this process loses what it holds"},
      {"revoke", "this process loses what it was granted and has not received"},
      {"cancel", "this process is ended by another one"},
      {"regain", "this process has back what it had lost, and is no longer held back"},
      {"end", "the process has come to its end"},
      {"fail", "what the process does fails, and with it the run"},
  };
  return kKinds;
}

std::string_view name_of(Move::Kind kind) { return move_kinds()[static_cast<std::size_t>(kind)].name; }

std::string Observation::place_of(const Op* op) const {
  return op ? sources_.line_reference(state_->program.spans[op->index]) : "";
}

Span Observation::span_of(const Move& move) const {
  const Object* kept = move.process ? kept_by(*move.process) : nullptr;
  return kept ? kept->declared : state_->program.spans[move.op->index];
}

std::string Observation::step_of(const Op& op) const { return step_word(op, state_->program, sources_); }

std::string Observation::label_of(const Op& op) const {
  const std::string& label = state_->program.labels[op.index];
  return label.empty() ? "" : "[" + label + "] ";
}

Move Observation::move(Move::Kind kind, Instance* process, const Op* op, std::string text) const {
  Move result;
  result.kind = kind;
  result.time = state_->now();
  result.process = process;
  result.op = op;
  result.text = std::move(text);
  return result;
}

void Observation::say(const Move& move) {
  tell_take();
  tell(move);
}

// What comes of a process that begins is known with its first step; its name may be another one by then.
void Observation::tell_take() {
  if (std::exchange(is_take_told_, true)) return;
  const std::string name = shown_name(*take_.process);
  if (name == take_.former_name) {
    take_.former_name.clear();
  } else if (!take_.former_name.empty()) {
    take_.text += fmt::format("; `{}` until now", take_.former_name);
  }
  tell(take_);
}

// ---- what the loop takes ----

void Observation::note_clock() {
  if (state_->now() == clock_) return;
  tell(move(Move::Kind::clock, nullptr, nullptr,
            fmt::format("from {} to {}", number_text(clock_), number_text(state_->now()))));
  clock_ = state_->now();
}

void Observation::takes_ready(Process& process) {
  auto& instance = static_cast<Instance&>(process);
  take_ = move(Move::Kind::ready, &instance, instance.op, "");
  take_.since = process.waiting_since();
  take_.wake = process.wake();
  take_.was_sleeping = process.event() == nullptr;
  is_take_told_ = false;
  enter(nullptr, &instance);
}

void Observation::takes_due(Process& process) {
  note_clock();
  takes_ready(process);
  take_.kind = Move::Kind::future;
}

void Observation::takes_timer(Process& process) {
  note_clock();
  auto& instance = static_cast<Instance&>(process);
  tell(move(Move::Kind::timer, &instance, instance.op,
            fmt::format("the time has come that its `{}` waits for", step_of(*instance.op))));
  enter(nullptr);
}

void Observation::after_timer(Process&) { leave(nullptr); }

// Its end may have served others.
void Observation::after_turn(Process& process) {
  if (!is_take_told_ && process.is_held_back()) {
    take_.is_held_back = true;
    take_.text = "its deadline has come, but it stands still until it has what it lost back";
    for (HeldBack& held : held_back_) {
      if (held.process == &process) held.ended = process.wake();
    }
  }
  tell_take();
  if (!levels_.empty()) leave(&static_cast<Instance&>(process));
}

// ---- what the process does ----

void Observation::begins(Instance& instance) {
  take_.is_first = true;
  take_.text = "begins";
  take_.former_name = shown_name(instance);
  leave(&instance);
}

void Observation::before_resume(Frame& frame, const Op& op) {
  levels_.back().op = &op;
  note_interrupt(*frame.self);
}

void Observation::note_interrupt(Instance& instance) {
  Level& level = levels_.back();
  level.interrupt = instance.first_interrupt();
  if (level.interrupt) level.cause = cause_text(static_cast<const Interruption&>(*level.interrupt));
}

void Observation::after_resume(Frame& frame, const Op& op, const Op* following) {
  take_.text = label_of(op) + resumed_text(op, following);
  tell_take();
  leave(frame.self);
  if (!following) tell_wait(*frame.self);
}

void Observation::before_step(Frame& frame, const Op& op) {
  enter(&op, frame.self);
  note_interrupt(*frame.self);
}

void Observation::after_step(Frame& frame, const Op& op, const Op* following) {
  Move told = move(Move::Kind::step, frame.self, &op, rows_text());
  const Level& level = levels_.back();
  told.is_interrupted = level.interrupt && frame.self->first_interrupt() != level.interrupt;
  if (told.is_interrupted) {
    told.text += (told.text.empty() ? "is " : "; is ") + interrupted_text(op, following);
  } else if (told.text.empty()) {
    told.text = op.told(frame, following);
  }
  if (!told.text.empty()) {
    told.text = label_of(op) + told.text;
    say(told);
  }
  leave(frame.self);
  if (!following) tell_wait(*frame.self);
}

void Observation::fails(Instance& instance, const RunError& error) {
  if (std::exchange(has_failed_, true)) return;  // told by the clean-up of another one inside this step
  const bool is_inside = !levels_.empty() && levels_.back().op;
  const Op* op = is_inside ? levels_.back().op : instance.op;
  Instance& where = is_inside && levels_.back().process ? *levels_.back().process : instance;
  if (!is_take_told_ && take_.text.empty() && op) take_.text = label_of(*op) + resumed_text(*op, nullptr);
  say(move(Move::Kind::fail, &where, op, fmt::format("fails, and with it the run: {}", error.what())));
}

void Observation::ends(Instance& instance) {
  std::string text = "ends";
  if (const Value result = instance.result(); !result.is_null()) text += " and returns " + value_text(result);
  say(move(Move::Kind::end, &instance, nullptr, text));
  enter(nullptr);
}

void Observation::preempted(Instance& victim, const Preemption& lost) {
  auto* by = static_cast<Instance*>(lost.by);
  Move told = move(Move::Kind::preempt, &victim, victim.op,
                   fmt::format("loses {} of `{}`{}", lost.amount, object_of(*lost.resource).name,
                               by ? " to " + shown_name(*by) : ": there is less of it now"));
  told.by = by;
  const std::string what = fmt::format("{} of `{}`", lost.amount, object_of(*lost.resource).name);
  const auto known = std::find_if(held_back_.begin(), held_back_.end(),
                                  [&](const HeldBack& held) { return held.process == &victim; });
  if (known == held_back_.end()) {
    held_back_.push_back({&victim, what, false, {}});
  } else if (known->lost.find(what) == std::string::npos) {
    known->lost += " and " + what;
  }
  if (levels_.empty()) return say(told);
  levels_.back().aside.push_back(std::move(told));
}

void Observation::row(const Row& row) {
  if (!levels_.empty())
    levels_.back().rows.push_back({std::string(row.event), std::string(row.object), std::string(row.detail)});
}

// ---- texts ----

std::string Observation::rows_text() const {
  std::string text;
  for (const StoredRow& row : levels_.back().rows) {
    const StepKind* kind = find_step_kind(row.event);
    std::string more = row.event == "timeout" ? fmt::format("gives up waiting for {}", row.object)
                       : row.event == "capacity"
                           ? fmt::format("sets the capacity of `{}` to {}", row.object, row.detail)
                       : row.event == "down" ? fmt::format("takes `{}` down for {}", row.object, row.detail)
                       : row.event == "up"   ? fmt::format("brings `{}` up again", row.object)
                       : kind && kind->story ? kind->story(row.object, row.detail)
                                             : "";
    if (!more.empty()) text += (text.empty() ? "" : ", ") + more;
  }
  return text;
}

std::string Observation::interrupted_text(const Op& op, const Op* following) const {
  const std::string text = fmt::format("interrupted at `{}`{}", step_of(op), levels_.back().cause);
  return following ? fmt::format("{}; goes on at {}", text, place_of(following)) : text;
}

std::string Observation::resumed_text(const Op& op, const Op* following) const {
  const std::string step = step_of(op);
  if (take_.wake == Process::Wake::interrupted) return "resumed, " + interrupted_text(op, following);
  const std::string text = rows_text();
  if (take_.wake == Process::Wake::timed_out)
    return text.empty() ? "resumed, timed out" : "resumed, timed out: " + text;
  if (!text.empty()) return "resumed: " + text;
  if (step == "arrivals") return "resumed: the next arrival is due";
  return take_.was_sleeping ? "resumed: the sleep is over" : fmt::format("resumed behind `{}`", step);
}

void Observation::tell_wait(Instance& instance) {
  if (!stands_still(instance)) return;
  Move told = move(Move::Kind::wait, &instance, instance.op, "");
  told.message = message_of(instance);
  told.lines = lines_of(instance);
  told.text = fmt::format("{}tells the loop \"{}\"", label_of(*instance.op), told.message);
  for (const LinePlace& line : told.lines) told.text += "; " + place_text(line);
  say(told);
}

}  // namespace asim
