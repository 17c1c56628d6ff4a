#pragma once
// What the replications of a design point say about each output: one observation a replication, or one a pair
// of antithetic replications.

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
  /// Of antithetic replications the pair is the observation, with the mean of both: the two depend on each
  /// other, and only pairs are independent. A pair counts if both have a value.
  explicit PointStatistics(std::size_t outputs, bool antithetic = false)
      : outputs_(outputs), firsts_(antithetic ? outputs : 0) {}

  /// In order. A failed run observes nothing.
  void add(const RunRow&);

  const Tally& output(std::size_t index) const { return outputs_[index]; }
  std::size_t size() const { return outputs_.size(); }

private:
  void add_to_pairs(const RunRow&);

  std::vector<Tally> outputs_;
  std::vector<std::optional<double>> firsts_;  // of the pair under way; empty if there are no pairs
};

}  // namespace asim
