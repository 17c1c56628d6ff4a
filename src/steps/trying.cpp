// try, interrupt, cancel: what one process can do to another's waiting, and how that one takes it.

#include <optional>

#include <fmt/format.h>

#include "program/value_text.h"
#include "steps/execution.h"
#include "steps/jumps.h"
#include "steps/unwinding.h"
#include "steps/with.h"

namespace asim {
namespace {

// ---- try ----

/// try: [a]             a          guarded, an interrupt goes to b
/// on_interrupt: [b]    jump past
///                      b
///                past:
void compile_guarded(StepCompiler& c, const StepNode& s) {
  const Node* on_interrupt = s.find("on_interrupt");
  Region region;
  region.kind = Region::Kind::on_interrupt;
  region.body = c.body();
  region.begin = c.here();
  c.steps(s.find("try"), "`try:`");
  if (!on_interrupt) return;
  region.end = c.here();
  Jump& past = c.emit<Jump>(s.span);
  region.handler.index = c.here();
  if (const Variable cause = c.variable(s); cause.given()) {
    region.cause_slot = cause.slot;
    c.program().reads_causes = true;
  }
  c.program().regions.push_back(region);
  c.possible_steps(on_interrupt, "`on_interrupt:`");
  past.target.index = c.here();
}

void compile_try(StepCompiler& c, const StepNode& s) {
  const Node* finally = s.find("finally");
  if (!finally) {
    if (!s.has("on_interrupt")) c.diagnostics().error(s.span, "a `try` needs `on_interrupt:` or `finally:`");
    return compile_guarded(c, s);
  }
  CleanupScope cleanup(c);
  compile_guarded(c, s);
  cleanup.end_guarded(s.span);
  c.steps(finally, "`finally:`");
  cleanup.end_cleanup(s.span);
}

// ---- interrupt ----

class InterruptOp final : public Op {
public:
  /// `sole`: the type whose only instance the target is, if it is written like that.
  InterruptOp(Argument target, std::optional<std::uint32_t> sole, Argument cause, Span span,
              EventKind of_kind)
      : Op(of_kind), target_(target), sole_(sole), cause_(cause), span_(span) {}

  const Op* execute(Frame& frame) const override {
    const Value target = evaluate_instance(target_, frame);
    Value cause = cause_.given() ? evaluate(cause_.operand, frame) : Value::null();
    Instance& instance = *target.as_instance();
    if (!instance.alive()) return next;
    if (&instance == frame.self) throw RunError(target_.span, "a process cannot interrupt itself");
    if (wants_row(frame, row)) {
      const std::string name(name_of(instance));
      write_row(frame, row, name, cause.is_null() ? "" : value_text(cause));
    }
    auto* interruption = frame.state.pool.make<Interruption>();
    interruption->cause = std::move(cause);
    interruption->from = span_;
    const bool is_first = !instance.has_interrupt();
    frame.state.loop.interrupt(instance, *interruption);
    if (is_first && instance.is_held_back()) give_up_returns(instance);
    return next;
  }
  void link(const Linker&) override {
    if (!sole_) return;
    quick = cause_.given()
                ? quick_by_kind(cause_.operand, []<Operand::Kind kind>() { return interrupt_sole<kind>; })
                : interrupt_sole<Operand::Kind::none>;
  }
  Rows rows() const override { return Rows::of_its_kind; }
  std::string dump() const override { return "interrupt"; }

private:
  template <Operand::Kind kind>
  static const Op* interrupt_sole(const Op& op, State& state, Instance& self) {
    const auto& step = static_cast<const InterruptOp&>(op);
    const Value& sole = state.process_types[*step.sole_].sole;
    if (!sole.is_instance()) [[unlikely]]
      return at_length(op, state, self);
    if constexpr (kind != Operand::Kind::none) {
      if (place_at_hand<kind>(step.cause_.operand, state, self).is_failure()) [[unlikely]]
        return at_length(op, state, self);
    }
    Instance& target = *sole.as_instance();
    if (!target.alive()) return go_on_with(*op.next, state, self);
    if (&target == &self || target.is_held_back()) [[unlikely]]
      return at_length(op, state, self);
    self.op = &op;
    auto* interruption = state.pool.make<Interruption>();
    if constexpr (kind != Operand::Kind::none)
      interruption->cause = place_at_hand<kind>(step.cause_.operand, state, self);
    interruption->from = step.span_;
    state.loop.interrupt(target, *interruption);
    return go_on_with(*op.next, state, self);
  }

