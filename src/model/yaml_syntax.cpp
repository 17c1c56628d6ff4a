#include "model/yaml_syntax.h"

#include <fmt/format.h>

#include <algorithm>

namespace asim {

namespace {

bool is_opening(char c) { return c == '[' || c == '{'; }
bool is_closing(char c) { return c == ']' || c == '}'; }
bool match(char open, char close) { return (open == '[') == (close == ']'); }

YamlMistake closes_nothing(const YamlText& text, std::size_t at) {
  return {at, at + 1, fmt::format("`{}` closes nothing: no such bracket is open", text.at(at)), {}};
}

// Reads on, token by token, from what the parser delivered to where it stopped: it looks ahead, so the
// mistake may stand between the two. Brackets that are open at the stop are followed on until they are
// closed.
class Lookahead {
public:
  Lookahead(const YamlText& text, const YamlStop& stop) : text_(text), stop_(stop), open_(stop.brackets) {}

  std::optional<YamlMistake> search() {
    std::size_t pos = text_.skip_space(stop_.understood);
    while (pos < text_.size() && (pos <= stop_.at || !open_.empty())) {
      if (open_.empty() && pos > stop_.at) break;
      if (looks_unclosed(pos)) return unclosed_bracket(text_, open_.back());
      if (auto mistake = token(pos)) return mistake;
      pos = text_.skip_space(pos);
    }
    if (!open_.empty()) return unclosed_bracket(text_, open_.back());
    return std::nullopt;
  }

private:
  // A key or list item that stands no deeper than the line with the bracket does not belong into the
  // brackets.
  bool looks_unclosed(std::size_t pos) const {
    if (open_.empty() || text_.column(pos) != text_.indentation(pos) || is_closing(text_.at(pos)))
      return false;
    const std::size_t opened = open_.back();
    if (text_.line_begin(pos) == text_.line_begin(opened)) return false;
    if (text_.indentation(pos) > text_.indentation(opened)) return false;
    const bool item = text_.at(pos) == '-' && text_.is_space(pos + 1);
    return item || text_.at(text_.plain_end(pos, true)) == ':';
  }

  std::optional<YamlMistake> token(std::size_t& pos) {
    const char c = text_.at(pos);
    if (c == '"' || c == '\'') return quote(pos);
    if (is_opening(c)) {
      open_.push_back(pos++);
    } else if (is_closing(c)) {
      return close(pos);
    } else if (c == ',' ||
               (std::string_view("-?:").find(c) != std::string_view::npos && text_.is_space(pos + 1))) {
      ++pos;
    } else if (c == '&' || c == '*' || c == '!') {
      pos = std::max(text_.skip_word(pos), pos + 1);
    } else {
      pos = std::max(text_.plain_end(pos, !open_.empty()), pos + 1);
    }
    return std::nullopt;
  }

  std::optional<YamlMistake> quote(std::size_t& pos) {
    const auto end = text_.quoted_end(pos);
    if (!end) return unclosed_quote(text_, pos);
    const std::size_t begin = pos;
    pos = *end;
    return text_behind_quote(text_, begin, *end, open_.empty() ? '\0' : text_.at(open_.back()));
  }

  std::optional<YamlMistake> close(std::size_t& pos) {
    if (open_.empty()) return pos == stop_.at ? std::optional(closes_nothing(text_, pos)) : skip(pos);
    const std::size_t opened = open_.back();
    if (!match(text_.at(opened), text_.at(pos))) return unclosed_bracket(text_, opened);
    open_.pop_back();
    ++pos;
    return open_.empty() ? text_behind_bracket(text_, opened, pos) : std::nullopt;
  }

  static std::optional<YamlMistake> skip(std::size_t& pos) {
    ++pos;
    return std::nullopt;
  }

