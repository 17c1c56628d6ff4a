#include "program/selection.h"

#include <functional>
#include <string_view>

#include "program/instance_access.h"
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

/// A side of the comparison that takes instructions: the item or `self`, or an attribute of it.
struct Side {
  Opcode of;
  Ref result;
  std::optional<std::uint32_t> attribute;  // the constant that names it
};

std::optional<Side> read_side(const Instruction*& i) {
  if (i->opcode != Opcode::load_item && i->opcode != Opcode::load_self) return std::nullopt;
  Side side{i->opcode, Ref(Ref::registers, i->target), std::nullopt};
  ++i;
  if (i->opcode == Opcode::attribute && i->left == side.result) {
    side.attribute = i->right.index();
    side.result = Ref(Ref::registers, i->target);
    ++i;
  }
  return side;
}

}  // namespace

// One or two sides; equal r, left, right; give r, or jump_unless r to there
std::optional<Selection> Selection::of(Operand condition, const Expressions& expressions) {
  if (condition.kind != Operand::Kind::code) return std::nullopt;
  const Code& code = expressions.codes[condition.index];
  const Instruction* const first = &expressions.instructions[code.first];
  const Instruction* i = first;
  if (code.count < 3) return std::nullopt;
  std::optional<Side> item = read_side(i);
  std::optional<Side> self = item ? read_side(i) : std::nullopt;
  if (item && item->of == Opcode::load_self) std::swap(item, self);
  if (!item || (self && self->of == item->of) || i->opcode != Opcode::equal) return std::nullopt;
  if (i->left != item->result && i->right != item->result) return std::nullopt;
  const Ref other = i->left == item->result ? i->right : i->left;
  if (self ? other != self->result : !is_of_getter(other)) return std::nullopt;
  if (!demands(Ref(Ref::registers, i->target), i[1], first)) return std::nullopt;

  Wanted wanted{Wanted::Kind::value, other};
  if (self && self->attribute) wanted = {Wanted::Kind::attribute_of_self, {Ref::constants, *self->attribute}};
  if (self && !self->attribute) wanted = {Wanted::Kind::self, {}};
  const Value member = item->attribute ? expressions.constants[*item->attribute].value : Value::null();
  const bool is_all = !self && i[1].opcode == Opcode::give;
  return Selection(item->attribute ? *item->attribute + 1 : 0, member, wanted, is_all);
}

std::optional<std::uint64_t> Selection::value_of(const Value& item) const {
  if (member_.is_null()) return number_of(item);
  const Value* value = item.is_record() ? item.as_record()->find(member_) : nullptr;
  return value ? number_of(*value) : std::nullopt;
}

std::optional<bool> Selection::accepts(const Value& item, const State& state, const Value* own) const {
  const Ref ref = wanted_.ref;
  const Value& wanted = ref.bank() == Ref::own ? own[ref.index()] : state.constants[ref.index()];
  const Value* value = &item;
  if (!member_.is_null()) value = item.is_record() ? item.as_record()->find(member_) : nullptr;
  if (value == nullptr) return std::nullopt;
  if (value->is_number() && wanted.is_number()) return value->as_number() == wanted.as_number();
  if (value->is_text() && wanted.is_text())
    return value->bits() == wanted.bits() || value->as_text()->view() == wanted.as_text()->view();
  return std::nullopt;
}

std::optional<std::uint64_t> Selection::wanted_value(const Frame& frame) const {
  const State& state = frame.state;
  switch (wanted_.kind) {
    case Wanted::Kind::self: return number_of(reference(owner_of(*frame.self)));
    case Wanted::Kind::attribute_of_self: {
      const std::string_view name = state.constants[wanted_.ref.index()].as_text()->view();
      return number_of(instance_attribute(frame.state, *frame.self, name, {}));
    }
    default: break;
  }
  const bool is_own = wanted_.ref.bank() == Ref::own;
  return number_of(is_own ? frame.own[wanted_.ref.index()] : state.constants[wanted_.ref.index()]);
}

}  // namespace asim
