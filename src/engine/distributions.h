#pragma once

// Samplers: each takes its numbers from the stream it is given and from nowhere else, and yields the same
// bits on every compiler and processor (the elementary functions are our own; nothing of std:: draws).
//
// Arguments are not checked here: they are finite, and each comment states what else must hold; outside of it
// the result means nothing and a rejection loop may not end. Extreme arguments may overflow to infinity,
// never yield nan.
//
// exponential, normal  ziggurat of 256 layers: Marsaglia & Tsang, "The Ziggurat Method for Generating Random
//                      Variables" (J. Stat. Software 2000), with the layer and the position from separate
//                      bits (Doornik 2005)
// gamma                Marsaglia & Tsang, "A Simple Method for Generating Gamma Variables" (ACM TOMS 2000)
// beta                 ratio of gammas; Jöhnk (1964) if both shapes are below 1
// poisson              means below 10: exponential gaps are counted; else PTRS, Hörmann (1993)
// binomial             up to 10 expected: geometric gaps are counted; else BTRS, Hörmann (1993)
//
// Both of the last are exact, with the probabilities of Loader, "Fast and Accurate Computation of Binomial
// Probabilities" (2000).

#include <array>
#include <cstdint>

#include "engine/random.h"

namespace asim {

namespace detail {

// A layer is x < width * 2^53; its part left of inside * width lies wholly under the density.
struct ZigguratLayer {
  double width;
  std::uint64_t inside;
  double bottom;  // the density at the layer's right end
  double rise;    // from there to the layer's top
};
using Ziggurat = std::array<ZigguratLayer, 256>;

// Computed before main() begins: nothing may be drawn from them by the initialiser of a global variable.
extern const Ziggurat exponential_ziggurat;
extern const Ziggurat normal_ziggurat;

double exponential_outside(Stream& stream, unsigned layer, double x);
double normal_outside(Stream& stream, unsigned layer, double x, double sign);

}  // namespace detail

// The exponential distribution with mean 1. (Here as below the rare case draws from a copy: a caller's own
// stream, whose address is taken nowhere, can stay in registers.)
inline double standard_exponential(Stream& stream) {
  const std::uint64_t bits = stream.next();
  const auto layer = static_cast<unsigned>(bits & 255);
  const std::uint64_t position = bits >> 11;
  const detail::ZigguratLayer& row = detail::exponential_ziggurat[layer];
  const double x = static_cast<double>(position) * row.width;
  if (position < row.inside) [[likely]]
    return x;
  Stream copy = stream;
  const double outside = detail::exponential_outside(copy, layer, x);
  stream = copy;
  return outside;
}

// The normal distribution with mean 0 and standard deviation 1.
inline double standard_normal(Stream& stream) {
  const std::uint64_t bits = stream.next();
  const auto layer = static_cast<unsigned>(bits & 255);
  const std::uint64_t position = bits >> 11;
  const double sign = 1.0 - static_cast<double>((bits >> 7) & 2);  // bit 8, without a branch to mispredict
  const detail::ZigguratLayer& row = detail::normal_ziggurat[layer];
  const double x = static_cast<double>(position) * row.width;
  if (position < row.inside) [[likely]]
    return x * sign;
  Stream copy = stream;
  const double outside = detail::normal_outside(copy, layer, x, sign);
  stream = copy;
  return outside;
}

// mean >= 0
inline double exponential(Stream& stream, double mean) { return mean * standard_exponential(stream); }

// sd >= 0
inline double normal(Stream& stream, double mean, double sd) { return mean + sd * standard_normal(stream); }

// In [a, b), where rounding may yield b itself. a <= b, b - a finite.
inline double uniform(Stream& stream, double a, double b) { return a + (b - a) * stream.uniform(); }

// true with probability p: never for p <= 0, always for p >= 1.
inline bool chance(Stream& stream, double p) { return stream.uniform() < p; }

// A whole number from a to b, both included, each exactly equally likely. a <= b, both whole, at most 2^53 in
// size.
double randint(Stream& stream, double a, double b);

// exp of a normal value: mu and sigma >= 0 are the mean and standard deviation of the logarithm.
double lognormal(Stream& stream, double mu, double sigma);

// low <= mode <= high, high - low finite
double triangular(Stream& stream, double low, double mode, double high);

// shape > 0, scale >= 0; the mean is shape * scale.
double gamma(Stream& stream, double shape, double scale);

// The sum of k exponential phases that has the given mean in all. k >= 1 (a whole number), mean >= 0.
double erlang(Stream& stream, double k, double mean);

// shape > 0, scale >= 0
double weibull(Stream& stream, double shape, double scale);

// In [0, 1]. a, b >= 1e-100.
double beta(Stream& stream, double a, double b);

// At least scale, P(X > x) = (scale/x)^shape. shape > 0, scale > 0. (Lomax's variant starts at 0: subtract
// the scale.)
double pareto(Stream& stream, double shape, double scale);

// A count. 0 <= mean <= 2^50.
double poisson(Stream& stream, double mean);

// The successes among n trials. n a whole number, 0 <= n <= 2^50; 0 <= p <= 1.
double binomial(Stream& stream, double n, double p);

// The number of trials up to and including the first success, at least 1. 0 < p <= 1.
double geometric(Stream& stream, double p);

}  // namespace asim
