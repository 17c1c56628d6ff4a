#pragma once
// What single features cost: a model of models/bench/features/ for each row of asimpy's own benchmark, and
// its twin in tests/bench/simpy_features.py where SimPy has the feature.

#include <cstdint>
#include <string>
#include <string_view>

#include "measurements.h"
#include "programs.h"

namespace asim::bench {

struct Feature {
  std::string_view name;  // the rows of its table
  std::string_view title;
  std::string_view model;    // without folder and extension
  std::uint64_t work;        // executions
  std::uint64_t simpy_work;  // 0: SimPy does not have it
  enum class Way { run, run_with_timeline, sweep } way = Way::run;
};

/// Whether there is a row of that name.
/// The command that runs a feature so often, by the asim of this build. Precondition: is_feature(name).
Command feature_command(std::string_view name, std::uint64_t work);

bool is_feature(std::string_view name);

/// Measures the row of that name, or all, and prints nanoseconds for each execution and which rows are less
/// than 50 times as fast as SimPy. A quarter of the work if it has to be quick.
Measurements bench_features(std::string_view only, bool quick, bool with_simpy);

}  // namespace asim::bench
