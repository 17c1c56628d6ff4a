#pragma once
// The interpreter: one coroutine per process around a plain function that carries out ops until the process
// waits.

#include "base/diagnostics.h"
#include "engine/coroutine.h"
#include "program/instance.h"

namespace asim {

/// The coroutine of every process: the one `co_await` of the interpreter. State::body points to it.
Coroutine interpret(Instance&);
/// The same for quiet runs: see Op::quick.
Coroutine interpret_quietly(Instance&);

/// The same for runs with an observer: State::body and State::preempted point to these then.
Coroutine interpret_observed(Instance&);
void take_preemption_observed(Instance& victim, const Preemption&);

/// The error of a run without memory for the step that this process is carrying out.
RunError memory_error(const Instance&);

}  // namespace asim
