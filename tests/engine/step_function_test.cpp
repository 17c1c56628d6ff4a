#include "engine/step_function.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/distributions.h"
#include "engine/random.h"

namespace asim {
namespace {

constexpr double kForever = StepFunction::kForever;

/// The integral of what holds from one time to another, computed the slow way.
double integral(const StepFunction& f, double from, double to) {
  double sum = 0;
  for (std::int64_t entry = -1; f.begin(entry) < to; ++entry) {
    const double begin = std::max(f.begin(entry), from), end = std::min(f.begin(entry + 1), to);
    if (begin < end) sum += f.value(entry) * (end - begin);
  }
  return sum;
}

}  // namespace

TEST_CASE("entries hold from their time on") {
  const StepFunction f({{1, 10}, {3, 20}});
  CHECK(f.entry_at(0) == -1);
  CHECK(f.entry_at(1) == 0);
  CHECK(f.entry_at(2.5) == 0);
  CHECK(f.entry_at(3) == 1);
  CHECK(f.entry_at(1e300) == 1);
  CHECK(f.begin(0) == 1);
  CHECK(f.begin(2) == kForever);
  CHECK(f.value(-1) == 0);
  CHECK(f.value(1) == 20);
}

TEST_CASE("with a period they begin anew, and the last one lasts until then") {
  const StepFunction f({{1, 10}, {3, 20}}, 5);
  CHECK(f.entry_at(0.5) == -1);
  CHECK(f.value(-1) == 20);
  CHECK(f.entry_at(5.5) == 1);
  CHECK(f.entry_at(6) == 2);
  CHECK(f.value(2) == 10);
  CHECK(f.begin(2) == 6);
  CHECK(f.begin(2001) == 5003);
  CHECK(f.entry_at(5003) == 2001);
}

TEST_CASE("no time falls between two periods, whatever the roundings") {
  for (const double period : {0.1, 1.0 / 3, 0.7, 24.1}) {
    const StepFunction f({{0, 1}, {period / 3, 2}}, period);
    for (std::int64_t n = 0; n < 3000; ++n) {
      CAPTURE(period);
      CAPTURE(n);
      CHECK(f.entry_at(f.begin(n)) == n);
      CHECK(f.entry_at(std::nextafter(f.begin(n + 1), 0)) == n);
    }
  }
}

TEST_CASE("a clock that is too large to tell periods apart comes to an end") {
  const StepFunction f({{0, 1}}, 1);
  CHECK(f.begin(f.entry_at(1e300) + 1) == kForever);
  CHECK(ArrivalRate(f).next(1e300, 1) == 1e300);
}

TEST_CASE("the integral of the rate from one arrival to the next is what was drawn") {
  const StepFunction tables[] = {
      StepFunction({{0, 2}}),
      StepFunction({{1, 0}, {2, 5}}),
      StepFunction({{0, 2}, {3, 0.5}}),
      StepFunction({{0, 0}, {0.5, 8}, {0.75, 0}}, 1.25),
      StepFunction({{2, 1}, {3, 7}}, 4),
  };
  for (const StepFunction& f : tables) {
    const ArrivalRate rate(f);
    for (const double now : {0.0, 0.3, 1.0, 2.0, 2.9, 17.25}) {
      for (const double mass : {1e-9, 0.1, 1.0, 2.5, 40.0, 1234.5}) {
        CAPTURE(now);
        CAPTURE(mass);
        const double next = rate.next(now, mass);
        CHECK(next > now);
        if (next < kForever) CHECK(integral(f, now, next) == doctest::Approx(mass).epsilon(1e-7));
      }
    }
  }
}

TEST_CASE("nobody comes while the rate is 0, nor any more once it stays 0") {
  const ArrivalRate closing(StepFunction({{0, 4}, {2, 0}}));
  CHECK(closing.next(0, 7.9) == doctest::Approx(1.975));
  CHECK(closing.next(0, 8.1) == kForever);
  CHECK(closing.next(3, 1e-12) == kForever);
  const ArrivalRate nights(StepFunction({{8, 3}, {18, 0}}, 24));
  CHECK(nights.next(0, 0.3) == doctest::Approx(8.1));
  CHECK(nights.next(20, 0.3) == doctest::Approx(32.1));
  CHECK(nights.next(8, 30.0 * 1000 + 0.3) == doctest::Approx(24 * 1000 + 8.1));
}

// The number in an interval is Poisson: its mean and variance are the integral of the rate. Ten thousand
// days, six intervals; 5 standard errors (of the variance: for a Poisson law (m + 2 m^2) / n), so one such
// test in 10^5 fails by chance.
TEST_CASE("the numbers of arrivals in disjoint intervals have the mean and variance of a Poisson process") {
  const StepFunction f({{0, 1}, {2, 6}, {3, 0}, {4, 2.5}}, 6);
  const ArrivalRate rate(f);
  Stream stream(1, 1, "arrivals");
  constexpr int kDays = 10000;
  std::vector<double> counts(6), squares(6);
  std::vector<double> today(6);
  double now = 0;
  for (int day = 0; day < kDays; ++day) {
    std::fill(today.begin(), today.end(), 0.0);
    for (; now < (day + 1) * 6.0; now = rate.next(now, exponential(stream, 1)))
      if (now > 0) ++today[static_cast<std::size_t>(now - day * 6.0)];
    for (std::size_t i = 0; i < 6; ++i) {
      counts[i] += today[i];
      squares[i] += today[i] * today[i];
    }
  }
  for (std::size_t i = 0; i < 6; ++i) {
    CAPTURE(i);
    const double expected = f.value(f.entry_at(static_cast<double>(i)));
    const double mean = counts[i] / kDays, variance = squares[i] / kDays - mean * mean;
    CHECK(std::abs(mean - expected) <= 5 * std::sqrt(expected / kDays));
    CHECK(std::abs(variance - expected) <= 5 * std::sqrt((expected + 2 * expected * expected) / kDays));
  }
}

}  // namespace asim
