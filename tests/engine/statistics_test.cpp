#include "engine/statistics.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/distributions.h"
#include "engine/random.h"

using namespace asim;

namespace {

std::vector<double> draws(int n, double mean, double sd) {
  Stream stream(4, 0, "statistics");
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(normal(stream, mean, sd));
  return values;
}

// Two passes in long double.
std::array<double, 2> mean_and_variance(const std::vector<double>& values) {
  long double sum = 0, squares = 0;
  for (const double x : values) sum += x;
  const long double mean = sum / static_cast<long double>(values.size());
  for (const double x : values) squares += (x - mean) * (x - mean);
  return {static_cast<double>(mean),
          static_cast<double>(squares / static_cast<long double>(values.size() - 1))};
}

Tally tally_of(const std::vector<double>& values, std::size_t first, std::size_t last) {
  Tally tally;
  for (std::size_t i = first; i < last; ++i) tally.observe(values[i]);
  return tally;
}

}  // namespace

TEST_CASE("a tally of nothing and of one") {
  Tally tally;
  CHECK(tally.count() == 0);
  CHECK(tally.sum() == 0);
  CHECK(std::isnan(tally.mean()));
  CHECK(std::isnan(tally.sd()));
  CHECK(std::isnan(tally.min()));
  CHECK(std::isnan(tally.max()));
  tally.observe(-3);
  CHECK(tally.mean() == -3);
  CHECK(tally.min() == -3);
  CHECK(tally.max() == -3);
  CHECK(std::isnan(tally.sd()));
}

TEST_CASE("a tally of small whole numbers") {
  const Tally tally = tally_of({2, 4, 4, 4, 5, 5, 7, 9}, 0, 8);
  CHECK(tally.count() == 8);
  CHECK(tally.sum() == 40);
  CHECK(tally.mean() == 5);
  CHECK(tally.variance() == doctest::Approx(32.0 / 7).epsilon(1e-14));
  CHECK(tally.min() == 2);
  CHECK(tally.max() == 9);
}

