// Operators: which kinds of values they take and give.

#include <fmt/format.h>

#include "program/analysis.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

}  // namespace

// Along the left edge without recursion: a sum may have a hundred thousand terms.
void Analysis::binary_chain(Expression& e) {
  std::vector<Expression*> chain;
  Expression* leftmost = &e;
  for (; leftmost->kind == Kind::binary; leftmost = leftmost->operands[0]) chain.push_back(leftmost);
  analyse(*leftmost);
  for (; !chain.empty(); chain.pop_back()) {
    analyse(*chain.back()->operands[1]);
    binary(*chain.back());
  }
}

void Analysis::binary(Expression& e) {
  const Type left = e.operands[0]->type;
  const Type right = e.operands[1]->type;
  for (const Expression* operand : e.operands) depend_on(e, *operand);
  if (e.opcode == Opcode::add) {
    const Type joined = left & right & types::sequence;
    if (left.may_be(types::numeric) && right.may_be(types::numeric)) {
      e.type = joined | types::number;
    } else if (joined != Type()) {
      e.type = joined;
    } else {
      arithmetic(e, types::numeric | types::sequence);
    }
  } else if (e.opcode == Opcode::multiply && (left | right).may_be(types::sequence)) {
    const bool numbers = left.may_be(types::numeric) && right.may_be(types::numeric);
    const Type repeated = (right.may_be(types::numeric) ? left & types::sequence : Type()) |
                          (left.may_be(types::numeric) ? right & types::sequence : Type());
    e.type = numbers ? repeated | types::number : repeated;
    if (e.type == Type()) arithmetic(e, types::numeric);
  } else {
    arithmetic(e, types::numeric);
  }
}

void Analysis::arithmetic(Expression& e, Type accepted) {
  e.type = types::number;
  const Expression& left = *e.operands[0];
  const Expression& right = *e.operands[1];
  if (!left.type.may_be(types::numeric) && !left.type.may_be(accepted)) {
    expect(left, types::number);
  } else if (!right.type.may_be(types::numeric)) {
    expect(right, left.type.may_be(types::numeric) ? types::number : left.type & types::sequence);
  } else if (!left.type.may_be(types::numeric)) {
    expect(left, types::number);
  }
}

void Analysis::unary(Expression& e) {
  analyse_operands(e);
  e.type = e.opcode == Opcode::logical_not ? types::boolean : types::number;
  if (e.opcode != Opcode::logical_not) expect(*e.operands[0], types::number);
}

void Analysis::comparison(Expression& e) {
  analyse_operands(e);
  e.type = types::boolean;
  for (std::size_t i = 0; i < e.comparisons.size(); ++i) {
    const Expression& left = *e.operands[i];
    const Expression& right = *e.operands[i + 1];
    const Opcode opcode = e.comparisons[i].opcode;
    if (opcode == Opcode::contained || opcode == Opcode::not_contained) {
      expect(right, types::list | types::record | types::text);
    } else if (opcode != Opcode::equal && opcode != Opcode::not_equal) {
      const bool comparable =
          (left.type & right.type).may_be(types::number | types::boolean | types::sequence) ||
          (left.type.may_be(types::numeric) && right.type.may_be(types::numeric));
      if (comparable) continue;
      const std::string about_left = advice_about_object(left, right.type);
      error(e.comparisons[i].span,
            fmt::format("{} and {} cannot be compared", left.type.description(), right.type.description()),
            about_left.empty() ? advice_about_object(right, left.type) : about_left);
    }
  }
}

// `and`, `or`, `if … else`: one of the operands.
void Analysis::choice_of(Expression& e) {
  analyse_operands(e);
  e.type = Type();
  for (std::size_t i = 0; i < e.operands.size(); ++i) {
    const bool is_condition = e.kind == Kind::conditional && i == 1;
    if (!is_condition) e.type = e.type | e.operands[i]->type;
  }
}

}  // namespace asim
