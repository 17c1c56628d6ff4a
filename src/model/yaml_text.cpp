#include "model/yaml_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace asim {

std::string_view YamlText::slice(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text_.size());
  return text_.substr(begin, end < begin ? 0 : end - begin);
}

std::size_t YamlText::line_begin(std::size_t pos) const {
  if (pos == 0 || text_.empty()) return 0;
  const std::size_t newline = text_.rfind('\n', std::min(pos, text_.size()) - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

std::size_t YamlText::line_end(std::size_t pos) const {
  const std::size_t newline = std::min(text_.find('\n', pos), text_.size());
  const std::size_t begin = line_begin(pos);
  const std::size_t last = slice(begin, newline).find_last_not_of(" \t\r");
  const std::size_t end = last == std::string_view::npos ? begin : begin + last + 1;
  return std::max(end, std::min(pos, text_.size()));
}

std::size_t YamlText::next_line(std::size_t pos) const {
  const std::size_t newline = text_.find('\n', pos);
  return newline == std::string_view::npos ? size() : newline + 1;
}

std::size_t YamlText::indentation(std::size_t pos) const {
  const std::size_t begin = line_begin(pos);
  return skip_blanks(begin) - begin;
}

std::size_t YamlText::skip_blanks(std::size_t pos) const {
  while (at(pos) == ' ' || at(pos) == '\t') ++pos;
  return pos;
}

std::size_t YamlText::skip_space(std::size_t pos) const {
  while (pos < size()) {
    if (is_space(pos)) {
      ++pos;
    } else if (at(pos) == '#' && (pos == 0 || is_space(pos - 1))) {
      pos = std::min(text_.find('\n', pos), size());
    } else {
      break;
    }
  }
  return pos;
}

std::size_t YamlText::skip_word(std::size_t pos) const {
  while (!is_space(pos) && std::string_view(",[]{}").find(at(pos)) == std::string_view::npos) ++pos;
  return pos;
}

std::size_t YamlText::skip_properties(std::size_t pos) const {
  while (at(pos) == '&' || at(pos) == '!') {
    const bool verbatim = has_at(pos, "!<");
    pos = verbatim ? std::min(text_.find('>', pos), size() - 1) + 1 : skip_word(pos);
    pos = skip_space(pos);
  }
  return pos;
}

std::optional<std::size_t> YamlText::quoted_end(std::size_t pos) const {
  const char quote = at(pos);
  for (++pos; pos < size(); ++pos) {
    const char c = text_[pos];
    if (quote == '"' && c == '\\') {
      ++pos;
    } else if (c == quote) {
      if (quote == '"' || at(pos + 1) != '\'') return pos + 1;
      ++pos;
    }
  }
  return std::nullopt;
}

std::size_t YamlText::plain_end(std::size_t pos, bool in_brackets) const {
  std::size_t end = pos;
  for (; !ends_line(pos); ++pos) {
    const char c = at(pos);
    if (c == ':' && is_space(pos + 1)) break;
    if (c == '#' && pos > 0 && is_space(pos - 1)) break;
    if (in_brackets && std::string_view(",[]{}").find(c) != std::string_view::npos) break;
    if (!is_space(pos)) end = pos + 1;
  }
  return end;
}

std::size_t YamlText::folded_end(std::size_t pos, std::string_view value) const {
  std::size_t end = std::min(pos, size());
  for (const char c : value) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    while (pos < size() && is_space(pos)) ++pos;
    if (pos >= size() || text_[pos] != c) break;
    end = ++pos;
  }
  return end;
}

std::size_t YamlText::escape_length(std::size_t pos, char quote) const {
  if (quote == '\'') return has_at(pos, "''") ? 2 : 0;
  if (quote != '"' || at(pos) != '\\') return 0;
  switch (at(pos + 1)) {
    case 'x': return 4;
    case 'u': return 6;
    case 'U': return 10;
    default: return 2;
  }
}

// Space is not told apart: lines are folded and indentation goes.
std::vector<std::size_t> YamlText::places(std::size_t pos, std::string_view value) const {
  const char quote = at(pos) == '"' || at(pos) == '\'' ? at(pos) : '\0';
  if (quote != '\0') ++pos;
  std::vector<std::size_t> result;
  result.reserve(value.size());
  while (result.size() < value.size()) {
    const char c = value[result.size()];
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    while (!is_blank && pos < size() && is_space(pos)) ++pos;
    const std::size_t escaped = escape_length(pos, quote);
    if (escaped > 0 && ends_line(pos + 1)) {  // a backslash joins lines
      pos += escaped;
    } else if (escaped > 0) {
      result.insert(result.end(), first_code_point(value.substr(result.size())).length, pos);
      pos += escaped;
    } else if (is_blank) {
      result.push_back(pos);
      if (pos < size() && is_space(pos)) ++pos;
    } else if (at(pos) == c) {
      result.push_back(pos++);
    } else {
      break;
    }
  }
  return result;
}

std::optional<std::size_t> YamlText::text_behind(std::size_t pos, bool in_brackets) const {
  const std::size_t next = skip_blanks(pos);
  const char c = at(next);
  if (ends_line(next) || c == ':' || (c == '#' && next > pos)) return std::nullopt;
  if (in_brackets && (c == ',' || c == ']' || c == '}')) return std::nullopt;
  return next;
}

int open_parentheses(std::string_view expression) {
  int open = 0;
  char quote = '\0';
  for (const char c : expression) {
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(') {
      ++open;
    } else if (c == ')') {
      --open;
    }
  }
  return open;
}

std::string quote_for_yaml(std::string_view text) {
  if (text.find_first_of("\"\\") != std::string_view::npos && text.find('\'') == std::string_view::npos) {
    return "'" + std::string(text) + "'";
  }
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

}  // namespace asim
