#include "engine/confidence.h"

#include <cmath>
#include <limits>

#include "base/elementary.h"

namespace asim {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kSeriesLimit = 1000;

// Of a positive argument, given as its sine and cosine: Euler's series.
double arc_tangent(double sine, double cosine) {
  double term = sine * cosine;
  double sum = 0;
  for (int n = 1; sum + term != sum; ++n) {
    sum += term;
    term *= sine * sine * (2.0 * n) / (2.0 * n + 1);
  }
  return sum;
}

// The mass in (-t, t), and twice the density at t, which is its derivative.
struct Mass {
  double between;
  double slope;
};

Mass mass_within(double t, std::uint64_t nu) {
  const double n = static_cast<double>(nu);
  const double cosine2 = n / (n + t * t);
  const double cosine = std::sqrt(cosine2);
  const double sine = t / std::sqrt(n + t * t);
  // The terms of the series are sine * c_k * cosine^(2k [+ 1]), where the last one also makes the density.
  const bool is_odd = nu % 2 == 1;
  double term = is_odd ? cosine : 1;
  double sum = 0;
  std::uint64_t k = is_odd ? 1 : 0;
  for (; k + 2 <= nu; k += 2) {
    sum += term;
    const double d = static_cast<double>(k);
    term *= cosine2 * (d + 1) / (d + 2);
  }
  // `term` is the first that is left out: the density is its cofactor, sqrt(n) * c * cosine^(n + 1).
  const double density = term * cosine * n / std::sqrt(n);
  if (!is_odd) return {sine * sum, density};
  return {2 / kPi * (arc_tangent(sine, cosine) + sine * sum), 2 / kPi * density};
}

// The quantile of the normal distribution, by Newton's method on a series for its integral from 0.
double normal_quantile(double mass_within) {
  double z = 1;
  for (int i = 0; i < 60; ++i) {
    double term = z;
    double sum = 0;
    for (int n = 1; sum + term != sum; ++n) {
      sum += term;
      term *= z * z / (2.0 * n + 1);
    }
    const double density = elementary::exp(-z * z / 2) * std::sqrt(2 / kPi);
    const double step = (density * sum - mass_within) / density;
    z -= step;
    if (std::abs(step) < 1e-16 * z) break;
  }
  return z;
}

double expanded_t(double nu, double x) {
  const double x2 = x * x;
  const double g1 = x * (x2 + 1) / 4;
  const double g2 = x * ((5 * x2 + 16) * x2 + 3) / 96;
  const double g3 = x * (((3 * x2 + 19) * x2 + 17) * x2 - 15) / 384;
  const double g4 = x * ((((79 * x2 + 776) * x2 + 1482) * x2 - 1920) * x2 - 945) / 92160;
  return x + (g1 + (g2 + (g3 + g4 / nu) / nu) / nu) / nu;
}

}  // namespace

double student_t(std::uint64_t degrees_of_freedom, double confidence) {
  if (degrees_of_freedom == 0) return kNan;
  if (degrees_of_freedom == 1) {
    return elementary::sin(kPi / 2 * confidence) / elementary::cos(kPi / 2 * confidence);
  }
  const double normal = normal_quantile(confidence);
  if (degrees_of_freedom >= kSeriesLimit) return expanded_t(static_cast<double>(degrees_of_freedom), normal);
  // The mass is concave in t: from below, Newton's method climbs without overshooting.
  double t = normal;
  for (int i = 0; i < 100; ++i) {
    const Mass mass = mass_within(t, degrees_of_freedom);
    const double step = (confidence - mass.between) / mass.slope;
    t += step;
    if (std::abs(step) < 1e-15 * t) break;
  }
  return t;
}

double half_width(const Tally& tally, double confidence) {
  if (tally.count() < 2) return kNan;
  return student_t(tally.count() - 1, confidence) * tally.sd() /
         std::sqrt(static_cast<double>(tally.count()));
}

}  // namespace asim
