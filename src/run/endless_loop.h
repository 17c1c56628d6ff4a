#pragma once
// Loops without time: a model that goes on and on while the clock stands still is stopped, and told which
// steps it repeats.

#include <cstdint>

#include "base/diagnostics.h"
#include "program/frame.h"
#include "program/state.h"

namespace asim {

/// To be called when State::steps_left has come to 0. If the clock has moved since the last time, counting
/// begins anew: a loop is found after State::step_limit steps at the earliest and twice as many at the
/// latest. (In a quiet run not each step is counted, but the rounds of loops and what is carried out at
/// length: a loop of many steps is found that much later.) Otherwise notes this step and the next ones, and
/// when it has seen enough throws a RunError that lists the steps of the cycle.
void note_endless_step(Frame&);

/// Counts a turn of what carries out no steps of a model, arrivals and downtimes, as one, which is about that
/// place.
inline void count_turn(Frame& frame, Span place) {
  if (--frame.state.steps_left > 0) return;
  try {
    note_endless_step(frame);
  } catch (RunError& error) {
    error.diagnostic.span = place;
    throw;
  }
}

}  // namespace asim
