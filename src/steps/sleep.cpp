// sleep, sleep_until: a delay.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/numbers.h"
#include "steps/sleeping.h"

namespace asim {

[[gnu::noinline]] const Op* sleep_elsewhere(const Op& op, Instance& self, double end) {
  self.op = &op;
  self.sleep_until(end);
  return kWaits;
}

[[gnu::noinline]] const Op* sleep_renumbered(Loop& loop) {
  loop.renumber();
  return kWaits;
}

namespace {

/// Waits for a point of time. The plain form uses the process's own slot in the future event list and no
/// event.
class SleepOp : public WaitingOp {
public:
  const Op* resume(Frame& frame) const final {
    if (timeout.given()) return WaitingOp::resume(frame);
    return frame.self->wake() == Process::Wake::granted ? next : interrupted(frame, *this);
  }

  Event* request(Frame& frame) const final {
    return frame.state.pool.make<Timer>(*frame.self, wake_time(frame));
  }
  Value receive(Frame&, Event&) const final { return Value::null(); }
  std::string awaited(Frame& frame, const Event* event) const final {
    const double time = time_of(frame, event);
    return time == Loop::kForever ? "an interrupt" : "t = " + number_text(time);
  }
  std::string wish(Frame& frame, const Event* event) const final {
    const double time = time_of(frame, event);
    return time == Loop::kForever ? "somebody interrupts me" : "the clock reads " + number_text(time);
  }
  std::string message(Frame& frame, const Event* event) const final {
    const double time = time_of(frame, event);
    return time == Loop::kForever ? "resume me when somebody interrupts me"
                                  : "resume me at " + number_text(time);
  }
  std::string remedy(Frame& frame, const Event* event) const final {
    const double time = time_of(frame, event);
    if (time == Loop::kForever) return "an `interrupt` of it";
    return event ? "the clock at " + number_text(time) : "";  // without an event that has been said
  }

protected:
  /// Evaluates the argument and writes the row: the sleep begins here.
  virtual double wake_time(Frame&) const = 0;
  static double time_of(const Frame& frame, const Event* event) {
    return event ? static_cast<const Timer*>(event)->time() : frame.self->wake_time();
  }

  void link(const Linker& linker) override {
    WaitingOp::link(linker);
    if (timeout.given()) return;
    after_sleep = next;
    quick_resume = go_on_behind<be_interrupted>;
  }
  // Woken in time it goes on with after_sleep.
  static const Op* be_interrupted(const Op& op, State& state, Instance& self) {
    Frame frame{state, &self, self.own};
    return interrupted(frame, op);
  }
  const Op* asleep(Frame& frame, Process::Awaiter sleep) const {
    if (sleep.ready) [[unlikely]]
      return interrupted(frame, *this);
    return kWaits;
  }
};

/// By far the most frequent of all waits, usually for a time that has been drawn ahead.
class SleepFor final : public SleepOp {
public:
  /// `literal`: the delay, if it is written down.
  SleepFor(Argument delay, std::optional<double> literal)
      : delay_(delay), literal_(literal.value_or(std::numeric_limits<double>::quiet_NaN())) {}
  const Op* execute(Frame& frame) const override {
    if (timeout.given()) return WaitingOp::execute(frame);
    return asleep(frame, frame.self->sleep(begin_delay(frame)));
  }
  std::string dump() const override { return "sleep"; }

protected:
  void link(const Linker& linker) override {
    SleepOp::link(linker);
    if (timeout.given()) return;
    const auto use = [this]<Operand::Kind kind>() {
      delay_at_hand = delay_of_kind<kind>;
      quick_with_row = sleep_with_row<kind>;
      return sleep<kind>;
    };
    quick = delay_.operand.kind == Operand::Kind::draw ? use.operator()<Operand::Kind::draw>()
                                                       : quick_by_kind(delay_.operand, use);
    if (literal_ >= 0) quick = sleep_literally;
  }

private:
  template <Operand::Kind kind>
  static const Op* sleep(const Op& op, State& state, Instance& self) {
    const auto& step = static_cast<const SleepFor&>(op);
    const double delay = delay_of_kind<kind>(step, state, self, false);
    if (!(delay >= 0) || self.has_interrupt()) [[unlikely]]
      return at_length(op, state, self);
    delay_of_kind<kind>(step, state, self, true);
    return sleep_quickly(op, state, self, state.now() + delay);
  }
  template <Operand::Kind kind>
  static const Op* sleep_with_row(const Op& op, State& state, Instance& self) {
    const double delay = delay_of_kind<kind>(static_cast<const SleepFor&>(op), state, self, false);
    if (!(delay >= 0) || self.has_interrupt()) [[unlikely]]
      return at_length(op, state, self);
    write_row_of(op, state, self, delay);
    return sleep<kind>(op, state, self);
  }
  [[gnu::noinline]] static void write_row_of(const Op& op, State& state, Instance& self, double delay) {
    Frame frame{state, &self, self.own};
    write_row(frame, op.row, "", Value(delay));
  }
  static const Op* sleep_literally(const Op& op, State& state, Instance& self) {
    if (self.has_interrupt()) [[unlikely]]
      return at_length(op, state, self);
    return sleep_quickly(op, state, self, state.now() + static_cast<const SleepFor&>(op).literal_);
  }
  template <Operand::Kind kind>
  static double delay_of_kind(const WaitingOp& op, State& state, const Instance& self, bool begins) {
    const Operand& operand = static_cast<const SleepFor&>(op).delay_.operand;
    if constexpr (kind == Operand::Kind::draw) {
      DrawnAhead& drawn = state.drawn_ahead[operand.index];
      return begins ? drawn.take() : drawn.value;  // NaN if none is left
    } else {
      const Value& delay = place_at_hand<kind>(operand, state, self);
      return delay.is_number() ? delay.as_number() : std::numeric_limits<double>::quiet_NaN();
    }
  }

