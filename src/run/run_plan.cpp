#include "run/run_plan.h"

#include <cmath>

#include "base/numbers.h"
#include "engine/confidence.h"

namespace asim {

std::optional<PrecisionGoal> parse_goal(std::string_view text) {
  PrecisionGoal goal;
  goal.is_relative = text.ends_with('%');
  if (goal.is_relative) text.remove_suffix(1);
  const std::optional<double> width = parse_number(text);
  if (!width || !std::isfinite(*width) || *width <= 0) return std::nullopt;
  goal.width = goal.is_relative ? *width / 100 : *width;
  return goal;
}

RunPlan::RunPlan(PlanOptions options, std::size_t outputs)
    : options_(std::move(options)),
      statistics_(outputs, options_.antithetic),
      next_index_(options_.shard.part - 1),
      point_(options_.shard.part) {}

std::optional<RunKey> RunPlan::next() {
  if (!has_goals()) {
    if (next_index_ >= total()) return std::nullopt;
    const RunKey key{next_index_ / options_.replications + 1, next_index_ % options_.replications + 1};
    next_index_ += options_.shard.parts;
    return key;
  }
  if (point_ > options_.points || handed_out_ == options_.most_replications) return std::nullopt;
  return RunKey{point_, ++handed_out_};
}

bool RunPlan::accept(const RunKey& key, const RunRow& row) {
  if (!has_goals()) {
    point_is_done_ = key.replication == options_.replications;
    return true;
  }
  if (key.point != point_) return false;
  statistics_.add(row);
  ++accepted_;
  const bool is_whole = !options_.antithetic || accepted_ % 2 == 0;
  const bool met = is_whole && accepted_ >= options_.replications && goals_met();
  point_is_done_ = met || accepted_ == options_.most_replications;
  if (!point_is_done_) return true;
  if (!met) imprecise_.push_back(point_);
  statistics_ = PointStatistics(statistics_.size(), options_.antithetic);
  point_ += options_.shard.parts;
  handed_out_ = accepted_ = 0;
  return true;
}

bool RunPlan::finished() const { return has_goals() ? point_ > options_.points : next_index_ >= total(); }

std::optional<std::uint64_t> RunPlan::run_count() const {
  if (has_goals()) return std::nullopt;
  const std::uint64_t skipped = options_.shard.part - 1;
  if (skipped >= total()) return 0;
  return (total() - skipped - 1) / options_.shard.parts + 1;
}

bool RunPlan::goals_met() const {
  for (const PrecisionGoal& goal : options_.goals) {
    const Tally& tally = statistics_.output(goal.output);
    // The estimated relative error is allowed less than the true one: the interval is wrong about the mean
    // too.
    const double allowed =
        goal.is_relative ? goal.width / (1 + goal.width) * std::abs(tally.mean()) : goal.width;
    if (!(half_width(tally) <= allowed)) return false;
  }
  return true;
}

}  // namespace asim
