#include "engine/distributions.h"

#include <cmath>

#include "base/elementary.h"
#include "engine/probability.h"

namespace asim {

namespace {

using elementary::exp;
using elementary::log;
using elementary::log1p;
using elementary::pow;

constexpr double two_pi = 0x1.921fb54442d18p+2;

// ---- ziggurat ----

constexpr double exponential_tail = 7.697117470131050;
constexpr double normal_tail = 3.654152885361009;

double exponential_density(double x) { return exp(-x); }
double exponential_density_inverse(double y) { return -log(y); }
double normal_density(double x) { return exp(-0.5 * x * x); }
double normal_density_inverse(double y) { return std::sqrt(-2 * log(y)); }

// 256 layers of equal area under a decreasing density with density(0) = 1; the lowest one holds the tail.
template <typename Density, typename Inverse>
detail::Ziggurat make_ziggurat(double tail, double area, Density density, Inverse inverse) {
  detail::Ziggurat layers{};
  double right = tail, height = density(tail);
  layers[0] = {area / height * 0x1p-53, static_cast<std::uint64_t>(tail * height / area * 0x1p53), 0, height};
  for (unsigned i = 1; i < layers.size(); ++i) {
    const bool topmost = i + 1 == layers.size();
    const double top = topmost ? 1.0 : area / right + height;
    const double next_right = topmost ? 0.0 : inverse(top);
    layers[i] = {right * 0x1p-53, static_cast<std::uint64_t>(next_right / right * 0x1p53), height,
                 top - height};
    right = next_right;
    height = top;
  }
  return layers;
}

// Whether a point at x, uniformly high within its layer, lies under the density.
template <typename Density>
bool is_under(Stream& stream, const detail::ZigguratLayer& layer, double x, Density density) {
  return layer.bottom + stream.uniform() * layer.rise < density(x);
}

// ---- discrete probabilities ----

double log_poisson(double k, double mean) {
  if (k == 0) return -mean;
  return -stirling_rest(k) - deviance(k, mean) - 0.5 * log(two_pi * k);
}

// Without the terms that depend on n alone; 0 < k < n.
double log_binomial_inside(double k, double n, double p) {
  const double rest = n - k;
  return -stirling_rest(k) - stirling_rest(rest) - deviance(k, n * p) - deviance(rest, n * (1 - p)) -
         0.5 * (log(k) + log(rest / n) + log(two_pi));
}

// log of P(k) / P(reference), 0 < reference < n.
double log_binomial_ratio(double k, double reference, double n, double p) {
  const double base = log_binomial_inside(reference, n, p) + stirling_rest(n);
  if (k == 0) return n * log1p(-p) - base;
  if (k == n) return n * log(p) - base;
  return log_binomial_inside(k, n, p) + stirling_rest(n) - base;
}

// Transformed rejection for an expected count of 10 and more. The histogram's hat is (2a/(1/2 - |u|) + b) u +
// centre.
struct Hat {
  double a;
  double b;
  double centre;
  double squeeze;  // v up to here is accepted without looking at the probability

  double at(double u) const { return std::floor((2 * a / (0.5 - std::fabs(u)) + b) * u + centre); }
  double slope(double u) const {
    const double s = 0.5 - std::fabs(u);
    return a / (s * s) + b;
  }
};

double poisson_by_rejection(Stream& stream, double mean) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const Hat hat{-0.059 + 0.02483 * b, b, mean + 0.43, 0.9277 - 3.6224 / (b - 2)};
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  for (;;) {
    const double u = stream.uniform() - 0.5, v = stream.open_uniform();
    const double edge = 0.5 - std::fabs(u), k = hat.at(u);
    if (edge >= 0.07 && v <= hat.squeeze) return k;
    if (!(k >= 0) || (edge < 0.013 && v > edge)) continue;
    if (log(v * inverse_alpha / hat.slope(u)) <= log_poisson(k, mean)) return k;
  }
}

// n p >= 10, p <= 1/2
double binomial_by_rejection(Stream& stream, double n, double p) {
  const double sd = std::sqrt(n * p * (1 - p));
  const double b = 1.15 + 2.53 * sd;
  const Hat hat{-0.0873 + 0.0248 * b + 0.01 * p, b, n * p + 0.5, 0.92 - 4.2 / b};
  const double alpha = (2.83 + 5.1 / b) * sd;
  const double mode = std::floor((n + 1) * p);
  for (;;) {
    const double u = stream.uniform() - 0.5, v = stream.open_uniform();
    const double k = hat.at(u);
    if (0.5 - std::fabs(u) >= 0.07 && v <= hat.squeeze) return k;
    if (!(k >= 0 && k <= n)) continue;
    if (log(v * alpha / hat.slope(u)) <= log_binomial_ratio(k, mode, n, p)) return k;
  }
}

// exp(-rate) is the probability that a trial fails. Not negative, also for p = 0.
double failure_rate(double p) { return std::fabs(log1p(-p)); }

// The trials up to the first success.
double geometric_with_rate(Stream& stream, double rate) {
  return std::floor(standard_exponential(stream) / rate) + 1;
}

// gamma with scale 1 and shape >= 1
double standard_gamma(Stream& stream, double shape) {
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = standard_normal(stream);
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double u = stream.open_uniform();
    if (u < 1 - 0.0331 * (x * x) * (x * x) || log(u) < 0.5 * x * x + d * (1 - v + log(v))) return d * v;
  }
}

}  // namespace

