#include "program/lexer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/utf8.h"

namespace asim {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) { return begins_name(c) || is_digit(c); }

struct Foreign {
  std::string_view symbol;
  std::string_view instead;
};

// What other languages write; the longer ones first.
constexpr Foreign kForeign[] = {
    {"&&", "and"}, {"||", "or"}, {"<>", "!="}, {"===", "=="},
    {"!==", "!="}, {"=>", ">="}, {"=<", "<="}, {"<<", "**"},
};

constexpr std::string_view kSymbols[] = {
    "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "<",
    ">",  "(",  ")",  "[",  "]",  "{",  "}", ",", ":", ".", "=",
};

class Lexer {
public:
  Lexer(const Passage& passage, std::size_t at) : passage_{passage}, text_{passage.text}, at_{at} {}

  Token next() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
    if (at_ == text_.size()) return token(Token::Kind::end, 0);
    const char c = text_[at_];
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '\'' || c == '"') return quoted(at_);
    if ((c == 'f' || c == 'F') && (peek(1) == '\'' || peek(1) == '"')) {
      Token t = quoted(at_ + 1);
      t.is_template = true;
      return t;
    }
    if (begins_name(c)) return name();
    return symbol();
  }

private:
  char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  Token token(Token::Kind kind, std::size_t length) const {
    return {kind, at_, length, text_.substr(at_, length), at_, false};
  }

  // Everything that could be meant as one number, so that `017` and `1.2.3` are one mistake and not two
  // words.
  Token number() const {
    std::size_t end = at_;
    while (end < text_.size()) {
      const char c = text_[end];
      const bool sign_of_exponent = (c == '+' || c == '-') && end > at_ && (text_[end - 1] | 0x20) == 'e';
      if (!continues_name(c) && c != '.' && !sign_of_exponent) break;
      ++end;
    }
    return token(Token::Kind::number, end - at_);
  }

  Token name() const {
    std::size_t end = at_;
    while (end < text_.size() && continues_name(text_[end])) ++end;
    return token(Token::Kind::name, end - at_);
  }

  Token quoted(std::size_t quote) const {
    for (std::size_t end = quote + 1; end < text_.size(); ++end) {
      if (text_[end] == '\\') {
        ++end;
      } else if (text_[end] == text_[quote]) {
        return {Token::Kind::text, at_,  end + 1 - at_, text_.substr(quote + 1, end - quote - 1),
                quote + 1,         false};
      }
    }
    throw SyntaxError{passage_.place(quote, 1), "this quote is not closed", ""};
  }

  Token symbol() const {
    const std::string_view rest = text_.substr(at_);
    for (const auto& [foreign, instead] : kForeign) {
      if (rest.starts_with(foreign))
        fail(foreign.size(), fmt::format("write `{}`{}", instead, foreign == "<<" ? " for powers" : ""));
    }
    for (const std::string_view s : kSymbols) {
      if (rest.starts_with(s)) return token(Token::Kind::symbol, s.size());
    }
    switch (rest.front()) {
      case '!': fail(1, is_conversion() ? "there are no conversions: leave it out" : "write `not`");
      case '&': fail(1, "write `and`");
      case '|': fail(1, "write `or`");
      case '^': fail(1, "write `**` for powers");
      case '?': fail(1, "write `value if condition else other`");
      case '`':
        throw SyntaxError{passage_.place(at_, 1), "a backtick means nothing in an expression",
                          "text stands in quotes: '…'"};
      case ';': fail(1, "an expression is one value");
      default: fail(first_code_point(rest).length, "");
    }
  }

  /// `!r` at the end, as in Python's f-strings.
  bool is_conversion() const {
    return at_ + 2 == text_.size() && std::string_view("rsa").find(peek(1)) != std::string_view::npos;
  }

  [[noreturn]] void fail(std::size_t length, std::string label) const {
    throw SyntaxError{passage_.place(at_, length),
                      fmt::format("`{}` means nothing in an expression", text_.substr(at_, length)),
                      std::move(label)};
  }

  const Passage& passage_;
  std::string_view text_;
  std::size_t at_;
};

constexpr std::array<std::string_view, 12> kReserved = {"and", "or",   "not",   "in",   "if",   "else",
                                                        "for", "true", "false", "null", "True", "False"};

}  // namespace

Token next_token(const Passage& passage, std::size_t at) { return Lexer(passage, at).next(); }

bool is_reserved(std::string_view name) {
  return name == "None" || std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

bool is_name(std::string_view text) {
  return !text.empty() && begins_name(text.front()) && std::all_of(text.begin(), text.end(), continues_name);
}

}  // namespace asim
