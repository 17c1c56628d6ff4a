#pragma once
// Evaluation of compiled expressions in a Frame.
//
// Constants and variables are read in place; numbers are worked on without allocation. Mistakes are RunErrors
// at the place inside the expression. Evaluation may nest, and what it calls may evaluate again.

#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "program/code.h"
#include "program/frame.h"
#include "program/state.h"

namespace asim {

/// Values for parameters, by slot.
using Overrides = std::vector<std::pair<std::uint32_t, Value>>;

/// Fills State::constants (literals, parameters, and what is derived from them, in order) and makes room for
/// evaluation in State::registers. External constants must have their values already. Returns what is wrong
/// with derived constants and draws for these parameters; evaluating one of these in the run throws the same
/// error.
std::vector<Diagnostic> initialise_constants(State&, const Overrides& = {});

namespace detail {
Value evaluate_slowly(Operand, Frame&);
double number_slowly(Operand, Frame&, Span);
double draw_between(const Draw&, Stream&, const double* arguments);  // truncated
[[noreturn]] void throw_failure(State&, std::uint32_t constant);
/// Draws one number, and if that is possible the next ones too.
double draw_more(std::uint32_t index, State&);

/// The value of an operand that is one already; null if it is to be computed, or a failure.
inline const Value* find_value(const Operand& operand, const Frame& frame) {
  const Value* v = nullptr;
  switch (operand.kind) {
    case Operand::Kind::constant: v = &frame.state.constants[operand.index]; break;
    case Operand::Kind::own: return &frame.own[operand.index];
    case Operand::Kind::shared: return &frame.state.shared[operand.index];
    default: return nullptr;
  }
  return v->is_failure() ? nullptr : v;
}

inline bool is_code(Operand operand) { return operand.kind >= Operand::Kind::code; }
}  // namespace detail

/// Precondition for all of these: the operand is given.
inline Value evaluate(const Operand& operand, Frame& frame) {
  if (const Value* v = detail::find_value(operand, frame)) return *v;
  if (operand.kind == Operand::Kind::now) return frame.state.now();
  return detail::evaluate_slowly(operand, frame);
}

/// Where the value of an operand of a kind known beforehand is: a constant, which may be a failure, or a
/// variable.
template <Operand::Kind kind>
const Value& place_at_hand(const Operand& operand, const State& state, const Instance& self) {
  if constexpr (kind == Operand::Kind::constant) return state.constants[operand.index];
  if constexpr (kind == Operand::Kind::own) return self.own[operand.index];
  if constexpr (kind == Operand::Kind::shared) return state.shared[operand.index];
}
/// … or of the clock.
template <Operand::Kind kind>
Value value_at_hand(const Operand& operand, const State& state, const Instance& self) {
  if constexpr (kind == Operand::Kind::now) {
    return state.now();
  } else {
    return place_at_hand<kind>(operand, state, self);
  }
}

/// Draws from Expressions::draws[index], whose arguments are constants.
inline double draw_number(std::uint32_t index, State& state) {
  DrawnAhead& drawn = state.drawn_ahead[index];
  if (std::isnan(drawn.value)) [[unlikely]]
    return detail::draw_more(index, state);
  return drawn.take();
}

inline Value draw_value(std::uint32_t index, State& state) {
  const double x = draw_number(index, state);
  return state.program.expressions.draws[index].yields_bool ? Value::boolean(x != 0) : Value(x);
}

/// A boolean counts as 0 or 1; anything else is an error at `span`.
inline double evaluate_number(const Operand& operand, Frame& frame, const Span& span) {
  State& state = frame.state;
  switch (operand.kind) {
    case Operand::Kind::draw: return draw_number(operand.index, state);
    case Operand::Kind::now: return state.now();
    case Operand::Kind::elapsed:
      if (const Value& since = frame.own[operand.slot]; since.is_number())
        return state.now() - since.as_number();
      break;
    default:
      if (const Value* v = detail::find_value(operand, frame); v != nullptr && v->is_number())
        return v->as_number();
  }
  return detail::number_slowly(operand, frame, span);
}

/// One operation on numbers that stand in variables or are constants, as in `total + item` or `served < 10`:
/// by far the most of what variables are set to, and what decides.
struct NumberOperation {
  Opcode opcode;
  Ref left, right;
};
/// The sum, difference or product that the operand computes, if that is all.
std::optional<NumberOperation> arithmetic_of(Operand, const Expressions&);
/// The comparison, likewise.
std::optional<NumberOperation> comparison_of(Operand, const Expressions&);

/// The process type whose only instance the operand names, if that is all.
std::optional<std::uint32_t> sole_instance_of(Operand, const Expressions&);

namespace detail {
/// Calls `work` with the two numbers; false if they are none.
template <class Work>
bool with_numbers(const NumberOperation& operation, const State& state, const Instance& self, Work work) {
  const Value* const banks[] = {nullptr, state.constants.data(), self.own, state.shared.data()};
  const Value& left = banks[operation.left.bank()][operation.left.index()];
  const Value& right = banks[operation.right.bank()][operation.right.index()];
  if (!left.is_number() || !right.is_number()) return false;
  work(left.as_number(), right.as_number());
  return true;
}
}  // namespace detail

/// False, and nothing has happened: it is not about two numbers.
inline bool calculate(const NumberOperation& arithmetic, const State& state, const Instance& self,
                      double& result) {
  return detail::with_numbers(arithmetic, state, self, [&](double a, double b) {
    switch (arithmetic.opcode) {
      case Opcode::add: result = a + b; break;
      case Opcode::subtract: result = a - b; break;
      default: result = a * b;
    }
  });
}
inline bool compare(const NumberOperation& comparison, const State& state, const Instance& self,
                    bool& holds) {
  return detail::with_numbers(comparison, state, self, [&](double a, double b) {
    switch (comparison.opcode) {
      case Opcode::equal: holds = a == b; break;
      case Opcode::not_equal: holds = a != b; break;
      case Opcode::less: holds = a < b; break;
      case Opcode::less_equal: holds = a <= b; break;
      case Opcode::greater: holds = a > b; break;
      default: holds = a >= b;
    }
  });
}

/// Truth as in Python.
bool evaluate_condition(Operand, Frame&);

/// The value as it prints, without making it a Text: appended to the buffer. The view is of what was
/// appended, valid until the buffer changes.
std::string_view evaluate_text(Operand, Frame&, fmt::memory_buffer& buffer);

}  // namespace asim
