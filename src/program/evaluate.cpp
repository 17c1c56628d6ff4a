#include "program/evaluate.h"

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <stdexcept>

#include "base/numbers.h"
#include "program/distribution_rules.h"
#include "program/draw_book.h"
#include "program/functions.h"
#include "program/heap.h"
#include "program/machine.h"
#include "program/operations.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr std::uint32_t kNested = 32;  // evaluations within evaluations

/// The registers of one evaluation, given back empty.
class Window {
public:
  Window(State& state, const Code& code, Span span)
      : state_{state}, begin_{state.register_base}, count_{code.registers} {
    if (state.registers.empty()) state.registers.resize(kNested * state.program.expressions.registers);
    if (begin_ + count_ > state.registers.size()) throw RunError(span, "evaluations are nested too deeply");
    state.register_base += count_;
  }
  ~Window() {
    for (std::uint32_t i = 0; i < count_; ++i) registers()[i].set_number(0);
    state_.register_base = begin_;
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  Value* registers() const { return state_.registers.data() + begin_; }

private:
  State& state_;
  std::uint32_t begin_;
  std::uint32_t count_;
};

Value run_in(Frame& frame, const Code& code, fmt::memory_buffer& text, std::span<const Value> begun = {},
             std::uint32_t from = 0) {
  State& state = frame.state;
  const Expressions& expressions = state.program.expressions;
  const Window window(state, code, expressions.excerpts[code.excerpt].span);
  std::copy(begun.begin(), begun.end(), window.registers());
  return run(code,
             {expressions, state.pool, state.constants.data(), state.shared.data(), &state, &frame,
              window.registers(), text, state.loop_budget},
             from);
}

// Out of line, so that the fast lane does not pay for the buffer.
[[gnu::noinline]] Value run_whole(Frame& frame, const Code& code, std::span<const Value> begun,
                                  std::uint32_t from) {
  fmt::memory_buffer text;
  Value result = run_in(frame, code, text, begun, from);
  return code.is_text ? Value::adopt(Text::make(frame.state.pool, {text.data(), text.size()})) : result;
}

/// Registers of plain code: numbers and booleans, so nothing has to be destroyed.
struct PlainRegisters {
  alignas(Value) std::byte memory[Code::kPlainRegisters * sizeof(Value)] = {};  // zeros
  Value* values() { return std::launder(reinterpret_cast<Value*>(memory)); }
};

Value evaluate_code(Frame& frame, const Code& code) {
  if (!code.is_plain) return run_whole(frame, code, {}, 0);
  PlainRegisters registers;
  std::uint32_t at = 0;
  if (const Value* result = run_plain(code, frame, registers.values(), at)) return *result;
  return run_whole(frame, code, {registers.values(), code.registers}, at);
}

/// What a number is wanted from, for messages.
const Excerpt& excerpt_of(const Expressions& expressions, Operand operand) {
  static const Excerpt unknown;
  if (!detail::is_code(operand)) return unknown;
  return expressions.excerpts[expressions.codes[operand.index].excerpt];
}

double number_from(const Value& v, const Expressions& expressions, Operand operand, Span span) {
  return to_number(v, excerpt_of(expressions, operand), span);
}

// What the fast lane could not finish, or finished with something else than a number.
[[gnu::noinline]] double number_of_code(Frame& frame, Operand operand, const Value* result,
                                        std::span<const Value> begun, std::uint32_t from, Span span) {
  const Expressions& expressions = frame.state.program.expressions;
  const Code& code = expressions.codes[operand.index];
  begun = begun.first(code.is_plain ? code.registers : 0);
  return number_from(result != nullptr ? *result : run_whole(frame, code, begun, from), expressions, operand,
                     span);
}

RunError failure_of(const Draw& draw, const State& state) {
  double arguments[Draw::kMostArguments];
  for (std::uint32_t i = 0; i < draw.all_arguments(); ++i) {
    const Value& v = state.constants[draw.first + i];
    if (!v.is_number()) {
      const Span span = state.program.expressions.constants[draw.first + i].span;
      return {span, fmt::format("this is {}, not a number", kind_description(v))};
    }
    arguments[i] = v.as_number();
  }
  return {draw.span, draw_problem(draw, arguments)};
}

Value initial_value(State& state, std::uint32_t slot, const Overrides& overrides) {
  const Constant& constant = state.program.expressions.constants[slot];
  if (constant.kind == Constant::Kind::literal) return constant.value;
  if (constant.kind == Constant::Kind::external) {
    for (const auto& [overridden, value] : overrides) {
      if (overridden == slot) return value;
    }
    if (!constant.source.given()) return state.constants[slot];
  }
  if (constant.source.kind == Operand::Kind::constant) return state.constants[constant.source.index];
  Frame frame{state};
  return evaluate(constant.source, frame);
}

}  // namespace

