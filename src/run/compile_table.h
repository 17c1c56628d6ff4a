#pragma once
// Compiling tables of times and values: `rate:` and `schedule:`.

#include "program/time_table.h"
#include "steps/compiler.h"

namespace asim {

/// Reports what is known to be wrong, and leaves what depends on parameters to the beginning of a run.
/// `period` may be null.
TimeTable compile_table(StepCompiler&, const Node& table, const Node* period, TimeTable::Of);

}  // namespace asim
