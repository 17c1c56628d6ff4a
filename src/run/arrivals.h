#pragma once
// Arrivals: a process that makes the instances of another, as `arrivals:` of that one says.
//
//   arrivals: {every: exponential(mean=4), count: 100}
//
// becomes a hidden process of one op, which sleeps until the next arrival and makes what arrives. Instances
// start after everything that is due already at that time, like those of `spawn`; among what the file
// declares for that time, arrivals stand where the file has them.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/schema.h"
#include "program/program.h"
#include "steps/compiler.h"

namespace asim {

std::span<const Key> arrivals_keys();

/// Reports what is wrong with the keys; true if it is worth going on.
bool check_arrivals(const Node& process, const Node& arrivals, Diagnostics&);

/// The columns of the file that `from:` names, other than `time`: variables of the process. Reports a file
/// that cannot be read.
std::vector<std::string> arrival_columns(const Node& arrivals, const Sources&, Diagnostics&);

/// Emits the op that makes instances of the process type; `variables` are the slots of the columns.
void emit_arrivals(StepCompiler&, const Node& arrivals, std::uint32_t type, const Sources&,
                   const std::vector<std::uint32_t>& variables);

/// Starts the process that makes the arrivals of a type, at the beginning of a run.
void start_arrivals(Instance& source);

}  // namespace asim
