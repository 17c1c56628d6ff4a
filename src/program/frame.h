#pragma once
// What an expression is evaluated in: the run, the process, and the variables of the process or procedure.

#include "program/value.h"

namespace asim {

struct State;
struct Instance;

struct Frame {
  State& state;
  Instance* self = nullptr;     // null where there is no process: outputs
  Value* own = nullptr;         // variables of the process or procedure
  const Value* item = nullptr;  // the candidate of a `where`
};

}  // namespace asim
