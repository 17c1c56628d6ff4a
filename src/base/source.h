#pragma once
// Source text and places in it.
//
// All files of a model (the main file and what it includes) share one space of byte offsets, so that a place
// is eight bytes, wherever it is: a Span. Only Sources can say which file, line and column a Span means, and
// only the renderer of diagnostics asks.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace asim {

/// A half-open range of bytes [begin, end) in the offset space of Sources. {0, 0} means "no place".
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool known() const { return end != 0; }
  /// The part of this span that starts `from` bytes in and is `length` bytes long.
  Span part(std::size_t from, std::size_t length) const {
    const auto first = begin + static_cast<std::uint32_t>(from);
    return {first, first + static_cast<std::uint32_t>(length)};
  }
  /// The smallest span that covers both; an unknown span adds nothing.
  Span to(Span other) const;
  bool operator==(const Span&) const = default;
};

/// One file's name and bytes with its line starts. Byte order mark and CRLF are kept in the text as they are.
struct Source {
  std::string name;  // as the user gave it; "-" is shown as "<stdin>"
  std::string text;
  std::uint32_t base = 1;                  // offset of the first byte in the common space
  std::vector<std::uint32_t> line_starts;  // offsets into text

  /// The text of line `line` (from 1) without its line end.
  std::string_view line_text(std::uint32_t line) const;
  /// The name as messages show it: printable, "<stdin>" for "-".
  std::string shown_name() const;
};

/// A place as people read it: line and column from 1; the column counts display columns, not bytes.
struct Location {
  const Source* source = nullptr;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

class Sources {
public:
  /// Adds a file; the reference stays valid as long as this object lives. Throws std::length_error if all
  /// files together do not fit into 4 GiB.
  const Source& add(std::string name, std::string text);

  const std::deque<Source>& all() const { return sources_; }

  /// Where the span begins; precondition: the span is known and came from one of these sources.
  Location locate(Span) const;
  std::string_view text_of(Span) const;
  /// "bank.yaml:14", for messages that name a place in passing.
  std::string line_reference(Span) const;

private:
  const Source& source_at(std::uint32_t offset) const;
  std::deque<Source> sources_;
};

/// A piece of a line as a terminal may show it: a tab is four spaces, control characters are made visible.
std::string visible(std::string_view text);
/// The display columns of visible(text).
std::size_t visible_width(std::string_view text);

}  // namespace asim
