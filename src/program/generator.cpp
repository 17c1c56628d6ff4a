#include "program/generator.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "program/machine.h"
#include "program/object.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

}  // namespace

// ---- tables ----

std::uint32_t Tables::add(Constant constant) {
  constant.is_guarded = guarded_;
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
  while (values_.size() < expressions_.constants.size())
    values_.push_back(expressions_.constants[values_.size()].value);
  return values_.data();
}

// ---- instructions ----

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

// ---- whole pieces of code ----

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
  expressions_.instructions.insert(expressions_.instructions.end(), builder_.instructions.begin(),
                                   builder_.instructions.end());
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
  if (builder_.instructions.size() == 1 && first.opcode == Opcode::draw)
    return {Operand::Kind::draw, first.right.index()};
  if (builder_.instructions.size() == 1 && first.opcode == Opcode::check && result == first.left) {
    return {Operand::Kind::constant, result.index()};  // whoever reads a constant operand checks it
  }
  const Operand shape = shortcut();
  emit(Opcode::give, 0, result, {}, {span, span, span});
  expressions_.codes.push_back(finish(false));
  return {shape.kind, static_cast<std::uint32_t>(expressions_.codes.size() - 1), shape.slot};
}

// `now` and `now - x`, which models compute at every turn, have operands of their own; the code is for the
// rest: an x that is no number.
Operand Generator::shortcut() const {
  const std::vector<Instruction>& all = builder_.instructions;
  if (all.empty() || all[0].opcode != Opcode::load_now) return {Operand::Kind::code, 0};
  if (all.size() == 1) return {Operand::Kind::now, 0};
  const bool is_elapsed = all.size() == 2 && all[1].opcode == Opcode::subtract &&
                          all[1].left == Ref(Ref::registers, all[0].target) &&
                          all[1].right.bank() == Ref::own &&
                          all[1].right.index() <= std::numeric_limits<std::uint16_t>::max();
  if (!is_elapsed) return {Operand::Kind::code, 0};
  return {Operand::Kind::elapsed, 0, static_cast<std::uint16_t>(all[1].right.index())};
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

// ---- what is known before the run ----

bool Generator::can_be_hoisted(const Expression& e, bool borrowed) const {
  if (e.level >= builder_.level || e.locals != 0) return false;
  if (!e.type.may_be(types::list | types::record)) return true;
  return borrowed && e.is_flat && (e.kind == Kind::list || e.kind == Kind::record);
}

Ref Generator::hoisted(Expression& e) {
  if (e.kind == Kind::literal || e.kind == Kind::name) return computed(e);
  const bool is_shared_list = e.type.may_be(types::list | types::record);
  bool is_too_long = false;
  if (e.level == Level::literal && !is_shared_list) {
    const auto known = folded(e, is_too_long);
    if (!is_too_long) return known ? literal(*known) : literal(Value());
  }
  return derived(e, e.level == Level::parameter || is_too_long);
}

Ref Generator::derived(Expression& e, bool may_fail) {
  const Operand source = as_code(e, e.level);
  const Ref slot = constant(tables_.add({Constant::Kind::derived, {}, source, e.span}));
  if (may_fail) emit(Opcode::check, 0, slot, {}, origin(e));
  return slot;
}

// Runs the code of literals alone and forgets it. Nothing after a mistake, which is reported, and if it would
// take long: then it is left to the run.
std::optional<Value> Generator::folded(Expression& e, bool& is_too_long) {
  constexpr std::size_t most_memory = std::size_t{1} << 26;
  std::uint64_t budget = 1'000'000;
  const Operand operand = as_code(e, Level::literal);
  if (operand.kind == Operand::Kind::constant) return expressions_.constants[operand.index].value;
  const Code code = expressions_.codes.back();
  expressions_.codes.pop_back();
  Pool pool;
  pool.set_limit(most_memory);
  std::vector<Value> registers(code.registers);
  fmt::memory_buffer text;
  std::optional<Value> result;
  try {
    result = run(code, {expressions_, pool, tables_.values(), nullptr, nullptr, nullptr, registers.data(),
                        text, &budget});
    if (result->is_text()) result = expressions_.texts.text(result->as_text()->view());
  } catch (const RunError& error) {
    diagnostics_.error(error.diagnostic.span, error.diagnostic.message, error.diagnostic.label);
    result.reset();
  } catch (const OverBudget&) {
    is_too_long = true;
  } catch (const MemoryLimit&) {
    is_too_long = true;
  }
  expressions_.instructions.resize(code.first);
  expressions_.origins.resize(code.first);
  return result;
}

}  // namespace asim
