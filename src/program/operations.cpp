#include "program/operations.h"

#include <cmath>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "base/elementary.h"
#include "base/numbers.h"
#include "program/heap.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr double kLargestWhole = 9007199254740992.0;  // 2^53

bool is_numeric(const Value& v) { return v.is_number() || v.is_boolean(); }
double number_of(const Value& v) { return v.is_number() ? v.as_number() : v.as_boolean() ? 1 : 0; }

std::string_view symbol(Opcode opcode) {
  switch (opcode) {
    case Opcode::add: return "+";
    case Opcode::subtract: return "-";
    case Opcode::multiply: return "*";
    case Opcode::divide: return "/";
    case Opcode::floor_divide: return "//";
    case Opcode::modulo: return "%";
    default: return "**";
  }
}

double of_numbers(Opcode opcode, double a, double b, const Origin& origin) {
  const bool divides = opcode == Opcode::divide || opcode == Opcode::floor_divide || opcode == Opcode::modulo;
  if (divides && b == 0)
    throw RunError(origin.right.known() ? origin.right : origin.whole, "division by zero");
  switch (opcode) {
    case Opcode::add: return a + b;
    case Opcode::subtract: return a - b;
    case Opcode::multiply: return a * b;
    case Opcode::divide: return a / b;
    case Opcode::floor_divide: return floor_quotient(a, b);
    case Opcode::modulo: return floor_remainder(a, b);
    default: return power(a, b, origin.whole);
  }
}

Value joined(const List& a, const List& b, Pool& pool) {
  List* list = List::make(pool, std::size_t{a.size} + b.size);
  Value result = Value::adopt(list);
  for (const Value& v : a.items()) list->append(v);
  for (const Value& v : b.items()) list->append(v);
  return result;
}

// By doubling, so that a limit of memory is met before much is copied.
Value repeated_text(const Value& text, std::int64_t count, Pool& pool) {
  Value result = Value::adopt(Text::make(pool, ""));
  Value power = text;
  const auto joined_texts = [&pool](const Value& a, const Value& b) {
    return Value::adopt(Text::make(pool, a.as_text()->view(), b.as_text()->view()));
  };
  for (; count > 0; count /= 2) {
    if (count % 2 == 1) result = joined_texts(result, power);
    if (count > 1) power = joined_texts(power, power);
  }
  return result;
}

Value repeated(const Value& sequence, const Value& times, Pool& pool, const Excerpt& excerpt, Span span) {
  const std::int64_t count = std::max<std::int64_t>(0, to_integer(times, excerpt, span));
  const std::size_t size = sequence.is_list() ? sequence.as_list()->size : sequence.as_text()->size;
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  if (size > 0 && count > kMost / static_cast<std::int64_t>(size))
    throw RunError(span, "the result is too large");
  if (sequence.is_text()) return repeated_text(sequence, count, pool);
  List* list = List::make(pool, size * static_cast<std::size_t>(count));
  Value result = Value::adopt(list);
  for (std::int64_t i = 0; size > 0 && i < count; ++i) {
    for (const Value& v : sequence.as_list()->items()) list->append(v);
  }
  return result;
}

bool is_sequence(const Value& v) { return v.is_text() || v.is_list(); }

int sign_of(double a, double b) { return a < b ? -1 : a > b ? 1 : 0; }

int compare_lists(const List& a, const List& b, Span span, int depth);

int compare_to_depth(const Value& a, const Value& b, Span span, int depth) {
  if (is_numeric(a) && is_numeric(b)) return sign_of(number_of(a), number_of(b));
  if (a.is_text() && b.is_text()) return a.as_text()->view().compare(b.as_text()->view());
  if (a.is_list() && b.is_list() && depth < 64)
    return compare_lists(*a.as_list(), *b.as_list(), span, depth + 1);
  throw RunError(span, fmt::format("{} and {} cannot be compared", kind_description(a), kind_description(b)));
}

int compare_lists(const List& a, const List& b, Span span, int depth) {
  for (std::uint32_t i = 0; i < std::min(a.size, b.size); ++i) {
    if (!are_equal(a.data[i], b.data[i])) return compare_to_depth(a.data[i], b.data[i], span, depth);
  }
  return sign_of(a.size, b.size);
}

}  // namespace

