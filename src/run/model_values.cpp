#include "run/model_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <vector>

namespace asim {

Argument ModelValues::number(const Node* node, Operand& operand, Span& span, StepCompiler::Range range,
                             Use use) {
  if (!node) return {};
  const Argument argument = steps_.compile(*node, use, types::number);
  steps_.check_range(argument, range);
  operand = argument.operand;
  span = node->span;
  return argument;
}

void ModelValues::require_constant(const Argument& argument) {
  if (argument.given() && argument.operand.kind != Operand::Kind::constant) refuse_unknown(argument.span);
}

void ModelValues::refuse_unknown(Span span) {
  steps_.diagnostics().error(span, "this must be known before the run: it may depend on parameters only");
}

Argument ModelValues::initial_value(const Node& value, std::span<const Node* const> variables,
                                    LocalScope& scope) {
  const auto is_read = [&scope](const Node* name) {
    const Symbol* symbol = scope.find(name->text);
    return symbol != nullptr && symbol->read;
  };
  std::vector<const Node*> unread;
  std::copy_if(variables.begin(), variables.end(), std::back_inserter(unread), std::not_fn(is_read));
  const Argument result = steps_.compile(value, Use::value);
  for (const Node* name : unread) {
    if (!is_read(name)) continue;
    steps_.diagnostics().error(value.span, fmt::format("`{}` has no value yet", name->text),
                               "variables get theirs in order");
  }
  return result;
}

}  // namespace asim
