// The interpreter of runs that somebody watches: the same as interpreter.cpp, in plain steps, with a word to
// the observer before and after each op.

#include "program/observer.h"
#include "run/interpreter.h"
#include "run/interpreting.h"
#include "steps/with.h"

namespace asim {
namespace {

const Op* after_attention(Frame& frame, const Op* following) {
  return frame.state.calls_for_attention > 0 ? attend(frame, following) : following;
}

void carry_on_observed(Frame& frame, const Op* op) {
  State& state = frame.state;
  try {
    while (op) {
      if (--state.steps_left == 0) op = look_around(frame, op);
      if (!op) break;
      frame.self->op = op;
      state.observer->before_step(frame, *op);
      const Op* const following = after_attention(frame, op->execute(frame));
      state.observer->after_step(frame, *op, following);
      op = following;
    }
  } catch (const MemoryLimit&) {
    throw memory_error(*frame.self);
  }
}

void go_on_observed(Instance& self) {
  Frame frame{self.run(), &self, self.own};
  const Op& op = *self.op;
  frame.state.observer->before_resume(frame, op);
  const Op* const following = after_attention(frame, op.resume(frame));
  frame.state.observer->after_resume(frame, op, following);
  carry_on_observed(frame, following);
}

void begin_observed(Instance& self) {
  note_beginning(self);
  self.run().observer->begins(self);
  write_life_row(self, rows::of("start"));
  Frame frame{self.run(), &self, self.own};
  carry_on_observed(frame, self.op);
}

void telling_failure(Instance& self, void (*part)(Instance&)) {
  try {
    part(self);
  } catch (const RunError& error) {
    self.run().observer->fails(self, error);
    throw;
  }
}

void end_observed(Instance& self) {
  self.run().observer->ends(self);
  write_life_row(self, rows::of("end"));
  note_what_is_held(self);
}

}  // namespace

Coroutine interpret_observed(Instance& self) {
  telling_failure(self, begin_observed);
  while (self.op) {
    co_await std::suspend_always{};
    telling_failure(self, go_on_observed);
  }
  end_observed(self);
}

void take_preemption_observed(Instance& victim, const Preemption& preemption) {
  victim.run().observer->preempted(victim, preemption);
  take_preemption(victim, preemption);
}

}  // namespace asim
