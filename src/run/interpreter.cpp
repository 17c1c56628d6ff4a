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
  Frame frame{state, &self, self.own, Value()};
  write_row(frame, kind, "", "");
}

enum class Entry : std::uint8_t { first, resumed };

/// Carries out ops until the process waits or has ended.
void carry_on(Instance& self, Entry entry) {
  asim::State& state = self.run();
  Frame frame{state, &self, self.own, Value()};
  std::uint64_t steps_left = steps_left_in_instant(state);
  const Op* op = entry == Entry::first ? self.op : self.op->resume(frame);
  try {
    while (op) {
      if (--steps_left == 0) [[unlikely]]
        steps_left = note_endless_step(frame, *op);
      const Op* following = op->execute(frame);
      if (state.calls_for_attention > 0) [[unlikely]] {
        grant_conditions(state);
        if (self.is_doomed) {
          end_doomed(frame, *op);
          break;
        }
      }
      op = following;
    }
  } catch (const MemoryLimit&) {
    throw RunError(state.program.spans[op->index], "the run has reached its limit of memory (--max-memory)",
                   fmt::format("`{}` needs more here", name_of(self)));
  }
  state.steps_left = steps_left;
}

}  // namespace

Coroutine interpret(Loop&, Instance& self) {
  static const EventKind start_row = rows::of("start"), end_row = rows::of("end");
  write_life_row(self, start_row);
  carry_on(self, Entry::first);
  while (self.op) {
    co_await Process::Awaiter{&self, false};
    carry_on(self, Entry::resumed);
  }
  write_life_row(self, end_row);
  note_what_is_held(self);
}

}  // namespace asim
