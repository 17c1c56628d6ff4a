#pragma once
// Which runs of an experiment come in which order, and when there are enough.
//
// The order is: points as the design has them, each with its replications 1, 2, …. Either every point has the
// same number of them, or they are added one by one until all goals of precision are met: the sequential
// procedure of Law & Kelton (Simulation Modeling and Analysis, 9.4.1). Whether a goal is met is decided when
// a run is accepted, in order, so the decision depends on no timing; runs that were begun in advance and are
// not needed are refused.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "run/point_statistics.h"

namespace asim {

/// The half-width of the 95 % confidence interval that an output is to have.
struct PrecisionGoal {
  std::size_t output = 0;
  double width = 0;
  bool is_relative = false;  // a fraction of the mean
};

/// "5%" is relative, "0.2" is not; nothing if it is neither, or not positive. The output is the caller's.
std::optional<PrecisionGoal> parse_goal(std::string_view text);

struct RunKey {
  std::uint64_t point = 0, replication = 0;  // from 1
  bool operator==(const RunKey&) const = default;
};

/// The I-th of N parts, from 1.
struct Shard {
  std::uint64_t part = 1, parts = 1;
};

struct PlanOptions {
  std::uint64_t points = 1;
  std::uint64_t replications = 1;  // with goals the least of a point, at least 2
  std::vector<PrecisionGoal> goals;
  std::uint64_t most_replications = 0;  // with goals
  bool antithetic = false;              // replications come in pairs, and each pair is one observation
  Shard shard;                          // every N-th run; with goals, every N-th point
};

class RunPlan {
public:
  RunPlan(PlanOptions, std::size_t outputs);

  /// The next run to begin. Nothing if what follows depends on runs that are not accepted yet, or at the end.
  std::optional<RunKey> next();

  /// Takes the results of the runs in the order that next() gave. False: not needed, to be dropped.
  bool accept(const RunKey&, const RunRow&);
  /// After accept(): it was the point's last replication.
  bool point_is_done() const { return point_is_done_; }

  bool finished() const;

  /// How many runs there are; with goals not known before.
  std::optional<std::uint64_t> run_count() const;
  bool has_goals() const { return !options_.goals.empty(); }
  const PlanOptions& options() const { return options_; }
  /// Points that reached the most replications without the precision.
  const std::vector<std::uint64_t>& imprecise_points() const { return imprecise_; }

private:
  bool goals_met() const;
  std::uint64_t total() const { return options_.points * options_.replications; }

  PlanOptions options_;
  PointStatistics statistics_;                   // of the point under way
  std::uint64_t next_index_;                     // without goals: of all runs, from 0
  std::uint64_t point_;                          // with goals: the point under way
  std::uint64_t handed_out_ = 0, accepted_ = 0;  // of its replications
  bool point_is_done_ = false;
  std::vector<std::uint64_t> imprecise_;
};

}  // namespace asim
