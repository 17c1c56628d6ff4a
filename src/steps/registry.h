#pragma once
// All step kinds, in the order of the reference.

#include <span>
#include <string_view>
#include <vector>

#include "record/recorder.h"
#include "steps/step.h"

namespace asim {

std::span<const StepKind* const> step_kinds();
const StepKind* find_step_kind(std::string_view name);
std::vector<std::string_view> step_names();

/// Keys that any step, or any step that waits, may have.
std::span<const Key> common_keys();
std::span<const Key> waiting_keys();
/// … a branch of first_of or all_of.
std::span<const Key> branch_keys();

/// All keys of a kind of step.
std::vector<Key> keys_of(const StepKind&, bool is_branch);

/// Whether any step has steps under this key.
bool holds_steps(std::string_view key);

/// Kinds of timeline rows: one for each step kind, and those of a process's life.
namespace rows {
EventKind of(const StepKind&);
EventKind of(std::string_view kind);
void add_all_to(Recorder&);
const std::vector<std::string_view>& names();
}  // namespace rows

}  // namespace asim
