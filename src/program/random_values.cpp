#include "program/random_values.h"

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/code.h"
#include "program/distribution_rules.h"
#include "program/heap.h"
#include "program/operations.h"
#include "program/value_text.h"

namespace asim {

bool Bounds::admit(const Arguments& a, const Value& v) const {
  if (!given) return true;
  if (!v.is_number() && !v.is_boolean()) {
    throw RunError(a.spans[0],
                   fmt::format("`min` and `max` need numbers, and a value is {}", kind_description(v)));
  }
  return admit(to_number(v, a.excerpt, a.spans[0]));
}

Bounds bounds_of(const Arguments& a, std::size_t first) {
  Bounds bounds;
  bounds.given = !a[first].is_null() || !a[first + 1].is_null();
  if (!a[first].is_null()) bounds.low = to_number(a[first], a.excerpt, a.spans[first]);
  if (!a[first + 1].is_null()) bounds.high = to_number(a[first + 1], a.excerpt, a.spans[first + 1]);
  const std::string problem = rules::truncation({-HUGE_VAL, HUGE_VAL, false}, bounds.low, bounds.high);
  if (!(bounds.low <= bounds.high)) throw RunError(a.span, problem);
  return bounds;
}

Numbers::Numbers(const Arguments& a, std::size_t argument) {
  if (!a[argument].is_list()) throw_wrong_type(a.excerpt, a.spans[argument], a[argument], "a list");
  const auto items = a[argument].as_list()->items();
  if (items.size() > few_.size()) many_.resize(items.size());
  all_ = many_.empty() ? std::span(few_).first(items.size()) : std::span(many_);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].is_number() && !items[i].is_boolean()) {
      throw RunError(a.spans[argument],
                     fmt::format("a member is {}, not a number", kind_description(items[i])));
    }
    all_[i] = to_number(items[i], a.excerpt, a.spans[argument]);
  }
}

void Numbers::refuse(Span span, std::string_view rule, double x) {
  throw RunError(span, fmt::format("{}, not {}", rule, number_text(x)));
}

double to_weight(const Arguments& a, const Value& v, Span span) {
  const double w = to_number(v, a.excerpt, span);
  if (!(w >= 0 && std::isfinite(w))) {
    throw RunError(span, fmt::format("a weight must not be negative or infinite, not {}", number_text(w)));
  }
  return w;
}

void throw_never_between(const Arguments& a, const Bounds& bounds) {
  throw RunError(a.span, fmt::format("a million draws in a row were not {}",
                                     rules::words_of_bounds(bounds.low, bounds.high)));
}

Function random_function(std::string_view name, std::span<const FunctionParameter> parameters, Type result,
                         Value (*call)(const Arguments&), Value (*mirrored)(const Arguments&)) {
  Function f;
  f.name = name;
  f.parameters = parameters;
  f.result = result;
  f.call = call;
  f.mirrored = mirrored;
  f.draws = true;
  return f;
}

}  // namespace asim
