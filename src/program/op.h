#pragma once
// Ops: what a step became. A program is a flat list of them, control flow is jumps.

#include <cstdint>
#include <string>

#include "program/frame.h"

namespace asim {

/// How the process goes on after an op.
enum class Flow : std::uint8_t {
  next,         // with the op behind it
  jump,         // with the op at Instance::pc, which the op has set
  waits,        // it has begun a wait: resume() of the same op is called when that has ended
  interrupted,  // its wait was interrupted: to the innermost handler
  ended,        // it has reached its end
};

class Op {
 public:
  virtual ~Op() = default;
  /// Carries out the step for the process of the frame.
  virtual Flow execute(Frame&) const = 0;
  /// Goes on after the wait that execute() has begun.
  virtual Flow resume(Frame&) const { return Flow::next; }
  /// One line, for tests and debugging: "sleep 5".
  virtual std::string dump() const = 0;
};

}  // namespace asim
