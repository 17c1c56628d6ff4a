// log: a row of the timeline.

#include <fmt/format.h>

#include "steps/execution.h"

namespace asim {
namespace {

class LogOp final : public Op {
public:
  LogOp(Operand text, EventKind of_kind) : Op(of_kind), text_(text) {}

  const Op* execute(Frame& frame) const override {
    // Evaluated even if nobody wants the row: the text may draw random numbers, and what a run does must not
    // depend on what is shown of it.
    fmt::memory_buffer buffer;
    const std::string_view text = evaluate_text(text_, frame, buffer);
    if (wants_row(frame, row)) write_row(frame, row, "", text);
    return next;
  }
  std::string dump() const override { return "log"; }

private:
  Operand text_;
};

void compile_log(StepCompiler& c, const StepNode& s) {
  c.emit<LogOp>(s.span, c.text(s, "log").operand, rows::of(s.kind));
}

constexpr Key kKeys[] = {{"log", KeyType::text, true, "", "the text; `{expression}` inserts a value"}};

}  // namespace

extern const StepKind log_step{
    .name = "log",
    .keys = kKeys,
    .summary = "write a row of the timeline",
    .documentation =
        "`{expression}` inserts a value and `{expression:format}` one in a format such as `.2f` or `03d`; "
        "`{{` is a\n"
        "brace.",
    .example = R"(model: a message
timeline: [log]
processes:
  speaker:
    steps:
      - log: "one third is {1 / 3:.2f}"
)",
    .timeline = "0 speaker one third is 0.33\n",
    .elsewhere = "print echo write trace",
    .compile = compile_log,
    .story = [](std::string_view, std::string_view detail) { return fmt::format("says \"{}\"", detail); },
};

}  // namespace asim
