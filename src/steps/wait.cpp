// wait: go through a gate.

#include <fmt/format.h>

#include "steps/execution.h"

namespace asim {
namespace {

class WaitOp final : public WaitingOp {
public:
  explicit WaitOp(Argument gate) : gate_(gate) {}

  Event* request(Frame& frame) const override {
    return frame.state.pool.make<Gate::Wait>(*frame.self, evaluate_object<GateObject>(gate_, frame));
  }

  Value receive(Frame& frame, Event& event) const override {
    auto& wait = static_cast<Gate::Wait&>(event);
    wait.receive();
    if (wants_row(frame, row)) write_row(frame, row, object_of(wait.gate()).name, "");
    return Value::null();
  }

  std::string awaited(Frame&, const Event* event) const override {
    return object_of(static_cast<const Gate::Wait*>(event)->gate()).name;
  }
  std::string wish(Frame& frame, const Event* event) const override {
    return fmt::format("`{}` opens", awaited(frame, event));
  }
  std::string remedy(Frame& frame, const Event* event) const override {
    return fmt::format("an `open` or `pulse` of `{}`", awaited(frame, event));
  }
  std::string dump() const override { return "wait"; }

protected:
  void link(const Linker& linker) override {
    WaitingOp::link(linker);
    if (!is_known(gate_, types::gate) || !has_fixed_timeout() || as.given()) return;
    if (!timeout.given()) {
      try_quickly = go_through_if_open;
      attempt_in_time = attempt;
    }
    quick = go_through;
    quick_resume = go_on_granted<Gate::Wait>;
  }

private:
  // A gate known beforehand.
  static const Op* go_through(const Op& op, State& state, Instance& self) {
    const auto& wait = static_cast<const WaitOp&>(op);
    const double limit = wait.fixed_timeout(state);
    const bool is_through = limit >= 0 && go_through_if_open(wait, state, self);
    if (is_through) return go_on_with(*op.next, state, self);
    return wait_in_line(wait, state, self, limit) ? kWaits : at_length(op, state, self);
  }
  static Attempt attempt(const WaitingOp& op, State& state, Instance& self, double limit) {
    if (go_through_if_open(op, state, self)) return Attempt::done;
    return wait_in_line(op, state, self, limit) ? Attempt::waits : Attempt::failed;
  }
  static bool go_through_if_open(const WaitingOp& op, State& state, Instance&) {
    Gate& gate = known<GateObject>(static_cast<const WaitOp&>(op).gate_, state);
    if (!gate.is_open()) return false;
    gate.pass();
    return true;
  }
  [[gnu::noinline]] static bool wait_in_line(const WaitingOp& op, State& state, Instance& self,
                                             double limit) {
    if (!(limit > 0) || self.has_interrupt()) [[unlikely]]
      return false;
    Gate& gate = known<GateObject>(static_cast<const WaitOp&>(op).gate_, state);
    self.op = &op;
    state.pool.make<Gate::Wait>(self, gate)->wait_in_line(limit);
    return true;
  }

  Argument gate_;
};

std::unique_ptr<WaitingOp> request_wait(StepCompiler& c, const StepNode& s) {
  return std::make_unique<WaitOp>(c.expression(s, "wait", types::gate));
}

constexpr Key kKeys[] = {{"wait", KeyType::gate, true, "", "the gate"}};

}  // namespace

extern const StepKind wait_step{
    .name = "wait",
    .keys = kKeys,
    .summary = "wait until a gate is open",
    .documentation =
        "Goes through at once if the gate is open, otherwise with its next opening or pulse. Whoever was "
        "let through\n"
        "goes on, also if the gate is closed again in the same instant.",
    .example = R"(model: a race
timeline: [log]
gates: {barrier: {}}
processes:
  starter:
    steps:
      - sleep: 3
      - open: barrier
  horse:
    count: 2
    steps:
      - wait: barrier
      - log: runs
)",
    .timeline = "3 horse[0] runs\n3 horse[1] runs\n",
    .request = request_wait,
    .story = [](std::string_view object,
                std::string_view) { return fmt::format("goes through `{}`", object); },
};

}  // namespace asim