namespace detail {

// An area is the rectangle beside the tail plus the tail itself; the normal's was computed with 40 digits.
const Ziggurat exponential_ziggurat =
    make_ziggurat(exponential_tail, (exponential_tail + 1) * exp(-exponential_tail), exponential_density,
                  exponential_density_inverse);
const Ziggurat normal_ziggurat =
    make_ziggurat(normal_tail, 0.004928673233974655, normal_density, normal_density_inverse);

double exponential_outside(Stream& stream, unsigned layer, double x) {
  if (layer == 0) return exponential_tail + standard_exponential(stream);  // it has no memory
  if (is_under(stream, exponential_ziggurat[layer], x, exponential_density)) return x;
  return standard_exponential(stream);
}

double normal_outside(Stream& stream, unsigned layer, double x, double sign) {
  if (layer != 0) {
    if (is_under(stream, normal_ziggurat[layer], x, normal_density)) return x * sign;
    return standard_normal(stream);
  }
  for (;;) {  // Marsaglia (1964)
    const double beyond = standard_exponential(stream) / normal_tail;
    if (2 * standard_exponential(stream) > beyond * beyond) return sign * (normal_tail + beyond);
  }
}

}  // namespace detail

double randint(Stream& stream, double a, double b) {
  const auto first = static_cast<std::int64_t>(a), last = static_cast<std::int64_t>(b);
  return static_cast<double>(
      first + static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(last - first) + 1)));
}

double lognormal(Stream& stream, double mu, double sigma) { return exp(normal(stream, mu, sigma)); }

double triangular(Stream& stream, double low, double mode, double high) {
  const double width = high - low, u = stream.uniform();
  if (u * width < mode - low) return low + std::sqrt(u * width * (mode - low));
  return high - std::sqrt((1 - u) * width * (high - mode));
}

double gamma(Stream& stream, double shape, double scale) {
  if (shape >= 1) return scale * standard_gamma(stream, shape);
  const double boosted = standard_gamma(stream, shape + 1);
  return scale * (boosted * exp(-standard_exponential(stream) / shape));
}

double erlang(Stream& stream, double k, double mean) {
  return k == 1 ? exponential(stream, mean) : standard_gamma(stream, k) * (mean / k);
}

double weibull(Stream& stream, double shape, double scale) {
  return scale * pow(standard_exponential(stream), 1 / shape);
}

double beta(Stream& stream, double a, double b) {
  if (a >= 1 || b >= 1) {
    const double x = gamma(stream, a, 1);
    return x / (x + gamma(stream, b, 1));
  }
  for (;;) {  // in logarithms, which small shapes would otherwise underflow
    const double x = -standard_exponential(stream) / a, y = -standard_exponential(stream) / b;
    if (exp(x) + exp(y) <= 1) return 1 / (1 + exp(y - x));
  }
}

double pareto(Stream& stream, double shape, double scale) {
  return scale * exp(standard_exponential(stream) / shape);
}

double poisson(Stream& stream, double mean) {
  if (mean >= 10) return poisson_by_rejection(stream, mean);
  double arrivals = 0;
  for (double time = standard_exponential(stream); time < mean; time += standard_exponential(stream))
    ++arrivals;
  return arrivals;
}

double binomial(Stream& stream, double n, double p) {
  if (p > 0.5) return n - binomial(stream, n, 1 - p);
  if (n * p >= 10) return binomial_by_rejection(stream, n, p);
  const double rate = failure_rate(p);
  double successes = 0;
  for (double trial = geometric_with_rate(stream, rate); trial <= n;
       trial += geometric_with_rate(stream, rate)) {
    ++successes;
  }
  return successes;
}

double geometric(Stream& stream, double p) { return geometric_with_rate(stream, failure_rate(p)); }

}  // namespace asim
