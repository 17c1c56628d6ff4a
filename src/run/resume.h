#pragma once
// Going on with a sweep that was interrupted: its table is all that is needed, for the run ids tell whether
// the finished rows are the ones that this sweep would begin with.

#include <functional>
#include <stdexcept>
#include <string>

#include "run/sweep_table.h"

namespace asim {

/// The table is of another sweep, or the model has changed since.
class ResumeError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Lets the plan accept the finished rows of a file and delivers each. A torn row at the end, which a killed
/// program left, does not count. The bytes to keep; 0 if the file is absent or has not even a header.
std::uint64_t resume(const std::string& path, const SweepTable&, const Experiment&, RunPlan&,
                     const std::function<void(const RunRow&, bool last_of_point)>& deliver);

}  // namespace asim
