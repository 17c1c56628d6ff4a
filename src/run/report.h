#pragma once
// What is said at the end of a run: outputs, statistics, and who still waits.

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"
#include "record/csv.h"
#include "run/simulation.h"

namespace asim {

/// How much a summary says of the statistics.
enum class SummaryLength : std::uint8_t { brief, full };

/// The summary that people read: when and why the run ended, the outputs, the statistics, the processes that
/// still wait.
std::string summary(Simulation&, const RunResult&, const Sources&, SummaryLength);

/// The part of it that needs no statistics: when and why the run ended, and the processes that still wait.
std::string ending(Simulation&, const RunResult&, const Sources&);

/// … of these, what may be a mistake of the model, a line each: a process ended while it held a resource.
std::vector<std::string> warnings(const State&);

/// The outputs as CSV, `name,value`.
std::string outputs_csv(Simulation&, CsvDialect);

}  // namespace asim
