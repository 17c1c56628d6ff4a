#pragma once
// Watching the loop, and having it take what is due together in another order.
//
// A run that is watched goes through Loop::run_observed(), which does turn for turn what Loop::run() does; a
// run that is not watched pays nothing.

#include <cstddef>
#include <cstdint>
#include <span>

namespace asim {

class Process;

/// One of those that are due at the same instant.
struct Candidate {
  Process* process;
  bool is_ready;  // in the ready queue; otherwise its notice stands in the future event list
};

/// Precondition of everything below: nothing that is observed is changed.
class LoopObserver {
public:
  virtual ~LoopObserver() = default;

  /// Before something is taken; the clock still reads the time of the turn before.
  virtual void before_turn() {}
  /// Taken from the ready queue, or from the future event list, and about to be resumed.
  virtual void takes_ready(Process&) {}
  virtual void takes_due(Process&) {}
  /// The timer of an event of this process is due. The event is granted by that, and nobody resumed yet.
  virtual void takes_timer(Process&) {}
  virtual void after_timer(Process&) {}
  /// The process stands still again, or has ended and is about to be freed.
  virtual void after_turn(Process&) {}
  /// True: run_observed() returns `paused` after this turn.
  virtual bool has_seen_enough() const { return false; }

  /// Whether choose() is to be asked.
  virtual bool chooses() const { return false; }
  /// Which of at least two that are due together is taken first: an index. They stand in the order in which
  /// Loop::run() would take them, those in the ready queue first; those that have ended are left out. `time`
  /// is what the clock reads then.
  virtual std::size_t choose(std::span<const Candidate>, double /*time*/) { return 0; }
};

}  // namespace asim
