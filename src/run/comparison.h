#pragma once
// Two scenarios compared under common random numbers (Law & Kelton, 10.2 and 11.2).
//
// Replication k of both meets the same random numbers wherever their places have the same names, so that the
// difference of the pair tells of the scenarios and little of chance. The interval is that of the paired
// differences.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/statistics.h"
#include "run/experiment.h"

namespace asim {

struct ComparedOutput {
  std::string name;
  Tally a, b, difference;  // of the pairs that have both numbers; the difference is b - a
};

struct Comparison {
  std::vector<ComparedOutput> outputs;  // those that both models have, in a's order
  std::uint64_t pairs = 0, failed = 0;
  std::string first_error;
};

/// Runs point 1 of both designs. Nothing if it was interrupted.
std::optional<Comparison> compare(const Experiment& a, const Experiment& b, std::uint64_t replications,
                                  std::size_t threads, const std::function<bool()>& interrupted);

}  // namespace asim