void throw_wrong_type(const Excerpt& excerpt, Span span, const Value& v, std::string_view wanted) {
  throw RunError(span, fmt::format("{} is {}, not {}", excerpt.name(span), kind_description(v), wanted));
}

double to_number(const Value& v, const Excerpt& excerpt, Span span) {
  if (!is_numeric(v)) throw_wrong_type(excerpt, span, v, "a number");
  return number_of(v);
}

std::int64_t to_integer(const Value& v, const Excerpt& excerpt, Span span) {
  const double x = to_number(v, excerpt, span);
  if (!(std::abs(x) <= kLargestWhole) || x != std::floor(x)) {
    throw RunError(span, fmt::format("{} is {}, not a whole number", excerpt.name(span), number_text(x)));
  }
  return static_cast<std::int64_t>(x);
}

// The remainder first: it is exact, and the quotient follows from it (as in CPython).
double floor_remainder(double a, double b) {
  const double remainder = std::fmod(a, b);
  if (remainder == 0) return std::copysign(0.0, b);
  return (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

double floor_quotient(double a, double b) {
  const double remainder = std::fmod(a, b);
  double quotient = (a - remainder) / b;
  if (remainder != 0 && (remainder < 0) != (b < 0)) quotient -= 1;
  return std::isfinite(quotient) ? std::round(quotient) : quotient;
}

double power(double base, double exponent, Span span) {
  if (base == 0 && exponent < 0) throw RunError(span, "division by zero: zero has no negative power");
  const double result = elementary::pow(base, exponent);
  if (std::isnan(result) && !std::isnan(base) && !std::isnan(exponent)) {
    throw RunError(span, fmt::format("the negative number {} has no power {}", number_text(base),
                                     number_text(exponent)));
  }
  return result;
}

Value arithmetic(Opcode opcode, const Value& a, const Value& b, Pool& pool, const Excerpt& excerpt,
                 const Origin& origin) {
  if (is_numeric(a) && is_numeric(b)) return of_numbers(opcode, number_of(a), number_of(b), origin);
  if (opcode == Opcode::add) {
    if (a.is_text() && b.is_text())
      return Value::adopt(Text::make(pool, a.as_text()->view(), b.as_text()->view()));
    if (a.is_list() && b.is_list()) return joined(*a.as_list(), *b.as_list(), pool);
  }
  if (opcode == Opcode::multiply) {
    if (is_sequence(a) && is_numeric(b)) return repeated(a, b, pool, excerpt, origin.right);
    if (is_numeric(a) && is_sequence(b)) return repeated(b, a, pool, excerpt, origin.left);
  }
  if (is_numeric(a)) throw_wrong_type(excerpt, origin.right, b, "a number");
  if (is_numeric(b) || opcode != Opcode::add || !is_sequence(a))
    throw_wrong_type(excerpt, origin.left, a, "a number");
  throw RunError(origin.whole, fmt::format("`{}` cannot join {} and {}", symbol(opcode), kind_description(a),
                                           kind_description(b)));
}

int compare(const Value& a, const Value& b, Span span) { return compare_to_depth(a, b, span, 0); }

bool is_ordered(Opcode opcode, const Value& a, const Value& b, Span span) {
  const int order = compare(a, b, span);
  switch (opcode) {
    case Opcode::less: return order < 0;
    case Opcode::less_equal: return order <= 0;
    case Opcode::greater: return order > 0;
    default: return order >= 0;
  }
}

bool is_contained(const Value& member, const Value& container, const Excerpt& excerpt, const Origin& origin) {
  switch (container.kind()) {
    case Value::Kind::list:
      for (const Value& v : container.as_list()->items()) {
        if (are_equal(v, member)) return true;
      }
      return false;
    case Value::Kind::record: return container.as_record()->find(member) != nullptr;
    case Value::Kind::text:
      if (!member.is_text()) throw_wrong_type(excerpt, origin.left, member, "text");
      return container.as_text()->view().find(member.as_text()->view()) != std::string_view::npos;
    default: throw_wrong_type(excerpt, origin.right, container, "a list, record or text");
  }
}

}  // namespace asim
