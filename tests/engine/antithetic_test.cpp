// Opposite values: of the same law, and as far apart as it allows.

#include "engine/antithetic.h"

#include <doctest/doctest.h>

#include <boost/math/distributions.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "engine/dice.h"
#include "engine/distributions.h"

using namespace asim;
namespace law = boost::math;

namespace {

using Draw = std::function<double(Stream&)>;
using Opposite = std::function<double(double, Stream&)>;

// Where x has the distribution function F, its opposite has 1 - F.
template <class Law>
void check_continuous(const char* name, const Draw& draw, const Opposite& opposite, const Law& reference,
                      double tolerance = 1e-10) {
  CAPTURE(name);
  Stream stream(31, 0, name), other(32, 0, name);
  double worst = 0;
  for (int i = 0; i < 2000; ++i) {
    const double x = draw(stream), y = opposite(x, other);
    const double below = law::cdf(reference, x), above = law::cdf(law::complement(reference, y));
    worst = std::max(worst, std::fabs(below - above));
  }
  CHECK(worst < tolerance);
}

// The opposite follows the law (chi-square, wrong with probability 0.001) and falls as x grows.
template <class Law>
void check_counts(const char* name, const Draw& draw, const Opposite& opposite, const Law& reference) {
  CAPTURE(name);
  constexpr int n = 50'000;
  Stream stream(33, 0, name), other(34, 0, name);
  std::vector<double> observed;
  double product = 0;
  const double mean = law::mean(reference);
  for (int i = 0; i < n; ++i) {
    const double x = draw(stream), y = opposite(x, other);
    product += (x - mean) * (y - mean);
    REQUIRE_UNARY(y >= 0 && y == std::floor(y));
    if (y >= static_cast<double>(observed.size())) observed.resize(static_cast<std::size_t>(y) + 1);
    ++observed[static_cast<std::size_t>(y)];
  }
  CHECK(product / n < -0.3 * law::variance(reference));
  double chi_square = 0, rest = n, rest_expected = n;
  int cells = 0;
  for (std::size_t k = 0; k < observed.size(); ++k) {
    const double expected = n * law::pdf(reference, static_cast<double>(k));
    if (expected < 10) continue;
    chi_square += (observed[k] - expected) * (observed[k] - expected) / expected;
    rest -= observed[k];
    rest_expected -= expected;
    ++cells;
  }
  if (rest_expected > 1) {
    chi_square += (rest - rest_expected) * (rest - rest_expected) / rest_expected;
    ++cells;
  }
  CHECK(chi_square < law::quantile(law::chi_squared(cells - 1), 0.999));
}

}  // namespace

TEST_CASE("the opposite of a value lies as far from the other end of its law") {
  namespace a = antithetic;
  check_continuous(
      "uniform", [](Stream& s) { return uniform(s, -2, 5); },
      [](double x, Stream&) { return a::uniform(x, -2, 5); }, law::uniform(-2, 5));
  check_continuous(
      "exponential", [](Stream& s) { return exponential(s, 4); },
      [](double x, Stream&) { return a::exponential(x, 4); }, law::exponential(0.25));
  check_continuous(
      "normal", [](Stream& s) { return normal(s, 10, 2); },
      [](double x, Stream&) { return a::normal(x, 10); }, law::normal(10, 2));
  check_continuous(
      "lognormal", [](Stream& s) { return lognormal(s, 1, 0.4); },
      [](double x, Stream&) { return a::lognormal(x, 1); }, law::lognormal(1, 0.4));
  for (const double mode : {2.0, 3.0, 8.0}) {
    check_continuous(
        "triangular", [=](Stream& s) { return triangular(s, 2, mode, 8); },
        [=](double x, Stream&) { return a::triangular(x, 2, mode, 8); }, law::triangular(2, mode, 8));
  }
  check_continuous(
      "weibull", [](Stream& s) { return weibull(s, 0.8, 2); },
      [](double x, Stream&) { return a::weibull(x, 0.8, 2); }, law::weibull(0.8, 2));
  check_continuous(
      "pareto", [](Stream& s) { return pareto(s, 5, 3); },
      [](double x, Stream&) { return a::pareto(x, 5, 3); }, law::pareto(3, 5));
}

