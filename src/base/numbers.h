// Numbers out and in, the same on every machine and in every locale.
//
// Out: whole numbers up to 2^53 in plain digits, everything else as the shortest text that reads back as the
// same double. Minus zero is written `0`, every NaN `nan`, the infinities `inf` and `-inf`.
//
// In: decimal notation as YAML and Python share it. A sign, `_` between two digits, a fraction (`.5` and `5.`
// count) and an exponent are understood; surrounding blanks, hexadecimal, octal, `nan`, `inf` and leading
// zeros are not, because `017` is 15 in YAML 1.1, an error in Python and 17 to most readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace asim {

std::string number_text(double value);
// For tables that people read: five significant digits, whole numbers in full; `-` for NaN.
std::string short_number_text(double value);
void append_number(std::string& out, double value);
void append_number(fmt::memory_buffer& out, double value);

// At most so many characters; returns their end. There must be room for all of them.
inline constexpr std::size_t kLongestNumber = 32;
char* write_number(char* out, double value);

// The nearest double. Too large becomes an infinity, for the caller to report; too small becomes zero.
// Nothing if the text is not a number.
std::optional<double> parse_number(std::string_view text);

// Whole numbers without fraction and exponent; nothing if the text is something else or out of range.
// `parse_unsigned` takes no sign, not even `+`.
std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

}  // namespace asim
