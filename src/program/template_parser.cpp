#include <fmt/format.h>

#include "base/utf8.h"
#include "program/parser.h"

namespace asim {
namespace {

void append_utf8(std::string& out, unsigned long code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// `\xhh` and `\uhhhh`; returns how many characters there were after the backslash.
std::size_t append_code(const Passage& passage, std::size_t at, std::string& out) {
  const std::size_t digits = passage.text[at + 1] == 'x' ? 2 : 4;
  unsigned long code = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const std::size_t place = at + 2 + i;
    const int digit = place < passage.text.size() ? hex_digit(passage.text[place]) : -1;
    if (digit < 0) {
      throw SyntaxError{passage.place(at, 2),
                        fmt::format("`\\{}` needs {} hexadecimal digits", passage.text[at + 1], digits), ""};
    }
    code = code * 16 + static_cast<unsigned long>(digit);
  }
  if (code >= 0xD800 && code < 0xE000) {
    throw SyntaxError{passage.place(at, 2 + digits), "this is half a character",
                      "write the character itself"};
  }
  append_utf8(out, code);
  return 1 + digits;
}

// The escape at `at`, a backslash; returns the length of the whole.
std::size_t append_escape(const Passage& passage, std::size_t at, std::string& out) {
  const char c = at + 1 < passage.text.size() ? passage.text[at + 1] : '\\';
  switch (c) {
    case 'n': out += '\n'; return 2;
    case 't': out += '\t'; return 2;
    case 'r': out += '\r'; return 2;
    case '0': out += '\0'; return 2;
    case '\n': return 2;
    case '\\':
    case '\'':
    case '"': out += c; return 2;
    case 'x':
    case 'u': return 1 + append_code(passage, at, out);
    default: {
      const std::size_t length = first_code_point(passage.text.substr(at + 1)).length;
      throw SyntaxError{passage.place(at, 1 + length),
                        fmt::format("`{}` is no escape", passage.text.substr(at, 1 + length)),
                        "write `\\\\` for a backslash"};
    }
  }
}

// Where the parts of an inserted value end: `{total / n:.2f}`.
struct Field {
  std::size_t end_of_value;  // the colon or the closing brace
  std::size_t end;           // the closing brace
};

class TemplateParser {
public:
  TemplateParser(const Passage& passage, Ast& ast, Interner& texts, bool escapes)
      : passage_{passage}, text_{passage.text}, ast_{ast}, texts_{texts}, escapes_{escapes} {}

  Expression& parse() {
    for (std::size_t at = 0; at < text_.size();) at = part(at);
    if (parts_.empty()) return *literal();
    if (!literal_.empty()) parts_.push_back(literal());
    Expression& whole = ast_.make(Expression::Kind::text, passage_.span);
    whole.operands = std::move(parts_);
    return whole;
  }

private:
  // Reads what begins at `at`; returns where it ends.
  std::size_t part(std::size_t at) {
    const char c = text_[at];
    const bool doubled = at + 1 < text_.size() && text_[at + 1] == c;
    if (escapes_ && c == '\\') return at + append_escape(passage_, at, literal_);
    if ((c == '{' || c == '}') && doubled) {
      literal_ += c;
      return at + 2;
    }
    if (c == '{') return inserted(at);
    if (c == '}')
      throw SyntaxError{passage_.place(at, 1), "unexpected `}` in text", "a brace is written `}}`"};
    literal_ += c;
    return at + 1;
  }

  std::size_t inserted(std::size_t open) {
    const Field field = find_end(open);
    if (!literal_.empty()) parts_.push_back(literal());
    const Passage value = passage_.part(open + 1, field.end_of_value - open - 1);
    if (value.text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      throw SyntaxError{passage_.place(open, field.end + 1 - open),
                        "an expression is missing between the braces", "a brace is written `{{`"};
    }
    Expression& part = ast_.make(Expression::Kind::formatted, value.span);
    part.operands.push_back(&parse_expression(value, ast_, texts_));
    if (field.end_of_value < field.end) {
      part.name = text_.substr(field.end_of_value + 1, field.end - field.end_of_value - 1);
      part.name_span = passage_.place(field.end_of_value + 1, part.name.size());
      set_format(part);
    }
    parts_.push_back(&part);
    return field.end + 1;
  }

  static void set_format(Expression& part) {
    std::string problem;
    const auto format = parse_format(part.name, problem);
    if (!format) {
      throw SyntaxError{part.name_span, fmt::format("`{}` is no format: {}", part.name, problem), ""};
    }
    part.format = *format;
  }

  // Brackets and quotes inside the value hide the colons and braces within them.
  Field find_end(std::size_t open) const {
    std::vector<std::size_t> inner;  // brackets that are open
    for (std::size_t at = open + 1; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '\'' || c == '"') {
        at = end_of_quote(at);
      } else if (c == '(' || c == '[' || c == '{') {
        inner.push_back(at);
      } else if (c == ')' || c == ']' || c == '}') {
        if (inner.empty() && c == '}') return {at, at};
        if (inner.empty()) continue;
        if (c == '}' && text_[inner.back()] != '{') break;
        inner.pop_back();
      } else if (c == ':' && inner.empty()) {
        const std::size_t end = text_.find('}', at);
        if (end != std::string_view::npos) return {at, end};
        break;
      }
    }
    if (!inner.empty())
      throw SyntaxError{passage_.place(inner.back(), 1), fmt::format("unclosed `{}`", text_[inner.back()]),
                        ""};
    throw SyntaxError{passage_.place(open, 1), "unclosed `{` in text", "a brace is written `{{`"};
  }

  std::size_t end_of_quote(std::size_t quote) const {
    for (std::size_t at = quote + 1; at < text_.size(); ++at) {
      if (text_[at] == '\\') {
        ++at;
      } else if (text_[at] == text_[quote]) {
        return at;
      }
    }
    throw SyntaxError{passage_.place(quote, 1), "this quote is not closed", ""};
  }

  Expression* literal() {
    Expression& e = ast_.make(Expression::Kind::literal, passage_.span);
    e.value = texts_.text(literal_);
    literal_.clear();
    return &e;
  }

  const Passage& passage_;
  std::string_view text_;
  Ast& ast_;
  Interner& texts_;
  bool escapes_;
  std::string literal_;
  std::vector<Expression*> parts_;
};

}  // namespace

Expression& parse_template(const Passage& passage, Ast& ast, Interner& texts, bool escapes) {
  return TemplateParser(passage, ast, texts, escapes).parse();
}

std::string unescaped(const Passage& passage) {
  std::string text;
  for (std::size_t at = 0; at < passage.text.size();) {
    if (passage.text[at] == '\\') {
      at += append_escape(passage, at, text);
    } else {
      text += passage.text[at++];
    }
  }
  return text;
}

}  // namespace asim