  const YamlText& text_;
  const YamlStop& stop_;
  std::vector<std::size_t> open_;
};

std::optional<YamlMistake> tab_in_indentation(const YamlText& text, std::size_t at) {
  const std::size_t begin = text.line_begin(at);
  const std::size_t end = begin + text.indentation(at);
  const std::size_t tab = text.slice(begin, end).find('\t');
  if (tab == std::string_view::npos) return std::nullopt;
  return YamlMistake{begin + tab, end, "a tab in the indentation", "indent with spaces"};
}

std::optional<YamlMistake> tab_behind_dash(const YamlText& text, std::size_t at) {
  const std::size_t dash = text.line_begin(at) + text.indentation(at);
  if (text.at(dash) != '-') return std::nullopt;
  const std::size_t end = text.skip_blanks(dash + 1);
  const std::size_t tab = text.slice(dash, end).find('\t');
  if (tab == std::string_view::npos) return std::nullopt;
  return YamlMistake{dash + tab, end, "a tab behind `-`", "write a space"};
}

// YAML gives these characters a meaning at the beginning of a value.
std::optional<YamlMistake> reserved_character(const YamlText& text, const YamlStop& stop) {
  const char c = text.at(stop.at);
  // `|` and `>` begin a block of text, which brackets can't contain.
  if (std::string_view("@`%|>").find(c) == std::string_view::npos || c == '\0') return std::nullopt;
  if (stop.reason.find("unknown token") == std::string_view::npos && (c == '|' || c == '>'))
    return std::nullopt;
  return YamlMistake{
      stop.at, stop.at + 1,
      fmt::format("a value can't begin with {}", c == '`' ? "a backtick" : fmt::format("`{}`", c)),
      "put text in quotes"};
}

bool is_one_of(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

/// The last character before this place that is no space; NUL if there is none.
char last_before(const YamlText& text, std::size_t at) {
  const std::size_t last = text.slice(0, at).find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? '\0' : text.at(last);
}

YamlMistake missing_comma(std::size_t at) { return {at, at + 1, "a comma is missing before this", {}}; }

std::optional<YamlMistake> bracket_in_brackets(const YamlText& text, const YamlStop& stop) {
  const char c = text.at(stop.at);
  if (stop.brackets.empty() || (!is_opening(c) && c != '?' && c != '"' && c != '\'')) return std::nullopt;
  if (is_one_of(last_before(text, stop.at), "\"'}]")) return missing_comma(stop.at);
  const bool list = text.at(stop.brackets.back()) == '[';
  return YamlMistake{stop.at, stop.at + 1,
                     fmt::format("`{}` inside `{}` splits the value", c, list ? "[…]" : "{…}"),
                     list ? "write the list with one `- ` item on each line"
                          : "write it on a line of its own, without `{…}`"};
}

// The parser stopped at a colon that can't begin a value.
YamlMistake stray_colon(const YamlText& text, const YamlStop& stop) {
  const std::size_t line = text.line_begin(stop.at);
  const std::size_t first = line + text.indentation(stop.at);
  if (text.line_begin(stop.last_begin) != line && stop.understood > first) {
    return {first, text.line_end(stop.at), "bad indentation: this line continues the value above it",
            "a key can have a value or keys below it, not both"};
  }
  if (text.plain_end(first, false) < stop.at && stop.last_begin > line) {
    return {stop.last_begin, text.line_end(stop.at), "a colon followed by a space inside of text",
            fmt::format("quote the text: {}",
                        quote_for_yaml(text.slice(stop.last_begin, text.line_end(stop.at))))};
  }
  std::size_t above = line;
  while (above > stop.understood && text.slice(text.line_begin(above - 1), text.line_end(above - 1)).empty())
    above = text.line_begin(above - 1);
  if (above > stop.understood) {
    const std::size_t begin = text.line_begin(above - 1) + text.indentation(above - 1);
    const std::size_t colon = text.slice(begin, text.line_end(begin)).find(':');
    if (colon != std::string_view::npos)
      return {begin, text.line_end(begin), "a space is missing behind the colon", "write `key: value`"};
    return {begin, text.line_end(begin), "a colon is missing behind this key", "write `key: value`"};
  }
  return {stop.at, stop.at + 1, "a colon that belongs to no key",
          "text that contains a colon must be quoted"};
}

// The parser expected the next key or item of a block and found something else.
YamlMistake stray_line(const YamlText& text, const YamlStop& stop) {
  const std::size_t first = text.line_begin(stop.at) + text.indentation(stop.at);
  const std::size_t end = std::max(text.line_end(stop.at), stop.at + 1);
  if (first != stop.at) {
    return {stop.at, end, "this can't stand here: the value has ended before",
            "quote the whole value if it is text"};
  }
  const bool item = text.at(stop.at) == '-' && text.is_space(stop.at + 1);
  if (item) return {stop.at, end, "a list item that belongs to no list", "check the indentation"};
  return {stop.at, end, "bad indentation: this line fits no block above it",
          "keys of one mapping begin in the same column"};
}

YamlMistake translated(const YamlText& text, const YamlStop& stop) {
  const auto says = [&](std::string_view words) { return stop.reason.find(words) != std::string_view::npos; };
  const std::size_t at = std::min(stop.at, text.size());
  const auto here = [&](std::string message, std::string label = {}) {
    return YamlMistake{at, at + 1, std::move(message), std::move(label)};
  };
  if (says("anchor is not defined"))
    return {at,
            text.skip_word(at),
            fmt::format("no anchor named `{}` is defined above", text.slice(at + 1, text.skip_word(at))),
            {}};
  if (says("illegal map value")) return stray_colon(text, stop);
  if (says("unknown escape"))
    return {at - std::min<std::size_t>(at, 2), at, "unknown escape in quoted text",
            "write a backslash as `\\\\`, or use '…'"};
  if (says("hex number") || says("invalid unicode")) {
    std::size_t escape = at;
    while (escape > text.line_begin(at) && text.at(escape) != '\\') --escape;
    return {escape,
            std::max(at, escape + 1),
            "not a character: an escape needs the hexadecimal digits of one",
            {}};
  }
  if (says("illegal block entry")) {
    return {at, text.line_end(at), "a list can't begin behind its key",
            "begin it on the next line, or quote the text if it is none"};
  }
  if (says("anchor not found") || says("alias not found"))
    return here("`&` and `*` begin names of anchors", "put text in quotes");
  if (says("scanning alias") || says("scanning anchor")) return here("not a character of an anchor's name");
  if (says("block scalar"))
    return {at, text.line_end(at), "text can't stand behind `|` or `>`", "begin it on the next line"};
  if (says("aliases can't have any content")) return here("an alias stands alone, without a tag or anchor");
  if (says("multiple tags") || says("multiple anchors"))
    return here("a value can have one tag and one anchor");
  if (says("tag")) return here("a tag that can't be read", "put text that begins with `!` in quotes");
  if (says("flow not found") && !stop.brackets.empty()) {
    return here(fmt::format("a comma or `{}` is missing before this",
                            text.at(stop.brackets.back()) == '[' ? ']' : '}'));
  }
  if (says("end of map not found") || says("end of sequence not found") || says("illegal map key"))
    return stray_line(text, stop);
  return {at, std::max(text.line_end(at), at + 1), "this is not valid YAML",
          "put text with special characters in quotes"};
}

}  // namespace

YamlMistake unclosed_quote(const YamlText& text, std::size_t opened) {
  return {opened,
          opened + 1,
          fmt::format("unclosed quote: `{}` is opened here and not closed", text.at(opened)),
          {}};
}

YamlMistake unclosed_bracket(const YamlText& text, std::size_t opened) {
  return {opened,
          opened + 1,
          fmt::format("unclosed bracket: `{}` is opened here and not closed", text.at(opened)),
          {}};
}

std::optional<YamlMistake> text_behind_quote(const YamlText& text, std::size_t begin, std::size_t end,
                                             char bracket) {
  const auto behind = text.text_behind(end, bracket != '\0');
  if (!behind) return std::nullopt;
  const bool is_key = bracket == '{' && is_one_of(last_before(text, begin), "{,");
  if (is_key && *behind > end) return YamlMistake{begin, end, "a colon is missing behind this key", {}};
  if (bracket != '\0' && *behind > end && is_one_of(text.at(*behind), "\"'{[")) return missing_comma(*behind);
  if (text.line_begin(begin) != text.line_begin(end)) return unclosed_quote(text, begin);
  std::string label = "quote all of it, or nothing";
  if (*behind == end && text.at(begin) == '\'')
    label = "inside of '…' an apostrophe is written twice; or use \"…\"";
  return YamlMistake{*behind, text.line_end(*behind), "text behind the closing quote", std::move(label)};
}

std::optional<YamlMistake> text_behind_bracket(const YamlText& text, std::size_t begin, std::size_t end) {
  const std::size_t line_end = text.line_end(end);
  const auto value = text.slice(begin, line_end);
  const bool one_line = text.line_begin(begin) == text.line_begin(end);
  const bool is_inserted =  // `{name}: text`, `{name}, text`
      one_line && text.at(begin) == '{' && text.slice(begin, end).find(": ") == std::string_view::npos;
  const auto quoted = [&] {
    return YamlMistake{begin, line_end, "text that begins with `{` must be quoted",
                       "write " + quote_for_yaml(value)};
  };
  if (is_inserted && text.at(text.skip_blanks(end)) == ':') return quoted();
  const auto behind = text.text_behind(end, false);
  if (!behind || is_closing(text.at(*behind))) return std::nullopt;
  if (text.at(begin) == '{' && one_line && (is_inserted || text.at(*behind) != ',')) return quoted();
  std::string label;
  const bool is_operator = std::string_view("+-*/%<>=![.").find(text.at(*behind)) != std::string_view::npos;
  const bool is_meant = one_line && text.at(*behind) != ',';
  if (is_meant && !is_operator) {
    label = "put text in quotes: " + quote_for_yaml(value);
  } else if (is_meant)
    label = fmt::format("put an expression in parentheses, `({})`, and text in quotes", value);
  return YamlMistake{*behind, line_end, "text behind the closing bracket", std::move(label)};
}

YamlMistake explain_stop(const YamlText& text, const YamlStop& stop) {
  if (auto mistake = tab_in_indentation(text, stop.at)) return *mistake;
  if (auto mistake = tab_behind_dash(text, stop.at)) return *mistake;
  if (auto mistake = Lookahead(text, stop).search()) return *mistake;
  if (auto mistake = reserved_character(text, stop)) return *mistake;
  if (auto mistake = bracket_in_brackets(text, stop)) return *mistake;
  return translated(text, stop);
}

}  // namespace asim
