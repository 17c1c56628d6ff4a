#pragma once
// Finding one's way in the raw text of a YAML document.
//
// The parser says where things begin, not where they end; these functions find the ends. All positions are
// byte offsets; every position is allowed, behind the end there are only NULs.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asim {

class YamlText {
public:
  explicit YamlText(std::string_view text) : text_(text) {}

  std::size_t size() const { return text_.size(); }
  char at(std::size_t pos) const { return pos < text_.size() ? text_[pos] : '\0'; }
  bool ends_line(std::size_t pos) const { return pos >= text_.size() || at(pos) == '\n' || at(pos) == '\r'; }
  /// At the end of a line or a space: what must follow `-`, `?` and `:` for them to be YAML's indicators.
  bool is_space(std::size_t pos) const { return ends_line(pos) || at(pos) == ' ' || at(pos) == '\t'; }
  std::string_view slice(std::size_t begin, std::size_t end) const;
  bool has_at(std::size_t pos, std::string_view word) const { return slice(pos, pos + word.size()) == word; }

  std::size_t line_begin(std::size_t pos) const;
  /// Where the line's text ends; space at its end does not count.
  std::size_t line_end(std::size_t pos) const;
  std::size_t next_line(std::size_t pos) const;
  /// Bytes of space and tabs in front of the line's first character.
  std::size_t indentation(std::size_t pos) const;
  std::size_t column(std::size_t pos) const { return pos - line_begin(pos); }

  std::size_t skip_blanks(std::size_t pos) const;      // spaces and tabs
  std::size_t skip_space(std::size_t pos) const;       // these, line ends and comments
  std::size_t skip_properties(std::size_t pos) const;  // `&anchor`, `!tag` and the space behind them
  std::size_t skip_word(std::size_t pos) const;        // up to a space or one of `,[]{}`

  /// Behind the closing quote of the scalar that opens at `pos`, or nothing if it is never closed.
  std::optional<std::size_t> quoted_end(std::size_t pos) const;
  /// Behind the plain text that begins at `pos` and ends on the same line.
  std::size_t plain_end(std::size_t pos, bool in_brackets) const;
  /// Behind a scalar of several lines: every character of its value that is no space stands in the text, in
  /// order.
  std::size_t folded_end(std::size_t pos, std::string_view value) const;
  /// Where each byte of the value stands of the scalar that begins at `pos`: one that is quoted, or written
  /// on several lines. Behind the first byte that is not found there is nothing.
  std::vector<std::size_t> places(std::size_t pos, std::string_view value) const;
  /// Does anything follow on this line that can't stand behind a closed quote or bracket? Says where.
  std::optional<std::size_t> text_behind(std::size_t pos, bool in_brackets) const;

private:
  /// How many bytes an escape sequence of this quote takes here; 0 if there is none.
  std::size_t escape_length(std::size_t pos, char quote) const;

  std::string_view text_;
};

/// Opening minus closing round brackets outside of quotes.
int open_parentheses(std::string_view expression);

/// The text as a quoted scalar on one line.
std::string quote_for_yaml(std::string_view text);

}  // namespace asim
