// sleep, sleep_until: a delay.

#include <fmt/format.h>

#include "base/numbers.h"
#include "steps/execution.h"

namespace asim {
namespace {

/// Waits for a point of time. The plain form uses the process's own slot in the future event list and no event.
class Sleep final : public WaitingOp {
 public:
  enum class Form : std::uint8_t { duration, until, forever };
  Sleep(Form form, Argument time) : form_(form), time_(time) {}

  Flow execute(Frame& frame) const override {
    if (timeout.given()) return WaitingOp::execute(frame);
    const double time = wake_time(frame);
    return frame.self->sleep_until(time).ready ? Flow::interrupted : Flow::waits;
  }

  Flow resume(Frame& frame) const override {
    if (timeout.given()) return WaitingOp::resume(frame);
    return frame.self->wake() == Process::Wake::granted ? Flow::next : Flow::interrupted;
  }

  Event* request(Frame& frame) const override {
    return frame.state.pool.make<Timer>(*frame.self, wake_time(frame));
  }
  Value receive(Frame&, Event&) const override { return Value::null(); }
  std::string awaited(Frame& frame) const override {
    const double time = frame.self->wake_time();
    return time == Loop::kForever ? "an interrupt" : "t = " + number_text(time);
  }
  std::string dump() const override { return form_ == Form::until ? "sleep_until" : "sleep"; }

 private:
  /// Evaluates the argument and writes the row: the sleep begins here.
  double wake_time(Frame& frame) const {
    const double now = frame.state.now();
    double time = Loop::kForever;
    if (form_ == Form::duration) {
      time = now + evaluate_delay(time_, frame);
    } else if (form_ == Form::until) {
      time = evaluate_number(time_.operand, frame, time_.span);
      if (!(time >= now)) {
        throw RunError(time_.span, fmt::format("negative delay: {} is before now, {}", number_text(time),
                                               number_text(now)));
      }
    }
    if (wants_row(frame, row)) write_row(frame, row, "", detail(time, now));
    return time;
  }

  std::string detail(double time, double now) const {
    if (time == Loop::kForever) return "forever";
    return form_ == Form::until ? "until " + number_text(time) : number_text(time - now);
  }

  Form form_;
  Argument time_;
};

std::unique_ptr<WaitingOp> request_sleep(StepCompiler& c, const StepNode& s) {
  const Node* argument = s.argument();
  if (argument && argument->is_plain() && argument->text == "forever") {
    return std::make_unique<Sleep>(Sleep::Form::forever, Argument{});
  }
  const Argument time = c.number(s, "sleep");
  c.check_range(time, {0, false, "a delay must not be negative"});
  return std::make_unique<Sleep>(Sleep::Form::duration, time);
}

std::unique_ptr<WaitingOp> request_sleep_until(StepCompiler& c, const StepNode& s) {
  const Argument time = c.number(s, "sleep_until");
  c.check_range(time, {0, false, "a time must not be negative"});
  return std::make_unique<Sleep>(Sleep::Form::until, time);
}

constexpr Key kSleepKeys[] = {{"sleep", KeyType::number, true, "", "how long; `forever`: until interrupted"}};
constexpr Key kUntilKeys[] = {{"sleep_until", KeyType::number, true, "", "when to go on"}};

}  // namespace

extern const StepKind sleep_step{
    .name = "sleep",
    .keys = kSleepKeys,
    .summary = "wait that long",
    .documentation =
        "The process stands still for a delay, in the model's time unit, and then goes on with the next step. A delay\n"
        "of 0 gives way to everything that is due now and was due before. A negative delay is an error. `sleep:\n"
        "forever` lasts until somebody interrupts the process.",
    .example = R"(model: a nap
timeline: [log]
processes:
  sleeper:
    steps:
      - log: start
      - sleep: 5
      - log: end
)",
    .timeline = "0 sleeper start\n5 sleeper end\n",
    .request = request_sleep,
};

extern const StepKind sleep_until_step{
    .name = "sleep_until",
    .keys = kUntilKeys,
    .summary = "wait until a point of time",
    .documentation = "The process goes on when the clock reads that time. A time that has passed is an error.",
    .example = R"(model: an appointment
timeline: [log]
processes:
  patient:
    steps:
      - sleep: 2
      - sleep_until: 9
      - log: it is {now}
)",
    .timeline = "9 patient it is 9\n",
    .request = request_sleep_until,
};

}  // namespace asim
