// Indexing, slicing and iterating: the part of operations.h that is about lists, records and texts.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "base/utf8.h"
#include "program/heap.h"
#include "program/operations.h"
#include "program/value_text.h"

namespace asim {
namespace {

/// The bytes of the characters [first, first + count).
std::string_view characters(std::string_view text, std::size_t first, std::size_t count) {
  const auto skip = [&text](std::size_t from, std::size_t n) {
    for (; n > 0 && from < text.size(); --n) from += first_code_point(text.substr(from)).length;
    return from;
  };
  const std::size_t begin = skip(0, first);
  return text.substr(begin, skip(begin, count) - begin);
}

std::size_t position(const Value& index, std::size_t size, const Excerpt& excerpt, Span span,
                     std::string_view of) {
  const double x = to_number(index, excerpt, span);
  if (x != std::floor(x)) {
    throw RunError(span, fmt::format("the index {} is not a whole number", number_text(x)));
  }
  const double from_start = x < 0 ? x + static_cast<double>(size) : x;
  if (!(from_start >= 0 && from_start < static_cast<double>(size))) {
    throw RunError(span, fmt::format("index {} is outside of {} of length {}", number_text(x), of, size));
  }
  return static_cast<std::size_t>(from_start);
}

/// Which members a slice takes: `count` of them from `first` on, in steps.
struct Range {
  std::int64_t first, step, count;
};

/// Python's rules: bounds beyond the ends are cut, negative ones count from the end.
Range range_of(const Value* bounds, std::int64_t size, const Excerpt& excerpt, Span span) {
  const std::int64_t step = bounds[2].is_null() ? 1 : to_integer(bounds[2], excerpt, span);
  if (step == 0) throw RunError(span, "the step of a slice cannot be zero");
  const std::int64_t lowest = step > 0 ? 0 : -1;
  const std::int64_t highest = step > 0 ? size : size - 1;
  const auto bound = [&](const Value& v, std::int64_t fallback) {
    if (v.is_null()) return fallback;
    const std::int64_t given = to_integer(v, excerpt, span);
    return std::clamp(given < 0 ? given + size : given, lowest, highest);
  };
  const std::int64_t first = bound(bounds[0], step > 0 ? lowest : highest);
  const std::int64_t last = bound(bounds[1], step > 0 ? highest : lowest);
  const std::int64_t distance = step > 0 ? last - first : first - last;
  const std::int64_t stride = step > 0 ? step : -step;
  return {first, step, distance <= 0 ? 0 : (distance + stride - 1) / stride};
}

}  // namespace

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

std::size_t list_position(const Value& index, std::size_t size, const Excerpt& excerpt, Span span) {
  return position(index, size, excerpt, span, "a list");
}

void throw_no_member(const Record& record, const Value& key, Span span) {
  std::vector<std::string_view> names;
  for (const auto& entry : record.entries()) {
    if (entry.key.is_text()) names.push_back(entry.key.as_text()->view());
  }
  const std::string wanted = value_text(key);
  throw RunError(span, fmt::format("the record has no member `{}`", wanted), suggestion(wanted, names));
}

Value element(const Value& container, const Value& index, Pool& pool, const Excerpt& excerpt,
              const Origin& origin) {
  switch (container.kind()) {
    case Value::Kind::list: {
      const List& list = *container.as_list();
      return list.data[position(index, list.size, excerpt, origin.right, "a list")];
    }
    case Value::Kind::record: {
      Record& record = *container.as_record();
      const Value* found = record.find(index);
      if (found == nullptr) throw_no_member(record, index, origin.right);
      return *found;
    }
    case Value::Kind::text: {
      const std::string_view text = container.as_text()->view();
      const std::size_t at = position(index, character_count(text), excerpt, origin.right, "a text");
      return Value::adopt(Text::make(pool, characters(text, at, 1)));
    }
    default: throw_wrong_type(excerpt, origin.left, container, "a list, record or text");
  }
}

Value slice(const Value& sequence, const Value* bounds, Pool& pool, const Excerpt& excerpt,
            const Origin& origin) {
  if (!sequence.is_list() && !sequence.is_text())
    throw_wrong_type(excerpt, origin.left, sequence, "a list or text");
  const Value members = iterable(sequence, pool, excerpt, origin.left);
  const List& list = *members.as_list();
  const Range range = range_of(bounds, list.size, excerpt, origin.whole);
  if (sequence.is_text()) {
    std::string text;
    for (std::int64_t i = 0; i < range.count; ++i)
      text += list.data[range.first + i * range.step].as_text()->view();
    return Value::adopt(Text::make(pool, text));
  }
  List* part = List::make(pool, static_cast<std::size_t>(range.count));
  Value result = Value::adopt(part);
  for (std::int64_t i = 0; i < range.count; ++i) part->append(list.data[range.first + i * range.step]);
  return result;
}

Value iterable(const Value& v, Pool& pool, const Excerpt& excerpt, Span span) {
  if (v.is_list()) return v;
  if (!v.is_record() && !v.is_text()) throw_wrong_type(excerpt, span, v, "a list");
  List* list = List::make(pool);
  Value result = Value::adopt(list);
  if (v.is_record()) {
    for (const auto& entry : v.as_record()->entries()) list->append(entry.key);
    return result;
  }
  for (std::string_view rest = v.as_text()->view(); !rest.empty();) {
    const std::size_t length = first_code_point(rest).length;
    list->append(Value::adopt(Text::make(pool, rest.substr(0, length))));
    rest.remove_prefix(length);
  }
  return result;
}

}  // namespace asim