TEST_CASE("a tally does not cancel: 1e9 plus small noise") {
  const auto values = draws(100'000, 1e9, 0.01);
  const auto [mean, variance] = mean_and_variance(values);
  const Tally tally = tally_of(values, 0, values.size());
  CHECK(tally.mean() == doctest::Approx(mean).epsilon(1e-14));
  CHECK(tally.variance() == doctest::Approx(variance).epsilon(1e-6));
}

TEST_CASE("merged tallies equal one tally") {
  const auto values = draws(10'000, 1e9, 1);
  const Tally whole = tally_of(values, 0, values.size());
  for (const std::size_t cut :
       {std::size_t{0}, std::size_t{1}, std::size_t{137}, std::size_t{5'000}, values.size()}) {
    Tally merged = tally_of(values, 0, cut);
    merged.merge(tally_of(values, cut, values.size()));
    CHECK(merged.count() == whole.count());
    CHECK(merged.sum() == doctest::Approx(whole.sum()).epsilon(1e-14));
    CHECK(merged.mean() == doctest::Approx(whole.mean()).epsilon(1e-14));
    CHECK(merged.variance() == doctest::Approx(whole.variance()).epsilon(1e-7));
    CHECK(merged.min() == whole.min());
    CHECK(merged.max() == whole.max());
  }
}

TEST_CASE("quantiles are exact and interpolated up to the limit") {
  Samples samples;
  CHECK(std::isnan(samples.quantile(0.5)));
  for (const double x : {40.0, 10.0, 30.0, 20.0}) samples.observe(x);
  CHECK(samples.quantile(0) == 10);
  CHECK(samples.quantile(0.25) == 17.5);
  CHECK(samples.quantile(0.5) == 25);
  CHECK(samples.quantile(0.9) == doctest::Approx(37));
  CHECK(samples.quantile(1) == 40);
  CHECK(samples.values().front() == 40);
}

TEST_CASE("quantiles of many observations have the stated relative error, also of negative ones and zeros") {
  Stream stream(6, 0, "quantiles");
  Samples samples;
  std::vector<double> values;
  for (int i = 0; i < 300'000; ++i) {
    const double size = lognormal(stream, 0, 3);
    const double x = i % 10 == 0 ? 0 : i % 3 == 0 ? -size : size;
    samples.observe(x);
    values.push_back(x);
  }
  CHECK_FALSE(samples.is_exact());
  CHECK(samples.count() == 300'000);
  CHECK(samples.values().empty());
  std::sort(values.begin(), values.end());
  CHECK(samples.quantile(0) == doctest::Approx(values.front()).epsilon(0.005));
  for (int percent = 0; percent <= 100; ++percent) {
    const double q = percent / 100.0;
    const double exact = values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
    CHECK(std::fabs(samples.quantile(q) - exact) <= 0.005001 * std::fabs(exact));
  }
}

TEST_CASE("the histogram begins one observation after the limit") {
  Samples samples;
  for (std::size_t i = 0; i < Samples::exact_limit; ++i) samples.observe(static_cast<double>(i));
  CHECK(samples.is_exact());
  CHECK(samples.quantile(0.5) == 49'999.5);
  samples.observe(1);
  CHECK_FALSE(samples.is_exact());
  CHECK(samples.count() == Samples::exact_limit + 1);
  CHECK(samples.quantile(0.5) == doctest::Approx(49'999).epsilon(0.005));
  CHECK(samples.quantile(1) <= 99'999);
}

TEST_CASE("merged samples equal samples of everything") {
  const auto values = draws(150'000, 5, 10);
  const std::array<double, 5> qs = {0, 0.05, 0.5, 0.95, 1};
  for (const std::size_t total : {std::size_t{50'000}, values.size()}) {
    Samples whole;
    for (std::size_t i = 0; i < total; ++i) whole.observe(values[i]);
    for (const std::size_t cut : {std::size_t{0}, std::size_t{20'000}, total - 10, total}) {
      Samples merged, rest;
      for (std::size_t i = 0; i < cut; ++i) merged.observe(values[i]);
      for (std::size_t i = cut; i < total; ++i) rest.observe(values[i]);
      merged.merge(rest);
      CHECK(merged.count() == total);
      CHECK(merged.is_exact() == whole.is_exact());
      CHECK(merged.quantiles(qs) == whole.quantiles(qs));
    }
  }
}

TEST_CASE("the histogram takes the whole range of doubles") {
  LogHistogram histogram;
  for (const double x : {1.7e308, 5e-324, -1e-300, 0.0, 1.0}) histogram.observe(x);
  CHECK(histogram.ranked(0) == doctest::Approx(-1e-300).epsilon(0.005));
  CHECK(histogram.ranked(1) == 0);
  CHECK(histogram.ranked(2) == 5e-324);
  CHECK(histogram.ranked(3) == doctest::Approx(1).epsilon(0.0051));
  CHECK(histogram.ranked(4) == doctest::Approx(1.7e308).epsilon(0.0051));
}

TEST_CASE("a time-weighted value") {
  TimeWeighted length(10, 1);
  CHECK(std::isnan(length.mean(10)));
  CHECK(length.mean(12) == 1);
  length.add(12, 2);    // 1 for 2
  length.set(13.5, 0);  // 3 for 1.5
  length.set(14, 7);    // 0 for 0.5
  length.set(14, 0.5);  // 7 for no time
  CHECK(length.integral(16) == 2 + 4.5 + 0 + 1);
  CHECK(length.mean(16) == 7.5 / 6);
  CHECK(length.value() == 0.5);
  CHECK(length.min() == 0);
  CHECK(length.max() == 7);
}

TEST_CASE("the spread of a time-weighted value, also of small changes far from zero") {
  for (const double base : {0.0, 1e9}) {
    TimeWeighted level(2, base);
    CHECK(std::isnan(level.sd(2)));
    CHECK(level.sd(4) == 0);
    level.set(4, base + 4);  // base for 2, then 4 more for 6
    CHECK(level.sd(10) == doctest::Approx(std::sqrt(12 - 9)).epsilon(1e-12));
    level.reset(10);
    CHECK(level.sd(12) == 0);
  }
}

TEST_CASE("observations keep samples from the moment they are asked to, across a reset") {
  Observations waits;
  waits.observe(1);
  CHECK(waits.samples() == nullptr);
  waits.keep_samples();
  waits.observe(3);
  CHECK(waits.mean() == 2);
  CHECK(waits.samples()->quantile(0.5) == 3);
  waits.reset();
  CHECK(waits.count() == 0);
  CHECK(waits.samples()->count() == 0);
  waits.observe(5);
  CHECK(waits.max() == 5);
  CHECK(waits.samples()->quantile(0.5) == 5);
}

TEST_CASE("below edges that are known beforehand samples are always counted exactly") {
  Samples samples, others;
  for (Samples* each : {&samples, &others}) {
    each->count_below_exactly({3, 3.002});
    each->count_below_exactly({-1, 3});
  }
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 80'000; ++i) {
      samples.observe(3);
      samples.observe(3.002);
      samples.observe(-1.001);
    }
    CHECK_FALSE(samples.is_exact());
    CHECK(samples.count_below(-1) == 80'000);
    CHECK(samples.count_below(3) == 80'000);
    CHECK(samples.count_below(3.002) == 160'000);
    samples.reset();
    CHECK(samples.count_below(3.002) == 0);
  }
  samples.observe(2);
  others.observe(3.001);
  others.merge(samples);
  CHECK(others.count_below(3) == 1);
  CHECK(others.count_below(3.002) == 2);
  others.merge(Samples());  // without edges: counted as usual from now on
  CHECK(others.count_below(3.002) == 2);
}

TEST_CASE("samples are counted below a value: exactly, and later within the relative error") {
  Samples samples;
  for (int i = -500; i < 500; ++i) samples.observe(i);
  CHECK(samples.count_below(-500) == 0);
  CHECK(samples.count_below(-499.5) == 1);
  CHECK(samples.count_below(0) == 500);
  CHECK(samples.count_below(499) == 999);
  CHECK(samples.count_below(500) == 1000);
  for (int round = 1; round < 200; ++round) {
    for (int i = -500; i < 500; ++i) samples.observe(i);
  }
  REQUIRE_FALSE(samples.is_exact());
  CHECK(samples.count_below(-1000) == 0);
  CHECK(samples.count_below(0) == 100'000);
  CHECK(samples.count_below(1e-3) == 100'200);
  CHECK(samples.count_below(1000) == 200'000);
  for (const double x : {-400.0, -1.5, 1.5, 400.0}) {
    CAPTURE(x);
    const double exact = 200 * std::ceil(x + 500);
    CHECK(std::abs(static_cast<double>(samples.count_below(x)) - exact) <= 200 * (1 + 0.005 * std::abs(x)));
  }
}

TEST_CASE("a reset keeps the value and forgets the rest") {
  TimeWeighted length;
  length.set(1, 100);
  length.set(2, 4);
  length.reset(5);
  CHECK(length.value() == 4);
  CHECK(length.start() == 5);
  CHECK(length.integral(5) == 0);
  CHECK(std::isnan(length.mean(5)));
  CHECK(length.max() == 4);
  length.add(7, -3);
  CHECK(length.integral(9) == 10);
  CHECK(length.mean(9) == 2.5);
  CHECK(length.min() == 1);
  CHECK(length.max() == 4);
}

TEST_CASE("the integral of a line equals the sum of the times in it, to the bit for dyadic times") {
  Stream stream(8, 0, "little");
  TimeWeighted length;
  double now = 0, times_in_line = 0;
  std::vector<double> entered;
  for (int i = 0; i < 50'000; ++i) {
    now += static_cast<double>(stream.below(64)) / 16;
    if (entered.empty() || chance(stream, 0.5)) {
      entered.push_back(now);
      length.add(now, 1);
    } else {
      times_in_line += now - entered.back();
      entered.pop_back();
      length.add(now, -1);
    }
  }
  for (const double since : entered) times_in_line += now - since;
  CHECK(length.integral(now) == times_in_line);
}
