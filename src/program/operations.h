#pragma once
// What operators mean for values of all kinds, as in Python. The evaluator does pairs of numbers itself.
//
// Booleans count as 0 and 1 in arithmetic and comparisons. Mistakes are RunErrors that name what they are
// about.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/source.h"
#include "engine/pool.h"
#include "program/code.h"
#include "program/value.h"

namespace asim {

/// Throws "`x` is text, not a number".
[[noreturn]] void throw_wrong_type(const Excerpt&, Span, const Value&, std::string_view wanted);

/// Of a number or boolean.
double to_number(const Value&, const Excerpt&, Span);
/// A number without fraction whose magnitude is at most 2^53.
std::int64_t to_integer(const Value&, const Excerpt&, Span);

/// Python's: the quotient rounded down, and the remainder with the sign of the divisor, which is not zero.
double floor_quotient(double a, double b);
double floor_remainder(double a, double b);
/// The power; throws where it is no number.
double power(double base, double exponent, Span);

/// Arithmetic of any two values.
Value arithmetic(Opcode, const Value& left, const Value& right, Pool&, const Excerpt&, const Origin&);

/// Negative, zero or positive; numbers, texts, lists. Throws "text and a number cannot be compared".
int compare(const Value& left, const Value& right, Span);
/// `less` and its like.
bool is_ordered(Opcode, const Value& left, const Value& right, Span);
/// `in`: a member of a list, a key of a record, a part of a text.
bool is_contained(const Value& member, const Value& container, const Excerpt&, const Origin&);

Value element(const Value& container, const Value& index, Pool&, const Excerpt&, const Origin&);
/// `bounds` are first, last and step; null where not given.
Value slice(const Value& sequence, const Value* bounds, Pool&, const Excerpt&, const Origin&);

/// The position that an index means in a list of that size. Throws "index 5 is outside of a list of length
/// 3".
std::size_t list_position(const Value& index, std::size_t size, const Excerpt&, Span);

/// What a generator runs over: a list itself, the keys of a record, the characters of a text.
Value iterable(const Value&, Pool&, const Excerpt&, Span);

/// Characters, not bytes.
std::size_t character_count(std::string_view);

/// Throws "this record has no member `x`" with a suggestion.
[[noreturn]] void throw_no_member(const Record&, const Value& key, Span);

}  // namespace asim
