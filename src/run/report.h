#pragma once
// What is said at the end of a run: outputs, and who still waits.

#include <string>

#include "base/source.h"
#include "run/simulation.h"

namespace asim {

/// The summary that people read: when and why the run ended, the outputs, the processes that still wait.
std::string summary(Simulation&, const RunResult&, const Sources&);

/// The outputs as CSV, `name,value`.
std::string outputs_csv(Simulation&);

}  // namespace asim
