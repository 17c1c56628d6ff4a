#pragma once

// What the hand-written programs share. Each is a benchmark model written without an engine, as one writes a
// simulation in plain C++: an event queue, a deque, a few structs.
//
// native_X draws the random numbers that asim draws (seed 1, replication 1, the same place names), so a
// result that differs in one digit is a bug in one of the two. native_X_log, of M/M/1 and the sleepers, takes
// the logarithm of a uniform number instead, as one does by hand: it is what asim is held against.

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/distributions.h"
#include "engine/random.h"

namespace asim::bench {

inline constexpr double load = 0.9;

inline Stream stream(std::string_view place) { return Stream(1, 1, place); }

inline double exponential(Stream& stream, double mean) {
#ifdef ASIM_BENCH_LOGARITHM
  return -mean * std::log(stream.open_uniform());
#else
  return asim::exponential(stream, mean);
#endif
}

// The index-th argument of the command line, from 1; the fallback if there are fewer.
inline std::uint64_t argument(int argc, char** argv, int index, std::uint64_t fallback) {
  return index < argc ? std::strtoull(argv[index], nullptr, 10) : fallback;
}

// Welford's running mean: rounded as a tally of asim is, where sum / count would differ in the last digits.
class Mean {
public:
  void observe(double value) { mean_ += (value - mean_) / static_cast<double>(++count_); }
  [[nodiscard]] double value() const { return mean_; }

private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
};

}  // namespace asim::bench
