#include "run/endless_loop.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "program/op.h"
#include "program/program.h"

namespace asim {
namespace {

constexpr std::size_t kNotedSteps = 1000;
constexpr std::size_t kListedSteps = 20;

/// The innermost loop that holds all the ops; null if none does.
const Repetition* loop_around(const State& state) {
  const std::vector<std::uint32_t>& steps = *state.endless_steps;
  const std::uint32_t first = *std::min_element(steps.begin(), steps.end());
  const std::uint32_t last = *std::max_element(steps.begin(), steps.end());
  const auto& loops = state.program.loops;
  const auto found = std::find_if(loops.begin(), loops.end(), [&](const Repetition& loop) {
    return loop.begin <= first && last < loop.end;
  });
  return found == loops.end() ? nullptr : &*found;
}

[[noreturn]] void report(Frame& frame) {
  const State& state = frame.state;
  std::vector<Span> cycle;
  if (const Repetition* loop = loop_around(state)) cycle.push_back(loop->span);  // `loop: forever` has no op
  for (const std::uint32_t op : *state.endless_steps) {
    const Span span = state.program.spans[op];
    if (span.known() && std::find(cycle.begin(), cycle.end(), span) == cycle.end()) cycle.push_back(span);
  }
  std::sort(cycle.begin(), cycle.end(), [](Span a, Span b) { return a.begin < b.begin; });
  RunError error(cycle.empty() ? Span{} : cycle.front(),
                 fmt::format("a loop without time: {} steps at t = {} and no end", state.step_limit,
                             number_text(state.now())),
                 "the clock stands still while these steps repeat");
  for (std::size_t i = 1; i < std::min(cycle.size(), kListedSteps); ++i) {
    error.diagnostic.note(cycle[i], "and this step");
  }
  throw error;
}

}  // namespace

void note_endless_step(Frame& frame) {
  State& state = frame.state;
  if (state.event_limit) {
    throw RunError(
        state.program.spans[frame.self->op->index],
        fmt::format("the run has reached its limit of {} events (--max-events)", *state.event_limit),
        frame.self->type().is_hidden ? "" : fmt::format("`{}` would go on here", name_of(*frame.self)));
  }
  if (state.now() != state.instant) {
    state.instant = state.now();
    state.steps_left = state.step_limit;
    state.endless_steps.reset();
    return;
  }
  if (!state.endless_steps) state.endless_steps = std::make_unique<std::vector<std::uint32_t>>();
  state.endless_steps->push_back(frame.self->op->index);
  if (state.endless_steps->size() >= kNotedSteps) report(frame);
  state.steps_left = 1;
}

}  // namespace asim
