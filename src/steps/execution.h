#pragma once
// What the ops of all steps share when they are carried out: timeline rows, errors of the run, waiting.

#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "engine/event.h"
#include "program/evaluate.h"
#include "program/op.h"
#include "program/state.h"
#include "steps/compiler.h"

namespace asim {

inline constexpr double kLargestWhole = 9007199254740991;  // 2^53 - 1

inline bool wants_row(const Frame& frame, EventKind kind) { return frame.state.recorder.wants(kind); }
/// What an op's execute() returns if the process now waits, to be gone on with by the op's resume().
inline constexpr const Op* kWaits = nullptr;
/// … if it has reached its end.
inline const Op* ends(Frame& frame) {
  frame.self->op = nullptr;
  return nullptr;
}
/// … if its wait was interrupted: the op of the innermost handler. RunError if there is none.
const Op* interrupted(Frame&, const Op&);

/// A row of the timeline about the frame's process. Ask wants_row() first.
void write_row(Frame&, EventKind, std::string_view object, std::string_view detail);
void write_row(Frame&, EventKind, std::string_view object, const Value& detail);

[[noreturn]] void refuse_delay(double delay, Span);
/// A delay: a number that is neither negative nor NaN.
inline double evaluate_delay(const Argument& argument, Frame& frame) {
  const double delay = evaluate_number(argument.operand, frame, argument.span);
  if (!(delay >= 0)) [[unlikely]]
    refuse_delay(delay, argument.span);
  return delay;
}
/// The whole number that a value is, if it is one of at least 1; otherwise 0.
inline std::uint64_t count_of(const Value& value) {
  if (!value.is_number() || !(value.as_number() >= 1 && value.as_number() <= kLargestWhole)) return 0;
  const auto count = static_cast<std::uint64_t>(value.as_number());
  return static_cast<double>(count) == value.as_number() ? count : 0;
}
/// A whole number of at least `least`; `what` names it in the error.
std::size_t evaluate_whole(const Argument&, Frame&, std::size_t least, std::string_view what);
double evaluate_given_priority(const Argument&, Frame&);
/// 0 if none is given; never NaN.
inline double evaluate_priority(const Argument& argument, Frame& frame) {
  return argument.given() ? evaluate_given_priority(argument, frame) : 0;
}
/// The object that a value is; RunError if it is of another kind than `expected`.
Object& as_object(const Value&, ObjectKind expected, Span);
Object& evaluate_object(const Argument&, Frame&, ObjectKind expected);
/// The object of the kind that QueueObject, ResourceObject, … stands for.
template <class Kind>
[[gnu::always_inline]] inline Kind& evaluate_object(const Argument& argument, Frame& frame) {
  if (argument.operand.kind == Operand::Kind::constant) [[likely]] {
    const Value& value = frame.state.constants[argument.operand.index];
    if (value.is_object() && value.as_object()->kind == Kind::kKind) [[likely]]
      return static_cast<Kind&>(*value.as_object());
  }
  return static_cast<Kind&>(evaluate_object(argument, frame, Kind::kKind));
}
/// Whether an operand is certain to be an object of that type, always the same one: known() then only has to
/// fetch it.
inline bool is_known(const Argument& argument, Type type) {
  return argument.operand.kind == Operand::Kind::constant && argument.type == type;
}
template <class Kind>
Kind& known(const Argument& argument, const State& state) {
  return static_cast<Kind&>(*state.constant_objects[argument.operand.index]);
}
inline QueueObject& evaluate_queue(const Argument& argument, Frame& frame) {
  return evaluate_object<QueueObject>(argument, frame);
}
/// A value that is a process.
Value evaluate_instance(const Argument&, Frame&);

/// For those who watch: the operand's value, if that can be told without computing it; otherwise empty.
std::string known_text(Operand, const Frame&);

/// An op's quick_resume if its event, of this very class, gives the process nothing but leave to go on.
template <class Granted>
[[gnu::noinline]] const Op* go_on_granted(const Op& op, State& state, Instance& self) {
  if (self.wake() != Process::Wake::granted) [[unlikely]]
    return Op::at_length_again(op, state, self);
  auto& event = static_cast<Granted&>(*self.received());
  if constexpr (requires { event.receive(); }) event.receive();
  state.pool.destroy(&event);
  return go_on_with(*op.next, state, self);
}

/// An op's quick for an operand whose value is at hand: `quick.operator()<kind>()` for its kind; otherwise
/// what an op does at length.
template <class QuickFor>
Op::Quick quick_by_kind(const Operand& operand, QuickFor quick) {
  switch (operand.kind) {
    case Operand::Kind::constant: return quick.template operator()<Operand::Kind::constant>();
    case Operand::Kind::own: return quick.template operator()<Operand::Kind::own>();
    case Operand::Kind::shared: return quick.template operator()<Operand::Kind::shared>();
    default: return Op::at_length;
  }
}

/// An op that waits for one event, which it makes from its operands. Timeouts, interrupts and being a branch
/// of a first_of are the same for all of them and stand here.
class WaitingOp : public Op {
public:
  const Op* execute(Frame&) const override;
  const Op* resume(Frame&) const override;

