#pragma once
// Upkeep: what changes resources in the course of time.
//
//   teller: {schedule: [[0, 2], [480, 4]], downtime: {every: exponential(100), for: 5}}
//
// becomes two processes that no report shows, one for the schedule and one for each downtime, of one hidden
// type with one op. They do not keep a run without a horizon going: when nothing else is going to happen and
// nobody waits for a resource that they could open, they end.

#include <span>

#include "model/schema.h"
#include "steps/compiler.h"

namespace asim {

/// The keys of a resource's `downtime:`, for help.
std::span<const Key> downtime_keys();

/// Whether a declaration has a schedule or downtimes.
bool has_upkeep(const Node& resource);
/// Compiles `schedule:` and `downtime:` of a resource.
void compile_upkeep(StepCompiler&, const Node& resource, ObjectDeclaration&);
/// Emits the body of the hidden type.
void emit_upkeep(StepCompiler&);

}  // namespace asim
