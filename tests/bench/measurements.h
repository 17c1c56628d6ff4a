#pragma once
// Figures of workloads: saved and stored as CSV, and held against each other.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asim::bench {

/// A figure for each workload, in the order of measurement.
using Measurements = std::vector<std::pair<std::string, double>>;

/// `workload,FIGURE` and a line for each.
std::string to_csv(const Measurements&, std::string_view figure);
/// Lines that begin with # are left out. Throws std::runtime_error, which names the line, if it is not that.
Measurements from_csv(std::string_view text, std::string_view figure);

std::optional<double> find(const Measurements&, std::string_view workload);

struct Check {
  bool passed = true;
  std::string report;  // a line for each workload
};
/// Passes unless a figure is above its bound by more than this part of it, or has none. The report says too
/// which are so far below that the bound should be lowered.
Check check_bounds(const Measurements& figures, const Measurements& bounds, double tolerance);

}  // namespace asim::bench
