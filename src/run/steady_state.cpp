#include "run/steady_state.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "run/point_statistics.h"

namespace asim {
namespace {

constexpr std::size_t kBatch = 5;
constexpr std::size_t kFewestBatches = 10;

/// The outputs of a run, by interval; without a number where an interval has none.
struct Intervals {
  std::vector<std::vector<std::optional<double>>> values;  // by output
  double begin = 0, end = 0;
  RunResult result;
};

Intervals run_in_intervals(const Experiment& experiment, double warmup, std::size_t count,
                           const std::function<bool()>& interrupted) {
  Intervals intervals;
  const std::size_t outputs = experiment.model.program.outputs.size();
  intervals.values.resize(outputs);
  RunOptions options = experiment.options;
  options.parameters = experiment.design.point(0);
  options.warmup = warmup;
  options.intervals = count;
  options.on_interval = [&](const Outputs& values) {
    for (std::size_t i = 0; i < outputs; ++i)
      intervals.values[i].push_back(observation(cell_of(values[i].second)));
  };
  Recorder nobody;
  Simulation simulation(experiment.model.program, options, nobody);
  intervals.begin = warmup;
  intervals.end = simulation.horizon();
  intervals.result = simulation.run(interrupted);
  return intervals;
}

/// When an output is steady: the intervals without a number do not count.
std::optional<double> warmup_of(const std::vector<std::optional<double>>& values, double length) {
  std::vector<double> known;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    known.push_back(*values[i]);
    places.push_back(i);
  }
  const std::optional<std::size_t> cut = mser5(known);
  if (!cut || places[*cut] > values.size() / 2) return std::nullopt;
  return *cut == 0 ? 0 : length * static_cast<double>(places[*cut]);
}

std::string error_of(const Experiment& experiment, const Diagnostic& error) {
  const std::string place =
      error.span.known() ? experiment.model.sources.line_reference(error.span) + ": " : "";
  return place + error.message;
}

}  // namespace

std::optional<std::size_t> mser5(const std::vector<double>& values) {
  const std::size_t count = values.size() / kBatch;
  if (count < kFewestBatches) return std::nullopt;
  std::vector<double> means(count);
  for (std::size_t i = 0; i < count * kBatch; ++i) means[i / kBatch] += values[i] / kBatch;
  // From the end: mean and squares of what is left after a cut at d (Welford).
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  double mean = 0, squares = 0;
  for (std::size_t d = count; d-- > 0;) {
    const double left = static_cast<double>(count - d);
    const double distance = means[d] - mean;
    mean += distance / left;
    squares += distance * (means[d] - mean);
    const double error = squares / (left * left);
    // In the second half few are left, which often look steady by chance.
    if (d <= count / 2 && error <= least) {
      least = error;
      best = d;
    }
  }
  if (best == count / 2) return std::nullopt;  // and would go on falling
  return best * kBatch;
}

double lag1_correlation(const std::vector<double>& values) {
  Tally tally;
  for (const double x : values) tally.observe(x);
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double distance = values[i] - tally.mean();
    squares += distance * distance;
    if (i > 0) products += distance * (values[i - 1] - tally.mean());
  }
  if (values.size() < 3 || squares == 0) return std::numeric_limits<double>::quiet_NaN();
  return products / squares;
}

Tally SteadyOutput::tally() const {
  Tally result;
  for (const double x : batches) result.observe(x);
  return result;
}

std::optional<SteadyState> steady_state(const Experiment& experiment, const SteadyOptions& options,
                                        const std::function<bool()>& interrupted) {
  SteadyState state;
  for (const OutputDeclaration& output : experiment.model.program.outputs) {
    state.outputs.push_back({output.name, std::nullopt, {}});
  }
  state.warmup = options.warmup;
  if (!options.warmup) {
    const Intervals fine = run_in_intervals(experiment, 0, options.intervals, interrupted);
    if (fine.result.end == RunResult::End::interrupted) return std::nullopt;
    if (fine.result.error) state.error = error_of(experiment, *fine.result.error);
    const double length = fine.end / static_cast<double>(options.intervals);
    for (std::size_t i = 0; i < state.outputs.size() && !state.error; ++i) {
      state.outputs[i].warmup = warmup_of(fine.values[i], length);
      if (const auto w = state.outputs[i].warmup) state.warmup = std::max(state.warmup.value_or(0), *w);
    }
  }
  if (state.error || !state.warmup) return state;
  const Intervals long_ones = run_in_intervals(experiment, *state.warmup, options.batches, interrupted);
  if (long_ones.result.end == RunResult::End::interrupted) return std::nullopt;
  if (long_ones.result.error) state.error = error_of(experiment, *long_ones.result.error);
  for (std::size_t i = 0; i < state.outputs.size(); ++i) {
    for (const std::optional<double>& x : long_ones.values[i]) {
      if (x) state.outputs[i].batches.push_back(*x);
    }
  }
  return state;
}

}  // namespace asim
