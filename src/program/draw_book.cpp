#include "program/draw_book.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "base/numbers.h"
#include "program/evaluate.h"
#include "program/heap.h"
#include "program/instance.h"
#include "program/recorded_value.h"
#include "program/value_text.h"

namespace asim {
namespace {

DrawSite site_of(const Draw& draw) { return {draw.stream, draw.span}; }
DrawSite site_of(const FunctionCall& call) { return {call.stream, call.span}; }

RunError not_wanted(const DrawReplay& replay, const DrawReplay::Value& value, Span span,
                    const std::string& what) {
  return {span, fmt::format("line {} of `{}`: {}", value.line, replay.name(), what)};
}

}  // namespace

double draw_mirrored(const Draw& draw, Stream& stream, const double* arguments) {
  const Distribution& law = *draw.distribution;
  Stream copy = stream, other = beside(stream);
  if (draw.truncated) {
    detail::draw_between(draw, stream, arguments);
  } else {
    law.draw(stream, arguments);
  }
  const double opposite = law.mirrored(law.draw(copy, arguments), arguments, other);
  if (!draw.truncated) return opposite;
  const bool is_between = arguments[draw.count] <= opposite && opposite <= arguments[draw.count + 1];
  return is_between ? opposite : detail::draw_between(draw, other, arguments);
}

// ---- distributions ----

double DrawBook::number(State& state, const Draw& draw, const double* arguments) {
  Stream& stream = state.streams[draw.stream];
  double x = 0;
  if (replay != nullptr) {
    x = recorded_number(draw, state, arguments);
  } else if (mirrors) {
    x = draw_mirrored(draw, stream, arguments);
  } else {
    x = draw.truncated ? detail::draw_between(draw, stream, arguments)
                       : draw.distribution->draw(stream, arguments);
  }
  if (log == nullptr) return x;
  const std::string text = draw.yields_bool ? (x != 0 ? "true" : "false") : exact_number_text(x);
  write(state, site_of(draw), text, "");
  return x;
}

double DrawBook::recorded_number(const Draw& draw, State& state, const double* arguments) const {
  if (draw.truncated) {  // the error that the recorded run ended with
    Stream copy = state.streams[draw.stream];
    detail::draw_between(draw, copy, arguments);
  }
  const DrawReplay::Value& value = next(site_of(draw));
  if (draw.yields_bool) {
    const auto truth = recorded_truth(value.text);
    if (!truth) {
      throw not_wanted(*replay, value, draw.span, fmt::format("true or false is due, not `{}`", value.text));
    }
    return *truth ? 1 : 0;
  }
  const auto number = recorded_number_of(value.text);
  if (!number)
    throw not_wanted(*replay, value, draw.span, fmt::format("a number is due, not `{}`", value.text));
  return *number;
}

// ---- functions ----

Value DrawBook::value(const FunctionCall& call, const Arguments& a) {
  const Value drawn = replay != nullptr ? recorded_value(call, a) : drawn_value(call, a);
  if (log != nullptr) {
    const bool is_number = call.function->result.is_only(types::number);
    const std::string text = is_number ? exact_number_text(drawn.as_number()) : value_text(drawn);
    write(*a.state, site_of(call), text, is_number ? "" : ambiguous_position(*call.function, a, drawn, text));
  }
  return drawn;
}

Value DrawBook::drawn_value(const FunctionCall& call, const Arguments& a) const {
  if (!mirrors) return call.function->call(a);
  Arguments opposite = a;
  Stream copy = *a.stream;
  opposite.stream = &copy;
  call.function->call(a);  // the stream moves as it does in the other run
  return call.function->mirrored(opposite);
}

Value DrawBook::recorded_value(const FunctionCall& call, const Arguments& a) const {
  Arguments checked = a;
  Stream copy = *a.stream;
  checked.stream = &copy;
  const Value plain = call.function->call(checked);  // what is wrong with the arguments shows here
  const DrawReplay::Value& value = next(site_of(call));
  if (call.function->result.is_only(types::number)) {
    if (const auto number = recorded_number_of(value.text)) return *number;
    throw not_wanted(*replay, value, call.span, fmt::format("a number is due, not `{}`", value.text));
  }
  const RecordedChoice choice = find_recorded(*call.function, a, plain, value.text, value.position);
  if (!choice.problem.empty()) throw not_wanted(*replay, value, call.span, choice.problem);
  return choice.value;
}

// ---- branches ----

std::size_t DrawBook::branch(State& state, const DrawSite& site, std::size_t count,
                             const std::function<std::size_t(Stream&, bool)>& choose) {
  std::size_t chosen = 0;
  if (replay != nullptr) {
    const DrawReplay::Value& value = next(site);
    const auto number = parse_unsigned(value.text);
    if (!number || *number >= count) {
      throw not_wanted(
          *replay, value, site.span,
          fmt::format("the number of a branch is due, 0 to {}, not `{}`", count - 1, value.text));
    }
    chosen = static_cast<std::size_t>(*number);
  } else {
    chosen = choose(state.streams[site.stream], mirrors);
  }
  if (log != nullptr) write(state, site, std::to_string(chosen), "");
  return chosen;
}

// ---- both ways ----

void DrawBook::write(const State& state, const DrawSite& site, std::string_view value,
                     std::string_view position) {
  const auto* process = static_cast<const Instance*>(state.loop.running());
  log->write(
      {site, process != nullptr ? name_of(*process) : std::string_view(), state.now(), value, position});
}

const DrawReplay::Value& DrawBook::next(const DrawSite& site) const {
  if (const DrawReplay::Value* value = replay->next(site.stream)) return *value;
  throw RunError(site.span, fmt::format("`{}` has no value left for this draw", replay->name()));
}

}  // namespace asim
