#pragma once
// Who keeps a waiting process from going on, and whether waiting goes round in a circle.

#include <string>
#include <vector>

#include "program/state.h"

namespace asim {

/// A process that another waits for: it holds what that one wants, or its end is awaited.
struct Blocker {
  Instance* process;
  std::string what;  // "`desk`", "its end"
};

std::vector<Blocker> blockers_of(Instance&);

/// "held by a, b[2]"; empty if nobody in particular keeps it waiting.
std::string blockers_text(Instance&);

/// The processes of a circle, each of which waits for the next and the last for the first; empty if there is
/// none.
std::vector<Instance*> waiting_circle(State&);

/// "a waits for `desk`, held by b\nb waits for …", a line each; empty if there is no circle.
std::string circle_text(State&);

}  // namespace asim
