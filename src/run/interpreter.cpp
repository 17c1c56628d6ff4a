// Carrying out a program.
//
// The coroutine is thin: it holds the one co_await and the frame that the loop resumes. The work is done by
// carry_on(), an ordinary function, whose variables live in registers; inside the coroutine they would live
// in its frame. For the same reason nothing here is in line with the coroutine: each resumption would save
// and restore the registers of all of it.

#include "run/interpreter.h"

#include "run/interpreting.h"

namespace asim {
namespace {

/// Carries out ops, from this one on, until the process waits or has ended. False: it has ended.
[[gnu::always_inline]] inline bool carry_on(Frame& frame, const Op* op) {
  asim::State& state = frame.state;
  Instance& self = *frame.self;
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
  return self.op != nullptr;
}

[[gnu::noinline]] bool begin(Instance& self) {
  static const EventKind start_row = rows::of("start");
  note_beginning(self);
  if (!self.run().is_quiet) write_life_row(self, start_row);
  Frame frame{self.run(), &self, self.own};
  return carry_on(frame, self.op);
}

/// The running process goes on behind its wait.
[[gnu::noinline]] bool go_on() {
  asim::State& state = *state_of_thread;
  Instance& self = static_cast<Instance&>(*state.loop.running());
  Frame frame{state, &self, self.own};
  const bool has_slept = self.op->after_sleep && self.wake() == Process::Wake::granted;
  return carry_on(frame, has_slept ? self.op->after_sleep : self.op->resume(frame));
}

[[gnu::noinline]] void finish(Instance& self) {
  static const EventKind end_row = rows::of("end");
  if (!self.run().is_quiet) write_life_row(self, end_row);
  if (self.holds()) note_what_is_held(self);
}

}  // namespace

Coroutine interpret(Instance& self) {
  bool goes_on = begin(self);
  while (goes_on) {
    co_await std::suspend_always{};
    goes_on = go_on();
  }
  finish(self);
}

RunError memory_error(const Instance& instance) {
  const Op* op = instance.op;  // null behind its last one
  return {op ? instance.run().program.spans[op->index] : instance.type().span,
          "the run has reached its limit of memory (--max-memory)",
          fmt::format("`{}` needs more here", name_of(instance))};
}

}  // namespace asim
