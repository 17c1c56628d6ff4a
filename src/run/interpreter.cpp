// Carrying out a program.
//
// The coroutine is thin: it holds the one co_await and the frame that the loop resumes. The work is done by turn(), an
// ordinary function, whose variables live in registers; inside the coroutine they would live in its frame.

#include "run/interpreter.h"

#include "program/op.h"
#include "program/state.h"
#include "run/endless_loop.h"
#include "steps/execution.h"
#include "steps/registry.h"

namespace asim {
namespace {

/// An interrupt that nothing catches ends the run.
[[noreturn]] void uncaught_interrupt(Frame& frame) {
  throw RunError(frame.state.program.spans[frame.self->pc], "an interrupt that nothing catches");
}

/// A row about the process itself: "start", "end".
void write_life_row(Instance& self, EventKind kind) {
  State& state = self.run();
  if (self.parent || !state.recorder.wants(kind)) return;
  Frame frame{state, &self, self.own, Value()};
  write_row(frame, kind, "", "");
}

/// How a turn begins.
enum class Entry : std::uint8_t { first, resumed };

/// Carries out ops until the process waits (true) or has ended (false).
bool turn(Instance& self, Entry entry) {
  State& state = self.run();
  const std::unique_ptr<Op>* ops = state.program.ops.data();
  Frame frame{state, &self, self.own, Value()};
  std::uint64_t steps_left = steps_left_in_instant(state);
  Flow flow = entry == Entry::resumed ? ops[self.pc]->resume(frame) : Flow::jump;
  while (true) {
    switch (flow) {
      case Flow::next: ++self.pc; break;
      case Flow::jump: break;
      case Flow::waits: state.steps_left = steps_left; return true;
      case Flow::interrupted: uncaught_interrupt(frame);
      case Flow::ended: state.steps_left = steps_left; return false;
    }
    if (--steps_left == 0) [[unlikely]] steps_left = note_endless_step(frame);
    flow = ops[self.pc]->execute(frame);
  }
}

}  // namespace

Coroutine interpret(Loop&, Instance& self) {
  static const EventKind start_row = rows::of("start"), end_row = rows::of("end");
  write_life_row(self, start_row);
  bool waits = turn(self, Entry::first);
  while (waits) {
    co_await Process::Awaiter{&self, false};
    waits = turn(self, Entry::resumed);
  }
  write_life_row(self, end_row);
}

}  // namespace asim
