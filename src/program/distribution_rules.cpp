#include "program/distribution_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/numbers.h"

namespace asim::rules {

namespace {

constexpr double most_exact_integer = 0x1p53;
constexpr double largest_count = 0x1p50;
constexpr double infinity = std::numeric_limits<double>::infinity();

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

std::string a_probability(double value) {
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

}  // namespace

// ---- arguments ----

std::string uniform(const double* a) {
  return first_complaint(finite("a", a[0]), finite("b", a[1]), ordered("a", a[0], "b", a[1]),
                         finite_width(a[0], a[1]));
}

std::string randint(const double* a) {
  return first_complaint(whole("a", a[0]), whole("b", a[1]), ordered("a", a[0], "b", a[1]));
}

std::string normal(const double* a) {
  return first_complaint(finite("the mean", a[0]), not_negative("the standard deviation", a[1]));
}

std::string lognormal(const double* a) {
  return first_complaint(finite("mu", a[0]), not_negative("sigma", a[1]));
}

std::string triangular(const double* a) {
  return first_complaint(finite("low", a[0]), finite("the mode", a[1]), finite("high", a[2]),
                         ordered("low", a[0], "the mode", a[1]), ordered("the mode", a[1], "high", a[2]),
                         finite_width(a[0], a[2]));
}

std::string shape_and_scale(const double* a) {
  return first_complaint(positive("the shape", a[0]), not_negative("the scale", a[1]));
}

std::string erlang(const double* a) {
  return first_complaint(count("k", a[0], 1), not_negative("the mean", a[1]));
}

std::string beta(const double* a) {
  constexpr double least = 1e-100;
  return first_complaint(require(a[0] >= least, "a", "be positive (at least 1e-100)", a[0]),
                         require(a[1] >= least, "b", "be positive (at least 1e-100)", a[1]));
}

std::string pareto(const double* a) {
  return first_complaint(positive("the shape", a[0]), positive("the scale", a[1]));
}

std::string poisson(const double* a) {
  return first_complaint(not_negative("the mean", a[0]),
                         require(a[0] <= largest_count, "the mean", "be at most 2^50", a[0]));
}

std::string binomial(const double* a) { return first_complaint(count("n", a[0], 0), a_probability(a[1])); }

std::string geometric(const double* a) {
  return require(a[0] > 0 && a[0] <= 1, "the probability", "be above 0 and at most 1", a[0]);
}

std::string exponential_mean(const double* a) { return not_negative("the mean", a[0]); }
std::string exponential_rate(const double* a) { return positive("the rate", a[0]); }
std::string probability(const double* a) { return a_probability(a[0]); }

// ---- where the values lie ----

Support between_first_two(const double* a) { return {a[0], a[1], false}; }
Support whole_between_first_two(const double* a) { return {a[0], a[1], true}; }
Support between_first_and_third(const double* a) { return {a[0], a[2], false}; }
Support above_zero_if_first(const double* a) { return {0, a[0] > 0 ? infinity : 0, false}; }
Support above_zero_if_second(const double* a) { return {0, a[1] > 0 ? infinity : 0, false}; }
Support above_zero(const double*) { return {0, infinity, false}; }
Support anywhere_around_first(const double* a) {
  return a[1] > 0 ? Support{-infinity, infinity, false} : Support{a[0], a[0], false};
}
Support a_share(const double*) { return {0, 1, false}; }
Support above_second(const double* a) { return {a[1], infinity, false}; }
Support count_if_first(const double* a) { return {0, a[0] > 0 ? infinity : 0, true}; }
Support successes(const double* a) { return {a[1] == 1 ? a[0] : 0, a[1] == 0 ? 0 : a[0], true}; }
Support trials(const double* a) { return {1, a[0] == 1 ? 1 : infinity, true}; }

// ---- truncation ----

namespace {

std::string_view kind_of(const Support& support) { return support.whole ? "whole numbers" : "values"; }

std::string range_of(const Support& support) {
  const bool has_low = std::isfinite(support.low), has_high = std::isfinite(support.high);
  if (support.low == support.high) return fmt::format("there is only {}", number_text(support.low));
  if (has_low && has_high)
    return fmt::format("there are {} from {} to {}", kind_of(support), number_text(support.low),
                       number_text(support.high));
  return fmt::format("there are {} from {} on", kind_of(support), number_text(support.low));
}

bool has_room(const Support& support, double low, double high) {
  if (support.low == support.high) return low <= support.low && support.low <= high;
  low = std::max(low, support.low);
  high = std::min(high, support.high);
  // A single point has no probability unless the values are whole numbers.
  return support.whole ? std::ceil(low) <= std::floor(high) : low < high;
}

}  // namespace

std::string words_of_bounds(double low, double high) {
  if (low == high) return fmt::format("exactly {}", number_text(low));
  if (std::isinf(high)) return fmt::format("{} or more", number_text(low));
  if (std::isinf(low)) return fmt::format("{} or less", number_text(high));
  return fmt::format("between {} and {}", number_text(low), number_text(high));
}

std::string truncation(const Support& support, double low, double high) {
  if (!(low <= high))
    return fmt::format("`min` must not be above `max`: {} and {}", number_text(low), number_text(high));
  if (has_room(support, low, high)) [[likely]]
    return {};
  const std::string bounds = words_of_bounds(low, high);
  if (std::isinf(support.low)) return fmt::format("no value is ever {}", bounds);
  return fmt::format("no value is ever {}: {}", bounds, range_of(support));
}

}  // namespace asim::rules
