#pragma once
// What the replications of a design point say about each output: one observation a replication.

#include <optional>
#include <vector>

#include "engine/statistics.h"
#include "run/experiment.h"

namespace asim {

/// The number in a cell; true and false are 1 and 0, so that their mean is a share. Nothing for
/// other text, for empty cells, and for numbers that are not finite.
std::optional<double> observation(const Cell&);

class PointStatistics {
public:
  explicit PointStatistics(std::size_t outputs) : outputs_(outputs) {}

  /// A failed run observes nothing.
  void add(const RunRow&);

  const Tally& output(std::size_t index) const { return outputs_[index]; }
  std::size_t size() const { return outputs_.size(); }

private:
  std::vector<Tally> outputs_;
};

}  // namespace asim
