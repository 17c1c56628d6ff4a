// Carrying out a program.
//
// The coroutine is thin: it holds the one co_await and the frame that the loop resumes. The work is done by
// carry_on(), an ordinary function, whose variables live in registers; inside the coroutine they would live
// in its frame.

#include "run/interpreter.h"

#include <fmt/format.h>

#include <utility>

#include "base/diagnostics.h"
#include "program/op.h"
#include "program/state.h"
#include "run/endless_loop.h"
#include "steps/execution.h"
#include "steps/registry.h"
#include "steps/unwinding.h"

namespace asim {
namespace {

/// A row about the process itself: "start", "end".
void write_life_row(Instance& self, EventKind kind) {
  asim::State& state = self.run();
  if (self.type().is_hidden || !state.recorder.wants(kind)) return;
  Frame frame{state, &self, self.own};
  write_row(frame, kind, "", "");
}

/// What has to be looked at after a step, if anything calls for it. Returns the op to go on with, if any.
[[gnu::noinline]] const Op* attend(Frame& frame, const Op* following) {
  grant_conditions(frame.state);
  free_discarded(frame.state);
  if (!frame.self->is_doomed) return following;
  end_doomed(frame);
  return nullptr;
}

void note_beginning(Instance& instance) {
  instance.has_begun = true;
  ++instance.kind->begun;
  instance.kind->present.add(instance.now(), 1);
}

/// When the steps left are used up, before this op: because it was called for, or all have been.
[[gnu::noinline]] const Op* look_around(Frame& frame, const Op* op) {
  asim::State& state = frame.state;
  if (state.calls_for_attention > 0) op = attend(frame, op);
  state.steps_left = std::exchange(state.steps_beyond, 0) + (op ? 0 : 1);
  if (state.steps_left == 0) {
    frame.self->op = op;
    note_endless_step(frame);
  }
  if (state.calls_for_attention > 0) state.look_around_soon();
  return op;
}

/// Carries out ops, from this one on, until the process waits or has ended.
[[gnu::always_inline]] inline void carry_on(Frame& frame, const Op* op) {
  asim::State& state = frame.state;
  Instance& self = *frame.self;
  try {
    while (op) {
      if (--state.steps_left == 0) [[unlikely]] {
        op = look_around(frame, op);
        if (!op) break;
      }
      self.op = op;
      op = op->execute(frame);
    }
    if (state.calls_for_attention > 0) [[unlikely]]
      attend(frame, nullptr);
  } catch (const MemoryLimit&) {
    throw RunError(state.program.spans[frame.self->op->index],
                   "the run has reached its limit of memory (--max-memory)",
                   fmt::format("`{}` needs more here", name_of(*frame.self)));
  }
}

void begin(Instance& self) {
  Frame frame{self.run(), &self, self.own};
  carry_on(frame, self.op);
}

/// Goes on with the running process. Returns whether it has not come to its end.
bool go_on() {
  asim::State& state = *state_of_thread;
  Instance& self = static_cast<Instance&>(*state.loop.running());
  Frame frame{state, &self, self.own};
  const bool has_slept = self.op->after_sleep && self.wake() == Process::Wake::granted;
  carry_on(frame, has_slept ? self.op->after_sleep : self.op->resume(frame));
  return self.op != nullptr;
}

}  // namespace

Coroutine interpret(Loop&, Instance& self) {
  static const EventKind start_row = rows::of("start"), end_row = rows::of("end");
  note_beginning(self);
  if (!self.run().is_quiet) write_life_row(self, start_row);
  begin(self);
  bool goes_on = self.op != nullptr;
  while (goes_on) {
    co_await std::suspend_always{};
    goes_on = go_on();
  }
  if (!self.run().is_quiet) write_life_row(self, end_row);
  if (self.holds()) note_what_is_held(self);
}

}  // namespace asim