  Argument target_;
  std::optional<std::uint32_t> sole_;
  Argument cause_;
  Span span_;
};

void compile_interrupt(StepCompiler& c, const StepNode& s) {
  const Argument target = c.expression(s, "interrupt", types::instance);
  const std::optional<std::uint32_t> sole = sole_instance_of(target.operand, c.program().expressions);
  c.emit<InterruptOp>(s.span, target, sole, c.value(s, "cause"), s.span, rows::of(s.kind));
}

// ---- cancel ----

class CancelOp final : public Op {
public:
  CancelOp(Argument target, EventKind of_kind) : Op(of_kind), target_(target) {}

  const Op* execute(Frame& frame) const override {
    const Value target = evaluate_instance(target_, frame);
    Instance& instance = *target.as_instance();
    if (!instance.alive()) return next;
    if (wants_row(frame, row)) {
      const std::string name(name_of(instance));
      write_row(frame, row, name, "");
    }
    if (&instance == frame.self) return depart(frame, *this, {Departure::Kind::cancel, 0, Value()});
    cancel_instance(frame.state, instance);
    return next;
  }
  std::string dump() const override { return "cancel"; }

private:
  Argument target_;
};

void compile_cancel(StepCompiler& c, const StepNode& s) {
  c.emit<CancelOp>(s.span, c.expression(s, "cancel", types::instance), rows::of(s.kind));
}

constexpr Key kTryKeys[] = {
    {"try", KeyType::steps, true, "", "the steps that an interrupt may end"},
    {"on_interrupt", KeyType::steps, false, "",
     "the steps after an interrupt; the process then goes on behind the try"},
    {"as", KeyType::name, false, "", "the variable that gets the interrupt's cause"},
    {"finally", KeyType::steps, false, "", "steps that are carried out however the others end"},
};
constexpr Key kInterruptKeys[] = {
    {"interrupt", KeyType::process, true, "", "the process to interrupt"},
    {"cause", KeyType::value, false, "null", "what it is told"},
};
constexpr Key kCancelKeys[] = {{"cancel", KeyType::process, true, "", "the process to end"}};

}  // namespace

extern const StepKind try_step{
    .name = "try",
    .keys = kTryKeys,
    .summary = "catch interrupts, and clean up",
    .documentation =
        "An interrupt that reaches the process at a step within `try` ends that step; the process goes on "
        "with the\n"
        "`on_interrupt` steps. `finally` steps are carried out in any case: after the others, after an "
        "interrupt, on\n"
        "`break`, `return` and `exit`, and when the process is cancelled, in which case they may not wait.",
    .example = R"(model: a disturbed nap
timeline: [log]
processes:
  sleeper:
    steps:
      - try:
          - sleep: 10
          - log: slept well
        on_interrupt:
          - log: woken by {why}
        as: why
        finally:
          - log: gets up
  cat:
    steps:
      - sleep: 4
      - interrupt: sleeper
        cause: "the cat"
)",
    .timeline = "4 sleeper woken by the cat\n4 sleeper gets up\n",
    .writes_rows = false,
    .compile = compile_try,
};

extern const StepKind interrupt_step{
    .name = "interrupt",
    .keys = kInterruptKeys,
    .summary = "end another process's wait",
    .documentation =
        "The target gets the interrupt at the step where it waits: the step ends, what it had been granted "
        "but not yet\n"
        "received is given back, and the innermost `try` around it takes over. An interrupt that nothing "
        "catches fails\n"
        "the run. A process that does not wait gets it at its next wait; one that has ended is left alone.",
    .example = R"(model: an interruption
timeline: [log]
processes:
  worker:
    steps:
      - try:
          - sleep: 10
        on_interrupt:
          - log: stopped after {now}
  manager:
    steps:
      - sleep: 4
      - interrupt: worker
)",
    .timeline = "4 worker stopped after 4\n",
    .compile = compile_interrupt,
    .story =
        [](std::string_view object, std::string_view detail) {
          return fmt::format("interrupts {}{}{}", object, detail.empty() ? "" : ": ", detail);
        },
};

extern const StepKind cancel_step{
    .name = "cancel",
    .keys = kCancelKeys,
    .summary = "end another process where it stands",
    .documentation =
        "What it holds is released, what it waits for is withdrawn, and its `finally` steps are carried out "
        "at once;\n"
        "they may not wait. Whoever joins it gets null. A process that has ended is left alone.",
    .example = R"(model: a cancelled order
timeline: [log]
processes:
  order:
    steps:
      - try:
          - sleep: 10
          - log: delivered
        finally:
          - log: closed
  customer:
    steps:
      - sleep: 4
      - cancel: order
      - log: cancelled
)",
    .timeline = "4 order closed\n4 customer cancelled\n",
    .elsewhere = "kill",
    .compile = compile_cancel,
    .story = [](std::string_view object, std::string_view) { return fmt::format("ends {}", object); },
};

}  // namespace asim
