#pragma once
// Runs in parallel, results in order.
//
// Each thread has simulations of its own and shares with the others nothing but the program, the design and
// the queue below. Rows are handed over in the order of the plan whatever thread finished first, so that the
// results have the same bytes for any number of threads. No more rows than a fixed number are kept waiting
// for their turn: memory stays constant, however many runs there are.

#include <functional>

#include "run/experiment.h"
#include "run/run_plan.h"

namespace asim {

/// Runs all that the plan still has with so many threads (at least 1). `deliver` gets one row at a time, in
/// order, from any of the threads; the second argument tells whether it is the last of its point.
/// `interrupted` is asked now and then, from all threads; once true, what is under way is dropped. False if
/// it was interrupted. What `deliver` throws ends everything and is thrown again.
bool run_all(const Experiment&, RunPlan&, std::size_t threads,
             const std::function<void(const RunRow&, bool last_of_point)>& deliver,
             const std::function<bool()>& interrupted);

}  // namespace asim
