// Laws that lists give: mixtures and chains of exponentials, and what was observed.

#include <algorithm>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "engine/mixtures.h"
#include "program/code.h"
#include "program/columns.h"
#include "program/distribution_rules.h"
#include "program/function_tables.h"
#include "program/heap.h"
#include "program/operations.h"
#include "program/random_values.h"
#include "program/state.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr FunctionParameter kMin{"min", types::number, false, true};
constexpr FunctionParameter kMax{"max", types::number, false, true};

// ---- exponentials ----

constexpr FunctionParameter kHyperexponential[] = {{"probabilities", types::list},
                                                   {"means", types::list, false},
                                                   {"rates", types::list, false, true},
                                                   kMin,
                                                   kMax};
constexpr FunctionParameter kCoxian[] = {{"means", types::list, false},
                                         {"probabilities", types::list, false},
                                         {"rates", types::list, false, true},
                                         kMin,
                                         kMax};

/// The position of the argument with the exponentials, by mean or by rate: one of the two is given.
std::size_t phases(const Arguments& a, std::size_t means, std::size_t rates) {
  if (a[means].is_null() == a[rates].is_null()) {
    throw RunError(a.span, fmt::format("`{}` needs the argument `means` or `rates`{}",
                                       a.place->function->name, a[means].is_null() ? "" : ", and not both"));
  }
  return a[means].is_null() ? rates : means;
}

void make_means(const Arguments& a, Numbers& numbers, std::size_t argument, std::size_t rates) {
  const Span span = a.spans[argument];
  if (argument != rates) {
    return numbers.require(span, "a mean must not be negative or infinite",
                           [](double m) { return m >= 0 && std::isfinite(m); });
  }
  numbers.require(span, "a rate must be positive and finite",
                  [](double r) { return r > 0 && std::isfinite(r); });
  for (double& x : numbers.all()) x = 1 / x;
}

void require_probabilities(const Numbers& numbers, Span span) {
  numbers.require(span, "a probability must be between 0 and 1", [](double p) { return p >= 0 && p <= 1; });
}

void require_sum_of_one(const Numbers& probabilities, Span span) {
  constexpr double tolerance = 1e-9;  // thirds do not add up exactly
  double sum = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) sum += probabilities[i];
  if (std::fabs(sum - 1) > tolerance)
    throw RunError(span, fmt::format("the probabilities must sum to 1, not {}", number_text(sum)));
}

/// Of a time, which is not negative.
Bounds bounds_of_time(const Arguments& a, std::size_t first) {
  const Bounds bounds = bounds_of(a, first);
  const std::string problem = rules::truncation({0, HUGE_VAL, false}, bounds.low, bounds.high);
  if (bounds.given && !problem.empty()) throw RunError(a.span, problem);
  return bounds;
}

template <class AnyDice>
Value hyperexponential(const Arguments& a) {
  enum : std::size_t { kProbabilities, kMeans, kRates, kBounds };
  const std::size_t which = phases(a, kMeans, kRates);
  const Numbers probabilities(a, kProbabilities);
  Numbers means(a, which);
  require_probabilities(probabilities, a.spans[kProbabilities]);
  require_sum_of_one(probabilities, a.spans[kProbabilities]);
  make_means(a, means, which, kRates);
  if (probabilities.size() != means.size()) {
    throw RunError(a.span, fmt::format("there are {} probabilities and {}", probabilities.size(),
                                       plural(means.size(), which == kMeans ? "mean" : "rate")));
  }
  AnyDice dice(*a.stream);
  return drawn_between(a, bounds_of_time(a, kBounds), dice, [&](AnyDice& d) {
    return asim::hyperexponential(d, probabilities.all(), means.all());
  });
}

template <class AnyDice>
Value coxian(const Arguments& a) {
  enum : std::size_t { kMeans, kProbabilities, kRates, kBounds };
  const std::size_t which = phases(a, kMeans, kRates);
  if (a[kProbabilities].is_null()) throw RunError(a.span, "`coxian` needs the argument `probabilities`");
  Numbers means(a, which);
  const Numbers onward(a, kProbabilities);
  make_means(a, means, which, kRates);
  require_probabilities(onward, a.spans[kProbabilities]);
  if (means.size() != onward.size() + 1) {
    throw RunError(a.span, fmt::format("{} need one probability less, not {}: of going on to the next phase",
                                       plural(means.size(), "phase"), onward.size()));
  }
  AnyDice dice(*a.stream);
  return drawn_between(a, bounds_of_time(a, kBounds), dice,
                       [&](AnyDice& d) { return asim::coxian(d, means.all(), onward.all()); });
}

// ---- observations ----

