// Methods of lists and records.

#include <algorithm>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "program/functions.h"
#include "program/heap.h"
#include "program/operations.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr FunctionParameter kValue[] = {{"value"}};
constexpr FunctionParameter kIndex[] = {{"index", types::number | types::boolean, false}};
constexpr FunctionParameter kIndexAndValue[] = {{"index", types::number | types::boolean}, {"value"}};
constexpr FunctionParameter kKeyAndDefault[] = {{"key"}, {"default", types::any, false}};

// A list that contains itself would be found by nothing that walks through it; the pool takes it back at the
// end.
Value append(const Arguments& a) {
  a[0].as_list()->append(a[1]);
  return {};
}

Value pop(const Arguments& a) {
  List& list = *a[0].as_list();
  if (list.size == 0) throw RunError(a.span, "nothing to pop: the list is empty");
  return list.take(list_position(a[1].is_null() ? Value(-1.0) : a[1], list.size, a.excerpt, a.spans[1]));
}

// Beyond the ends means at the ends, as in Python.
Value insert(const Arguments& a) {
  List& list = *a[0].as_list();
  const std::int64_t size = list.size;
  const std::int64_t index = to_integer(a[1], a.excerpt, a.spans[1]);
  const std::int64_t position = std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
  list.insert(static_cast<std::size_t>(position), a[2]);
  return {};
}

std::size_t position_of(const Arguments& a) {
  const List& list = *a[0].as_list();
  for (std::size_t i = 0; i < list.size; ++i) {
    if (are_equal(list.data[i], a[1])) return i;
  }
  throw RunError(a.spans[1], fmt::format("{} is not in the list", value_text(a[1])));
}

Value remove(const Arguments& a) {
  a[0].as_list()->take(position_of(a));
  return {};
}

Value index(const Arguments& a) { return static_cast<double>(position_of(a)); }

Value get(const Arguments& a) {
  const Value* found = a[0].as_record()->find(a[1]);
  return found != nullptr ? *found : a[2];
}

constexpr Method kMethods[] = {
    {"append", types::list, kValue, append, "adds a value at the end", true},
    {"pop", types::list, kIndex, pop, "takes the last member out, or the one at an index", true},
    {"insert", types::list, kIndexAndValue, insert, "puts a value in front of the member at an index", true},
    {"remove", types::list, kValue, remove, "takes out the first member that equals the value", true},
    {"index", types::list, kValue, index, "the position of the first member that equals the value"},
    {"get", types::record, kKeyAndDefault, get, "the value of a key, or the default (null) if there is none"},
};

}  // namespace

std::span<const Method> all_methods() { return kMethods; }

}  // namespace asim
