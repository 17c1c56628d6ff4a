// open, close, pulse: moving a gate.

#include <fmt/format.h>

#include "steps/execution.h"

namespace asim {
namespace {

template <void (Gate::*move)()>
class GateOp final : public Op {
public:
  GateOp(Argument gate, const StepKind& kind) : Op(rows::of(kind)), gate_(gate), kind_(kind) {}

  const Op* execute(Frame& frame) const override {
    GateObject& gate = evaluate_object<GateObject>(gate_, frame);
    (gate.*move)();
    if (wants_row(frame, row)) [[unlikely]]
      write_row(frame, row, gate.name, "");
    return next;
  }
  void link(const Linker&) override {
    if (is_known(gate_, types::gate)) quick = move_known;
  }
  Rows rows() const override { return Rows::of_its_kind; }
  std::string dump() const override { return std::string(kind_.name); }

private:
  static const Op* move_known(const Op& op, State& state, Instance& self) {
    self.op = &op;
    (known<GateObject>(static_cast<const GateOp&>(op).gate_, state).*move)();
    return go_on_with(*op.next, state, self);
  }

  Argument gate_;
  const StepKind& kind_;
};

template <void (Gate::*move)()>
void compile_move(StepCompiler& c, const StepNode& s) {
  c.emit<GateOp<move>>(s.span, c.expression(s, s.kind.name, types::gate), s.kind);
}

constexpr Key kOpenKeys[] = {{"open", KeyType::gate, true, "", "the gate"}};
constexpr Key kCloseKeys[] = {{"close", KeyType::gate, true, "", "the gate"}};
constexpr Key kPulseKeys[] = {{"pulse", KeyType::gate, true, "", "the gate"}};

}  // namespace

extern const StepKind open_step{
    .name = "open",
    .keys = kOpenKeys,
    .summary = "open a gate",
    .documentation =
        "Lets through all who wait at the gate, in the order of their coming, and from now on everyone.",
    .example = R"(model: a shop
timeline: [log]
gates: {doors: {}}
processes:
  early:
    steps:
      - wait: doors
      - log: comes in
  late:
    start: 9
    steps:
      - wait: doors
      - log: comes in
  porter:
    steps:
      - sleep: 8
      - open: doors
)",
    .timeline = "8 early comes in\n9 late comes in\n",
    .compile = compile_move<&Gate::open>,
    .story = [](std::string_view object, std::string_view) { return fmt::format("opens `{}`", object); },
};

extern const StepKind close_step{
    .name = "close",
    .keys = kCloseKeys,
    .summary = "close a gate",
    .documentation =
        "Whoever comes from now on waits for the next opening; whoever was let through already goes on.",
    .example = R"(model: the end of the day
timeline: [log]
gates: {doors: {open: true}}
processes:
  porter:
    steps:
      - sleep: 18
      - close: doors
      - sleep: 14
      - open: doors
  customer:
    start: 20
    steps:
      - wait: doors
      - log: comes in
)",
    .timeline = "32 customer comes in\n",
    .compile = compile_move<&Gate::close>,
    .story = [](std::string_view object, std::string_view) { return fmt::format("closes `{}`", object); },
};

extern const StepKind pulse_step{
    .name = "pulse",
    .keys = kPulseKeys,
    .summary = "let through who waits at a gate",
    .documentation =
        "Lets through all who wait now and leaves the gate closed: a barrier that falls again at once. At "
        "an open gate\n"
        "nobody waits; it is closed then.",
    .example = R"(model: a traffic light
timeline: [log]
gates: {light: {}}
processes:
  car:
    steps:
      - wait: light
      - log: drives
      - wait: light
      - log: drives again
  signal:
    steps:
      - loop: 2
        do:
          - sleep: 30
          - pulse: light
)",
    .timeline = "30 car drives\n60 car drives again\n",
    .compile = compile_move<&Gate::pulse>,
    .story =
        [](std::string_view object, std::string_view) {
          return fmt::format("lets through who waits at `{}`, and leaves it closed", object);
        },
};

}  // namespace asim
