#pragma once

// The distributions of the expression language: names, parameters, checks and documentation of the samplers
// that the engine has. A new one is a row of the table in distributions.cpp (and its sampler); parsing, type
// checks, help and the reference follow from the row.

#include <span>
#include <string>
#include <string_view>

#include "engine/random.h"

namespace asim {

struct DistributionParameter {
  std::string_view name;
  bool required;
  double fallback;  // the value if it is not given; meaningless if required
};

/// How to draw: one number, or several into an array, which leaves the same numbers and is quicker.
struct Sampler {
  double (*one)(Stream& stream, const double* arguments) = nullptr;
  void (*many)(Stream& stream, const double* arguments, std::span<double> values) = nullptr;

  double operator()(Stream& stream, const double* arguments) const { return one(stream, arguments); }
};

/// The least interval that all values lie in; infinite ends are open, and so is every end of an interval of
/// numbers that are not whole: a single point of it has no probability.
struct Support {
  double low, high;
  bool whole;
};

struct Distribution {
  std::string_view name;
  std::span<const DistributionParameter> parameters;  // in positional order

  // Takes one argument per parameter, which check() accepts.
  Sampler draw;

  // Empty if these arguments can be drawn from; otherwise what is wrong, fit for the end of a sentence: "the
  // standard deviation must not be negative, not -1". nan and infinity are always refused. Allocates only to
  // complain.
  std::string (*check)(const double* arguments);

  // Where the values lie, for such arguments.
  Support (*support)(const double* arguments);

  // The value that lies opposite within the law: x has the distribution function F, this has 1 - F; with
  // whole numbers, where F jumps, a place in the jump is drawn from the stream. Where that takes too long it
  // is a draw from the stream alone. engine/antithetic.h
  double (*mirrored)(double x, const double* arguments, Stream& other);

  bool yields_bool;  // draw() gives 0 or 1 and means false or true

  // The same law by other parameters, meant when an argument named like one of them is given; usually null.
  const Distribution* alternative;

  std::string_view summary;
  std::string_view mean;
  std::string_view variance;
  std::string_view example;
};

// By name as written in expressions; null if there is none. Alternatives are reached through the entry they
// belong to.
[[nodiscard]] const Distribution* find_distribution(std::string_view name);

// In the order of the reference, without alternatives.
[[nodiscard]] std::span<const Distribution> all_distributions();

// A draw between low and high, both included (either may be infinite): draws again until one falls there,
// which gives the conditional distribution. Throws std::domain_error after a million draws outside in a row.
[[nodiscard]] double draw_truncated(const Distribution& distribution, Stream& stream, const double* arguments,
                                    double low, double high);

}  // namespace asim
