#pragma once
// Loops without time: a model that goes on and on while the clock stands still is stopped, and told which
// steps it repeats.

#include <cstdint>

#include "program/frame.h"
#include "program/state.h"

namespace asim {

/// How many steps may still be carried out at the present reading of the clock.
inline std::uint64_t steps_left_in_instant(State& state) {
  if (state.now() != state.instant) {
    state.instant = state.now();
    state.steps_left = state.step_limit;
    if (state.endless_steps) [[unlikely]]
      state.endless_steps.reset();
  }
  return state.steps_left;
}

/// The limit is reached: notes this step and the next ones, and when it has seen enough throws a RunError
/// that lists the steps of the cycle. Returns how many steps may pass before the next call.
std::uint64_t note_endless_step(Frame&, const Op&);

}  // namespace asim
