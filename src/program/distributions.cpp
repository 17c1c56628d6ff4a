#include "program/distributions.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "engine/antithetic.h"
#include "engine/distributions.h"
#include "program/distribution_rules.h"

namespace asim {

namespace {

// ---- the table ----

/// A sampler of a captureless lambda that draws one number.
template <class DrawOne>
constexpr Sampler by(DrawOne) {
  return {[](Stream& stream, const double* arguments) { return DrawOne{}(stream, arguments); },
          [](Stream& stream, const double* arguments, std::span<double> values) {
            Stream local = stream;
            for (double& value : values) value = DrawOne{}(local, arguments);
            stream = local;
          }};
}

constexpr DistributionParameter required(std::string_view name) { return {name, true, 0}; }
constexpr DistributionParameter optional(std::string_view name, double fallback) {
  return {name, false, fallback};
}

constexpr DistributionParameter a_b[] = {required("a"), required("b")};
constexpr DistributionParameter mean_only[] = {required("mean")};
constexpr DistributionParameter rate_only[] = {required("rate")};
constexpr DistributionParameter mean_sd[] = {required("mean"), required("sd")};
constexpr DistributionParameter mu_sigma[] = {required("mu"), required("sigma")};
constexpr DistributionParameter low_mode_high[] = {required("low"), required("mode"), required("high")};
constexpr DistributionParameter shape_scale[] = {required("shape"), required("scale")};
constexpr DistributionParameter shape_unit_scale[] = {required("shape"), optional("scale", 1)};
constexpr DistributionParameter k_mean[] = {required("k"), required("mean")};
constexpr DistributionParameter n_p[] = {required("n"), required("p")};
constexpr DistributionParameter p_only[] = {required("p")};

constexpr Distribution exponential_by_rate = {
    "exponential",
    rate_only,
    by([](Stream& s, const double* a) { return standard_exponential(s) / a[0]; }),
    rules::exponential_rate,
    rules::above_zero,
    [](double x, const double* a, Stream&) { return antithetic::exponential(x, 1 / a[0]); },
    false,
    nullptr,
    "the time to the next of events that come independently at this rate",
    "1/rate",
    "1/rate^2",
    "exponential(rate=0.25)"};

constexpr Distribution table[] = {
    {"uniform", a_b, by([](Stream& s, const double* a) { return uniform(s, a[0], a[1]); }), rules::uniform,
     rules::between_first_two,
     [](double x, const double* a, Stream&) { return antithetic::uniform(x, a[0], a[1]); }, false, nullptr,
     "any value from a to b, all alike", "(a + b)/2", "(b - a)^2/12", "uniform(2, 5)"},
    {"randint", a_b, by([](Stream& s, const double* a) { return randint(s, a[0], a[1]); }), rules::randint,
     rules::whole_between_first_two,
     [](double x, const double* a, Stream&) { return antithetic::randint(x, a[0], a[1]); }, false, nullptr,
     "a whole number from a to b, both included, all alike", "(a + b)/2", "((b - a + 1)^2 - 1)/12",
     "randint(1, 6)"},
    {"exponential", mean_only, by([](Stream& s, const double* a) { return exponential(s, a[0]); }),
     rules::exponential_mean, rules::above_zero_if_first,
     [](double x, const double* a, Stream&) { return antithetic::exponential(x, a[0]); }, false,
     &exponential_by_rate,
     "the time between events that come independently; by its mean, or by rate= for 1/mean", "mean", "mean^2",
     "exponential(mean=4)"},
    {"normal", mean_sd, by([](Stream& s, const double* a) { return normal(s, a[0], a[1]); }), rules::normal,
     rules::anywhere_around_first,
     [](double x, const double* a, Stream&) { return antithetic::normal(x, a[0]); }, false, nullptr,
     "the bell curve; it can be negative: truncate durations with min=0", "mean", "sd^2",
     "normal(10, 2, min=0)"},
    {"lognormal", mu_sigma, by([](Stream& s, const double* a) { return lognormal(s, a[0], a[1]); }),
     rules::lognormal, rules::above_zero,
     [](double x, const double* a, Stream&) { return antithetic::lognormal(x, a[0]); }, false, nullptr,
     "e to the power of a normal value with mean mu and standard deviation sigma", "exp(mu + sigma^2/2)",
     "(exp(sigma^2) - 1) * exp(2*mu + sigma^2)", "lognormal(1, 0.5)"},
    {"triangular", low_mode_high,
     by([](Stream& s, const double* a) { return triangular(s, a[0], a[1], a[2]); }), rules::triangular,
     rules::between_first_and_third,
     [](double x, const double* a, Stream&) { return antithetic::triangular(x, a[0], a[1], a[2]); }, false,
     nullptr, "between low and high, most often near mode: for estimates by experts", "(low + mode + high)/3",
     "(low^2 + mode^2 + high^2 - low*mode - low*high - mode*high)/18", "triangular(2, 3, 8)"},
    {"gamma", shape_scale, by([](Stream& s, const double* a) { return gamma(s, a[0], a[1]); }),
     rules::shape_and_scale, rules::above_zero_if_second,
     [](double x, const double* a, Stream& other) { return antithetic::gamma(x, a[0], a[1], other); }, false,
     nullptr, "a skewed duration; with shape 1 the exponential, with a large shape nearly the normal",
     "shape*scale", "shape*scale^2", "gamma(2, 1.5)"},
    {"erlang", k_mean, by([](Stream& s, const double* a) { return erlang(s, a[0], a[1]); }), rules::erlang,
     rules::above_zero_if_second,
     [](double x, const double* a, Stream& other) { return antithetic::gamma(x, a[0], a[1] / a[0], other); },
     false, nullptr, "the sum of k exponential phases that take mean in all", "mean", "mean^2/k",
     "erlang(3, mean=6)"},
    {"weibull", shape_scale, by([](Stream& s, const double* a) { return weibull(s, a[0], a[1]); }),
     rules::shape_and_scale, rules::above_zero_if_second,
     [](double x, const double* a, Stream&) { return antithetic::weibull(x, a[0], a[1]); }, false, nullptr,
     "a time to failure; a shape above 1 is wear, below 1 early failures", "scale * Gamma(1 + 1/shape)",
     "scale^2 * (Gamma(1 + 2/shape) - Gamma(1 + 1/shape)^2)", "weibull(1.5, 100)"},
    {"beta", a_b, by([](Stream& s, const double* a) { return beta(s, a[0], a[1]); }), rules::beta,
     rules::a_share,
     [](double x, const double* a, Stream& other) { return antithetic::beta(x, a[0], a[1], other); }, false,
     nullptr, "a share between 0 and 1", "a/(a + b)", "a*b/((a + b)^2 * (a + b + 1))", "beta(2, 5)"},
    {"pareto", shape_unit_scale, by([](Stream& s, const double* a) { return pareto(s, a[0], a[1]); }),
     rules::pareto, rules::above_second,
     [](double x, const double* a, Stream&) { return antithetic::pareto(x, a[0], a[1]); }, false, nullptr,
     "at least scale, with a heavy tail: P(X > x) = (scale/x)^shape", "shape*scale/(shape - 1) for shape > 1",
     "shape*scale^2/((shape - 1)^2 * (shape - 2)) for shape > 2", "pareto(2.5, scale=3)"},
    {"poisson", mean_only, by([](Stream& s, const double* a) { return poisson(s, a[0]); }), rules::poisson,
     rules::count_if_first,
     [](double x, const double* a, Stream& other) { return antithetic::poisson(x, a[0], other); }, false,
     nullptr, "how many independent events happen when mean are expected", "mean", "mean", "poisson(3.5)"},
    {"binomial", n_p, by([](Stream& s, const double* a) { return binomial(s, a[0], a[1]); }), rules::binomial,
     rules::successes,
     [](double x, const double* a, Stream& other) { return antithetic::binomial(x, a[0], a[1], other); },
     false, nullptr, "how many of n trials succeed, each with probability p", "n*p", "n*p*(1 - p)",
     "binomial(10, 0.3)"},
    {"geometric", p_only, by([](Stream& s, const double* a) { return geometric(s, a[0]); }), rules::geometric,
     rules::trials,
     [](double x, const double* a, Stream& other) { return antithetic::geometric(x, a[0], other); }, false,
     nullptr, "how many trials it takes to the first success, at least 1", "1/p", "(1 - p)/p^2",
     "geometric(0.2)"},
    {"chance", p_only, by([](Stream& s, const double* a) { return chance(s, a[0]) ? 1.0 : 0.0; }),
     rules::probability, rules::a_share,
     [](double x, const double* a, Stream& other) {
       return antithetic::chance(x != 0, a[0], other) ? 1.0 : 0.0;
     },
     true, nullptr, "true with probability p", "p", "p*(1 - p)", "chance(0.1)"},
};

}  // namespace

std::span<const Distribution> all_distributions() { return table; }

const Distribution* find_distribution(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(table), std::end(table), [&](const auto& d) { return d.name == name; });
  return found == std::end(table) ? nullptr : found;
}

double draw_truncated(const Distribution& distribution, Stream& stream, const double* arguments, double low,
                      double high) {
  constexpr int attempts = 1'000'000;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const double value = distribution.draw(stream, arguments);
    if (value >= low && value <= high) return value;
  }
  throw std::domain_error(
      fmt::format("{} gave no value between {} and {} in a million draws", distribution.name, low, high));
}

}  // namespace asim
