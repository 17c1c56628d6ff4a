#pragma once
// Leaving a stretch of steps early: by break, return and exit, by an interrupt, by being cancelled.
//
// A try or with guards the ops [begin, end) as a Region (program/program.h). Whoever leaves goes through the
// regions around it from the inside out: the `on_interrupt` steps of a try end an interrupt; clean-up
// (`finally`, the release of a `with`) is carried out and then the leaving goes on, from the EndCleanup op
// behind it. What is under way is kept meanwhile in two hidden variables of the region, so that clean-up may
// itself contain tries.

#include <cstdint>

#include "program/op.h"
#include "program/program.h"
#include "program/value.h"

namespace asim {

/// What is under way when a stretch of steps is left.
struct Departure {
  enum class Kind : std::uint8_t {
    none,
    jump,       // to the op `target`: break and continue
    back,       // from a procedure, or out of the process, with `value`
    exit,       // out of the process
    interrupt,  // to a handler; `value` is the cause
    cancel,     // out of the process, from outside; clean-up may not wait
  };
  Kind kind = Kind::none;
  std::uint32_t target = 0;
  Value value;
};

/// Leaves from `at` outwards: returns the op to go on with, or null if the process has reached its end. An
/// interrupt that nothing catches is a RunError.
const Op* depart(Frame&, const Op& at, Departure);

/// Whether an interrupt that reaches the process where it stands leaves the stretch with clean-up that begins
/// behind this op: nothing within catches it.
bool interrupt_leaves(const Instance&, const Op& entered);

/// Ends another process where it stands: takes back what it waits for, carries out its clean-up at once, and
/// gives back what it holds. A process that has ended is left alone.
void cancel_instance(State&, Instance&);
/// The halves of that: it leaves its lines, and then it ends. False, and nothing to end: it has ended, or is
/// going to.
bool detach_instance(State&, Instance&);
void end_detached_instance(State&, Instance&);

/// Frees the events of those that were cancelled by the clean-up of a branch. Between two steps.
void free_discarded(State&);

/// Ends the running process, which was cancelled while it carried out its present op.
void end_doomed(Frame&);

class StepCompiler;

/// The ops around a stretch that has clean-up.
class CleanupScope {
public:
  /// Begins the guarded stretch here.
  explicit CleanupScope(StepCompiler&);
  /// Ends it here; the ops of the clean-up are to be emitted next.
  void end_guarded(Span);
  /// Ends the clean-up.
  void end_cleanup(Span);

private:
  StepCompiler& compiler_;
  std::uint32_t slot_;
  Region region_;
};

}  // namespace asim