constexpr FunctionParameter kEmpirical[] = {{"values", types::list | types::record | types::text},
                                            {"weights", types::list, false},
                                            {"column", types::text, false, true},
                                            {"interpolate", types::boolean, false, true},
                                            kMin,
                                            kMax};
enum EmpiricalArgument : std::size_t { kValues, kWeights, kColumn, kInterpolate, kBounds };

/// The i-th of the numbers in ascending order, which leaves them in another one.
double ascending(std::span<double> all, std::size_t i) {
  const auto found = all.begin() + static_cast<std::ptrdiff_t>(i);
  std::nth_element(all.begin(), found, all.end());
  return *found;
}

// The rank of an observation is mirrored, not its position.
template <class AnyDice>
double resampled(AnyDice& dice, std::span<double> all) {
  const std::size_t n = all.size();
  if constexpr (!AnyDice::kMirrored) return all[dice.below(n)];
  const double opposite = all[n - 1 - dice.below(n)];
  const auto is_less = [opposite](double x) { return x < opposite; };
  const auto rank = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_less));
  return ascending(all, n - 1 - rank);
}

template <class AnyDice>
double interpolated(AnyDice& dice, std::span<double> all) {
  const Between place = between_observations(dice, all.size());
  const double low = ascending(all, place.below);
  if (place.fraction == 0) return low;
  return low + (ascending(all, place.below + 1) - low) * place.fraction;
}

template <class AnyDice>
double of_column(AnyDice& dice, std::span<const double> all, bool interpolates) {
  if (!interpolates) return all[dice.below(all.size())];
  const Between place = between_observations(dice, all.size());
  if (place.fraction == 0) return all[place.below];
  return all[place.below] + (all[place.below + 1] - all[place.below]) * place.fraction;
}

void require_finite(const Numbers& numbers, Span span) {
  numbers.require(span, "an observation must be finite", [](double x) { return std::isfinite(x); });
}

/// RunError if the values, which span low to high, never lie between the bounds.
void require_room(const Arguments& a, const Bounds& bounds, double low, double high) {
  if (bounds.low > high || bounds.high < low) {
    throw RunError(a.span, fmt::format("no value is ever {}: there are values from {} to {}",
                                       rules::words_of_bounds(bounds.low, bounds.high), number_text(low),
                                       number_text(high)));
  }
}

template <class AnyDice>
Value of_observations(const Arguments& a, const Bounds& bounds) {
  Numbers values(a, kValues);
  if (values.size() == 0)
    throw RunError(a.spans[kValues], "there is nothing to choose from: the list is empty");
  require_finite(values, a.spans[kValues]);
  if (bounds.given) {
    const auto [least, greatest] = std::minmax_element(values.all().begin(), values.all().end());
    require_room(a, bounds, *least, *greatest);
  }
  AnyDice dice(*a.stream);
  return drawn_between(a, bounds, dice, [&](AnyDice& d) {
    return is_true(a[kInterpolate]) ? interpolated(d, values.all()) : resampled(d, values.all());
  });
}

void require_ascending(std::span<const double> edges, Span span) {
  if (edges.size() < 2) throw RunError(span, "a histogram needs at least two edges");
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (!std::isfinite(edges[i])) throw RunError(span, "the edges of a histogram are finite numbers");
    if (i > 0 && edges[i] <= edges[i - 1]) throw RunError(span, "the edges of a histogram must ascend");
  }
}

template <class AnyDice>
Value of_bins(const Arguments& a, const Bounds& bounds, std::span<const double> edges,
              std::span<const double> weights) {
  require_ascending(edges, a.spans[kValues]);
  if (!std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0; }))
    throw RunError(a.spans[a[kWeights].is_null() ? kValues : kWeights], "the weights sum to zero");
  require_room(a, bounds, edges.front(), edges.back());
  AnyDice dice(*a.stream);
  return drawn_between(a, bounds, dice, [&](AnyDice& d) { return from_histogram(d, edges, weights); });
}

template <class AnyDice>
Value of_histogram(const Arguments& a, const Bounds& bounds) {
  const Numbers edges(a, kValues), weights(a, kWeights);
  for (const Value& w : a[kWeights].as_list()->items()) to_weight(a, w, a.spans[kWeights]);
  if (edges.size() != weights.size() + 1) {
    throw RunError(a.span, fmt::format("{} need one weight less, not {}: one for each bin",
                                       plural(edges.size(), "edge"), weights.size()));
  }
  return of_bins<AnyDice>(a, bounds, edges.all(), weights.all());
}

