// Functions of lists: aggregates, sorting, ranges.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "program/function_tables.h"
#include "program/heap.h"
#include "program/histogram.h"
#include "program/operations.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr Type kIterable = types::list | types::record | types::text;

constexpr FunctionParameter kList[] = {{"list", kIterable}};
constexpr FunctionParameter kValues[] = {{"list"}};
constexpr FunctionParameter kSorted[] = {{"list", kIterable}, {"reverse", types::any, false}};
constexpr FunctionParameter kRange[] = {
    {"start", types::numeric}, {"end", types::numeric, false}, {"step", types::numeric, false}};
constexpr FunctionParameter kHistogram[] = {{"list", kIterable}, {"edges", types::list}};
constexpr FunctionParameter kQuantile[] = {{"list", kIterable}, {"q", types::numeric}};

Value members(const Arguments& a) { return iterable(a[0], a.pool, a.excerpt, a.spans[0]); }

double number(const Arguments& a, const Value& v) { return to_number(v, a.excerpt, a.spans[0]); }

double total(const Arguments& a, const List& list) {
  double sum = 0;
  for (const Value& v : list.items()) {
    if (!v.is_number() && !v.is_boolean())
      throw RunError(a.spans[0], fmt::format("a member is {}, not a number", kind_description(v)));
    sum += number(a, v);
  }
  return sum;
}

Value sum(const Arguments& a) {
  const Value list = members(a);
  return total(a, *list.as_list());
}

Value mean(const Arguments& a) {
  const Value list = members(a);
  if (list.as_list()->size == 0) return {};
  return total(a, *list.as_list()) / list.as_list()->size;
}

Value count(const Arguments& a) {
  const Value list = members(a);
  return static_cast<double>(list.as_list()->size);
}

Value length(const Arguments& a) {
  if (a[0].is_text()) return static_cast<double>(character_count(a[0].as_text()->view()));
  return count(a);
}

Value any(const Arguments& a) {
  const Value list = members(a);
  const auto items = list.as_list()->items();
  return Value::boolean(std::any_of(items.begin(), items.end(), is_true));
}

Value all(const Arguments& a) {
  const Value list = members(a);
  const auto items = list.as_list()->items();
  return Value::boolean(std::all_of(items.begin(), items.end(), is_true));
}

// The first of equals, of the members of one list or of several arguments.
Value best(const Arguments& a, int sign) {
  const Value list = a.count == 1 ? members(a) : Value();
  const std::span<const Value> candidates =
      a.count == 1 ? std::span<const Value>(list.as_list()->items()) : std::span(a.values, a.count);
  if (candidates.empty()) return {};
  const Value* found = &candidates[0];
  for (const Value& v : candidates) {
    if (compare(v, *found, a.span) * sign < 0) found = &v;
  }
  return *found;
}

Value least(const Arguments& a) { return best(a, 1); }
Value greatest(const Arguments& a) { return best(a, -1); }

// Equal members keep their order, also when it is reversed, as in Python.
Value sorted(const Arguments& a) {
  const Value members_before = members(a);
  const auto items = members_before.as_list()->items();
  List* list = List::make(a.pool, items.size());
  Value result = Value::adopt(list);
  for (const Value& v : items) list->append(v);
  const bool descending = is_true(a[1]);
  std::stable_sort(list->data, list->data + list->size, [&](const Value& x, const Value& y) {
    return descending ? compare(x, y, a.span) > 0 : compare(x, y, a.span) < 0;
  });
  return result;
}

Value sorted_by(const Arguments& a) {
  const auto items = a[0].as_list()->items();
  const auto keys = a[1].as_list()->items();
  const bool descending = is_true(a[2]);
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    return descending ? compare(keys[x], keys[y], a.span) > 0 : compare(keys[x], keys[y], a.span) < 0;
  });
  List* list = List::make(a.pool, items.size());
  Value result = Value::adopt(list);
  for (const std::size_t i : order) list->append(items[i]);
  return result;
}

Value range(const Arguments& a) {
  const double first = a[1].is_null() ? 0 : number(a, a[0]);
  const double end = to_number(a[1].is_null() ? a[0] : a[1], a.excerpt, a.spans[a[1].is_null() ? 0 : 1]);
  const double step = a[2].is_null() ? 1 : to_number(a[2], a.excerpt, a.spans[2]);
  if (step == 0) throw RunError(a.spans[2], "the step of a range cannot be zero");
  const double size = std::ceil((end - first) / step);
  if (!(size <= 1e8)) throw RunError(a.span, "the range is too large: more than 100000000 members");
  List* list = List::make(a.pool, size > 0 ? static_cast<std::size_t>(size) : 0);
  Value result = Value::adopt(list);
  for (double i = 0; i < size; i += 1) list->append(first + i * step);
  return result;
}

std::vector<double> numbers(const Arguments& a) {
  const Value list = members(a);
  std::vector<double> all_numbers;
  for (const Value& v : list.as_list()->items()) all_numbers.push_back(number(a, v));
  return all_numbers;
}

