// Carrying out a program.
//
// The coroutine is thin: it holds the one co_await and the frame that the loop resumes. The work is done by
// carry_on(), an ordinary function, whose variables live in registers; inside the coroutine they would live
// in its frame.

#include "run/interpreter.h"

#include "run/interpreting.h"

namespace asim {
namespace {

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
    throw memory_error(frame);
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

Coroutine interpret(Instance& self) {
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
