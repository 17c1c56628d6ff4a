#pragma once
// One long run in place of many: where its warm-up ends, and intervals for what comes after.
//
// The warm-up: MSER-5 (White, Cobb & Spratt, "A Comparison of Five Steady-State Truncation Heuristics", WSC
// 2000). The run is divided into many short intervals, each output is evaluated over every one of them, and
// means of five in a row are made. Cut off is the beginning without which the mean of the rest has the
// smallest standard error; if half of it would have to go, the run is too short to say.
//
// Batch means (Law & Kelton, 9.5.3): what is left is divided into a few long batches, whose values are nearly
// independent. How nearly, their correlation with their successors tells.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/statistics.h"
#include "run/experiment.h"

namespace asim {

/// How many values to cut off, out of these; nothing if half would have to go, or there are too few.
std::optional<std::size_t> mser5(const std::vector<double>& values);

/// The correlation of each value with the next; nan below 3 values, or if all are equal.
double lag1_correlation(const std::vector<double>& values);

struct SteadyOutput {
  std::string name;
  std::optional<double> warmup;  // the time at which it is steady; nothing: not within half the run
  std::vector<double> batches;
  Tally tally() const;
};

struct SteadyState {
  std::optional<double> warmup;  // of all outputs that can be judged
  std::vector<SteadyOutput> outputs;
  std::optional<std::string> error;  // of a failed run
};

struct SteadyOptions {
  std::size_t intervals = 1000;
  std::size_t batches = 20;
  std::optional<double> warmup;  // given: not looked for
};

/// Carries out point 1 of the design, once or twice. Precondition: it has a horizon. Nothing if interrupted.
std::optional<SteadyState> steady_state(const Experiment&, const SteadyOptions&,
                                        const std::function<bool()>& interrupted);

}  // namespace asim