std::string draw_problem(const Draw& draw, const double* arguments) {
  std::string problem = draw.distribution->check(arguments);
  if (!problem.empty() || !draw.truncated) return problem;
  return rules::truncation(draw.distribution->support(arguments), arguments[draw.count],
                           arguments[draw.count + 1]);
}

Value draw_checked(const Draw& draw, const Value* given, const Excerpt& excerpt, State& state) {
  double arguments[Draw::kMostArguments];
  for (std::uint32_t i = 0; i < draw.all_arguments(); ++i)
    arguments[i] = to_number(given[i], excerpt, draw.spans[i]);
  if (std::string problem = draw_problem(draw, arguments); !problem.empty())
    throw RunError(draw.span, problem);
  if (state.draw_book) [[unlikely]] {
    const double x = state.draw_book->number(state, draw, arguments);
    return draw.yields_bool ? Value::boolean(x != 0) : Value(x);
  }
  Stream& stream = state.streams[draw.stream];
  const double x = draw.truncated ? detail::draw_between(draw, stream, arguments)
                                  : draw.distribution->draw(stream, arguments);
  return draw.yields_bool ? Value::boolean(x != 0) : Value(x);
}

namespace {

// What is wrong with it whatever is drawn; nothing is written down and no stream of the run moves.
void rehearse(const Rehearsal& rehearsal, State& state) {
  const Expressions& expressions = state.program.expressions;
  const FunctionCall& call = expressions.calls[rehearsal.call];
  Frame frame{state};
  std::vector<Value> values;
  for (const Operand operand : rehearsal.arguments)
    values.push_back(operand.given() ? evaluate(operand, frame) : Value());
  Stream stream(0, 0, "rehearsal");
  Arguments arguments{state.pool,
                      expressions.excerpts[rehearsal.excerpt],
                      &stream,
                      values.data(),
                      call.count,
                      call.span,
                      call.arguments.data()};
  arguments.state = &state;
  arguments.place = &call;
  call.function->call(arguments);
}

}  // namespace

std::vector<Diagnostic> initialise_constants(State& state, const Overrides& overrides) {
  const Expressions& expressions = state.program.expressions;
  state.constants.resize(expressions.constants.size());
  std::vector<Diagnostic> failures;
  for (std::uint32_t slot = 0; slot < expressions.constants.size(); ++slot) {
    try {
      state.constants[slot] = initial_value(state, slot, overrides);
    } catch (const RunError& error) {
      state.constants[slot] = Value::failure();
      if (!expressions.constants[slot].is_guarded) failures.push_back(error.diagnostic);
    }
  }
  for (const Draw& draw : expressions.draws) {
    if (!draw.constant) continue;
    bool failed = false;
    for (std::uint32_t i = 0; i < draw.all_arguments(); ++i) {
      Value& v = state.constants[draw.first + i];
      if (v.is_boolean()) v = v.as_boolean() ? 1.0 : 0.0;
      failed = failed || v.is_failure();
    }
    if (!failed) {
      RunError error = failure_of(draw, state);
      failed = !error.diagnostic.message.empty();
      if (failed && !draw.is_guarded) failures.push_back(error.diagnostic);
    }
    if (failed) state.constants[draw.first] = Value::failure();
  }
  for (const Rehearsal& rehearsal : expressions.rehearsals) {
    if (rehearsal.is_guarded) continue;
    try {
      rehearse(rehearsal, state);
    } catch (const RunError& error) {
      failures.push_back(error.diagnostic);
    }
  }
  state.drawn_ahead.resize(expressions.draws.size());
  return failures;
}