template <class AnyDice>
Value of_record(const Arguments& a, const Bounds& bounds) {
  std::vector<double> edges, weights;
  for (const Record::Entry& entry : a[kValues].as_record()->entries()) {
    if (!entry.key.is_number()) {
      throw RunError(a.spans[kValues],
                     fmt::format("an edge of a histogram is a number, not `{}`", value_text(entry.key)));
    }
    edges.push_back(entry.key.as_number());
    weights.push_back(to_weight(a, entry.value, a.spans[kValues]));
  }
  if (!weights.empty() && weights.back() != 0) {
    throw RunError(a.spans[kValues],
                   fmt::format("the last edge ends the last bin: its weight must be 0, not {}",
                               number_text(weights.back())));
  }
  if (!weights.empty()) weights.pop_back();
  return of_bins<AnyDice>(a, bounds, edges, weights);
}

template <class AnyDice>
Value of_file(const Arguments& a, const Bounds& bounds) {
  if (!a[kColumn].is_text() && !a[kColumn].is_null())
    throw_wrong_type(a.excerpt, a.spans[kColumn], a[kColumn], "text");
  const std::string_view column = a[kColumn].is_text() ? a[kColumn].as_text()->view() : std::string_view();
  const std::span<const double> values = a.state->program.columns->column(
      {a.place->directory, a[kValues].as_text()->view(), column, a.spans[kValues], a.spans[kColumn]}, a.span);
  require_room(a, bounds, values.front(), values.back());
  AnyDice dice(*a.stream);
  return drawn_between(a, bounds, dice,
                       [&](AnyDice& d) { return of_column(d, values, is_true(a[kInterpolate])); });
}

void refuse(const Arguments& a, EmpiricalArgument argument, std::string_view why) {
  if (!a[argument].is_null()) throw RunError(a.spans[argument], std::string(why));
}

template <class AnyDice>
Value empirical(const Arguments& a) {
  const Bounds bounds = bounds_of(a, kBounds);
  if (a[kValues].is_text()) {
    refuse(a, kWeights, "the values of a file have no weights");
    return of_file<AnyDice>(a, bounds);
  }
  refuse(a, kColumn, "`column=` goes with a file");
  if (a[kValues].is_list() && a[kWeights].is_null()) return of_observations<AnyDice>(a, bounds);
  refuse(a, kInterpolate, "`interpolate=` is for values: within a bin of a histogram all are alike anyway");
  if (a[kValues].is_list()) return of_histogram<AnyDice>(a, bounds);
  if (!a[kValues].is_record())
    throw_wrong_type(a.excerpt, a.spans[kValues], a[kValues], "a list, record or file");
  refuse(a, kWeights, "a record has its weights already");
  return of_record<AnyDice>(a, bounds);
}

Function hyperexponential_row() {
  Function f = random_function("hyperexponential", kHyperexponential, types::number, hyperexponential<Dice>,
                               hyperexponential<MirroredDice>);
  f.summary =
      "one of several exponential values, each with its probability: more variable than an exponential; by "
      "means, or by rates=";
  f.example = "hyperexponential([0.9, 0.1], [2, 30])";
  f.mean = "sum(p*m)";
  f.variance = "2*sum(p*m^2) - mean^2";
  return f;
}

Function coxian_row() {
  Function f = random_function("coxian", kCoxian, types::number, coxian<Dice>, coxian<MirroredDice>);
  f.summary =
      "exponential phases one after the other, by means or by rates=; behind each but the last, the next "
      "follows with its probability, otherwise that was all. Every phase-type law without loops can be "
      "written so";
  f.example = "coxian([5, 20], [0.3])";
  f.mean = "sum(r*m), where r is the probability that a phase is reached";
  f.variance = "2*sum(r*m*s) - mean^2, where s is the sum of the means up to that phase";
  return f;
}

Function empirical_row() {
  Function f =
      random_function("empirical", kEmpirical, types::number, empirical<Dice>, empirical<MirroredDice>);
  f.reads_file = true;
  f.summary =
      "as observed: one of a list or of the column of a CSV file, each equally likely, or with "
      "interpolate=true any number between two that are next to each other; or of a histogram, as edges "
      "and weights or as a record {edge: weight of the bin that begins there}, whose last weight is 0";
  f.example = "empirical([3.2, 4.1, 4.4, 7.9], interpolate=true)";
  f.mean = "of the values; interpolated (sum(v) - (v1 + vn)/2)/(n - 1); of a histogram sum(w*middle)/sum(w)";
  f.variance =
      "of the values, divided by their number; of a histogram that of the bins' middles, plus "
      "sum(w*width^2)/(12*sum(w))";
  return f;
}

}  // namespace

std::span<const Function> fitted_functions() {
  static const Function table[] = {hyperexponential_row(), coxian_row(), empirical_row()};
  return table;
}

}  // namespace asim
