// Laws that lists give. Each goodness-of-fit test errs with probability 0.001; streams are fixed.

#include "engine/mixtures.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions.hpp>
#include <cmath>
#include <functional>
#include <vector>

using namespace asim;

namespace {

using Draw = std::function<double(Dice&)>;
using Law = std::function<double(double)>;  // the distribution function

const std::vector<double> kProbabilities = {0.2, 0.5, 0.3};
const std::vector<double> kMeans = {1, 4, 20};
const std::vector<double> kOnward = {0.7, 0.4};
const std::vector<double> kEdges = {0, 1, 3, 10};
const std::vector<double> kWeights = {2, 0, 6};

double draw_hyperexponential(Dice& d) { return hyperexponential(d, kProbabilities, kMeans); }
double draw_coxian(Dice& d) { return coxian(d, kMeans, kOnward); }
double draw_histogram(Dice& d) { return from_histogram(d, kEdges, kWeights); }

void check_moments(const char* name, const Draw& draw, double mean, double variance) {
  CAPTURE(name);
  constexpr int n = 1'000'000;
  Stream stream(21, 0, name);
  Dice dice(stream);
  double sum = 0, squares = 0, fourth = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw(dice) - mean;
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
  }
  // Within 5 standard errors, that of the variance as the sample has it.
  CHECK(std::fabs(sum / n) < 5 * std::sqrt(variance / n));
  CHECK(std::fabs(squares / n - variance) < 5 * std::sqrt((fourth / n - variance * variance) / n));
}

// Kolmogorov and Smirnov: sqrt(n) times the distance stays below 1.95 with probability 0.999.
void check_law(const char* name, const Draw& draw, const Law& law) {
  CAPTURE(name);
  constexpr int n = 200'000;
  Stream stream(22, 0, name);
  Dice dice(stream);
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(draw(dice));
  std::sort(values.begin(), values.end());
  double distance = 0;
  for (int i = 0; i < n; ++i) {
    const double expected = law(values[static_cast<std::size_t>(i)]);
    distance =
        std::max({distance, std::fabs(expected - i / double{n}), std::fabs(expected - (i + 1) / double{n})});
  }
  CHECK(std::sqrt(double{n}) * distance < 1.95);
}

double hyperexponential_law(double x) {
  double above = 0;
  for (std::size_t i = 0; i < kMeans.size(); ++i) above += kProbabilities[i] * std::exp(-x / kMeans[i]);
  return 1 - above;
}

// One phase, two or three: sums of exponentials with different means (partial fractions).
double coxian_law(double x) {
  const double a = kMeans[0], b = kMeans[1], c = kMeans[2];
  const double one = std::exp(-x / a);
  const double two = (a * std::exp(-x / a) - b * std::exp(-x / b)) / (a - b);
  const double three = a * a * std::exp(-x / a) / ((a - b) * (a - c)) +
                       b * b * std::exp(-x / b) / ((b - a) * (b - c)) +
                       c * c * std::exp(-x / c) / ((c - a) * (c - b));
  return 1 - (0.3 * one + 0.7 * 0.6 * two + 0.7 * 0.4 * three);
}

double histogram_law(double x) {
  if (x < 1) return 0.25 * x;
  return x < 3 ? 0.25 : 0.25 + 0.75 * (x - 3) / 7;
}

}  // namespace

TEST_CASE("fixed streams have these draws, to the bit: mixtures") {
  const auto values = [](const char* name, const Draw& draw) {
    Stream stream(7, 3, name);
    Dice dice(stream);
    std::array<double, 5> all{};
    for (double& x : all) x = draw(dice);
    return all;
  };
  CHECK(values("hyperexponential", draw_hyperexponential) ==
        std::array<double, 5>{0x1.77eb0b3acddap-2, 0x1.4804ac7a934c3p+1, 0x1.d86875f831b9fp+4,
                              0x1.3f325bb946c61p+4, 0x1.8d6cb9482794ep+0});
  CHECK(values("coxian", draw_coxian) == std::array<double, 5>{0x1.7116118973242p+2, 0x1.47573c3325561p-2,
                                                               0x1.68932c780e394p+2, 0x1.81cdd3266e8bcp+4,
                                                               0x1.4f089f87b343ep+4});
  CHECK(values("histogram", draw_histogram) ==
        std::array<double, 5>{0x1.4004f7895b86cp+2, 0x1.d4221524c3ffbp+2, 0x1.028841b653c33p+3,
                              0x1.ad944d3ce8cbdp+2, 0x1.c55579e5db772p+1});
}

TEST_CASE("a hyperexponential follows its law") {
  const double mean = 0.2 * 1 + 0.5 * 4 + 0.3 * 20;
  check_moments("hyperexponential", draw_hyperexponential, mean,
                2 * (0.2 * 1 + 0.5 * 16 + 0.3 * 400) - mean * mean);
  check_law("hyperexponential", draw_hyperexponential, hyperexponential_law);
}

TEST_CASE("a coxian follows its law") {
  const double second = 0.7, third = 0.7 * 0.4;  // how likely each phase is reached
  const double mean = 1 + second * 4 + third * 20;
  check_moments("coxian", draw_coxian, mean, 2 * (1 * 1 + second * 4 * 5 + third * 20 * 25) - mean * mean);
  check_law("coxian", draw_coxian, coxian_law);
}

TEST_CASE("a histogram gives any value of a bin, all alike") {
  const double mean = 0.25 * 0.5 + 0.75 * 6.5;
  const double middles = 0.25 * (0.5 - mean) * (0.5 - mean) + 0.75 * (6.5 - mean) * (6.5 - mean);
  check_moments("histogram", draw_histogram, mean, middles + (0.25 * 1 + 0.75 * 49) / 12);
  check_law("histogram", draw_histogram, histogram_law);
}

TEST_CASE("interpolated observations lie between neighbours, all pairs alike") {
  const std::vector<double> sorted = {1, 2, 6, 7};
  const auto draw = [&](Dice& dice) {
    const Between place = between_observations(dice, sorted.size());
    return sorted[place.below] + (sorted[place.below + 1] - sorted[place.below]) * place.fraction;
  };
  const double mean = (16.0 - (1 + 7) / 2.0) / 3;  // (sum(v) - (v1 + vn)/2)/(n - 1)
  const double squares = (7.0 / 3 + 52.0 / 3 + 127.0 / 3) / 3;
  check_moments("interpolated", draw, mean, squares - mean * mean);
  check_law("interpolated", draw, [](double x) {
    return x < 2 ? (x - 1) / 3 : x < 6 ? 1 / 3.0 + (x - 2) / 12 : 2 / 3.0 + (x - 6) / 3;
  });
  Stream stream(1, 1, "one");
  Dice dice(stream);
  CHECK(between_observations(dice, 1).below == 0);
  CHECK(between_observations(dice, 1).fraction == 0);
}

TEST_CASE("weights are kept, and what has none never comes") {
  const std::vector<double> weights = {1, 0, 3, 6};
  constexpr int n = 1'000'000;
  Stream stream(23, 0, "weights");
  Dice dice(stream);
  std::array<double, 4> counts{};
  for (int i = 0; i < n; ++i) ++counts.at(weighted(dice, 4, [&](std::size_t k) { return weights[k]; }));
  CHECK(counts[1] == 0);
  double chi_square = 0;
  for (std::size_t k : {0u, 2u, 3u}) {
    const double expected = n * weights[k] / 10;
    chi_square += (counts[k] - expected) * (counts[k] - expected) / expected;
  }
  CHECK(chi_square < boost::math::quantile(boost::math::chi_squared(2), 0.999));
}
