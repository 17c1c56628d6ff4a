#pragma once
// The tables that functions.cpp puts together; only for the files that make them up.

#include <span>

#include "program/functions.h"

namespace asim {

std::span<const Function> math_functions();
std::span<const Function> list_functions();
std::span<const Function> random_functions();
std::span<const Function> choosing_functions();
std::span<const Function> calendar_functions();
std::span<const Function> fitted_functions();

/// A function that uses the state of the run.
Function function_of_state(std::string_view name, std::span<const FunctionParameter>, Type result,
                           Value (*call)(const Arguments&), std::string_view summary,
                           std::string_view example);

/// What `sorted(list, by=…)` becomes: the list, the keys of its members in the same order, and whether to
/// reverse.
const Function& sorted_by_keys();

}  // namespace asim
