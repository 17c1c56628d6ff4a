#include "program/generator.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "program/machine.h"
#include "program/object.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

Origin origin(const Expression& e) { return {e.span, e.span, e.span}; }

bool is_process_type(const Expression& e) {
  return e.kind == Kind::name && e.symbol != nullptr && e.symbol->kind == Symbol::Kind::process_type;
}

}  // namespace

// ---- tables -----------------------------------------------------------------------------------------------------

std::uint32_t Tables::add(Constant constant) {
  expressions_.constants.push_back(std::move(constant));
  return static_cast<std::uint32_t>(expressions_.constants.size() - 1);
}

std::uint32_t Tables::literal(const Value& v) {
  const auto [found, is_new] = literals_.try_emplace(v.bits(), 0);
  if (is_new) found->second = add({Constant::Kind::literal, v, {}, {}});
  return found->second;
}

std::uint32_t Tables::own_stream(std::string_view function, const Scope& scope) {
  const std::string place = fmt::format("{}/{}/{}", scope.owner(), scope.step(), function);
  expressions_.stream_names.push_back(fmt::format("{}#{}", place, ordinals_[place]++));
  return static_cast<std::uint32_t>(expressions_.stream_names.size() - 1);
}

std::uint32_t Tables::shared_stream(std::string_view name) {
  const auto [found, is_new] = streams_.try_emplace(std::string(name), 0);
  if (is_new) {
    expressions_.stream_names.emplace_back(name);
    found->second = static_cast<std::uint32_t>(expressions_.stream_names.size() - 1);
  }
  return found->second;
}

const Value* Tables::values() {
  while (values_.size() < expressions_.constants.size()) values_.push_back(expressions_.constants[values_.size()].value);
  return values_.data();
}

// ---- instructions -----------------------------------------------------------------------------------------------

std::uint32_t Generator::take_register() {
  const std::uint32_t taken = builder_.top++;
  builder_.most = std::max(builder_.most, builder_.top);
  return taken;
}

std::size_t Generator::emit(Opcode opcode, std::uint32_t target, Ref left, Ref right, Origin from) {
  builder_.instructions.push_back({opcode, target, left, right});
  builder_.origins.push_back(from);
  return builder_.instructions.size() - 1;
}

Ref Generator::emit_value(Opcode opcode, Ref left, Ref right, Origin from) {
  const std::uint32_t target = take_register();
  emit(opcode, target, left, right, from);
  return {Ref::registers, target};
}

void Generator::jump_to_here(std::size_t instruction) {
  builder_.instructions[instruction].right = plain(next_instruction());
}

// ---- whole pieces of code ---------------------------------------------------------------------------------------

Code Generator::finish(bool is_text) {
  Code code;
  code.first = static_cast<std::uint32_t>(expressions_.instructions.size());
  code.count = static_cast<std::uint32_t>(builder_.instructions.size());
  code.registers = builder_.most;
  code.is_text = is_text;
  code.is_plain = !is_text && code.registers <= Code::kPlainRegisters &&
                  std::all_of(builder_.instructions.begin(), builder_.instructions.end(),
                              [](const Instruction& i) { return is_plain(i.opcode); });
  code.excerpt = excerpt_;
  expressions_.instructions.insert(expressions_.instructions.end(), builder_.instructions.begin(), builder_.instructions.end());
  expressions_.origins.insert(expressions_.origins.end(), builder_.origins.begin(), builder_.origins.end());
  expressions_.registers = std::max(expressions_.registers, code.registers);
  return code;
}

// What is read in place, and a draw alone, need no code.
Operand Generator::finished(Ref result, Span span) {
  if (builder_.instructions.empty()) {
    switch (result.bank()) {
      case Ref::constants: return {Operand::Kind::constant, result.index()};
      case Ref::own: return {Operand::Kind::own, result.index()};
      case Ref::shared: return {Operand::Kind::shared, result.index()};
      case Ref::registers: break;
    }
  }
  const Instruction& first = builder_.instructions.front();
  if (builder_.instructions.size() == 1 && first.opcode == Opcode::draw) return {Operand::Kind::draw, first.right.index()};
  if (builder_.instructions.size() == 1 && first.opcode == Opcode::check && result == first.left) {
    return {Operand::Kind::constant, result.index()};  // whoever reads a constant operand checks it
  }
  emit(Opcode::give, 0, result, {}, {span, span, span});
  expressions_.codes.push_back(finish(false));
  return {Operand::Kind::code, static_cast<std::uint32_t>(expressions_.codes.size() - 1)};
}

