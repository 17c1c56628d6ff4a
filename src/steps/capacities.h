#pragma once
// Demands that no object could ever meet: more than its capacity. What is known without running is found by a
// check.

#include <functional>
#include <optional>
#include <string>

#include "program/program.h"
#include "steps/compiler.h"

namespace asim {

/// The declaration of the single object of the model that an operand stands for, or null.
const ObjectDeclaration* find_object(const Program&, Operand);

/// "cannot put 12 into a container with capacity 10"
std::string too_much(CapacityCheck::Demand, double amount, double capacity);

/// Remembers a demand on an object of the model, to be checked when everything is compiled and before each
/// run.
void check_fits(StepCompiler&, CapacityCheck::Demand, const Argument& object, const Argument& amount);

/// Reports the demands that cannot be met and the levels above a capacity, as far as `known` gives the
/// numbers; not those of steps that need not be carried out, unless literals alone rule them out.
void find_impossible_demands(const Program&, const std::function<std::optional<double>(Operand)>& known,
                             const std::function<void(Span, std::string)>& report);

}  // namespace asim
