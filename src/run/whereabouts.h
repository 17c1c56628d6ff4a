#pragma once
// Why a process does not go on: what it waits for, behind whom, who holds that, and why those do not go on.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "program/state.h"

namespace asim {

/// How well a name fits a process: `waiter 0`, which its `name:` says, better than `waiter[0]`, and that
/// better than `waiter`, which means the first one. Those that the model does not declare have no name.
enum class NameFit : std::uint8_t { none, type, index, name };
NameFit fit_of(const Instance&, std::string_view name);

/// The living process that the name fits best; null if there is none, or several of a type.
Instance* find_process(const State&, std::string_view name);
/// The names of the living, without hidden ones and branches; at most so many.
std::vector<std::string> process_names(const State&, std::size_t most);

/// What it does, in a few words: "sleeps until 9 at bank.yaml:15".
std::string doing(Instance&, const Sources&);

/// Everything about where it stands and why, several lines.
std::string whereabouts(Instance&, const Sources&);

}  // namespace asim
