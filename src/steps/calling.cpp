// call, return, exit: procedures, and the end of processes.

#include <fmt/format.h>

#include "steps/execution.h"
#include "steps/unwinding.h"

namespace asim {
namespace {

constexpr std::uint32_t kDeepestCall = 10'000;

class CallOp final : public Op {
public:
  std::vector<Argument> arguments;
  Variable as;
  Span span;
  explicit CallOp(std::uint32_t procedure) : procedure_(procedure) {}

  const Op* execute(Frame& frame) const override {
    const Procedure& procedure = frame.state.program.procedures[procedure_];
    Instance& self = *frame.self;
    const std::uint32_t depth = self.call ? self.call->depth + 1 : 1;
    if (depth > kDeepestCall) {
      throw RunError(span, fmt::format("`{}` is called {} deep: does it call itself forever?", procedure.name,
                                       kDeepestCall));
    }
    Call* call = Call::make(frame.state.pool, procedure.own_slots);
    call->caller = self.call;
    call->caller_own = self.own;
    call->call_op = this;
    call->depth = depth;
    for (std::size_t i = 0; i < arguments.size(); ++i) call->own()[i] = evaluate(arguments[i].operand, frame);
    self.call = call;
    self.own = frame.own = call->own();
    return procedure.entry.op;
  }

  /// The procedure has returned.
  const Op* resume(Frame& frame) const override {
    as.set(frame, frame.self->take_result());
    return next;
  }

  std::string told(Frame& frame, const Op*) const override {
    return fmt::format("carries out the procedure `{}`", frame.state.program.procedures[procedure_].name);
  }
  std::string dump() const override { return fmt::format("call {}", procedure_); }

private:
  std::uint32_t procedure_;
};

/// Ends a procedure, or in a process's own steps the process.
class ReturnOp final : public Op {
public:
  explicit ReturnOp(Operand value) : value_(value) {}

  const Op* execute(Frame& frame) const override {
    Value result = value_.given() ? evaluate(value_, frame) : Value::null();
    return depart(frame, *this, {Departure::Kind::back, 0, std::move(result)});
  }
  std::string told(Frame& frame, const Op*) const override {
    if (value_.kind != Operand::Kind::constant && value_.kind != Operand::Kind::shared) return "returns";
    return "returns " + known_text(value_, frame);  // the variables of a procedure are gone by now
  }
  std::string dump() const override { return "return"; }

private:
  Operand value_;
};

class ExitOp final : public Op {
public:
  const Op* execute(Frame& frame) const override {
    return depart(frame, *this, {Departure::Kind::exit, 0, Value()});
  }
  std::string told(Frame&, const Op*) const override { return "leaves"; }
  std::string dump() const override { return "exit"; }
};

void compile_call(StepCompiler& c, const StepNode& s) {
  const std::optional<std::uint32_t> index = c.procedure(s, "call");
  if (!index) return;
  std::vector<Argument> arguments = c.arguments(s, "args", c.program().procedures[*index].argument_names,
                                                c.program().procedures[*index].name);
  CallOp& op = c.emit<CallOp>(s.span, *index);
  op.arguments = std::move(arguments);
  op.as = c.variable(s);
  op.span = s.span;
}

constexpr Key kCallKeys[] = {
    {"call", KeyType::procedure, true, "", "the procedure"},
    {"args", KeyType::arguments, false, "", "its arguments by name"},
    {"as", KeyType::name, false, "", "the variable that gets what it returns"},
};
constexpr Key kReturnKeys[] = {{"return", KeyType::value, false, "null", "the result"}};
constexpr Key kExitKeys[] = {{"exit", KeyType::nothing, false, "", ""}};

}  // namespace

extern const StepKind call_step{
    .name = "call",
    .keys = kCallKeys,
    .summary = "carry out a procedure",
    .documentation =
        "A procedure is declared under `procedures:` with its arguments and steps. It sees its arguments, "
        "`self` and\n"
        "the shared names, not the caller's own variables. `return: value` ends it with a result; without "
        "it the\n"
        "result is null.",
    .example = R"(model: a procedure
timeline: [log]
procedures:
  double:
    args: [x]
    steps:
      - sleep: 1
      - return: 2 * x
processes:
  caller:
    steps:
      - call: double
        args: {x: 21}
        as: y
      - log: "{y}"
)",
    .timeline = "1 caller 42\n",
    .writes_rows = false,
    .compile = compile_call,
};

extern const StepKind return_step{
    .name = "return",
    .keys = kReturnKeys,
    .summary = "end a procedure or a process with a result",
    .documentation = "Whoever called the procedure, or joins the process, gets the value.",
    .example = R"(model: a result
timeline: [log]
procedures:
  answer:
    steps:
      - return: 42
processes:
  asker:
    steps:
      - call: answer
        as: a
      - log: "{a}"
)",
    .timeline = "0 asker 42\n",
    .writes_rows = false,
    .compile = [](StepCompiler& c,
                  const StepNode& s) { c.emit<ReturnOp>(s.span, c.value(s, "return").operand); },
};

extern const StepKind exit_step{
    .name = "exit",
    .keys = kExitKeys,
    .summary = "end the process",
    .documentation = "From within a procedure too. Whoever joins the process gets null.",
    .example = R"(model: leaving early
timeline: [log]
processes:
  guest:
    steps:
      - log: stays a while
      - exit
      - log: never said
)",
    .timeline = "0 guest stays a while\n",
    .elsewhere = "terminate dispose leave",
    .writes_rows = false,
    .compile = [](StepCompiler& c, const StepNode& s) { c.emit<ExitOp>(s.span); },
};

}  // namespace asim
