// Carrying out a program.
//
// The coroutine is thin: it holds the one co_await and the frame that the loop resumes. The work is done by
// ordinary functions, whose variables live in registers; inside the coroutine they would live in its frame,
// which is as small as that: 48 bytes. Only go_on() is in line with it, and wants no register of its own:
// each resumption would save and restore it.
//
// In a quiet run ops call one another (go_on_with() in program/state.h) until the process waits, and
// carry_on() takes over what they leave: looking around, when that is due.

#include "run/interpreter.h"

#include "run/interpreting.h"

namespace asim {
namespace {

/// Carries out ops, from this one on, until the process waits or has ended.
template <bool is_quiet>
[[gnu::noinline]] void carry_on(State& state, Instance& self, const Op* op) {
  Frame frame{state, &self, self.own};
  while (op) {
    if (--state.steps_left == 0 || state.way != &Op::quick) [[unlikely]] {
      op = look_around(frame, op);
      if (!op) break;
    }
    self.op = op;
    op = is_quiet ? op->quick(*op, state, self) : op->execute(frame);
  }
  if (state.calls_for_attention > 0) [[unlikely]]
    attend(frame, nullptr);
}

template <bool is_quiet>
[[gnu::noinline]] void begin(Instance& self) {
  State& state = *state_of_thread;
  note_beginning(self);
  const Op* op = self.op;
  if constexpr (is_quiet) {
    op = go_round(*op, state, self);
  } else {
    static const EventKind start_row = rows::of("start");
    write_life_row(self, start_row);
  }
  if (op || state.calls_for_attention > 0) [[unlikely]]
    carry_on<is_quiet>(state, self, op);
}

/// The op to go on with behind the wait that `op` began, or null.
template <bool is_quiet>
[[gnu::always_inline]] inline const Op* resume(const Op& op, State& state, Instance& self) {
  if (op.after_sleep && self.wake() == Process::Wake::granted) [[likely]]
    return is_quiet ? go_on_with(*op.after_sleep, state, self) : op.after_sleep;
  if (is_quiet) return op.quick_resume(op, state, self);
  Frame frame{state, &self, self.own};
  return op.resume(frame);
}

/// The running process, which is `self`, goes on behind its wait.
template <bool is_quiet>
[[gnu::always_inline]] inline void go_on(Instance& self) {
  State& state = *state_of_thread;
  auto& running = static_cast<Instance&>(*state.loop.running());  // is known sooner
  const Op* rest = resume<is_quiet>(*running.op, state, running);
  if (rest || state_of_thread->calls_for_attention > 0) [[unlikely]]
    carry_on<is_quiet>(*state_of_thread, self, rest);
}

void write_end(Instance& self) {
  static const EventKind end_row = rows::of("end");
  write_life_row(self, end_row);
}

template <bool is_quiet>
Coroutine carry_out(Instance& self) {
  begin<is_quiet>(self);
  while (self.op) {
    co_await std::suspend_always{};
    go_on<is_quiet>(self);
  }
  if (!is_quiet) write_end(self);
  if (self.holds()) [[unlikely]]
    note_what_is_held(self);
}

}  // namespace

Coroutine interpret(Instance& self) { return carry_out<false>(self); }
Coroutine interpret_quietly(Instance& self) { return carry_out<true>(self); }

RunError memory_error(const Instance& instance) {
  const Op* op = instance.op;  // null behind its last one
  return {op ? instance.run().program.spans[op->index] : instance.type().span,
          "the run has reached its limit of memory (--max-memory)",
          fmt::format("`{}` needs more here", name_of(instance))};
}

}  // namespace asim
