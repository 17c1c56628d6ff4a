#include "engine/probability.h"

#include <cmath>
#include <limits>

#include "base/elementary.h"

namespace asim {

using elementary::exp;
using elementary::log;
using elementary::log1p;

namespace {

constexpr double two_pi = 0x1.921fb54442d18p+2;
constexpr double tiny = 0x1p-1000;
constexpr double precision = 0x1p-52;
constexpr int most_steps = 100'000;

}  // namespace

double stirling_rest(double n) {
  if (n < 16) {
    double factorial = 1;
    for (double i = 2; i <= n; ++i) factorial *= i;
    return log(factorial) - (n * log(n) - n + 0.5 * log(two_pi * n));
  }
  const double s = 1 / (n * n);
  return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188))))) / n;
}

double deviance(double x, double m) {
  const double difference = x - m;
  if (std::fabs(difference) >= 0.1 * (x + m)) return x * log(x / m) - difference;
  const double v = difference / (x + m);
  double sum = difference * v, power = 2 * x * v;
  for (int n = 3; n < 40; n += 2) {
    power *= v * v;
    const double longer = sum + power / n;
    if (longer == sum) break;
    sum = longer;
  }
  return sum;
}

namespace {

// The same for any a > 0, with the gamma function in the factorial's place.
double rest_of_gamma(double a) {
  double rest = 0;
  for (; a < 16; a += 1) rest += (a + 0.5) * log1p(1 / a) - 1;
  return rest + stirling_rest(a);
}

// x^a e^-x / Gamma(a + 1)
double gamma_front(double a, double x) {
  return exp(-rest_of_gamma(a) - deviance(a, x)) / std::sqrt(two_pi * a);
}

// sum of x^n / ((a+1) … (a+n)): for x < a + 1
double gamma_series(double a, double x) {
  double term = 1, sum = 1;
  for (int n = 1; n < most_steps && term > sum * precision; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

double apart_from_zero(double x) { return std::fabs(x) < tiny ? tiny : x; }

/// A continued fraction b0 + a1/(b1 + a2/(b2 + …)) by Lentz's method (1976), as Thompson and Barnett changed
/// it.
class Fraction {
public:
  explicit Fraction(double b) : value_{apart_from_zero(b)}, c_{value_} {}

  /// Whether another step would change anything.
  bool step(double a, double b) {
    d_ = 1 / apart_from_zero(b + a * d_);
    c_ = apart_from_zero(b + a / c_);
    value_ *= c_ * d_;
    return std::fabs(c_ * d_ - 1) > precision;
  }
  double value() const { return value_; }

private:
  double value_, c_, d_ = 0;
};

// Legendre's: for x >= a + 1
double gamma_fraction(double a, double x) {
  Fraction f(x + 1 - a);
  for (int n = 1; n < most_steps && f.step(-n * (n - a), x + 1 - a + 2 * n); ++n) continue;
  return 1 / f.value();
}

// Didonato & Morris (1992), as in Numerical Recipes 6.4: for x < (a + 1)/(a + b + 2)
double beta_fraction(double a, double b, double x) {
  Fraction f(1);
  f.step(-(a + b) * x / (a + 1), 1);
  for (int m = 1; m < most_steps; ++m) {
    const double end = a + 2 * m;
    f.step(m * (b - m) * x / ((end - 1) * end), 1);
    if (!f.step(-(a + m) * (a + b + m) * x / (end * (end + 1)), 1)) break;
  }
  return 1 / f.value();
}

// x^a y^b / B(a, b)
double beta_front(double a, double b, double x, double y) {
  const double n = a + b;
  const double rests = rest_of_gamma(n) - rest_of_gamma(a) - rest_of_gamma(b);
  return exp(rests - deviance(a, n * x) - deviance(b, n * y)) * std::sqrt(a * b / (two_pi * n));
}

}  // namespace

Tails gamma_tails(double shape, double x) {
  if (!(x > 0)) return {0, 1};
  if (x == std::numeric_limits<double>::infinity()) return {1, 0};
  const double front = gamma_front(shape, x);
  if (x < shape + 1) {
    const double below = front * gamma_series(shape, x);
    return {below, 1 - below};
  }
  const double above = front * shape * gamma_fraction(shape, x);
  return {1 - above, above};
}

Tails beta_tails(double a, double b, double x, double y) {
  const double front = beta_front(a, b, x, y);
  if (x < (a + 1) / (a + b + 2)) {
    const double below = front * beta_fraction(a, b, x) / a;
    return {below, 1 - below};
  }
  const double above = front * beta_fraction(b, a, y) / b;
  return {1 - above, above};
}

}  // namespace asim
