#include "run/arrivals_op.h"

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/heap.h"
#include "program/trace.h"
#include "program/value_text.h"
#include "run/endless_loop.h"

namespace asim {
namespace {

/// What a cell means: a number if it reads as one, nothing if it is blank, otherwise text.
Value cell_value(const std::string& cell, Pool& pool) {
  if (cell.empty()) return Value::null();
  if (const auto number = parse_number(cell)) return *number;
  return Value::adopt(Text::make(pool, cell));
}

}  // namespace

std::string ArrivalsOp::dump() const { return fmt::format("arrivals of {}", type); }

ArrivalsOp::Time ArrivalsOp::begin(Frame& frame) const {
  frame.own[kMade] = 0.0;
  frame.own[kPosition] = 0.0;
  if (at.given()) frame.own[kList] = list_of_times(frame);
  if (!path.empty()) open(frame.state);
  if (rate.given()) state_of(frame.state).rate = std::make_unique<ArrivalRate>(evaluate_table(rate, frame));
  const Time time = first.given()
                        ? checked(frame, evaluate_number(first.operand, frame, first.span), first.span)
                        : next_time(frame);
  return time && *time == frame.state.now() ? arrive_together(frame) : time;
}

const Op* ArrivalsOp::execute(Frame& frame) const {
  if (frame.own[kMade].is_null()) return wait_for(frame, begin(frame));
  return resume(frame);
}

const Op* ArrivalsOp::resume(Frame& frame) const {
  count_turn(frame, frame.state.program.spans[index]);
  if (frame.own[kMade].as_number() == kOver) return ends(frame);
  return wait_for(frame, arrive_together(frame));
}

ArrivalsState& ArrivalsOp::state_of(State& state) const {
  if (state.arrivals.size() <= source) state.arrivals.resize(source + 1);
  return state.arrivals[source];
}

Value ArrivalsOp::list_of_times(Frame& frame) const {
  Value list = evaluate(at.operand, frame);
  if (list.is_list()) return list;
  throw RunError(at.span, fmt::format("`at:` needs a list of times, not {}", kind_description(list)));
}

void ArrivalsOp::open(State& state) const {
  ArrivalsState& file = state_of(state);
  file.reader = std::make_unique<CsvReader>(path);
  if (!file.reader->is_open()) throw RunError(path_span, fmt::format("cannot read `{}`", path));
  file.reader->next(file.cells);  // the header
}

bool ArrivalsOp::is_complete(Frame& frame) const {
  return count.given() && frame.own[kMade].as_number() >= evaluate_number(count.operand, frame, count.span);
}

void ArrivalsOp::arrive(Frame& frame) const {
  const std::size_t n = batch.given() ? evaluate_whole(batch, frame, 0, "a batch") : 1;
  for (std::size_t i = 0; i < n && !is_complete(frame); ++i) make_arrival(frame);
}

/// All who are due now, unless there is an interval between them. Returns when the next one comes.
ArrivalsOp::Time ArrivalsOp::arrive_together(Frame& frame) const {
  const bool one_by_one = every.given() || rate.given();
  Time time;
  do {
    arrive(frame);
    time = next_time(frame);
  } while (time && *time == frame.state.now() && !one_by_one);
  return time;
}

const Op* ArrivalsOp::wait_for(Frame& frame, Time time) {
  if (!time) return ends(frame);
  frame.self->sleep_until(*time);
  return kWaits;
}

// ---- when the next one comes ----

ArrivalsOp::Time ArrivalsOp::next_time(Frame& frame) const {
  if (is_complete(frame)) return {};
  if (every.given()) return next_by_interval(frame);
  if (rate.given()) return next_by_rate(frame);
  if (at.given()) return next_in_list(frame);
  return path.empty() ? Time() : next_in_file(frame);
}

ArrivalsOp::Time ArrivalsOp::next_by_interval(Frame& frame) const {
  try {
    return checked(frame, frame.state.now() + evaluate_delay(every, frame), every.span);
  } catch (const EndOfTrace&) {
    return {};
  }
}

ArrivalsOp::Time ArrivalsOp::next_by_rate(Frame& frame) const {
  const double mass = evaluate_number(unit_exponential.operand, frame, unit_exponential.span);
  const double time = state_of(frame.state).rate->next(frame.state.now(), mass);
  return time == Loop::kForever ? Time() : checked(frame, time, rate.span);
}

ArrivalsOp::Time ArrivalsOp::next_in_list(Frame& frame) const {
  const List& times = *frame.own[kList].as_list();
  const auto position = static_cast<std::uint32_t>(frame.own[kPosition].as_number());
  if (position >= times.size) return {};
  frame.own[kPosition] = position + 1.0;
  const Value& time = times.data[position];
  if (!time.is_number())
    throw RunError(at.span, fmt::format("a time must be a number, not {}", kind_description(time)));
  return checked(frame, time.as_number(), at.span);
}

ArrivalsOp::Time ArrivalsOp::next_in_file(Frame& frame) const {
  ArrivalsState& file = state_of(frame.state);
  if (!file.reader->next(file.cells)) return {};
  if (std::string problem = row_problem(*file.reader, file.cells, variables.size() + 1); !problem.empty())
    throw RunError(path_span, fmt::format("line {} of `{}`: {}", file.reader->line(), path, problem));
  const std::string cell = time_column < file.cells.size() ? file.cells[time_column] : "";
  const auto time = parse_number(cell);
  if (!time) {
    throw RunError(path_span, fmt::format("line {} of `{}`: the time must be a number, not `{}`",
                                          file.reader->line(), path, cell));
  }
  if (*time < frame.state.now())
    throw RunError(path_span, fmt::format("line {} of `{}`: the time {} is before {}: times must not go back",
                                          file.reader->line(), path, number_text(*time),
                                          number_text(frame.state.now())));
  return checked(frame, *time, path_span);
}

ArrivalsOp::Time ArrivalsOp::checked(Frame& frame, double time, Span span) const {
  if (!(time >= frame.state.now())) {
    throw RunError(span, fmt::format("negative delay: an arrival at {} is before now, {}", number_text(time),
                                     number_text(frame.state.now())));
  }
  if (until.given() && time > evaluate_number(until.operand, frame, until.span)) return {};
  return time;
}

void ArrivalsOp::make_arrival(Frame& frame) const {
  frame.own[kMade] = frame.own[kMade].as_number() + 1;
  Instance& instance = make_instance(frame.state, type);
  if (!path.empty()) {
    const std::vector<std::string>& cells = state_of(frame.state).cells;
    std::size_t variable = 0;
    for (std::size_t column = 0; column < cells.size() && variable < variables.size(); ++column) {
      if (column == time_column) continue;
      instance.vars()[variables[variable++]] = cell_value(cells[column], frame.state.pool);
    }
  }
  start_instance(instance);
}

}  // namespace asim
