// Code for names, operators, texts, lists, records and their parts.

#include <algorithm>

#include "program/generator.h"
#include "program/object.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

}  // namespace

// ---- values ----

Ref Generator::value(Expression& e, bool borrowed) {
  return can_be_hoisted(e, borrowed) ? hoisted(e) : computed(e);
}

void Generator::value_into(Expression& e, std::uint32_t target, bool borrowed) {
  builder_.top = target;
  const Ref result = value(e, borrowed);
  builder_.top = target;
  take_register();
  if (result != Ref(Ref::registers, target)) emit(Opcode::move, target, result, {}, origin(e));
}

Ref Generator::computed(Expression& e) {
  switch (e.kind) {
    case Kind::literal: return literal(e.value);
    case Kind::name: return name(e);
    case Kind::unary: return unary(e);
    case Kind::binary: return binary_chain(e);
    case Kind::comparison: return comparison(e);
    case Kind::conjunction:
    case Kind::disjunction: return short_circuit(e);
    case Kind::conditional: return conditional(e);
    case Kind::text: return text(e);
    case Kind::formatted: return value(*e.operands[0]);
    case Kind::list: return list(e);
    case Kind::record: return record(e);
    case Kind::index: return index(e);
    case Kind::slice: return slice(e);
    case Kind::attribute: return attribute(e);
    case Kind::call: return call(e);
    case Kind::method: return method_call(e);
    case Kind::generator: return collected(e);
  }
  return {};
}

Ref Generator::name(const Expression& e) {
  if (e.local >= 0) return {Ref::registers, locals_[static_cast<std::size_t>(e.local)]};
  if (e.symbol != nullptr) {
    switch (e.symbol->kind) {
      case Symbol::Kind::constant:
      case Symbol::Kind::object: return {Ref::constants, e.symbol->slot};
      case Symbol::Kind::own: return {Ref::own, e.symbol->slot};
      case Symbol::Kind::shared: return {Ref::shared, e.symbol->slot};
      case Symbol::Kind::process_type:
        return emit_value(Opcode::sole_instance, plain(e.symbol->slot), {}, origin(e));
    }
  }
  if (e.name == "now") return emit_value(Opcode::load_now, {}, {}, origin(e));
  if (e.name == "self") return emit_value(Opcode::load_self, {}, {}, origin(e));
  return emit_value(Opcode::load_item, {}, {}, origin(e));
}

Ref Generator::unary(Expression& e) {
  const std::uint32_t mark = builder_.top;
  const Ref operand = value(*e.operands[0]);
  builder_.top = mark;
  return emit_value(e.opcode, operand, {}, {e.span, e.operands[0]->span, {}});
}

// Along the left edge, as far as nothing of it can be hoisted.
Ref Generator::binary_chain(Expression& e) {
  std::vector<Expression*> chain = {&e};
  while (chain.back()->operands[0]->kind == Kind::binary &&
         !can_be_hoisted(*chain.back()->operands[0], false)) {
    chain.push_back(chain.back()->operands[0]);
  }
  const std::uint32_t mark = builder_.top;
  Ref left = value(*chain.back()->operands[0]);
  for (; !chain.empty(); chain.pop_back()) {
    const Expression& operation = *chain.back();
    const Ref right = value(*operation.operands[1]);
    builder_.top = mark;
    left = emit_value(operation.opcode, left, right,
                      {operation.span, operation.operands[0]->span, operation.operands[1]->span});
  }
  return left;
}

// `a < b < c`: each operand is computed once, and the rest is skipped as soon as one comparison fails.
Ref Generator::comparison(Expression& e) {
  const std::uint32_t target = builder_.top;
  const bool is_chain = e.comparisons.size() > 1;
  if (is_chain) take_register();
  std::vector<std::size_t> exits;
  Ref left = value(*e.operands[0]);
  for (std::size_t i = 0; i < e.comparisons.size(); ++i) {
    const Opcode opcode = e.comparisons[i].opcode;
    const bool contains = opcode == Opcode::contained || opcode == Opcode::not_contained;
    const Ref right = value(*e.operands[i + 1], contains);
    emit(opcode, target, left, right, {e.span, e.operands[i]->span, e.operands[i + 1]->span});
    if (i + 1 < e.comparisons.size()) {
      exits.push_back(emit(Opcode::jump_unless, 0, {Ref::registers, target}, {}, origin(e)));
    }
    left = right;
  }
  for (const std::size_t exit : exits) jump_to_here(exit);
  builder_.top = target;
  return {Ref::registers, take_register()};
}

