#include "engine/antithetic.h"

#include <algorithm>
#include <cmath>

#include "base/elementary.h"
#include "engine/dice.h"
#include "engine/distributions.h"
#include "engine/probability.h"

namespace asim::antithetic {

using elementary::exp;
using elementary::log;
using elementary::log1p;
using elementary::pow;

// The sum may be too large for a double, or be rounded past an end.
double uniform(double x, double a, double b) { return std::clamp(a + (b - x), a, b); }
double randint(double x, double a, double b) { return std::clamp(a + (b - x), a, b); }

double exponential(double x, double mean) { return mean > 0 ? mean * mirrored_exponential(x / mean) : x; }

double normal(double x, double mean) { return mean - (x - mean); }

double lognormal(double x, double mu) { return exp(mu - (log(x) - mu)); }

double triangular(double x, double low, double mode, double high) {
  const double width = high - low;
  if (!(width > 0)) return x;
  // The smaller of both tails, to keep its digits; the opposite value has the same at the other end.
  const bool is_left = x < mode;
  const double tail = is_left ? (x - low) / width * ((x - low) / (mode - low))
                              : (high - x) / width * ((high - x) / std::max(high - mode, 0x1p-1022));
  const double left_share = (mode - low) / width;
  if (is_left) {
    return tail <= 1 - left_share ? high - std::sqrt(tail * width * (high - mode))
                                  : low + std::sqrt((1 - tail) * width * (mode - low));
  }
  return tail <= left_share ? low + std::sqrt(tail * width * (mode - low))
                            : high - std::sqrt((1 - tail) * width * (high - mode));
}

double weibull(double x, double shape, double scale) {
  return scale > 0 ? scale * pow(mirrored_exponential(pow(x / scale, shape)), 1 / shape) : x;
}

double pareto(double x, double shape, double scale) {
  return scale * exp(mirrored_exponential(std::max(0.0, shape * log(x / scale))) / shape);
}

// ---- by inversion ----

namespace {

constexpr double least_tail = 0x1p-60;  // the smallest that random bits can mean
constexpr double most_steps = 1e4;

// Where a function that is negative at `from` and, going in that direction, grows past zero, becomes zero:
// the method of false position in the Illinois variant (Dowell & Jarratt 1971).
template <class Function>
double zero_of(Function f, double from, double step) {
  double a = from, fa = f(a), b = a + step, fb = f(b);
  for (; fb < 0 && std::fabs(step) < 1e300; step *= 2) {
    a = b;
    fa = fb;
    b = a + 2 * step;
    fb = f(b);
  }
  for (int i = 0; i < 100 && std::fabs(fb) > 1e-14 && std::fabs(b - a) > 1e-15 * std::fabs(b); ++i) {
    const double x = b - fb * (b - a) / (fb - fa), fx = f(x);
    if (x == a || x == b) break;
    if ((fx < 0) != (fb < 0)) {
      a = b;
      fa = fb;
    } else {
      fa /= 2;
    }
    b = x;
    fb = fx;
  }
  return b;
}

double log_tail(double tail) { return log(std::max(tail, 0x1p-1000)); }

// The smallest whole number from 0 on that has come far enough; `near` is where to begin.
template <class Predicate>
double first_of(Predicate is_far_enough, double near) {
  double before = -1, found = near, step = 1;
  if (is_far_enough(near)) {
    for (; found > 0 && before < 0; step *= 2) {
      const double lower = std::max(0.0, found - step);
      (is_far_enough(lower) ? found : before) = lower;
    }
  } else {
    for (before = near; !is_far_enough(found = before + step); step *= 2) before = found;
  }
  while (found - before > 1) {
    const double middle = std::floor((before + found) / 2);
    (is_far_enough(middle) ? found : before) = middle;
  }
  return found;
}

// `tails` gives P(X <= k) as below and P(X > k) as above.
template <class TailsOf>
double opposite_count(double x, double mean, Stream& other, TailsOf tails) {
  const Tails before = x > 0 ? tails(x - 1) : Tails{0, 1}, after = tails(x);
  const double v = other.uniform();
  const double below = before.below + v * (after.below - before.below);
  const double above = after.above + (1 - v) * (before.above - after.above);
  const auto is_far_enough = [&](double k) {
    const Tails there = tails(k);
    return above < below ? there.below >= above : there.above <= below;
  };
  return first_of(is_far_enough, std::max(0.0, std::floor(2 * mean - x)));
}

}  // namespace

double gamma(double x, double shape, double scale, Stream& other) {
  if (!(scale > 0)) return x;
  if (!(shape >= 0.05 && shape <= most_steps)) return asim::gamma(other, shape, scale);
  const double from = std::max(x / scale, 0x1p-1000);
  const Tails here = gamma_tails(shape, from);
  if (here.below < here.above) {
    const double target = log(std::max(here.below, least_tail));
    return scale * zero_of([&](double y) { return target - log_tail(gamma_tails(shape, y).above); }, from,
                           std::max(from, 1.0));
  }
  const double target = log(std::max(here.above, least_tail));
  return scale * exp(zero_of([&](double t) { return target - log_tail(gamma_tails(shape, exp(t)).below); },
                             log(from), -1.0));
}

double beta(double x, double a, double b, Stream& other) {
  const bool is_tractable = std::min(a, b) >= 0.5 && std::max(a, b) <= most_steps;
  if (!is_tractable || !(x > 0 && x < 1)) return asim::beta(other, a, b);
  const auto tails = [&](double t) { return beta_tails(a, b, 1 / (1 + exp(-t)), 1 / (1 + exp(t))); };
  const double from = log(x / (1 - x));
  const Tails here = tails(from);
  const bool is_left = here.below < here.above;
  const double target = log(std::max(std::min(here.below, here.above), least_tail));
  const double found =
      zero_of([&](double t) { return target - log_tail(is_left ? tails(t).above : tails(t).below); }, from,
              is_left ? 1.0 : -1.0);
  return 1 / (1 + exp(-found));
}

double poisson(double x, double mean, Stream& other) {
  if (!(mean > 0)) return x;
  if (mean > most_steps) return asim::poisson(other, mean);
  return opposite_count(x, mean, other, [mean](double k) {
    const Tails gamma = gamma_tails(k + 1, mean);  // k + 1 events take longer
    return Tails{gamma.above, gamma.below};
  });
}

double binomial(double x, double n, double p, Stream& other) {
  if (!(p > 0 && p < 1)) return x;
  if (n > most_steps) return asim::binomial(other, n, p);
  return opposite_count(x, n * p, other, [n, p](double k) {
    return k >= n ? Tails{1, 0} : beta_tails(n - k, k + 1, 1 - p, p);
  });
}

// Trials are whole periods of an exponential time.
double geometric(double x, double p, Stream& other) {
  if (p == 1) return 1;
  const double rate = std::fabs(log1p(-p));
  const double within = std::fabs(log1p(-other.uniform() * p));
  return std::floor(mirrored_exponential(rate * (x - 1) + within) / rate) + 1;
}

bool chance(bool x, double p, Stream& other) {
  const double u = x ? other.uniform() * p : p + other.uniform() * (1 - p);
  return 1 - u <= p;
}

}  // namespace asim::antithetic