  /// The event, made and not begun. Allocated from the loop's pool.
  virtual Event* request(Frame&) const = 0;
  /// What a granted event gives; it is destroyed by the caller. Writes the step's row.
  virtual Value receive(Frame&, Event&) const = 0;
  /// What the event waits for: "jobs"; for rows and reports. Null: it sleeps without an event. Evaluates
  /// nothing: expressions may draw random numbers, or mean something else by now.
  virtual std::string awaited(Frame&, const Event*) const = 0;
  /// What has to come true for the process to go on: "there is an item for me in `jobs`".
  virtual std::string wish(Frame&, const Event*) const;
  /// What it leaves with the loop when it begins to wait: "wake me when there is an item for me in `jobs`".
  virtual std::string message(Frame& frame, const Event* event) const {
    return "wake me when " + wish(frame, event);
  }
  /// What others do to bring that about: "a `put` into `jobs`". Empty: nobody can.
  virtual std::string remedy(Frame&, const Event*) const { return ""; }
  /// Where to go on after the event, if not with the next op; else null.
  virtual const Target* continuation(Frame&, Event&) const { return nullptr; }

  Rows rows() const override { return timeout.given() ? Rows::several : Rows::of_its_kind; }
  void link(const Linker& linker) override {
    if (on_timeout.index != 0) linker(on_timeout);
    if (on_full.index != 0) linker(on_full);
  }

  /// Set by link() where there is a short way to try it: does it, if that is possible now and nobody else is
  /// served by it; otherwise nothing has happened, and false. In quiet runs only.
  bool (*try_quickly)(const WaitingOp&, State&, Instance&) = nullptr;

  /// Set by link() of a sleep: its delay, if that is at hand; NaN: it is not. Nothing has happened, unless it
  /// is said that the sleep begins, which uses up what has been drawn.
  double (*delay_at_hand)(const WaitingOp&, State&, const Instance&, bool begins) = nullptr;

  /// Set by link() where there is a short way to wait for a limited, positive time: does what the step is
  /// about, or begins to wait for it, in which case it is this op that the process waits at. Writes
  /// no row.
  enum class Attempt : std::uint8_t { done, waits, failed };  // failed: nothing has happened
  Attempt (*attempt_in_time)(const WaitingOp&, State&, Instance&, double limit) = nullptr;

  Argument timeout;
  Target on_timeout;  // what to go on with after a timeout; index 0: the next op
  Target on_full;     // … if the line to join is full; index 0: that is an error
  Variable as;
  bool clears_as = true;  // after a timeout
  Span span;

protected:
  /// Whether the timeout, if there is one, is the same at every wait.
  bool has_fixed_timeout() const {
    return !timeout.given() || timeout.operand.kind == Operand::Kind::constant;
  }
  /// … that timeout: infinity if there is none, NaN if it is wrong.
  double fixed_timeout(const State& state) const {
    if (!timeout.given()) return Loop::kForever;
    const Value& limit = state.constants[timeout.operand.index];
    const bool is_sound = limit.is_number() && limit.as_number() >= 0;
    return is_sound ? limit.as_number() : std::numeric_limits<double>::quiet_NaN();
  }
  /// Begins the wait and concludes it at once if it is done.
  const Op* begin(Frame&, Event&, double limit) const;
  const Op* timed_out(Frame&, Event&) const;
  /// Goes on after the wait, whatever has come of it.
  const Op* conclude(Frame&, Event&) const;
};

}  // namespace asim
