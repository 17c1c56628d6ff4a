#pragma once
// Ops: what a step became. A program is a flat list of them, control flow is jumps.
//
// Ops are compiled with the indices of the ops they jump to; link() makes pointers of these, so that the
// interpreter goes from op to op without looking anything up, and unconditional jumps cost nothing.
//
// An op can be carried out in two ways, which do the same to the model. execute() does all there is to do. In
// a quiet run, in which nobody watches and steps write no rows but those of `log`, the interpreter calls
// `quick` instead. That is a plain function: its arguments stay in registers, and an op that knows when it is
// linked what it is about (this queue, that variable, a time drawn in advance) sets it to one that takes the
// usual way without asking again, and leaves everything else to execute(). In a run that writes other rows
// the interpreter calls `in_sight`: that is the same for an op whose rows nobody wants.

#include <cstdint>
#include <string>

#include "program/frame.h"
#include "record/recorder.h"

namespace asim {

class Op;

/// An op to go on with: an index while the program is compiled, a pointer when it is linked.
struct Target {
  std::uint32_t index = 0;
  const Op* op = nullptr;
};

/// Finds the op of an index, behind the jumps that stand there.
class Linker;

class Op {
public:
  Op() = default;
  /// One that writes rows of this kind.
  explicit Op(EventKind of_kind) : row(of_kind) {}
  virtual ~Op() = default;

  /// Carries out the step for the frame's process. Returns the op to go on with, or null: the process waits,
  /// and resume() of the op that Instance::op names is called when that is over; or it has ended, and that is
  /// null too.
  virtual const Op* execute(Frame&) const = 0;
  /// Goes on after the wait that execute() has begun. Returns what execute() returns.
  virtual const Op* resume(Frame&) const { return next; }
  /// For those who watch: what it has just done, as a predicate, "served = 4". Empty: nothing worth telling,
  /// or a row of the timeline tells it. Changes nothing, and evaluates nothing that could.
  virtual std::string told(Frame&, const Op* /*following*/) const { return ""; }
  /// One line, for tests and debugging: "jump 5".
  virtual std::string dump() const = 0;

  /// Where an unconditional jump goes, otherwise null.
  virtual const Target* jump() const { return nullptr; }
  virtual void link(const Linker&) {}

  /// Whether it counts the rounds of the loop that it begins: go_round() in program/state.h. If not, the jump
  /// back to it does.
  virtual bool counts_rounds() const { return false; }

  /// The rows that execute() and resume() write, and `quick` and `quick_resume` do not: those of the kind
  /// `row`, or others too.
  enum class Rows : std::uint8_t { none, of_its_kind, several };
  virtual Rows rows() const { return Rows::none; }
  EventKind row = 0;

  /// execute(), in quiet runs, and in others if nobody wants the op's rows. Before it waits, throws, or lets
  /// others see or end the process, it says where that stands, in Instance::op; others need not. Null: the
  /// process waits, or has come to rest, and there is nothing to look after. What is not sure of that returns
  /// nothing_follows() (program/state.h).
  using Quick = const Op* (*)(const Op&, State&, Instance&);
  static const Op* at_length(const Op&, State&, Instance&);

  /// … and resume().
  static const Op* at_length_again(const Op&, State&, Instance&);

  Quick quick = at_length;
  Quick quick_resume = at_length_again;
  // … and with the op's row: only for one that writes no others.
  Quick quick_with_row = at_length;
  Quick quick_resume_with_row = at_length_again;
  // In runs that write rows; link_rows() sets them.
  Quick in_sight = at_length;
  Quick resume_in_sight = at_length_again;
  const Op* next = nullptr;         // behind it
  const Op* after_sleep = nullptr;  // of a sleep: where it leads in time, so that resume() need not be called
  Quick stop = stop_here;           // what State::way leads to instead when the interpreter is called for
  std::uint32_t index = 0;          // in the program
  std::uint32_t body = 0;           // the process, procedure or child whose steps it belongs to

  /// Once link() has been called.
  void link_rows();

  /// What stands for no op, if the interpreter is to look whether the process has ended, and after those who
  /// call for attention.
  static const Op* const none;

private:
  static const Op* stop_here(const Op& op, State&, Instance&) { return &op; }
};

}  // namespace asim