// Of a sample, with n - 1; null for fewer than two.
Value standard_deviation(const Arguments& a) {
  const std::vector<double> xs = numbers(a);
  if (xs.size() < 2) return {};
  double average = 0;
  for (const double x : xs) average += x / static_cast<double>(xs.size());
  double squares = 0;
  for (const double x : xs) squares += (x - average) * (x - average);
  return std::sqrt(squares / static_cast<double>(xs.size() - 1));
}

// Interpolated between the two nearest (Hyndman & Fan's type 7, the one of numpy and R).
Value histogram_of(const Arguments& a) {
  const Value list = members(a);
  const auto items = list.as_list()->items();
  return histogram(a.pool, a[1], a.spans[1], static_cast<double>(items.size()), [&](double edge) {
    return static_cast<double>(
        std::count_if(items.begin(), items.end(), [&](const Value& v) { return number(a, v) < edge; }));
  });
}

Value quantile(const Arguments& a) {
  std::vector<double> xs = numbers(a);
  const double q = to_number(a[1], a.excerpt, a.spans[1]);
  if (!(q >= 0 && q <= 1)) throw RunError(a.spans[1], "a quantile is between 0 and 1");
  if (xs.empty()) return {};
  std::stable_sort(xs.begin(), xs.end());
  const double rank = q * static_cast<double>(xs.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const double above = xs[std::min(below + 1, xs.size() - 1)];
  return xs[below] + (above - xs[below]) * (rank - static_cast<double>(below));
}

Function make(std::string_view name, std::span<const FunctionParameter> parameters, Type result,
              Value (*call)(const Arguments&), Aggregate aggregate, std::string_view summary,
              std::string_view example, std::string_view shows) {
  Function f;
  f.name = name;
  f.parameters = parameters;
  f.result = result;
  f.call = call;
  f.aggregate = aggregate;
  f.summary = summary;
  f.example = example;
  f.shows = shows;
  return f;
}

Function variadic(Function f) {
  f.variadic = true;
  return f;
}

}  // namespace

const Function& sorted_by_keys() {
  static const Function function = [] {
    Function f;
    f.name = "sorted";
    f.call = sorted_by;
    return f;
  }();
  return function;
}

std::span<const Function> list_functions() {
  constexpr Type kMaybeNumber = types::number | types::null;
  static const Function table[] = {
      make("sum", kList, types::number, sum, Aggregate::sum,
           "the sum of a list or of what a generator yields; of nothing 0", "sum(x * x for x in [1, 2, 3])",
           "14"),
      make("mean", kList, kMaybeNumber, mean, Aggregate::mean,
           "the mean of a list, a generator, or a tally or track of that name; of nothing null",
           "mean([1, 2, 6])", "3"),
      variadic(make("min", kValues, types::any, least, Aggregate::min,
                    "the least of a list or of the arguments; with `by=` the member (called `item` there) "
                    "for which that is least; the first of equals; of nothing null",
                    "min(['abc', 'z'], by=len(item))", "z")),
      variadic(make("max", kValues, types::any, greatest, Aggregate::max, "as `min`, the greatest",
                    "max(3, 7, 5)", "7")),
      make("count", kList, types::number, count, Aggregate::count,
           "the number of members, of what a generator yields, or of what `count:` or `tally:` counted under "
           "that name",
           "count(x for x in [1, 5, 9] if x > 2)", "2"),
      make("any", kList, types::boolean, any, Aggregate::any, "whether one of them is true",
           "any(x > 2 for x in [1, 3])", "true"),
      make("all", kList, types::boolean, all, Aggregate::all, "whether all of them are true", "all([])",
           "true"),
      make("sorted", kSorted, types::list, sorted, Aggregate::sorted,
           "a new list in ascending order; `reverse=true` descending; `by=` an expression of `item`",
           "sorted([3, 1, 2], reverse=true)", "[3, 2, 1]"),
      make("len", kList, types::number, length, Aggregate::none, "the number of members or characters",
           "len('abc')", "3"),
      make("range", kRange, types::list, range, Aggregate::none,
           "the numbers from a start (0) up to an end, without it, in steps of 1 or another",
           "range(2, 8, 3)", "[2, 5]"),
      make("sd", kList, kMaybeNumber, standard_deviation, Aggregate::none,
           "the standard deviation of a list, or of a tally or track of that name", "sd([1, 3, 5])", "2"),
      make(
          "histogram", kHistogram, types::list, histogram_of, Aggregate::none,
          "how many members of a list, or observations of a tally of that name, lie below the first edge, "
          "from each edge to the next (without that), and from the last edge on; of a track: how long. Of more "
          "than 100,000 observations those within 0.5 % of an edge that only the run knows may be counted on "
          "its other side",
          "histogram([1, 2, 2, 7], [0, 2, 5])", "[0, 1, 2, 1]"),
      make("quantile", kQuantile, kMaybeNumber, quantile, Aggregate::none,
           "the value that a fraction q of a list, or of a tally of that name, does not exceed",
           "quantile([1, 2, 3], 0.5)", "2"),
  };
  return table;
}

}  // namespace asim