namespace detail {

void throw_failure(State& state, std::uint32_t slot) {
  const Constant& constant = state.program.expressions.constants[slot];
  if (constant.source.kind == Operand::Kind::constant) throw_failure(state, constant.source.index);
  Frame frame{state};
  evaluate_slowly(constant.source, frame);
  throw RunError(constant.span, "this could not be computed from the parameters");
}

[[noreturn]] void throw_draw_failure(State& state, const Draw& draw) {
  const auto& constants = state.program.expressions.constants;
  double arguments[Draw::kMostArguments] = {};
  for (std::uint32_t i = 0; i < draw.all_arguments(); ++i) {
    const Constant& constant = constants[draw.first + i];
    const Value v =
        constant.kind == Constant::Kind::literal ? constant.value : state.constants[constant.source.index];
    if (v.is_failure()) throw_failure(state, constant.source.index);
    arguments[i] = to_number(v, excerpt_of(state.program.expressions, constant.source), constant.span);
  }
  throw RunError(draw.span, draw_problem(draw, arguments));
}

double draw_between(const Draw& draw, Stream& stream, const double* arguments) {
  const double low = arguments[draw.count];
  const double high = arguments[draw.count + 1];
  try {
    return draw_truncated(*draw.distribution, stream, arguments, low, high);
  } catch (const std::domain_error&) {
    throw RunError(draw.span, fmt::format("a million draws in a row were not between {} and {}",
                                          number_text(low), number_text(high)));
  }
}

double draw_more(std::uint32_t index, State& state) {
  const Draw& draw = state.program.expressions.draws[index];
  double arguments[Draw::kMostArguments];
  const Value* given = &state.constants[draw.first];
  if (!given->is_number()) throw_draw_failure(state, draw);
  for (std::uint32_t i = 0; i < draw.all_arguments(); ++i) arguments[i] = given[i].as_number();
  if (state.draw_book) [[unlikely]]
    return state.draw_book->number(state, draw, arguments);
  Stream& stream = state.streams[draw.stream];
  if (draw.truncated) return draw_between(draw, stream, arguments);
  if (!draw.has_own_stream) return draw.distribution->draw(stream, arguments);
  DrawnAhead& drawn = state.drawn_ahead[index];
  if (drawn.room < DrawnAhead::kMost) {
    drawn.room = std::max(2 * drawn.room, DrawnAhead::kFirst);
    drawn.values = std::make_unique_for_overwrite<double[]>(drawn.room + 1);
    drawn.values[drawn.room] = DrawnAhead::kNoMore;
  }
  draw.distribution->draw.many(stream, arguments, {drawn.values.get(), drawn.room});
  drawn.value = drawn.values[0];
  drawn.behind = &drawn.values[1];
  return drawn.take();
}

Value evaluate_slowly(Operand operand, Frame& frame) {
  const Expressions& expressions = frame.state.program.expressions;
  switch (operand.kind) {
    case Operand::Kind::constant: throw_failure(frame.state, operand.index);
    case Operand::Kind::draw: return draw_value(operand.index, frame.state);
    case Operand::Kind::code:
    case Operand::Kind::now:
    case Operand::Kind::elapsed: break;
    default: return {};
  }
  return evaluate_code(frame, expressions.codes[operand.index]);
}

double number_slowly(Operand operand, Frame& frame, Span span) {
  const Expressions& expressions = frame.state.program.expressions;
  if (!is_code(operand)) return number_from(evaluate(operand, frame), expressions, operand, span);
  const Code& code = expressions.codes[operand.index];
  PlainRegisters registers;
  std::uint32_t at = 0;
  const Value* result = code.is_plain ? run_plain(code, frame, registers.values(), at) : nullptr;
  if (result != nullptr && result->is_number()) [[likely]]
    return result->as_number();
  return number_of_code(frame, operand, result, {registers.values(), Code::kPlainRegisters}, at, span);
}

}  // namespace detail

bool evaluate_condition(Operand operand, Frame& frame) {
  if (const Value* v = detail::find_value(operand, frame); v != nullptr) return is_true(*v);
  return is_true(detail::evaluate_slowly(operand, frame));
}

std::string_view evaluate_text(Operand operand, Frame& frame, fmt::memory_buffer& buffer) {
  const std::size_t begin = buffer.size();
  const Expressions& expressions = frame.state.program.expressions;
  const bool is_text = detail::is_code(operand) && expressions.codes[operand.index].is_text;
  if (is_text) {
    run_in(frame, expressions.codes[operand.index], buffer);
  } else {
    append_value(buffer, evaluate(operand, frame));
  }
  return {buffer.data() + begin, buffer.size() - begin};
}

}  // namespace asim
