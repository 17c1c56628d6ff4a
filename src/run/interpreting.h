#pragma once
// What the interpreter has in common with that of observed runs.

#include <fmt/format.h>

#include <utility>

#include "base/diagnostics.h"
#include "program/condition.h"
#include "program/op.h"
#include "program/state.h"
#include "run/endless_loop.h"
#include "steps/execution.h"
#include "steps/registry.h"
#include "steps/unwinding.h"

namespace asim {

/// A row about the process itself: "start", "end".
inline void write_life_row(Instance& self, EventKind kind) {
  State& state = self.run();
  if (self.type().is_hidden || !state.recorder.wants(kind)) return;
  Frame frame{state, &self, self.own};
  write_row(frame, kind, "", "");
}

/// What has to be looked at after a step, if anything calls for it. Returns the op to go on with, if any.
[[gnu::noinline]] inline const Op* attend(Frame& frame, const Op* following) {
  grant_conditions(frame.state);
  free_discarded(frame.state);
  if (!frame.self->is_doomed) return following;
  end_doomed(frame);
  return nullptr;
}

inline void note_beginning(Instance& instance) {
  instance.has_begun = true;
  ++instance.kind->begun;
  instance.kind->present.add(instance.now(), 1);
}

/// Before this op, if that was called for, or no steps are left. Returns the op to go on with, if any.
[[gnu::noinline]] inline const Op* look_around(Frame& frame, const Op* op) {
  State& state = frame.state;
  if (state.calls_for_attention > 0) op = attend(frame, op);
  if (state.steps_left == 0) {
    state.steps_left = 1;
    if (op) {
      frame.self->op = op;
      note_endless_step(frame);
    }
  }
  state.way = state.calls_for_attention > 0 || state.endless_steps ? &Op::stop : state.usual_way;
  return op;
}

}  // namespace asim
