// UTF-8 text: is it valid, how wide is it on a terminal, and how is it shown without doing harm.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace asim {

// One decoded character. A byte that begins no well-formed sequence (overlong forms, surrogates and
// everything beyond U+10FFFF are not well-formed) is U+FFFD of length 1 and not valid.
struct CodePoint {
  char32_t value;
  std::size_t length;  // bytes
  bool valid;
};

// The first character of `text`, which is not empty.
CodePoint first_code_point(std::string_view text);

// On false, `*bad_offset` (if given) is the offset of the first byte that does not belong.
bool valid_utf8(std::string_view text, std::size_t* bad_offset = nullptr);

// Columns on a terminal: 0 for control characters, combining marks and format characters, 2 for East Asian
// wide characters and emoji, 1 for all others, also for an invalid byte. A compact excerpt of Unicode's
// tables: rare scripts may be off by a column.
std::size_t display_width(std::string_view text);

// The text with everything that steers a terminal or hides from the eye made visible: `\n`, `\t`, `\r`,
// `\x1b` for control characters and invalid bytes, `\u202e` for C1 controls, line separators and
// bidirectional overrides. Backslashes stay single: this is for eyes, not for reading back.
std::string sanitized(std::string_view text);

}  // namespace asim
