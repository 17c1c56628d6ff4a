// Carrying out a program.
//
// The coroutine is thin: it holds the one co_await and the frame that the loop resumes. The work is done by
// ordinary functions, whose variables live in registers; inside the coroutine they would live in its frame,
// which is as small as that: 48 bytes. Only go_on() is in line with it, and wants no register of its own:
// each resumption would save and restore it.
//
// Ops call one another (go_on_with() in program/state.h) until the process waits, and carry_on() takes over
// what they leave: looking around, when that is due. A quiet run and one with rows have interpreters of their
// own, which differ in the ways they ask of the ops.
//
// A coroutine does not return at the end of its process: it comes to rest, and if the instance is used again
// it goes on with the next life. Making and destroying a frame would cost as much as a few steps.

#include "run/interpreter.h"

#include "run/interpreting.h"

namespace asim {
namespace {

template <bool is_quiet>
void end(Instance& self) {
  if constexpr (!is_quiet) {
    static const EventKind end_row = rows::of("end");
    write_life_row(self, end_row);
  }
  if (self.holds()) [[unlikely]]
    note_what_is_held(self);
  self.come_to_rest();
}

/// Carries out ops, from this one on, until the process waits or has ended, and looks after the rest.
template <bool is_quiet>
[[gnu::noinline]] void carry_on(State& state, Instance& self, const Op* op) {
  Frame frame{state, &self, self.own};
  while (op && op != Op::none) {
    if (--state.steps_left == 0 || state.way == &Op::stop) [[unlikely]] {
      op = look_around(frame, op);
      if (!op) break;
    }
    self.op = op;
    op = (is_quiet ? op->quick : op->in_sight)(*op, state, self);
  }
  if (state.calls_for_attention > 0) [[unlikely]]
    attend(frame, nullptr);
  if (!self.op) end<is_quiet>(self);
}

/// The process begins. Returns the op to go on with, or null.
template <bool is_quiet>
[[gnu::noinline]] const Op* begin(State& state, Instance& self) {
  note_beginning(self);
  if constexpr (!is_quiet) {
    static const EventKind start_row = rows::of("start");
    write_life_row(self, start_row);
  }
  return go_round(*self.op, state, self);
}

/// The op to go on with behind the wait that `op` began, or null.
template <bool is_quiet>
[[gnu::always_inline]] inline const Op* resume(const Op& op, State& state, Instance& self) {
  if (op.after_sleep && self.wake() == Process::Wake::granted) [[likely]]
    return go_on_with(*op.after_sleep, state, self);
  if (self.wake() == Process::Wake::none) [[unlikely]]
    return begin<is_quiet>(state, self);
  return (is_quiet ? op.quick_resume : op.resume_in_sight)(op, state, self);
}

Instance& running_instance() { return static_cast<Instance&>(*loop_of_thread->running()); }

/// The running process goes on behind its wait, or begins. It is asked for where it is needed, not kept: that
/// would take a register, to be saved and restored by each resumption.
template <bool is_quiet>
[[gnu::always_inline]] inline void go_on() {
  const Op* const rest = resume<is_quiet>(*running_instance().op, *state_of_thread, running_instance());
  if (rest) [[unlikely]]
    carry_on<is_quiet>(*state_of_thread, running_instance(), rest);
}

/// Carries out the life of a process, and then that of the next one that is made of it.
template <bool is_quiet>
Coroutine carry_out(Instance&) {
  while (true) {
    go_on<is_quiet>();
    co_await std::suspend_always{};
  }
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
