#pragma once
// Why a process does not go on: what it waits for, behind whom, who holds that, and why those do not go on.

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "program/state.h"

namespace asim {

/// The living process of that name; null if there is none.
Instance* find_process(const State&, std::string_view name);
/// The names of the living, without hidden ones and branches; at most so many.
std::vector<std::string> process_names(const State&, std::size_t most);

/// What it does, in a few words: "sleeps until 9 at bank.yaml:15".
std::string doing(Instance&, const Sources&);

/// Everything about where it stands and why, several lines.
std::string whereabouts(Instance&, const Sources&);

}  // namespace asim
