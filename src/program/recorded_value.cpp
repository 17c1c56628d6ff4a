#include "program/recorded_value.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/numbers.h"
#include "program/heap.h"
#include "program/json.h"
#include "program/operations.h"
#include "program/value_text.h"
#include "record/csv.h"

namespace asim {
namespace {

constexpr std::size_t kLongestText = 1'000'000;  // longer ones may be cut short

using Positions = std::vector<std::size_t>;

/// Whether the two are one thing: the same bits, or such that nobody can tell them apart.
bool is_identical(const Value& a, const Value& b) {
  return a.bits() == b.bits() || (a.is_text() && b.is_text() && are_equal(a, b));
}

/// A member of a list that is fed back: as it prints, or as JSON says it.
bool is_meant(const Value& member, std::string_view text, const Value* parsed) {
  if (value_text(member) == text) return true;
  if (parsed == nullptr) return false;
  if (parsed->is_text() && !member.is_list() && !member.is_record())
    return value_text(member) == parsed->as_text()->view();  // of an object its name; of nan "nan"
  return are_equal(member, *parsed);
}

/// The first member that is meant and not used yet.
std::optional<std::size_t> find_member(const List& list, std::string_view text, const Value* parsed,
                                       const std::vector<bool>& used) {
  for (std::size_t i = 0; i < list.size; ++i) {
    if (!used[i] && is_meant(list.data[i], text, parsed)) return i;
  }
  return std::nullopt;
}

std::string json_of(const Value& v) {
  fmt::memory_buffer out;
  append_json(out, v);
  return fmt::to_string(out);
}

bool draws_a_list(const Function& f) { return f.result.is_only(types::list); }

/// The list of the positions; of one member just that.
std::string text_of(const Positions& positions, bool is_list) {
  return is_list ? fmt::format("[{}]", fmt::join(positions, ",")) : std::to_string(positions.front());
}

/// Nothing if it is no list of different positions, or no position.
std::optional<Positions> parse_positions(std::string_view text, const List& list, Pool& pool) {
  const auto parsed = parse_json(text, pool);
  if (!parsed) return std::nullopt;
  std::vector<Value> all(1, *parsed);
  if (parsed->is_list()) all.assign(parsed->as_list()->items().begin(), parsed->as_list()->items().end());
  Positions positions;
  std::vector<bool> used(list.size);
  for (const Value& v : all) {
    if (!v.is_number() || !(v.as_number() >= 0 && v.as_number() < list.size)) return std::nullopt;
    const auto i = static_cast<std::size_t>(v.as_number());
    if (static_cast<double>(i) != v.as_number() || used[i]) return std::nullopt;
    used[i] = true;
    positions.push_back(i);
  }
  return positions;
}

Value made_of(const List& list, const Positions& positions, bool is_list, Pool& pool) {
  if (!is_list) return list.data[positions.front()];
  List* made = List::make(pool, positions.size());
  Value result = Value::adopt(made);
  for (const std::size_t i : positions) made->append(list.data[i]);
  return result;
}

RecordedChoice one_member(const List& list, std::string_view text, Pool& pool) {
  const auto parsed = parse_json(text, pool);
  const auto found = find_member(list, text, parsed ? &*parsed : nullptr, std::vector<bool>(list.size));
  if (found) return {list.data[*found], ""};
  return {{}, fmt::format("`{}` is no member of the list", text)};
}

RecordedChoice several_members(const List& list, std::size_t count, std::string_view text, Pool& pool) {
  const auto parsed = parse_json(text, pool);
  if (!parsed || !parsed->is_list()) return {{}, fmt::format("a list is due, not `{}`", text)};
  const List& wanted = *parsed->as_list();
  if (wanted.size != count)
    return {{}, fmt::format("a list of length {} is due, not of {}", count, wanted.size)};
  List* made = List::make(pool, count);
  Value result = Value::adopt(made);
  std::vector<bool> used(list.size);
  for (const Value& v : wanted.items()) {
    const std::string words = v.is_text() ? value_text(v) : json_of(v);
    const auto found = find_member(list, words, &v, used);
    if (!found) return {{}, fmt::format("`{}` is no member of the list, or too often", words)};
    used[*found] = true;
    made->append(list.data[*found]);
  }
  return {result, ""};
}

}  // namespace

std::string exact_number_text(double x) { return x == 0 && std::signbit(x) ? "-0" : number_text(x); }

std::optional<double> recorded_number_of(std::string_view text) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (text == "inf") return infinity;
  if (text == "-inf") return -infinity;
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  return parse_number(text);
}

std::optional<bool> recorded_truth(std::string_view text) {
  if (text == "true" || text == "True" || text == "1") return true;
  if (text == "false" || text == "False" || text == "0") return false;
  return std::nullopt;
}

RecordedChoice find_recorded(const Function& function, const Arguments& a, const Value& drawn,
                             std::string_view text, std::string_view position) {
  const Value source = iterable(a[0], a.pool, a.excerpt, a.spans[0]);
  const List& list = *source.as_list();
  const bool is_list = draws_a_list(function);
  const std::size_t count = is_list ? drawn.as_list()->size : 1;
  if (!position.empty()) {
    const auto positions = parse_positions(position, list, a.pool);
    if (positions && positions->size() == count) {
      const Value there = made_of(list, *positions, is_list, a.pool);
      const std::string words = value_text(there);
      if (words == text || words == without_formula_guard(text)) return {there, ""};
    }
  }
  RecordedChoice found =
      is_list ? several_members(list, count, text, a.pool) : one_member(list, text, a.pool);
  if (!found.problem.empty() && without_formula_guard(text) != text && !is_list)
    return one_member(list, without_formula_guard(text), a.pool);
  return found;
}

std::string ambiguous_position(const Function& function, const Arguments& a, const Value& drawn,
                               std::string_view text) {
  const bool is_list = draws_a_list(function);
  const RecordedChoice found = find_recorded(function, a, drawn, text, "");
  const Value source = iterable(a[0], a.pool, a.excerpt, a.spans[0]);
  const List& list = *source.as_list();
  const auto item = [&](const Value& v, std::size_t i) { return is_list ? v.as_list()->data[i] : v; };
  const std::size_t count = is_list ? drawn.as_list()->size : 1;
  bool is_found = found.problem.empty() && text.size() < kLongestText;
  for (std::size_t i = 0; is_found && i < count; ++i)
    is_found = is_identical(item(found.value, i), item(drawn, i));
  if (is_found) return "";
  Positions positions;
  std::vector<bool> used(list.size);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < list.size; ++k) {
      if (used[k] || !is_identical(list.data[k], item(drawn, i))) continue;
      used[k] = true;
      positions.push_back(k);
      break;
    }
  }
  return text_of(positions, is_list);
}

}  // namespace asim
