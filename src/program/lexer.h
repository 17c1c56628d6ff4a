#pragma once
// Words of an expression.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/source.h"

namespace asim {

/// A mistake in an expression's form; the parser stops at the first.
struct SyntaxError {
  Span span;
  std::string message;
  std::string label;
};

/// Text with its place. If the place is exact it covers the text byte by byte; else every byte may have a
/// place of its own; without that every part has the whole's span.
struct Passage {
  std::string_view text;
  Span span;
  bool exact = true;
  std::span<const std::uint32_t> places = {};

  Span place(std::size_t from, std::size_t length) const {
    if (exact) return span.part(from, length);
    if (from >= places.size()) return span;
    const std::size_t last = std::min(from + std::max<std::size_t>(length, 1), places.size()) - 1;
    return {places[from], places[last] + 1};
  }
  Passage part(std::size_t from, std::size_t length) const {
    return {text.substr(from, length), place(from, length), exact,
            places.subspan(std::min(from, places.size()))};
  }
};

struct Token {
  enum class Kind : std::uint8_t { end, number, name, text, symbol };
  Kind kind = Kind::end;
  std::size_t begin = 0, length = 0;
  std::string_view text;  // of a text: what is between the quotes, escapes unresolved
  std::size_t text_begin = 0;
  bool is_template = false;  // f'…'

  bool is(std::string_view word) const {
    return (kind == Kind::symbol || kind == Kind::name) && text == word;
  }
};

/// The token at or after `at`. Throws SyntaxError for what is no word of the language: an unclosed quote,
/// `&&`, `$`.
Token next_token(const Passage&, std::size_t at);

bool is_reserved(std::string_view name);
bool is_name(std::string_view);

}  // namespace asim
