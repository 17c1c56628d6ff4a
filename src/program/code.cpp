#include "program/code.h"

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/functions.h"
#include "program/object.h"
#include "program/value_text.h"

namespace asim {
namespace {

struct OpcodeForm {
  std::string_view name;
  std::string_view operands;
};

constexpr OpcodeForm kForms[] = {
#define ASIM_OPCODE_FORM(name, operands) {#name, operands},
    ASIM_OPCODES(ASIM_OPCODE_FORM)
#undef ASIM_OPCODE_FORM
};

class Dumper {
public:
  explicit Dumper(const Expressions& expressions) : e_{expressions} {}

  std::string constant(std::uint32_t slot) const {
    const Constant& c = e_.constants[slot];
    if (c.kind != Constant::Kind::literal) return fmt::format("constant[{}]", slot);
    return c.value.is_text() ? fmt::format("'{}'", value_text(c.value)) : value_text(c.value);
  }

  std::string value(Ref ref) const {
    switch (ref.bank()) {
      case Ref::registers: return fmt::format("r{}", ref.index());
      case Ref::constants: return constant(ref.index());
      case Ref::own: return fmt::format("own[{}]", ref.index());
      case Ref::shared: return fmt::format("shared[{}]", ref.index());
    }
    return {};
  }

  std::string draw(std::uint32_t index) const {
    const Draw& d = e_.draws[index];
    std::string text{d.distribution->name};
    if (!d.constant) return text;
    text += '(';
    for (std::uint32_t i = 0; i < d.all_arguments(); ++i) {
      const Constant& c = e_.constants[d.first + i];
      const bool is_alias = c.kind == Constant::Kind::derived && c.source.kind == Operand::Kind::constant;
      text += (i > 0 ? ", " : "") + constant(is_alias ? c.source.index : d.first + i);
    }
    return text + ")";
  }

  std::string operand(char form, Ref ref) const {
    switch (form) {
      case 'v': return value(ref);
      case 'r': return fmt::format("r{}", ref.index());
      case 'c': return constant(ref.index());
      case 'j': return fmt::format("-> {}", ref.index());
      case 'f': return std::string(e_.calls[ref.index()].function->name);
      case 'm': return std::string(e_.methods[ref.index()].method->name);
      case 'o': return std::string(e_.attributes[ref.index()]->name);
      case 'd': return draw(ref.index());
      default: return std::to_string(ref.index());
    }
  }

  std::string instruction(const Instruction& i) const {
    const OpcodeForm& form = kForms[static_cast<std::size_t>(i.opcode)];
    std::string line =
        form.operands[0] == 'r' ? fmt::format("r{} = {}", i.target, form.name) : std::string(form.name);
    if (form.operands[1] != '.') line += " " + operand(form.operands[1], i.left);
    if (form.operands[2] != '.') line += " " + operand(form.operands[2], i.right);
    return line;
  }

private:
  const Expressions& e_;
};

}  // namespace

std::string_view Excerpt::text_of(Span part) const {
  if (!exact || part.begin < span.begin || part.end > span.begin + text.size() || part.end < part.begin)
    return "…";
  return std::string_view(text).substr(part.begin - span.begin, part.end - part.begin);
}

std::string Excerpt::name(Span part) const {
  constexpr std::size_t kLongest = 40;
  const std::string_view words = text_of(part);
  if (words == "…" || words.size() > kLongest || words.find_first_of("\r\n`") != std::string_view::npos)
    return "this";
  return fmt::format("`{}`", words);
}

const Value* Expressions::literal(Operand operand) const {
  if (operand.kind != Operand::Kind::constant) return nullptr;
  const Constant& constant = constants[operand.index];
  return constant.kind == Constant::Kind::literal ? &constant.value : nullptr;
}

std::optional<double> Expressions::literal_number(Operand operand) const {
  const Value* v = literal(operand);
  if (v == nullptr || !(v->is_number() || v->is_boolean())) return std::nullopt;
  return v->is_number() ? v->as_number() : v->as_boolean() ? 1 : 0;
}

std::string dump(const Expressions& expressions, Operand operand) {
  const Dumper dumper(expressions);
  switch (operand.kind) {
    case Operand::Kind::none: return "nothing";
    case Operand::Kind::constant: return dumper.constant(operand.index);
    case Operand::Kind::own: return dumper.value({Ref::own, operand.index});
    case Operand::Kind::shared: return dumper.value({Ref::shared, operand.index});
    case Operand::Kind::draw: return dumper.draw(operand.index);
    case Operand::Kind::code:
    case Operand::Kind::now:
    case Operand::Kind::elapsed: break;
  }
  const Code& code = expressions.codes[operand.index];
  std::string text;
  for (std::uint32_t i = 0; i < code.count; ++i) {
    text += fmt::format("{} {}\n", i, dumper.instruction(expressions.instructions[code.first + i]));
  }
  return text;
}

}  // namespace asim
