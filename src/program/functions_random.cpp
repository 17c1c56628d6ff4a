// Random choices, and trace(). Laws that lists give are in functions_fitted.cpp; the distributions of numbers
// have a registry of their own: distributions.h.
//
// Each is a template over the dice, plain or mirrored. A choice is mirrored by its position in the list.

#include <vector>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "engine/mixtures.h"
#include "program/code.h"
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
constexpr FunctionParameter kList[] = {{"list", types::list | types::text}};
constexpr FunctionParameter kChoice[] = {{"list", types::list | types::text}, kMin, kMax};
constexpr FunctionParameter kSample[] = {{"list", types::list | types::text},
                                         {"k", types::number | types::boolean}};
constexpr FunctionParameter kTrace[] = {
    {"file", types::text}, {"column", types::text, false}, {"repeat", types::boolean, false}, kMin, kMax};
constexpr FunctionParameter kDiscrete[] = {
    {"values", types::record | types::list}, {"weights", types::list, false}, kMin, kMax};

Value members(const Arguments& a) { return iterable(a[0], a.pool, a.excerpt, a.spans[0]); }

[[noreturn]] void throw_no_value(const Arguments& a, const Bounds& bounds) {
  throw RunError(a.span, fmt::format("there is no value to draw that is {}",
                                     rules::words_of_bounds(bounds.low, bounds.high)));
}

template <class AnyDice>
Value choice(const Arguments& a) {
  const Value list = members(a);
  const auto items = list.as_list()->items();
  if (items.empty()) throw RunError(a.spans[0], "there is nothing to choose from: the list is empty");
  const Bounds bounds = bounds_of(a, 1);
  AnyDice dice(*a.stream);
  if (!bounds.given) return items[dice.below(items.size())];
  std::size_t count = 0;
  for (const Value& v : items) count += bounds.admit(a, v) ? 1 : 0;
  if (count == 0) throw_no_value(a, bounds);
  std::size_t left = dice.below(count), i = 0;
  while (!bounds.admit(a, items[i]) || left-- > 0) ++i;
  return items[i];
}

// The first k places of a new list are drawn without replacement (Fisher and Yates).
template <class AnyDice>
Value drawn(const Arguments& a, std::size_t k) {
  const Value source = members(a);
  List* list = List::make(a.pool, source.as_list()->size);
  Value result = Value::adopt(list);
  for (const Value& v : source.as_list()->items()) list->append(v);
  AnyDice dice(*a.stream);
  for (std::size_t i = 0; i < k; ++i) {
    std::swap(list->data[i], list->data[i + dice.below(list->size - i)]);
  }
  while (list->size > k) list->take(list->size - 1);
  return result;
}

template <class AnyDice>
Value shuffle(const Arguments& a) {
  const Value list = members(a);
  return drawn<AnyDice>(a, list.as_list()->size);
}

template <class AnyDice>
Value sample(const Arguments& a) {
  const Value list = members(a);
  const std::int64_t k = to_integer(a[1], a.excerpt, a.spans[1]);
  const std::size_t size = list.as_list()->size;
  if (k < 0) throw RunError(a.spans[1], fmt::format("the size of a sample must not be negative, not {}", k));
  if (static_cast<std::size_t>(k) > size) {
    throw RunError(a.spans[1],
                   fmt::format("a sample of {} cannot be drawn from a list of length {}", k, size));
  }
  return drawn<AnyDice>(a, static_cast<std::size_t>(k));
}

/// Values and weights as they lie in memory, `stride` apart: those of a record alternate.
struct Weighted {
  const Value* values;
  const Value* weights;
  std::size_t count;
  std::size_t stride;
  Span span;
};

template <class AnyDice>
Value pick(const Arguments& a, const Weighted& from) {
  const Bounds bounds = bounds_of(a, 2);
  bool any = false, any_admitted = false;
  for (std::size_t i = 0; i < from.count; ++i) {
    const bool has_weight = to_weight(a, from.weights[i * from.stride], from.span) > 0;
    any = any || has_weight;
    const bool is_admitted = bounds.admit(a, from.values[i * from.stride]);
    any_admitted = any_admitted || (has_weight && is_admitted);
  }
  if (!any) throw RunError(from.span, "the weights sum to zero");
  if (!any_admitted) throw_no_value(a, bounds);
  AnyDice dice(*a.stream);
  const std::size_t i = weighted(dice, from.count, [&](std::size_t k) {
    const bool is_admitted = !bounds.given || bounds.admit(a, from.values[k * from.stride]);
    return is_admitted ? to_number(from.weights[k * from.stride], a.excerpt, from.span) : 0;
  });
  return from.values[i * from.stride];
}