Operand Generator::as_code(Expression& e, Level level) {
  Builder outer = std::exchange(builder_, Builder{});
  builder_.level = level;
  const Ref result = computed(e);
  const Operand operand = finished(result, e.span);
  builder_ = std::move(outer);
  return operand;
}

Operand Generator::operand(Expression& e) {
  builder_ = Builder{};
  const bool is_static = can_be_hoisted(e, false);
  if (e.kind == Kind::text && !is_static) return template_code(e);
  return finished(value(e), e.span);
}

Operand Generator::template_code(Expression& e) {
  append_parts(e);
  emit(Opcode::give_text, 0, {}, {}, origin(e));
  expressions_.codes.push_back(finish(true));
  return {Operand::Kind::code, static_cast<std::uint32_t>(expressions_.codes.size() - 1)};
}

// ---- what is known before the run -------------------------------------------------------------------------------

bool Generator::can_be_hoisted(const Expression& e, bool borrowed) const {
  if (e.level >= builder_.level || e.locals != 0) return false;
  if (!e.type.may_be(types::list | types::record)) return true;
  return borrowed && e.is_flat && (e.kind == Kind::list || e.kind == Kind::record);
}

Ref Generator::hoisted(Expression& e) {
  if (e.kind == Kind::literal || e.kind == Kind::name) return computed(e);
  const bool is_shared_list = e.type.may_be(types::list | types::record);
  if (e.level == Level::literal && !is_shared_list) {
    const auto known = folded(e);
    return known ? literal(*known) : literal(Value());
  }
  const Operand source = as_code(e, e.level);
  const Ref slot = constant(tables_.add({Constant::Kind::derived, {}, source, e.span}));
  if (e.level == Level::parameter) emit(Opcode::check, 0, slot, {}, origin(e));
  return slot;
}

// Runs the code of literals alone and forgets it. Nothing after a mistake, which is reported.
std::optional<Value> Generator::folded(Expression& e) {
  const Operand operand = as_code(e, Level::literal);
  if (operand.kind == Operand::Kind::constant) return expressions_.constants[operand.index].value;
  const Code code = expressions_.codes.back();
  expressions_.codes.pop_back();
  Pool pool;
  std::vector<Value> registers(code.registers);
  fmt::memory_buffer text;
  std::optional<Value> result;
  try {
    result = run(code, {expressions_, pool, tables_.values(), nullptr, nullptr, nullptr, registers.data(), text});
    if (result->is_text()) result = expressions_.texts.text(result->as_text()->view());
  } catch (const RunError& error) {
    diagnostics_.error(error.diagnostic.span, error.diagnostic.message, error.diagnostic.label);
    result.reset();
  }
  expressions_.instructions.resize(code.first);
  expressions_.origins.resize(code.first);
  return result;
}

// ---- values -----------------------------------------------------------------------------------------------------

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
      case Symbol::Kind::process_type: return emit_value(Opcode::sole_instance, plain(e.symbol->slot), {}, origin(e));
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
  while (chain.back()->operands[0]->kind == Kind::binary && !can_be_hoisted(*chain.back()->operands[0], false)) {
    chain.push_back(chain.back()->operands[0]);
  }
  const std::uint32_t mark = builder_.top;
  Ref left = value(*chain.back()->operands[0]);
  for (; !chain.empty(); chain.pop_back()) {
    const Expression& operation = *chain.back();
    const Ref right = value(*operation.operands[1]);
    builder_.top = mark;
    left = emit_value(operation.opcode, left, right, {operation.span, operation.operands[0]->span, operation.operands[1]->span});
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
    if (operand != e.operands.back()) exits.push_back(emit(leaves, 0, {Ref::registers, target}, {}, origin(*operand)));
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

// ---- text, lists, records ---------------------------------------------------------------------------------------

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

// ---- parts ------------------------------------------------------------------------------------------------------

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
  if (is_process_type(of) && e.type == (types::number | types::null)) {
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