  double wake_time(Frame& frame) const override { return frame.state.now() + begin_delay(frame); }
  double begin_delay(Frame& frame) const {
    const double delay = evaluate_delay(delay_, frame);
    if (wants_row(frame, row)) write_row(frame, row, "", Value(delay));
    return delay;
  }

  Argument delay_;
  double literal_;
};

class SleepUntil final : public SleepOp {
public:
  /// `day`: the time is one of the first day, and meant is the next such time of any day. 0: it is that time.
  SleepUntil(Argument time, double day) : time_(time), day_(day) {}
  const Op* execute(Frame& frame) const override {
    if (timeout.given()) return WaitingOp::execute(frame);
    return asleep(frame, frame.self->sleep_until(wake_time(frame)));
  }
  std::string dump() const override { return "sleep until"; }

private:
  double wake_time(Frame& frame) const override {
    double time = evaluate_number(time_.operand, frame, time_.span);
    if (day_ > 0) time = next_of_any_day(time, frame.state.now());
    if (!(time >= frame.state.now())) {
      throw RunError(time_.span, fmt::format("negative delay: {} is before now, {}", number_text(time),
                                             number_text(frame.state.now())));
    }
    if (wants_row(frame, row)) write_row(frame, row, "", "until " + number_text(time));
    return time;
  }

  /// Now or later. Days are counted from the first one, so that no roundings add up.
  double next_of_any_day(double first, double now) const {
    double days = std::max(0.0, std::floor((now - first) / day_) - 1);
    while (first + days * day_ < now) days += 1;
    return first + days * day_;
  }

  Argument time_;
  double day_;
};

class SleepForever final : public SleepOp {
public:
  const Op* execute(Frame& frame) const override {
    if (timeout.given()) return WaitingOp::execute(frame);
    return asleep(frame, frame.self->sleep_until(wake_time(frame)));
  }
  std::string dump() const override { return "sleep forever"; }

private:
  double wake_time(Frame& frame) const override {
    if (wants_row(frame, row)) write_row(frame, row, "", "forever");
    return Loop::kForever;
  }
};

std::unique_ptr<WaitingOp> request_sleep(StepCompiler& c, const StepNode& s) {
  const Node* argument = s.argument();
  if (argument && argument->is_scalar() && argument->text == "forever") {
    return std::make_unique<SleepForever>();
  }
  const Argument time = c.number(s, "sleep");
  c.check_range(time, {0, false, "a delay must not be negative"});
  return std::make_unique<SleepFor>(time, c.program().expressions.literal_number(time.operand));
}

std::unique_ptr<WaitingOp> request_sleep_until(StepCompiler& c, const StepNode& s) {
  const Node* node = s.argument();
  if (!node || node->is_null()) return nullptr;
  const Argument time = c.compile(*node, Use::point, types::number | types::boolean);
  c.check_range(time, {0, false, "a time must not be negative"});
  const Calendar& calendar = c.program().expressions.calendar;
  const bool is_time_of_day = calendar.unit && parse_time_of_day(node->text);
  return std::make_unique<SleepUntil>(time, is_time_of_day ? calendar.units(Calendar::kDay) : 0);
}

constexpr Key kSleepKeys[] = {{"sleep", KeyType::number, true, "", "how long; `forever`: until interrupted"}};
constexpr Key kUntilKeys[] = {{"sleep_until", KeyType::number, true, "", "when to go on"}};

}  // namespace

extern const StepKind sleep_step{
    .name = "sleep",
    .keys = kSleepKeys,
    .summary = "wait that long",
    .documentation =
        "The process stands still for a delay, in the model's time unit, and then goes on with the next "
        "step. A delay\n"
        "of 0 gives way to everything that is due now and was due before. A negative delay is an error. "
        "`sleep:\n"
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
    .elsewhere = "delay timeout hold pause advance",
    .request = request_sleep,
};

extern const StepKind sleep_until_step{
    .name = "sleep_until",
    .keys = kUntilKeys,
    .summary = "wait until a point of time",
    .documentation =
        "The process goes on when the clock reads that time. A time that has passed is an error. A time of "
        "day such\n"
        "as `09:15` is the next one, of this day or another; now if it is that time.",
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
