#include "program/steadiness.h"

#include <algorithm>

#include "program/functions.h"
#include "program/state.h"

namespace asim {
namespace {

/// Lists and records stay what they are: no step assigns to a member, no method is called.
bool has_fixed_members(const Program& program) {
  return !program.changes_members && program.expressions.methods.empty();
}

/// While a process waits, only its own branches could change its variables, or a step that assigns to
/// `process.name`.
bool has_fixed_variables(const Program& program) {
  return !program.has_branches && has_fixed_members(program);
}

bool is_fixed(const Value& item, const Program& program) {
  if (item.is_list() || item.is_record()) return has_fixed_members(program);
  return item.is_number() || item.is_boolean() || item.is_text() || item.is_null();
}

bool is_fixed(Ref ref, const Program& program) {
  switch (ref.bank()) {
    case Ref::own: return has_fixed_variables(program);
    case Ref::shared: return false;
    default: return true;
  }
}

/// Members are read of the item itself only: what they refer to may be a process, which goes its own way.
bool is_of_item(const Instruction& instruction, const Instruction* previous) {
  return previous != nullptr && previous->opcode == Opcode::load_item &&
         instruction.left == Ref(Ref::registers, previous->target);
}

/// What every process has under that name and keeps; no variable is called so.
bool is_fixed_attribute(const Value& name, const Program& program) {
  const std::string_view text = name.as_text()->view();
  if (text != "index" && text != "id" && text != "name" && text != "started") return false;
  return std::ranges::none_of(program.process_types, [&](const ProcessType& type) {
    return std::ranges::find(type.own_names, text) != type.own_names.end();
  });
}

/// … and of `self` what stays what it is: its name, its numbers.
bool is_fixed_of_self(const Instruction& instruction, const Instruction* previous, const Program& program) {
  return previous != nullptr && previous->opcode == Opcode::load_self &&
         instruction.left == Ref(Ref::registers, previous->target) &&
         is_fixed_attribute(program.expressions.constants[instruction.right.index()].value, program);
}

bool is_steady(const Instruction& instruction, const Instruction* previous, const Program& program) {
  const Expressions& expressions = program.expressions;
  switch (instruction.opcode) {
    case Opcode::attribute:
      return is_of_item(instruction, previous) || is_fixed_of_self(instruction, previous, program);
    case Opcode::index: return is_of_item(instruction, previous);
    case Opcode::call: {
      const Function& function = *expressions.calls[instruction.right.index()].function;
      return !function.draws && !function.uses_state;
    }
    case Opcode::load_item:
    case Opcode::load_self:
    case Opcode::call_math:
    case Opcode::give: return true;
    case Opcode::load_now: return false;
    default: return instruction.opcode < Opcode::index;  // arithmetic, comparisons, jumps
  }
}

bool is_steady(const Code& code, const Program& program) {
  const Expressions& expressions = program.expressions;
  const Instruction* previous = nullptr;
  for (std::uint32_t i = code.first; i < code.first + code.count; ++i) {
    const Instruction& instruction = expressions.instructions[i];
    if (!is_steady(instruction, previous, program)) return false;
    if (!is_fixed(instruction.left, program) || !is_fixed(instruction.right, program)) return false;
    previous = &instruction;
  }
  return true;
}

bool is_steady_itself(Operand condition, const Program& program) {
  switch (condition.kind) {
    case Operand::Kind::constant: return true;
    case Operand::Kind::own: return has_fixed_variables(program);
    case Operand::Kind::code: return is_steady(program.expressions.codes[condition.index], program);
    default: return false;
  }
}

}  // namespace

bool is_steady(Operand condition, const Frame& frame) {
  const Program& program = frame.state.program;
  return is_fixed(*frame.item, program) && is_steady_itself(condition, program);
}

bool is_steady(Operand condition, const Program& program) {
  return has_fixed_members(program) && is_steady_itself(condition, program);
}

}  // namespace asim
