// MSER-5 and batch means.

#include "run/steady_state.h"

#include <doctest/doctest.h>

#include <cmath>

#include "engine/random.h"

namespace asim {
namespace {

/// Noise of mean 10 that begins `transient` values long far above it.
std::vector<double> series(std::size_t count, std::size_t transient) {
  Stream stream(1, 1, "noise");
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double bias =
        i < transient ? 20 * (1 - static_cast<double>(i) / static_cast<double>(transient)) : 0;
    values.push_back(10 + bias + stream.uniform());
  }
  return values;
}

}  // namespace

TEST_CASE("MSER-5 cuts off a transient, and little of what has none") {
  const std::optional<std::size_t> cut = mser5(series(1000, 200));
  REQUIRE(cut);
  CHECK(*cut >= 180);
  CHECK(*cut <= 220);
  REQUIRE(mser5(series(1000, 0)));
  CHECK(*mser5(series(1000, 0)) <= 250);
  CHECK(mser5(std::vector<double>(100, 7.0)) == 0);
}

TEST_CASE("MSER-5 says nothing about a series that is too short or never settles") {
  CHECK_FALSE(mser5({}));
  CHECK_FALSE(mser5(series(49, 0)));
  CHECK_FALSE(mser5(series(1000, 900)));
}

TEST_CASE("MSER-5 minimises the standard error of the mean of what is left, by definition") {
  const std::vector<double> values = series(200, 60);
  std::vector<double> means;
  for (std::size_t i = 0; i < values.size(); i += 5) {
    means.push_back((values[i] + values[i + 1] + values[i + 2] + values[i + 3] + values[i + 4]) / 5);
  }
  std::size_t best = 0;
  double least = INFINITY;
  for (std::size_t d = 0; d <= means.size() / 2; ++d) {
    const double n = static_cast<double>(means.size() - d);
    double mean = 0, squares = 0;
    for (std::size_t i = d; i < means.size(); ++i) mean += means[i] / n;
    for (std::size_t i = d; i < means.size(); ++i) squares += (means[i] - mean) * (means[i] - mean);
    if (squares / (n * n) < least) {
      least = squares / (n * n);
      best = d;
    }
  }
  CHECK(mser5(values) == best * 5);
}

TEST_CASE("the correlation of neighbours") {
  CHECK(lag1_correlation({1, -1, 1, -1, 1, -1}) == doctest::Approx(-5.0 / 6));
  CHECK(lag1_correlation({1, 2, 3, 4}) == doctest::Approx(0.25));
  CHECK(std::isnan(lag1_correlation({1, 1, 1})));
  CHECK(std::isnan(lag1_correlation({1, 2})));
}

TEST_CASE("batch means of one long run cover the known answer of M/M/1") {
  const auto model = load_model_text("mm1.yaml", R"(until: 20000
resources: {server: {}}
processes:
  customer:
    arrivals: {every: exponential(rate=0.5)}
    vars: {arrived: now}
    steps:
      - {with: server, do: [{sleep: exponential(1)}]}
      - tally: {time: now - arrived}
outputs: {time: mean(time), queue: server.mean_waiting}
)");
  Design design;
  int covered = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    RunOptions options;
    options.seed = seed;
    const auto state = steady_state({*model, design, options}, {}, nullptr);
    REQUIRE(state);
    REQUIRE(state->warmup);
    const Tally time = state->outputs[0].tally();
    REQUIRE(time.count() == 20);
    if (std::abs(time.mean() - 2) <= 2.093024 * time.sd() / std::sqrt(20.0)) ++covered;
  }
  CHECK(covered >= 33);  // 38 on average; below 33 in one of 100 worlds
}

}  // namespace asim
