// Random choices. The distributions of numbers have a registry of their own: distributions.h.

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "program/code.h"
#include "program/function_tables.h"
#include "program/heap.h"
#include "program/operations.h"
#include "program/state.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr FunctionParameter kList[] = {{"list", types::list | types::text}};
constexpr FunctionParameter kSample[] = {{"list", types::list | types::text},
                                         {"k", types::number | types::boolean}};
constexpr FunctionParameter kTrace[] = {
    {"file", types::text}, {"column", types::text, false}, {"repeat", types::boolean, false}};
constexpr FunctionParameter kDiscrete[] = {{"values", types::record | types::list},
                                           {"weights", types::list, false}};

Value members(const Arguments& a) { return iterable(a[0], a.pool, a.excerpt, a.spans[0]); }

Value choice(const Arguments& a) {
  const Value list = members(a);
  const auto items = list.as_list()->items();
  if (items.empty()) throw RunError(a.spans[0], "there is nothing to choose from: the list is empty");
  return items[a.stream->below(items.size())];
}

// The first k places of a new list are drawn without replacement (Fisher and Yates).
Value drawn(const Arguments& a, std::size_t k) {
  const Value source = members(a);
  List* list = List::make(a.pool, source.as_list()->size);
  Value result = Value::adopt(list);
  for (const Value& v : source.as_list()->items()) list->append(v);
  for (std::size_t i = 0; i < k; ++i) {
    std::swap(list->data[i], list->data[i + a.stream->below(list->size - i)]);
  }
  while (list->size > k) list->take(list->size - 1);
  return result;
}

Value shuffle(const Arguments& a) {
  const Value list = members(a);
  return drawn(a, list.as_list()->size);
}

Value sample(const Arguments& a) {
  const Value list = members(a);
  const std::int64_t k = to_integer(a[1], a.excerpt, a.spans[1]);
  const std::size_t size = list.as_list()->size;
  if (k < 0) throw RunError(a.spans[1], fmt::format("the size of a sample must not be negative, not {}", k));
  if (static_cast<std::size_t>(k) > size) {
    throw RunError(a.spans[1],
                   fmt::format("a sample of {} cannot be drawn from a list of length {}", k, size));
  }
  return drawn(a, static_cast<std::size_t>(k));
}

double weight(const Arguments& a, const Value& v, Span span) {
  const double w = to_number(v, a.excerpt, span);
  if (!(w >= 0 && std::isfinite(w))) {
    throw RunError(span, fmt::format("a weight must not be negative or infinite, not {}", number_text(w)));
  }
  return w;
}

// Weights are `stride` values apart: those of a record stand behind their keys.
const Value* pick(const Arguments& a, const Value* weights, std::size_t count, std::size_t stride,
                  Span span) {
  double total = 0;
  for (std::size_t i = 0; i < count; ++i) total += weight(a, weights[i * stride], span);
  if (!(total > 0)) throw RunError(span, "the weights sum to zero");
  double left = a.stream->uniform() * total;
  const Value* last = nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    const double w = weight(a, weights[i * stride], span);
    if (w == 0) continue;
    last = &weights[i * stride];
    if (left < w) break;
    left -= w;
  }
  return last;
}

Value discrete(const Arguments& a) {
  if (a[0].is_record()) {
    if (!a[1].is_null()) throw RunError(a.spans[1], "a record has its weights already");
    const Record& record = *a[0].as_record();
    if (record.size == 0) throw RunError(a.spans[0], "there is nothing to choose from: the record is empty");
    return pick(a, &record.data[0].value, record.size, 2, a.spans[0])[-1];
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
  return values.data[pick(a, weights.data, weights.size, 1, a.spans[1]) - weights.data];
}

Value trace(const Arguments& a) {
  if (!a[0].is_text()) throw_wrong_type(a.excerpt, a.spans[0], a[0], "text");
  if (!a[1].is_text() && !a[1].is_null()) throw_wrong_type(a.excerpt, a.spans[1], a[1], "text");
  const std::string_view column = a[1].is_text() ? a[1].as_text()->view() : std::string_view();
  const TraceColumn of{a.place->directory, a[0].as_text()->view(), column, a.spans[0], a.spans[1]};
  return a.state->traces.next({a.place, of, is_true(a[2]), a.place->needs_number, a.span}, a.pool);
}

Function make(std::string_view name, std::span<const FunctionParameter> parameters, Type result,
              Value (*call)(const Arguments&), std::string_view summary, std::string_view example) {
  Function f;
  f.name = name;
  f.parameters = parameters;
  f.result = result;
  f.call = call;
  f.draws = true;
  f.summary = summary;
  f.example = example;
  return f;
}

Function recorded() {
  Function f = make("trace", kTrace, types::number | types::text, trace,
                    "the recorded values of a CSV file's column, one after another; every place in the model "
                    "and column has a position of its own, which all instances share; blank cells are "
                    "skipped; the end is an error, and ends arrivals, unless repeat is true",
                    "trace('times.csv', column='service', repeat=true)");
  f.reads_file = true;
  return f;
}

}  // namespace

std::span<const Function> random_functions() {
  static const Function table[] = {
      make("choice", kList, types::any, choice, "a member of the list, each equally likely",
           "choice(['left', 'right'])"),
      make("shuffle", kList, types::list, shuffle, "a new list with the members in random order",
           "shuffle([1, 2, 3])"),
      make("sample", kSample, types::list, sample, "k members of the list in random order, none twice",
           "sample([1, 2, 3], 2)"),
      make("discrete", kDiscrete, types::any, discrete, "one of the values, as likely as its weight says",
           "discrete({small: 3, large: 1})"),
      recorded(),
  };
  return table;
}

}  // namespace asim
