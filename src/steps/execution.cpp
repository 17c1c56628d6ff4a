#include "steps/execution.h"

#include <fmt/format.h>

#include <cmath>

#include "base/numbers.h"
#include "program/value_text.h"

namespace asim {
void write_row(Frame& frame, EventKind kind, std::string_view object, std::string_view detail) {
  frame.state.recorder.row(frame.state.now(), name_of(*frame.self), kind, object, detail);
}

void write_row(Frame& frame, EventKind kind, std::string_view object, const Value& detail) {
  const auto write = [&](std::string_view text) {
    frame.state.recorder.row(frame.state.now(), name_of(*frame.self), kind, object, text, detail.is_number());
  };
  if (detail.is_number()) {
    char text[kLongestNumber];
    return write({text, static_cast<std::size_t>(write_number(text, detail.as_number()) - text)});
  }
  fmt::memory_buffer text;
  append_value(text, detail);
  write({text.data(), text.size()});
}

void refuse_delay(double delay, Span span) {
  throw RunError(span, std::isnan(delay) ? "a delay must be a number, not nan"
                                         : fmt::format("negative delay: {}", number_text(delay)));
}

std::size_t evaluate_whole(const Argument& argument, Frame& frame, std::size_t least, std::string_view what) {
  const double x = evaluate_number(argument.operand, frame, argument.span);
  if (x >= static_cast<double>(least) && x <= kLargestWhole && x == std::floor(x))
    return static_cast<std::size_t>(x);
  if (x > kLargestWhole)
    throw RunError(argument.span, fmt::format("{} is too large: {}", what, number_text(x)));
  throw RunError(argument.span, fmt::format("{} must be a whole number of at least {}, not {}", what, least,
                                            number_text(x)));
}

double evaluate_given_priority(const Argument& argument, Frame& frame) {
  const double priority = evaluate_number(argument.operand, frame, argument.span);
  if (std::isnan(priority)) throw RunError(argument.span, "a priority must be a number, not nan");
  return priority;
}

Object& as_object(const Value& value, ObjectKind expected, Span span) {
  const std::string_view due = kind_name(expected);
  if (!value.is_object())
    throw RunError(span, fmt::format("a {} is due here, not {}", due, kind_description(value)));
  Object& object = *value.as_object();
  if (object.kind == expected) return object;
  const bool lacks_amount = expected == ObjectKind::queue && object.kind == ObjectKind::container;
  throw RunError(span, fmt::format("`{}` is a {}, not a {}", object.name, kind_name(object.kind), due),
                 lacks_amount ? "a container needs `amount:`" : "");
}

Object& evaluate_object(const Argument& argument, Frame& frame, ObjectKind expected) {
  return as_object(evaluate(argument.operand, frame), expected, argument.span);
}

Value evaluate_instance(const Argument& argument, Frame& frame) {
  Value value = evaluate(argument.operand, frame);
  if (value.is_instance()) return value;
  throw RunError(argument.span, fmt::format("a process is due here, not {}", kind_description(value)));
}

std::string known_text(Operand operand, const Frame& frame) {
  if (operand.kind == Operand::Kind::now) return number_text(frame.state.now());
  if (operand.kind == Operand::Kind::elapsed) {
    const Value& since = frame.own[operand.slot];
    return since.is_number() ? number_text(frame.state.now() - since.as_number()) : "";
  }
  const Value* value = detail::find_value(operand, frame);
  return value ? value_text(*value) : "";
}

// ---- waiting ----

std::string WaitingOp::wish(Frame& frame, const Event* event) const {
  return awaited(frame, event) + " is done";
}

const Op* WaitingOp::execute(Frame& frame) const {
  const double limit = timeout.given() ? evaluate_delay(timeout, frame) : Loop::kForever;
  return begin(frame, *request(frame), limit);
}

const Op* WaitingOp::begin(Frame& frame, Event& event, double limit) const {
  if (!frame.self->wait(event, limit).ready) return kWaits;
  return conclude(frame, event);
}

const Op* WaitingOp::resume(Frame& frame) const { return conclude(frame, *frame.self->received()); }

const Op* WaitingOp::conclude(Frame& frame, Event& event) const {
  switch (frame.self->wake()) {
    case Process::Wake::granted: {
      Value value = receive(frame, event);
      const Target* elsewhere = continuation(frame, event);
      event.destroy(frame.state.pool);
      as.set(frame, std::move(value));
      return elsewhere ? elsewhere->op : next;
    }
    case Process::Wake::timed_out: return timed_out(frame, event);
    default: break;
  }
  event.destroy(frame.state.pool);
  return interrupted(frame, *this);
}

const Op* WaitingOp::timed_out(Frame& frame, Event& event) const {
  static const EventKind timeout_row = rows::of("timeout");
  if (wants_row(frame, timeout_row)) write_row(frame, timeout_row, awaited(frame, &event), "");
  event.destroy(frame.state.pool);
  if (clears_as) as.set(frame, Value::null());
  return on_timeout.op ? on_timeout.op : next;
}

}  // namespace asim