Ref Generator::short_circuit(Expression& e) {
  const std::uint32_t target = builder_.top;
  const Opcode leaves = e.kind == Kind::conjunction ? Opcode::jump_unless : Opcode::jump_if;
  std::vector<std::size_t> exits;
  for (Expression* operand : e.operands) {
    value_into(*operand, target);
    if (operand != e.operands.back())
      exits.push_back(emit(leaves, 0, {Ref::registers, target}, {}, origin(*operand)));
  }
  for (const std::size_t exit : exits) jump_to_here(exit);
  return {Ref::registers, target};
}

Ref Generator::conditional(Expression& e) {
  const std::uint32_t target = builder_.top;
  const Ref condition = value(*e.operands[1]);
  const std::size_t otherwise = emit(Opcode::jump_unless, 0, condition, {}, origin(*e.operands[1]));
  value_into(*e.operands[0], target);
  const std::size_t end = emit(Opcode::jump, 0, {}, {}, origin(e));
  jump_to_here(otherwise);
  value_into(*e.operands[2], target);
  jump_to_here(end);
  return {Ref::registers, target};
}

// ---- text, lists, records ----

void Generator::append_parts(Expression& e) {
  for (Expression* part : e.operands) {
    const std::uint32_t mark = builder_.top;
    const Ref v = part->kind == Kind::formatted ? value(*part->operands[0], true) : value(*part);
    builder_.top = mark;
    if (part->kind == Kind::formatted && !part->name.empty()) {
      expressions_.formats.push_back(part->format);
      emit(Opcode::append_format, 0, v, plain(expressions_.formats.size() - 1), origin(*part));
    } else {
      emit(Opcode::append_text, 0, v, {}, origin(*part));
    }
  }
}

Ref Generator::text(Expression& e) {
  const Ref begin = emit_value(Opcode::begin_text, {}, {}, origin(e));
  append_parts(e);
  emit(Opcode::end_text, begin.index(), {}, {}, origin(e));
  return begin;
}

Ref Generator::list(Expression& e) {
  const Ref made = emit_value(Opcode::make_list, plain(e.operands.size()), {}, origin(e));
  for (Expression* member : e.operands) {
    const Ref v = value(*member);
    builder_.top = made.index() + 1;
    emit(Opcode::append, made.index(), v, {}, origin(*member));
  }
  return made;
}

Ref Generator::record(Expression& e) {
  const Ref made = emit_value(Opcode::make_record, plain(e.operands.size() / 2), {}, origin(e));
  for (std::size_t i = 0; i < e.operands.size(); i += 2) {
    const Ref key = value(*e.operands[i]);
    const Ref v = value(*e.operands[i + 1]);
    builder_.top = made.index() + 1;
    emit(Opcode::set_member, made.index(), key, v, origin(*e.operands[i + 1]));
  }
  return made;
}

// ---- parts ----

Ref Generator::index(Expression& e) {
  const std::uint32_t mark = builder_.top;
  const Origin from{e.span, e.operands[0]->span, e.operands[1]->span};
  if (is_process_type(*e.operands[0])) {
    const Ref position = value(*e.operands[1]);
    builder_.top = mark;
    return emit_value(Opcode::type_index, plain(e.operands[0]->symbol->slot), position, from);
  }
  const Ref of = value(*e.operands[0], true);
  const Ref position = value(*e.operands[1]);
  builder_.top = mark;
  return emit_value(Opcode::index, of, position, from);
}

Ref Generator::slice(Expression& e) {
  const std::uint32_t mark = builder_.top;
  const Ref of = value(*e.operands[0], true);
  const std::uint32_t bounds = builder_.top;
  for (std::uint32_t i = 0; i < 3; ++i) value_into(*e.operands[i + 1], bounds + i);
  builder_.top = mark;
  return emit_value(Opcode::slice, of, {Ref::registers, bounds}, {e.span, e.operands[0]->span, e.span});
}

Ref Generator::attribute(Expression& e) {
  Expression& of = *e.operands[0];
  const Ref key = literal(expressions_.texts.text(e.name));
  const Origin from{e.span, of.span, e.name_span};
  if (e.of_type) {
    return emit_value(Opcode::type_attribute, plain(of.symbol->slot), key, from);
  }
  const std::uint32_t mark = builder_.top;
  const Ref object = value(of);
  builder_.top = mark;
  if (e.attribute == nullptr) return emit_value(Opcode::attribute, object, key, from);
  expressions_.attributes.push_back(e.attribute);
  return emit_value(Opcode::object_attribute, object, plain(expressions_.attributes.size() - 1), from);
}

}  // namespace asim
