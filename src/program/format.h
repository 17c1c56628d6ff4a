#pragma once
// Format specifications: the part after the colon in `{x:.2f}`, a subset of Python's and fmt's language.
//
//   [[fill]align][sign][#][0][width][,|_][.precision][type]
//
// `align` is one of < > ^ =, `sign` one of + - and a space, `type` one of d f F e E g G % x X b o s. Whole
// numbers take the integer types, numbers of any kind the others; booleans count as 0 or 1 where a numeric
// type is given. Width is counted in display columns. Widths and precisions above 200 are refused.

#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "program/type.h"
#include "program/value.h"

namespace asim {

struct Format {
  std::string fill = " ";  // one character in UTF-8
  char align = 0;          // 0: text to the left, numbers to the right
  char sign = '-';
  char grouping = 0;  // ',' or '_'
  char type = 0;      // 0: as the value prints
  bool alternate = false;
  int width = 0;
  int precision = -1;

  /// What can be formatted so; an integer type wants numbers.
  Type accepts() const;
};

/// The format, or in `problem` what is wrong with the text.
std::optional<Format> parse_format(std::string_view text, std::string& problem);

/// Returns what is wrong with the value, empty if nothing is: "needs a whole number, not 2.5".
std::string append_formatted(fmt::memory_buffer& out, const Value&, const Format&);

}  // namespace asim
