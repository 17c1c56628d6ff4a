// The fast lane: arithmetic and conditions, by far the most of what models compute.

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <new>
#include <utility>

#include "program/evaluate.h"
#include "program/machine.h"

namespace asim {

bool is_plain(Opcode opcode) {
  switch (opcode) {
    case Opcode::check:
    case Opcode::move:
    case Opcode::load_now:
    case Opcode::add:
    case Opcode::subtract:
    case Opcode::multiply:
    case Opcode::divide:
    case Opcode::equal:
    case Opcode::not_equal:
    case Opcode::less:
    case Opcode::less_equal:
    case Opcode::greater:
    case Opcode::greater_equal:
    case Opcode::negate:
    case Opcode::logical_not:
    case Opcode::jump:
    case Opcode::jump_if:
    case Opcode::jump_unless:
    case Opcode::draw:
    case Opcode::attribute:
    case Opcode::give: return true;
    default: return false;
  }
}

namespace {

// The one instruction of an expression that is one, of these, about two operands that can be read in place.
std::optional<NumberOperation> only_operation(Operand operand, const Expressions& expressions,
                                              std::initializer_list<Opcode> known) {
  if (operand.kind != Operand::Kind::code) return std::nullopt;
  const Code& code = expressions.codes[operand.index];
  if (!code.is_plain || code.count != 2) return std::nullopt;
  const Instruction& i = expressions.instructions[code.first];
  const Instruction& give = expressions.instructions[code.first + 1];
  if (give.left != Ref(Ref::registers, i.target)) return std::nullopt;
  if (i.left.bank() == Ref::registers || i.right.bank() == Ref::registers) return std::nullopt;
  if (std::ranges::find(known, i.opcode) == known.end()) return std::nullopt;
  return NumberOperation{i.opcode, i.left, i.right};
}

}  // namespace

std::optional<NumberOperation> arithmetic_of(Operand operand, const Expressions& expressions) {
  return only_operation(operand, expressions, {Opcode::add, Opcode::subtract, Opcode::multiply});
}

std::optional<NumberOperation> comparison_of(Operand operand, const Expressions& expressions) {
  return only_operation(operand, expressions,
                        {Opcode::equal, Opcode::not_equal, Opcode::less, Opcode::less_equal, Opcode::greater,
                         Opcode::greater_equal});
}

std::optional<std::uint32_t> sole_instance_of(Operand operand, const Expressions& expressions) {
  if (operand.kind != Operand::Kind::code) return std::nullopt;
  const Code& code = expressions.codes[operand.index];
  const Instruction& i = expressions.instructions[code.first];
  if (code.count != 2 || i.opcode != Opcode::sole_instance) return std::nullopt;
  return i.left.index();
}

const Value* run_plain(const Code& code, const Frame& frame, Value* registers, std::uint32_t& at) {
  State& state = frame.state;
  const Expressions& expressions = state.program.expressions;
  const Value* const banks[] = {registers, state.constants.data(), frame.own, state.shared.data()};
  const Instruction* const begin = &expressions.instructions[code.first];
  const Instruction* i = begin;
  const auto fetch = [&banks](Ref ref) -> const Value& { return banks[ref.bank()][ref.index()]; };
  // The registers hold nothing counted, so overwriting one releases nothing.
  const auto put = [&](Value result) { new (&registers[i->target]) Value(std::move(result)); };
  const auto calculate = [&](auto of_numbers) {
    const Value& left = fetch(i->left);
    const Value& right = fetch(i->right);
    if (!left.is_number() || !right.is_number()) return false;
    put(of_numbers(left.as_number(), right.as_number()));
    return true;
  };
  const auto compare = [&](auto of_numbers) {
    return calculate([&](double a, double b) { return Value::boolean(of_numbers(a, b)); });
  };
  const auto is_decided = [](const Value& v) { return v.is_number() || v.is_boolean(); };
  const auto holds = [](const Value& v) { return v.is_number() ? v.as_number() != 0 : v.as_boolean(); };

  for (;; ++i) {
    bool done = false;
    switch (i->opcode) {
      case Opcode::give: return &fetch(i->left);
      case Opcode::add: done = calculate(std::plus<>()); break;
      case Opcode::subtract: done = calculate(std::minus<>()); break;
      case Opcode::multiply: done = calculate(std::multiplies<>()); break;
      case Opcode::divide:
        done = fetch(i->right).is_number() && fetch(i->right).as_number() != 0 && calculate(std::divides<>());
        break;
      case Opcode::equal: done = compare(std::equal_to<>()); break;
      case Opcode::not_equal: done = compare(std::not_equal_to<>()); break;
      case Opcode::less: done = compare(std::less<>()); break;
      case Opcode::less_equal: done = compare(std::less_equal<>()); break;
      case Opcode::greater: done = compare(std::greater<>()); break;
      case Opcode::greater_equal: done = compare(std::greater_equal<>()); break;
      case Opcode::load_now: put(state.now()); continue;
      case Opcode::draw: put(draw_value(i->right.index(), state)); continue;
      case Opcode::jump: i = begin + i->right.index() - 1; continue;
      case Opcode::jump_if:
      case Opcode::jump_unless: {
        const Value& condition = fetch(i->left);
        if (!is_decided(condition)) break;
        if (holds(condition) == (i->opcode == Opcode::jump_if)) i = begin + i->right.index() - 1;
        continue;
      }
      case Opcode::attribute: {
        const Value& whole = fetch(i->left);
        const Value* member = whole.is_record()
                                  ? whole.as_record()->find(expressions.constants[i->right.index()].value)
                                  : nullptr;
        done = member && is_decided(*member) && !state.readings;  // those who watch note it
        if (done) put(*member);
        break;
      }
      case Opcode::check: done = is_decided(fetch(i->left)); break;
      case Opcode::move:
        done = is_decided(fetch(i->left));
        if (done) put(fetch(i->left));
        break;
      case Opcode::negate:
        done = fetch(i->left).is_number();
        if (done) put(-fetch(i->left).as_number());
        break;
      case Opcode::logical_not:
        done = is_decided(fetch(i->left));
        if (done) put(Value::boolean(!holds(fetch(i->left))));
        break;
      default: break;
    }
    if (!done) [[unlikely]]
      break;
  }
  at = static_cast<std::uint32_t>(i - begin);
  return nullptr;
}

}  // namespace asim
