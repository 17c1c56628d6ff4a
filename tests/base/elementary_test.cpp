#include "base/elementary.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>

#include "engine/random.h"

using namespace asim;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr int points = 200'000;

// The distance in units in the last place of the exact result.
double ulps(double got, long double exact) {
  const auto nearest = static_cast<double>(exact);
  if (!std::isfinite(got) || !std::isfinite(nearest) || nearest == 0) {
    return got == nearest || (std::isnan(got) && std::isnan(nearest)) ? 0 : infinity;
  }
  int exponent = 0;
  std::frexp(nearest, &exponent);
  const double unit = std::ldexp(1.0, std::max(exponent - 53, -1074));
  return static_cast<double>(std::fabs((static_cast<long double>(got) - exact) / unit));
}

template <typename Point, typename Own, typename Exact>
double worst_error(Point point, Own own, Exact exact) {
  Stream stream(1, 0, "elementary");
  double worst = 0;
  for (int i = 0; i < points; ++i) {
    const double x = point(stream);
    worst = std::max(worst, ulps(own(x), exact(static_cast<long double>(x))));
  }
  return worst;
}

double any_positive(Stream& stream) {
  for (;;) {
    const double x = std::bit_cast<double>(stream.next() >> 1);
    if (x > 0 && x < infinity) return x;
  }
}

double near_one(Stream& stream) {
  const auto distance = static_cast<int>(stream.below(50));
  return 1 + std::ldexp(stream.uniform() - 0.5, -distance);
}

double small(Stream& stream) {
  const auto size = static_cast<int>(stream.below(70));
  return std::ldexp(stream.uniform() - 0.5, -size);
}

double near_quarter_turn(Stream& stream) {
  return static_cast<double>(static_cast<long double>(stream.below(10'000'000)) * 1.57079632679489661923L);
}

}  // namespace

TEST_CASE("elementary functions are within one unit in the last place" * doctest::skip(LDBL_MANT_DIG < 64)) {
  const auto logl = [](long double x) { return std::log(x); };
  CHECK(worst_error(any_positive, elementary::log, logl) < 0.52);
  CHECK(worst_error(near_one, elementary::log, logl) < 0.52);

  const auto log10l = [](long double x) { return std::log10(x); };
  CHECK(worst_error(any_positive, elementary::log10, log10l) < 0.52);
  CHECK(worst_error(near_one, elementary::log10, log10l) < 0.52);

  const auto log1pl = [](long double x) { return std::log1p(x); };
  CHECK(worst_error(any_positive, elementary::log1p, log1pl) < 0.75);
  CHECK(worst_error(small, elementary::log1p, log1pl) < 0.75);

  const auto expl = [](long double x) { return std::exp(x); };
  CHECK(worst_error([](Stream& s) { return -708 + 1418 * s.uniform(); }, elementary::exp, expl) < 0.53);
  CHECK(worst_error([](Stream& s) { return -708 - 38 * s.uniform(); }, elementary::exp, expl) < 0.8);
  CHECK(worst_error(small, elementary::exp, expl) < 0.53);

  const auto sinl = [](long double x) { return std::sin(x); };
  const auto cosl = [](long double x) { return std::cos(x); };
  for (const auto point : {any_positive, near_one, small, near_quarter_turn}) {
    CHECK(worst_error(point, elementary::sin, sinl) < 0.85);
    CHECK(worst_error(point, elementary::cos, cosl) < 0.85);
  }
}

TEST_CASE("pow is within one unit in the last place" * doctest::skip(LDBL_MANT_DIG < 64)) {
  Stream stream(2, 0, "pow");
  double worst = 0;
  for (int i = 0; i < points; ++i) {
    const double x = i % 2 == 0 ? any_positive(stream) : near_one(stream);
    const double y = std::ldexp(stream.uniform() - 0.5, static_cast<int>(stream.below(12)));
    worst = std::max(worst, ulps(elementary::pow(x, y), std::pow(static_cast<long double>(x), y)));
  }
  CHECK(worst < 0.8);
}

TEST_CASE("elementary functions have the same bits everywhere") {
  std::uint64_t hash = 0;
  Stream stream(3, 0, "bits");
  const auto mix = [&](double x) {
    hash = std::rotl(hash * 0x9E3779B97F4A7C15, 29) ^ std::bit_cast<std::uint64_t>(x);
  };
  for (int i = 0; i < 20'000; ++i) {
    const double positive = any_positive(stream), around = small(stream);
    for (const double x : {positive, 1 + around, 40 * stream.uniform()}) {
      mix(elementary::log(x));
      mix(elementary::log10(x));
      mix(elementary::log1p(around));
      mix(elementary::exp(around * 600));
      mix(elementary::pow(x, around * 9));
      mix(elementary::sin(x));
      mix(elementary::cos(x));
    }
  }
  CHECK(hash == 0x111562CAAB4363B6);
}

TEST_CASE("exact cases are exact") {
  for (int n = -1074; n <= 1023; ++n) CHECK(elementary::pow(2, n) == std::ldexp(1.0, n));
  double power = 1;
  for (int n = 0; n <= 22; ++n, power *= 10) {
    CHECK(elementary::pow(10, n) == power);
    CHECK(elementary::log10(power) == n);
  }
  CHECK(elementary::pow(9, 0.5) == 3);
  CHECK(elementary::pow(-3, 3) == -27);
  CHECK(elementary::exp(0) == 1);
  CHECK(elementary::log(1) == 0);
  CHECK(elementary::cos(0) == 1);
}

TEST_CASE("special values follow Annex F") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(elementary::log(0) == -infinity);
  CHECK(elementary::log(infinity) == infinity);
  CHECK(std::isnan(elementary::log(-1)));
  CHECK(std::isnan(elementary::log(nan)));
  CHECK(elementary::log10(0) == -infinity);
  CHECK(elementary::log1p(-1) == -infinity);
  CHECK(std::isnan(elementary::log1p(-2)));
  CHECK(elementary::log1p(infinity) == infinity);
  CHECK(elementary::exp(-infinity) == 0);
  CHECK(elementary::exp(710) == infinity);
  CHECK(elementary::exp(-746) == 0);
  CHECK(std::isnan(elementary::exp(nan)));
  CHECK(std::isnan(elementary::sin(infinity)));
  CHECK(std::isnan(elementary::cos(nan)));
  CHECK(std::signbit(elementary::sin(-0.0)));

  CHECK(elementary::pow(nan, 0) == 1);
  CHECK(elementary::pow(1, nan) == 1);
  CHECK(std::isnan(elementary::pow(-8, 1.0 / 3)));
  CHECK(elementary::pow(0, -1) == infinity);
  CHECK(elementary::pow(-0.0, -3) == -infinity);
  CHECK(elementary::pow(-0.0, 2) == 0);
  CHECK(elementary::pow(-infinity, 3) == -infinity);
  CHECK(elementary::pow(-infinity, -2) == 0);
  CHECK(elementary::pow(0.5, infinity) == 0);
  CHECK(elementary::pow(0.5, -infinity) == infinity);
  CHECK(elementary::pow(-1, infinity) == 1);
  CHECK(elementary::pow(10, 400) == infinity);
  CHECK(elementary::pow(10, -400) == 0);
  CHECK(elementary::pow(1.0000001, 1e300) == infinity);
  CHECK(elementary::pow(-1, 1e300) == 1);
}
