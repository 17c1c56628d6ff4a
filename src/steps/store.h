#pragma once
// What `get` and `put` have in common: they are about a queue's items or about an amount in a container.

#include <initializer_list>
#include <memory>
#include <string_view>

#include "steps/execution.h"

namespace asim {

/// Whether the step is about a container: what its name is known to be, otherwise whether it has `amount:`.
bool is_about_container(StepCompiler&, const StepNode&);

/// Reports those of the keys that the step has: they cannot be used with `what`, "a container".
void refuse_keys(StepCompiler&, const StepNode&, std::initializer_list<std::string_view> keys,
                 std::string_view what);

/// Moves an amount into or out of a container.
std::unique_ptr<WaitingOp> request_amount_get(StepCompiler&, const StepNode&);
std::unique_ptr<WaitingOp> request_amount_put(StepCompiler&, const StepNode&);

}  // namespace asim