TEST_CASE("gamma and beta are inverted") {
  namespace a = antithetic;
  for (const double shape : {0.05, 0.3, 1.0, 2.5, 40.0, 9000.0}) {
    CAPTURE(shape);
    check_continuous(
        "gamma", [=](Stream& s) { return gamma(s, shape, 1.5); },
        [=](double x, Stream& o) { return a::gamma(x, shape, 1.5, o); },
        law::gamma_distribution<>(shape, 1.5));
  }
  const double shapes[][2] = {{2, 5}, {0.5, 0.5}, {0.7, 3}, {800, 2}, {5000, 6000}};
  for (const auto& shape : shapes) {
    const double p = shape[0], q = shape[1];
    CAPTURE(p);
    check_continuous(
        "beta", [=](Stream& s) { return beta(s, p, q); },
        [=](double x, Stream& o) { return a::beta(x, p, q, o); }, law::beta_distribution<>(p, q), 1e-8);
  }
}

TEST_CASE("the opposites of counts follow the same law") {
  namespace a = antithetic;
  for (const double mean : {1.5, 9.9, 350.5}) {
    CAPTURE(mean);
    check_counts(
        "poisson", [=](Stream& s) { return poisson(s, mean); },
        [=](double x, Stream& o) { return a::poisson(x, mean, o); }, law::poisson(mean));
  }
  check_counts(
      "binomial", [](Stream& s) { return binomial(s, 12, 0.4); },
      [](double x, Stream& o) { return a::binomial(x, 12, 0.4, o); }, law::binomial(12, 0.4));
  check_counts(
      "binomial 500", [](Stream& s) { return binomial(s, 500, 0.6); },
      [](double x, Stream& o) { return a::binomial(x, 500, 0.6, o); }, law::binomial(500, 0.6));
  check_counts(
      "geometric", [](Stream& s) { return geometric(s, 0.2) - 1; },
      [](double x, Stream& o) { return a::geometric(x + 1, 0.2, o) - 1; }, law::geometric(0.2));
  check_counts(
      "chance", [](Stream& s) { return chance(s, 0.4) ? 1.0 : 0.0; },
      [](double x, Stream& o) { return a::chance(x != 0, 0.4, o) ? 1.0 : 0.0; }, law::bernoulli(0.4));
}

TEST_CASE("degenerate laws have one value, which is its own opposite") {
  namespace a = antithetic;
  Stream other(35, 0, "degenerate");
  CHECK(a::uniform(3, 3, 3) == 3);
  CHECK(a::exponential(0, 0) == 0);
  CHECK(a::triangular(3, 3, 3, 3) == 3);
  CHECK(a::weibull(0, 1.5, 0) == 0);
  CHECK(a::gamma(0, 2, 0, other) == 0);
  CHECK(a::poisson(0, 0, other) == 0);
  CHECK(a::binomial(7, 7, 1, other) == 7);
  CHECK(a::binomial(0, 7, 0, other) == 0);
  CHECK(a::geometric(1, 1, other) == 1);
  CHECK(a::chance(true, 1, other));
  CHECK_FALSE(a::chance(false, 0, other));
}

TEST_CASE("extreme values have finite opposites") {
  CHECK(std::isfinite(mirrored_exponential(0)));
  CHECK(mirrored_exponential(800) >= 0);
  Stream other(36, 0, "extreme");
  CHECK(std::isfinite(antithetic::gamma(0, 2, 1, other)));
  CHECK(antithetic::gamma(1e6, 2, 1, other) >= 0);
  CHECK(antithetic::poisson(0, 0x1p50, other) > 0);
  CHECK(antithetic::binomial(0, 0x1p50, 0.5, other) > 0);
}

TEST_CASE("mirrored dice take the bits that the plain ones take, and give the opposite") {
  Stream plain(37, 0, "dice"), mirrored(37, 0, "dice");
  for (int i = 0; i < 1000; ++i) {
    Dice dice(plain);
    MirroredDice opposite(mirrored);
    CHECK(dice.uniform() + opposite.uniform() == 1 - 0x1p-53);
    CHECK(dice.below(7) + opposite.below(7) == 6);
    CHECK(std::exp(-dice.exponential()) + std::exp(-opposite.exponential()) == doctest::Approx(1));
    CHECK(plain.state() == mirrored.state());
  }
}
