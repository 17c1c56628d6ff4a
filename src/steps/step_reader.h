#pragma once
// Steps as written: which kind a node of the model is, and what is wrong with its keys.

#include <optional>

#include "base/diagnostics.h"
#include "steps/step.h"

namespace asim {

/// The kind of a step: that of its first key, or the one which a misspelt first key resembles and whose keys
/// the others are; else null.
const StepKind* meant_kind(const Node& step);

/// Reads a node as a step; reports what is none. A misspelt kind is reported and read as what is meant.
std::optional<StepNode> read_step(const Node&, Diagnostics&);

/// Reports keys that the step's kind does not know and those that it needs and that are missing or empty. A
/// key that is itself a kind usually lacks its dash. A branch of a first_of or all_of may have `then:`.
void check_step_keys(const StepNode&, Diagnostics&, bool is_branch = false);

/// The first key of an item that is no step, but a key which the step above it lacks: a dash too many. Else
/// null.
const Node* stray_key(const Node& above, const Node& item);

}  // namespace asim
