#pragma once
// The values of a model's settings, parameters and variables: expressions that are no part of a step.

#include <span>

#include "steps/compiler.h"

namespace asim {

/// Compiles them. Mistakes are in the diagnostics.
class ModelValues {
public:
  explicit ModelValues(StepCompiler& steps) : steps_(steps) {}

  /// A number in a range, stored with where it stands; nothing is stored if there is no node.
  Argument number(const Node*, Operand&, Span&, StepCompiler::Range, Use = Use::expression);
  /// The same for one that must be known before the run.
  void known_number(const Node* node, Operand& operand, Span& span, StepCompiler::Range range,
                    Use use = Use::expression) {
    require_constant(number(node, operand, span, range, use));
  }
  void require_constant(const Argument&);
  void refuse_unknown(Span);

  /// The value of the first of these variables, which get theirs in order.
  Argument initial_value(const Node& value, std::span<const Node* const> variables, LocalScope&);

private:
  StepCompiler& steps_;
};

}  // namespace asim