template <class AnyDice>
Value discrete(const Arguments& a) {
  if (a[0].is_record()) {
    if (!a[1].is_null()) throw RunError(a.spans[1], "a record has its weights already");
    const Record& record = *a[0].as_record();
    if (record.size == 0) throw RunError(a.spans[0], "there is nothing to choose from: the record is empty");
    return pick<AnyDice>(a, {&record.data[0].key, &record.data[0].value, record.size, 2, a.spans[0]});
  }
  if (!a[0].is_list()) throw_wrong_type(a.excerpt, a.spans[0], a[0], "a record or list");
  if (a[1].is_null()) throw RunError(a.span, "`discrete` of a list needs a list of weights too");
  if (!a[1].is_list()) throw_wrong_type(a.excerpt, a.spans[1], a[1], "a list");
  const List& values = *a[0].as_list();
  const List& weights = *a[1].as_list();
  if (values.size != weights.size) {
    throw RunError(a.span, fmt::format("there are {} and {}", plural(values.size, "value"),
                                       plural(weights.size, "weight")));
  }
  if (values.size == 0) throw RunError(a.spans[0], "there is nothing to choose from: the list is empty");
  return pick<AnyDice>(a, {values.data, weights.data, weights.size, 1, a.spans[1]});
}

Value trace(const Arguments& a) {
  if (!a[0].is_text()) throw_wrong_type(a.excerpt, a.spans[0], a[0], "text");
  if (!a[1].is_text() && !a[1].is_null()) throw_wrong_type(a.excerpt, a.spans[1], a[1], "text");
  const std::string_view column = a[1].is_text() ? a[1].as_text()->view() : std::string_view();
  const TraceColumn of{a.place->directory, a[0].as_text()->view(), column, a.spans[0], a.spans[1]};
  const Bounds bounds = bounds_of(a, 3);
  const bool needs_number = a.place->needs_number || bounds.given;
  return a.state->traces.next({a.place, of, is_true(a[2]), needs_number, a.span, bounds.low, bounds.high},
                              a.pool);
}

Function described(Function f, std::string_view summary, std::string_view example, std::string_view mean = "",
                   std::string_view variance = "") {
  f.summary = summary;
  f.example = example;
  f.mean = mean;
  f.variance = variance;
  return f;
}

Function recorded() {
  Function f = random_function("trace", kTrace, types::number | types::text, trace, nullptr);
  f.reads_file = true;
  return described(f,
                   "the recorded values of a CSV file's column, one after another (a file of numbers alone "
                   "needs no first line that names them); every place in the model "
                   "and column has a position of its own, which all instances share; blank cells, and "
                   "numbers outside of min= and max=, are skipped; the end is an error, and ends arrivals, "
                   "unless repeat is true",
                   "trace('times.csv', column='service', repeat=true)");
}

}  // namespace

std::span<const Function> random_functions() {
  static const Function table[] = {
      described(random_function("choice", kChoice, types::any, choice<Dice>, choice<MirroredDice>),
                "a member of the list, each equally likely", "choice(['left', 'right'])",
                "of numbers: their mean", "of numbers: the mean of the squares of their distances from it"),
      described(random_function("shuffle", kList, types::list, shuffle<Dice>, shuffle<MirroredDice>),
                "a new list with the members in random order", "shuffle([1, 2, 3])"),
      described(random_function("sample", kSample, types::list, sample<Dice>, sample<MirroredDice>),
                "k members of the list in random order, none twice", "sample([1, 2, 3], 2)"),
      described(random_function("discrete", kDiscrete, types::any, discrete<Dice>, discrete<MirroredDice>),
                "one of the values, as likely as its weight says: a record of values and weights, or two "
                "lists",
                "discrete({small: 3, large: 1})", "of numbers: sum(w*v)/sum(w)",
                "of numbers: sum(w*(v - mean)^2)/sum(w)"),
      recorded(),
  };
  return table;
}

}  // namespace asim
