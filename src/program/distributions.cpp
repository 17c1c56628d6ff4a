#include "program/distributions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "engine/distributions.h"

namespace asim {

namespace {

// ---- checks ----

constexpr double most_exact_integer = 0x1p53;
constexpr double largest_count = 0x1p50;

std::string refuse(std::string_view what, std::string_view rule, double value) {
  return fmt::format("{} must {}, not {}", what, rule, value == 0 ? 0.0 : value);
}

std::string require(bool holds, std::string_view what, std::string_view rule, double value) {
  if (!std::isfinite(value)) [[unlikely]]
    return refuse(what, "be a finite number", std::isnan(value) ? std::fabs(value) : value);
  return holds ? std::string() : refuse(what, rule, value);
}

std::string finite(std::string_view what, double value) { return require(true, what, "", value); }
std::string positive(std::string_view what, double value) {
  return require(value > 0, what, "be positive", value);
}

std::string not_negative(std::string_view what, double value) {
  return require(value >= 0, what, "not be negative", value);
}

std::string whole(std::string_view what, double value) {
  const bool holds = std::trunc(value) == value && std::fabs(value) <= most_exact_integer;
  return require(holds, what, "be a whole number (of at most 2^53)", value);
}

std::string count(std::string_view what, double value, double least) {
  const bool holds = std::trunc(value) == value && value >= least && value <= largest_count;
  return require(holds, what,
                 least > 0 ? "be a whole number from 1 to 2^50" : "be a whole number from 0 to 2^50", value);
}

std::string probability(double value) {
  return require(value >= 0 && value <= 1, "the probability", "be between 0 and 1", value);
}

// The first of these that complains.
template <typename... More>
std::string first_complaint(std::string first, More... more) {
  std::string result = std::move(first);
  ((result.empty() ? void(result = std::move(more)) : void()), ...);
  return result;
}

std::string ordered(std::string_view lower_name, double lower, std::string_view upper_name, double upper) {
  if (lower <= upper) [[likely]]
    return {};
  return fmt::format("{} must not be above {}, but {} > {}", lower_name, upper_name, lower, upper);
}

std::string finite_width(double low, double high) {
  return std::isfinite(high - low) ? std::string()
                                   : fmt::format("the range from {} to {} is too wide", low, high);
}

std::string check_uniform(const double* a) {
  return first_complaint(finite("a", a[0]), finite("b", a[1]), ordered("a", a[0], "b", a[1]),
                         finite_width(a[0], a[1]));
}

std::string check_randint(const double* a) {
  return first_complaint(whole("a", a[0]), whole("b", a[1]), ordered("a", a[0], "b", a[1]));
}

std::string check_normal(const double* a) {
  return first_complaint(finite("the mean", a[0]), not_negative("the standard deviation", a[1]));
}

std::string check_lognormal(const double* a) {
  return first_complaint(finite("mu", a[0]), not_negative("sigma", a[1]));
}

std::string check_triangular(const double* a) {
  return first_complaint(finite("low", a[0]), finite("the mode", a[1]), finite("high", a[2]),
                         ordered("low", a[0], "the mode", a[1]), ordered("the mode", a[1], "high", a[2]),
                         finite_width(a[0], a[2]));
}

std::string check_shape_and_scale(const double* a) {
  return first_complaint(positive("the shape", a[0]), not_negative("the scale", a[1]));
}

std::string check_erlang(const double* a) {
  return first_complaint(count("k", a[0], 1), not_negative("the mean", a[1]));
}

std::string check_beta(const double* a) {
  constexpr double least = 1e-100;
  return first_complaint(require(a[0] >= least, "a", "be positive (at least 1e-100)", a[0]),
                         require(a[1] >= least, "b", "be positive (at least 1e-100)", a[1]));
}

std::string check_pareto(const double* a) {
  return first_complaint(positive("the shape", a[0]), positive("the scale", a[1]));
}

std::string check_poisson(const double* a) {
  return first_complaint(not_negative("the mean", a[0]),
                         require(a[0] <= largest_count, "the mean", "be at most 2^50", a[0]));
}

std::string check_binomial(const double* a) {
  return first_complaint(count("n", a[0], 0), probability(a[1]));
}

std::string check_geometric(const double* a) {
  return require(a[0] > 0 && a[0] <= 1, "the probability", "be above 0 and at most 1", a[0]);
}

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
    [](const double* a) { return positive("the rate", a[0]); },
    false,
    nullptr,
    "the time to the next of events that come independently at this rate",
    "1/rate",
    "1/rate^2",
    "exponential(rate=0.25)"};

constexpr Distribution table[] = {
    {"uniform", a_b, by([](Stream& s, const double* a) { return uniform(s, a[0], a[1]); }), check_uniform,
     false, nullptr, "any value from a to b, all alike", "(a + b)/2", "(b - a)^2/12", "uniform(2, 5)"},
    {"randint", a_b, by([](Stream& s, const double* a) { return randint(s, a[0], a[1]); }), check_randint,
     false, nullptr, "a whole number from a to b, both included, all alike", "(a + b)/2",
     "((b - a + 1)^2 - 1)/12", "randint(1, 6)"},
    {"exponential", mean_only, by([](Stream& s, const double* a) { return exponential(s, a[0]); }),
     [](const double* a) { return not_negative("the mean", a[0]); }, false, &exponential_by_rate,
     "the time between events that come independently; by its mean, or by rate= for 1/mean", "mean", "mean^2",
     "exponential(mean=4)"},
    {"normal", mean_sd, by([](Stream& s, const double* a) { return normal(s, a[0], a[1]); }), check_normal,
     false, nullptr, "the bell curve; it can be negative: truncate durations with min=0", "mean", "sd^2",
     "normal(10, 2, min=0)"},
    {"lognormal", mu_sigma, by([](Stream& s, const double* a) { return lognormal(s, a[0], a[1]); }),
     check_lognormal, false, nullptr,
     "e to the power of a normal value with mean mu and standard deviation sigma", "exp(mu + sigma^2/2)",
     "(exp(sigma^2) - 1) * exp(2*mu + sigma^2)", "lognormal(1, 0.5)"},
    {"triangular", low_mode_high,
     by([](Stream& s, const double* a) { return triangular(s, a[0], a[1], a[2]); }), check_triangular, false,
     nullptr, "between low and high, most often near mode: for estimates by experts", "(low + mode + high)/3",
     "(low^2 + mode^2 + high^2 - low*mode - low*high - mode*high)/18", "triangular(2, 3, 8)"},
    {"gamma", shape_scale, by([](Stream& s, const double* a) { return gamma(s, a[0], a[1]); }),
     check_shape_and_scale, false, nullptr,
     "a skewed duration; with shape 1 the exponential, with a large shape nearly the normal", "shape*scale",
     "shape*scale^2", "gamma(2, 1.5)"},
    {"erlang", k_mean, by([](Stream& s, const double* a) { return erlang(s, a[0], a[1]); }), check_erlang,
     false, nullptr, "the sum of k exponential phases that take mean in all", "mean", "mean^2/k",
     "erlang(3, mean=6)"},
    {"weibull", shape_scale, by([](Stream& s, const double* a) { return weibull(s, a[0], a[1]); }),
     check_shape_and_scale, false, nullptr,
     "a time to failure; a shape above 1 is wear, below 1 early failures", "scale * Gamma(1 + 1/shape)",
     "scale^2 * (Gamma(1 + 2/shape) - Gamma(1 + 1/shape)^2)", "weibull(1.5, 100)"},
    {"beta", a_b, by([](Stream& s, const double* a) { return beta(s, a[0], a[1]); }), check_beta, false,
     nullptr, "a share between 0 and 1", "a/(a + b)", "a*b/((a + b)^2 * (a + b + 1))", "beta(2, 5)"},
    {"pareto", shape_unit_scale, by([](Stream& s, const double* a) { return pareto(s, a[0], a[1]); }),
     check_pareto, false, nullptr, "at least scale, with a heavy tail: P(X > x) = (scale/x)^shape",
     "shape*scale/(shape - 1) for shape > 1", "shape*scale^2/((shape - 1)^2 * (shape - 2)) for shape > 2",
     "pareto(2.5, scale=3)"},
    {"poisson", mean_only, by([](Stream& s, const double* a) { return poisson(s, a[0]); }), check_poisson,
     false, nullptr, "how many independent events happen when mean are expected", "mean", "mean",
     "poisson(3.5)"},
    {"binomial", n_p, by([](Stream& s, const double* a) { return binomial(s, a[0], a[1]); }), check_binomial,
     false, nullptr, "how many of n trials succeed, each with probability p", "n*p", "n*p*(1 - p)",
     "binomial(10, 0.3)"},
    {"geometric", p_only, by([](Stream& s, const double* a) { return geometric(s, a[0]); }), check_geometric,
     false, nullptr, "how many trials it takes to the first success, at least 1", "1/p", "(1 - p)/p^2",
     "geometric(0.2)"},
    {"chance", p_only, by([](Stream& s, const double* a) { return chance(s, a[0]) ? 1.0 : 0.0; }),
     [](const double* a) { return probability(a[0]); }, true, nullptr, "true with probability p", "p",
     "p*(1 - p)", "chance(0.1)"},
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
