#include "program/selection.h"

#include <functional>
#include <string_view>

#include "program/state.h"

namespace asim {
namespace {

bool is_of_getter(Ref ref) { return ref.bank() == Ref::own || ref.bank() == Ref::constants; }

/// Whether the code comes to something false unless this result, of the instruction before `following`, is
/// true.
bool demands(Ref result, const Instruction& following, const Instruction* first) {
  if (following.opcode == Opcode::give) return following.left == result;
  if (following.opcode != Opcode::jump_unless || following.left != result) return false;
  const Instruction& otherwise = first[following.right.index()];
  return otherwise.opcode == Opcode::give && otherwise.left == result;
}

/// Equal values have equal numbers. Nothing for lists and records, whose members would have to be looked at.
std::optional<std::uint64_t> number_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::number: return Value(value.as_number() + 0.0).bits();  // -0 is 0
    case Value::Kind::boolean: return Value(value.as_boolean() ? 1.0 : 0.0).bits();
    case Value::Kind::text: return std::hash<std::string_view>{}(value.as_text()->view());
    case Value::Kind::list:
    case Value::Kind::record: return std::nullopt;
    default: return value.bits();
  }
}

}  // namespace

// load_item r; perhaps: attribute r, r, name; equal r, r, wanted; give r, or jump_unless r to there
std::optional<Selection> Selection::of(Operand condition, const Expressions& expressions) {
  if (condition.kind != Operand::Kind::code) return std::nullopt;
  const Code& code = expressions.codes[condition.index];
  const Instruction* const first = &expressions.instructions[code.first];
  const Instruction* i = first;
  if (code.count < 3 || i->opcode != Opcode::load_item) return std::nullopt;
  Ref looked_at(Ref::registers, i->target);
  std::uint32_t id = 0;
  Value member;
  if ((++i)->opcode == Opcode::attribute && i->left == looked_at) {
    id = i->right.index() + 1;
    member = expressions.constants[i->right.index()].value;
    looked_at = Ref(Ref::registers, i->target);
    ++i;
  }
  if (i->opcode != Opcode::equal || (i->left != looked_at && i->right != looked_at)) return std::nullopt;
  const Ref wanted = i->left == looked_at ? i->right : i->left;
  if (!is_of_getter(wanted) || !demands(Ref(Ref::registers, i->target), i[1], first)) return std::nullopt;
  return Selection(id, std::move(member), wanted, i[1].opcode == Opcode::give);
}

std::optional<std::uint64_t> Selection::value_of(const Value& item) const {
  if (member_.is_null()) return number_of(item);
  const Value* value = item.is_record() ? item.as_record()->find(member_) : nullptr;
  return value ? number_of(*value) : std::nullopt;
}

std::optional<bool> Selection::accepts(const Value& item, const State& state, const Value* own) const {
  const Value& wanted = wanted_.bank() == Ref::own ? own[wanted_.index()] : state.constants[wanted_.index()];
  const Value* value = &item;
  if (!member_.is_null()) value = item.is_record() ? item.as_record()->find(member_) : nullptr;
  if (value == nullptr) return std::nullopt;
  if (value->is_number() && wanted.is_number()) return value->as_number() == wanted.as_number();
  if (value->is_text() && wanted.is_text())
    return value->bits() == wanted.bits() || value->as_text()->view() == wanted.as_text()->view();
  return std::nullopt;
}

std::optional<std::uint64_t> Selection::wanted_value(const Frame& frame) const {
  return number_of(wanted_.bank() == Ref::own ? frame.own[wanted_.index()]
                                              : frame.state.constants[wanted_.index()]);
}

}  // namespace asim
