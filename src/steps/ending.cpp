// assert, fail, stop: ending the run.

#include <fmt/format.h>

#include "steps/execution.h"

namespace asim {
namespace {

std::string text_of(Operand text, Frame& frame) {
  fmt::memory_buffer buffer;
  return std::string(evaluate_text(text, frame, buffer));
}

class AssertOp final : public Op {
public:
  AssertOp(Argument condition, Argument message) : condition_(condition), message_(message) {}

  const Op* execute(Frame& frame) const override {
    if (evaluate_condition(condition_.operand, frame)) return next;
    const std::string message = message_.given() ? ": " + text_of(message_.operand, frame) : "";
    throw RunError(condition_.span, fmt::format("assertion failed{}", message), "this does not hold");
  }
  std::string told(Frame&, const Op*) const override { return "this holds"; }
  std::string dump() const override { return "assert"; }

private:
  Argument condition_, message_;
};

class FailOp final : public Op {
public:
  explicit FailOp(Argument text) : text_(text) {}
  const Op* execute(Frame& frame) const override {
    throw RunError(text_.span, text_of(text_.operand, frame));
  }
  std::string dump() const override { return "fail"; }

private:
  Argument text_;
};

class StopOp final : public Op {
public:
  StopOp(Argument text, EventKind of_kind) : Op(of_kind), text_(text) {}

  const Op* execute(Frame& frame) const override {
    State& state = frame.state;
    if (text_.given()) state.stop_message = text_of(text_.operand, frame);
    if (wants_row(frame, row)) write_row(frame, row, "", state.stop_message);
    state.loop.stop();
    return kWaits;
  }
  std::string dump() const override { return "stop"; }

private:
  Argument text_;
};

constexpr Key kAssertKeys[] = {{"assert", KeyType::condition, true, "", "what must hold"},
                               {"message", KeyType::text, false, "", "what to say if it does not"}};
constexpr Key kFailKeys[] = {{"fail", KeyType::text, true, "", "what to say"}};
constexpr Key kStopKeys[] = {{"stop", KeyType::text, false, "", "why, for the report"}};

}  // namespace

extern const StepKind assert_step{
    .name = "assert",
    .keys = kAssertKeys,
    .summary = "fail the run unless a condition holds",
    .documentation = "The rows that came before are kept; the exit code is 1.",
    .example = R"(model: no time passes by itself
timeline: [log]
processes:
  checker:
    steps:
      - assert: now == 0
        message: the clock reads {now}
      - log: fine
)",
    .timeline = "0 checker fine\n",
    .writes_rows = false,
    .compile =
        [](StepCompiler& c, const StepNode& s) {
          const Argument condition = c.condition(s, "assert");
          c.emit<AssertOp>(s.span, condition, c.text(s, "message"));
        },
};

extern const StepKind fail_step{
    .name = "fail",
    .keys = kFailKeys,
    .summary = "end the run with an error",
    .documentation = "The rows that came before are kept; the exit code is 1.",
    .example = R"(model: nothing goes wrong
timeline: [log]
processes:
  checker:
    steps:
      - if: now > 0
        then: [{fail: time has passed}]
      - log: fine
)",
    .timeline = "0 checker fine\n",
    .elsewhere = "raise throw",
    .writes_rows = false,
    .compile = [](StepCompiler& c, const StepNode& s) { c.emit<FailOp>(s.span, c.text(s, "fail")); },
};

extern const StepKind stop_step{
    .name = "stop",
    .keys = kStopKeys,
    .summary = "end the run",
    .documentation =
        "The run ends at once, as if its horizon were reached: outputs are computed, the exit code is 0.",
    .example = R"(model: enough
timeline: [log]
processes:
  counter:
    steps:
      - loop: forever
        as: i
        do:
          - sleep: 1
          - log: "{i}"
          - if: i == 1
            then: [{stop: two are enough}]
)",
    .timeline = "1 counter 0\n2 counter 1\n",
    .elsewhere = "halt",
    .compile = [](StepCompiler& c,
                  const StepNode& s) { c.emit<StopOp>(s.span, c.text(s, "stop"), rows::of(s.kind)); },
    .story = [](std::string_view, std::string_view) { return std::string("ends the run"); },
};

}  // namespace asim
