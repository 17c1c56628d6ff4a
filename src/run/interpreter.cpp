// Carrying out a program.
//
// The coroutine is thin: it holds the one co_await and the frame that the loop resumes. The work is done by
// carry_on(), an ordinary function, whose variables live in registers; inside the coroutine they would live
// in its frame.

#include "run/interpreter.h"

#include <fmt/format.h>

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

/// What has to be looked at after a step, if anything calls for it. Returns the op to go on with.
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

/// Carries out ops, from this one on, until the process waits or has ended.
[[gnu::always_inline]] inline void carry_on(Frame& frame, const Op* op) {
  asim::State& state = frame.state;
  Instance& self = *frame.self;
  try {
    while (op) {
      self.op = op;
      if (--state.steps_left == 0) [[unlikely]]
        note_endless_step(frame);
      op = op->execute(frame);
      if (state.calls_for_attention > 0) [[unlikely]]
        op = attend(frame, op);
    }
  } catch (const MemoryLimit&) {
    throw RunError(state.program.spans[frame.self->op->index],
                   "the run has reached its limit of memory (--max-memory)",
                   fmt::format("`{}` needs more here", name_of(*frame.self)));
  }
}

/// The end of a wait other than a sleep, which may change the state as a step does.
[[gnu::always_inline]] inline const Op* conclude(Frame& frame) {
  const Op* following = frame.self->op->resume(frame);
  if (frame.state.calls_for_attention > 0) [[unlikely]]
    return attend(frame, following);
  return following;
}

void begin(Instance& self) {
  Frame frame{self.run(), &self, self.own};
  carry_on(frame, self.op);
}

/// Goes on with the running process.
void go_on() {
  asim::State& state = *state_of_thread;
  Instance& self = static_cast<Instance&>(*state.loop.running());
  Frame frame{state, &self, self.own};
  const bool has_slept = self.op->after_sleep && self.wake() == Process::Wake::granted;
  carry_on(frame, has_slept ? self.op->after_sleep : conclude(frame));
}

}  // namespace

Coroutine interpret(Loop&, Instance& self) {
  static const EventKind start_row = rows::of("start"), end_row = rows::of("end");
  note_beginning(self);
  write_life_row(self, start_row);
  begin(self);
  while (self.op) {
    co_await std::suspend_always{};
    go_on();
  }
  write_life_row(self, end_row);
  note_what_is_held(self);
}

}  // namespace asim
