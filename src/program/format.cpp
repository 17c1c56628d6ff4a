#include "program/format.h"

#include <cmath>
#include <cstdlib>
#include <iterator>

#include "base/numbers.h"
#include "base/utf8.h"
#include "program/heap.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr int kWidest = 200;
constexpr double kLargestWhole = 9007199254740992.0;  // 2^53

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool is_integer_type(char type) { return type != 0 && is_one_of(type, "dxXbo"); }
bool is_number_type(char type) { return type != 0 && type != 's'; }

class FormatParser {
public:
  FormatParser(std::string_view text, std::string& problem) : text_{text}, problem_{problem} {}

  std::optional<Format> parse() {
    alignment();
    if (peek() != 0 && is_one_of(peek(), "+- ")) f_.sign = text_[at_++];
    if (accept('#')) f_.alternate = true;
    if (peek() == '0' && f_.align == 0) {
      f_.fill = "0";
      f_.align = '=';
    }
    accept('0');
    if (!number(f_.width)) return std::nullopt;
    if (peek() != 0 && is_one_of(peek(), ",_")) f_.grouping = text_[at_++];
    if (accept('.')) {
      const std::size_t begin = at_;
      if (!number(f_.precision)) return std::nullopt;
      if (at_ == begin) return fail("digits are missing after the point");
    }
    if (peek() != 0 && is_one_of(peek(), "dfFeEgG%xXbos")) f_.type = text_[at_++];
    if (at_ < text_.size()) return unknown();
    return checked();
  }

private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  std::nullopt_t fail(std::string problem) {
    problem_ = std::move(problem);
    return std::nullopt;
  }

  void alignment() {
    if (text_.empty()) return;
    const std::size_t fill = first_code_point(text_).length;
    if (fill < text_.size() && is_one_of(text_[fill], "<>^=")) {
      f_.fill = std::string(text_.substr(0, fill));
      f_.align = text_[fill];
      at_ = fill + 1;
    } else if (is_one_of(text_[0], "<>^=")) {
      f_.align = text_[0];
      at_ = 1;
    }
  }

  bool number(int& value) {
    if (peek() < '0' || peek() > '9') return true;
    value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      value = value * 10 + (peek() - '0');
      if (value > kWidest) {
        fail(fmt::format("more than {} is too wide", kWidest));
        return false;
      }
    }
    return true;
  }

  std::nullopt_t unknown() {
    if (peek() == '{') return fail("a width cannot be computed");
    const std::size_t length = first_code_point(text_.substr(at_)).length;
    return fail(fmt::format("`{}` is not understood here", text_.substr(at_, length)));
  }

  std::optional<Format> checked() {
    if (is_integer_type(f_.type) && f_.precision >= 0) return fail("whole numbers have no precision");
    if (f_.type == 's' && (f_.grouping != 0 || f_.sign != '-' || f_.align == '=')) {
      return fail("signs and groups are for numbers");
    }
    return f_;
  }

  std::string_view text_;
  std::string& problem_;
  std::size_t at_ = 0;
  Format f_;
};

// ---- numbers ----

/// A whole number from 2^53 on, to the base 2^bits_per_digit: the mantissa's bits and zeros behind them.
std::string digits_of_large(double x, int bits_per_digit, bool upper) {
  int exponent = 0;
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(std::frexp(x, &exponent), 53));
  std::string bits =
      fmt::format("{:b}", mantissa) + std::string(static_cast<std::size_t>(exponent - 53), '0');
  const std::size_t group = static_cast<std::size_t>(bits_per_digit);
  bits.insert(0, (group - bits.size() % group) % group, '0');
  std::string digits;
  for (std::size_t at = 0; at < bits.size(); at += group) {
    std::size_t digit = 0;
    for (std::size_t i = 0; i < group; ++i) digit = 2 * digit + (bits[at + i] == '1' ? 1 : 0);
    digits += (upper ? "0123456789ABCDEF" : "0123456789abcdef")[digit];
  }
  return digits;
}

std::string digits_of_large(double x, const Format& f) {
  const std::string prefix = f.alternate ? fmt::format("0{}", f.type) : "";
  switch (f.type) {
    case 'x':
    case 'X': return prefix + digits_of_large(x, 4, f.type == 'X');
    case 'b': return prefix + digits_of_large(x, 1, false);
    case 'o': return (f.alternate ? "0" : "") + digits_of_large(x, 3, false);
    default: return fmt::format("{:.0f}", x);
  }
}

/// The digits of a number that is not negative, without sign, groups and width.
std::string digits_of(double x, const Format& f) {
  if (!std::isfinite(x)) {
    const bool is_upper = f.type == 'E' || f.type == 'F' || f.type == 'G';
    const std::string word = std::isnan(x) ? (is_upper ? "NAN" : "nan") : is_upper ? "INF" : "inf";
    return f.type == '%' ? word + "%" : word;
  }
  const char type = f.type;
  const int precision = f.precision < 0 ? 6 : f.precision;
  if (is_integer_type(type)) {
    if (x >= kLargestWhole) return digits_of_large(x, f);
    const auto whole = static_cast<std::uint64_t>(x);
    switch (type) {
      case 'x': return f.alternate ? fmt::format("{:#x}", whole) : fmt::format("{:x}", whole);
      case 'X': return f.alternate ? fmt::format("{:#X}", whole) : fmt::format("{:X}", whole);
      case 'b': return f.alternate ? fmt::format("{:#b}", whole) : fmt::format("{:b}", whole);
      case 'o': return f.alternate ? fmt::format("{:#o}", whole) : fmt::format("{:o}", whole);
      default: return fmt::format("{}", whole);
    }
  }
  switch (type) {
    case 'f':
      return f.alternate ? fmt::format("{:#.{}f}", x, precision) : fmt::format("{:.{}f}", x, precision);
    case 'F': return fmt::format("{:.{}F}", x, precision);
    case 'e': return fmt::format("{:.{}e}", x, precision);
    case 'E': return fmt::format("{:.{}E}", x, precision);
    case 'g':
      return f.alternate ? fmt::format("{:#.{}g}", x, precision) : fmt::format("{:.{}g}", x, precision);
    case 'G': return fmt::format("{:.{}G}", x, precision);
    case '%': return fmt::format("{:.{}f}%", x * 100, precision);
    default: return f.precision < 0 ? number_text(x) : fmt::format("{:.{}g}", x, precision);
  }
}

std::string grouped(const std::string& digits, char separator) {
  std::size_t whole = 0;
  while (whole < digits.size() && digits[whole] >= '0' && digits[whole] <= '9') ++whole;
  std::string out;
  for (std::size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % 3 == 0) out += separator;
    out += digits[i];
  }
  return out + digits.substr(whole);
}

void append(fmt::memory_buffer& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

void append_fill(fmt::memory_buffer& out, const Format& f, std::size_t columns) {
  for (std::size_t i = 0; i < columns; ++i) append(out, f.fill);
}

/// `head` (a sign) stays in front of the filling if the alignment is `=`.
void append_padded(fmt::memory_buffer& out, std::string_view head, std::string_view body, const Format& f,
                   char align) {
  const std::size_t used = head.size() + display_width(body);
  const auto width = static_cast<std::size_t>(f.width);
  const std::size_t missing = width > used ? width - used : 0;
  const std::size_t before = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
  if (align == '=') append(out, head);
  append_fill(out, f, before);
  if (align != '=') append(out, head);
  append(out, body);
  append_fill(out, f, missing - before);
}

std::string append_number_formatted(fmt::memory_buffer& out, double x, const Format& f) {
  if (is_integer_type(f.type) && x != std::floor(x)) {
    return fmt::format("needs a whole number, not {}", number_text(x));
  }
  std::string digits = digits_of(std::abs(x), f);
  if (f.grouping != 0) digits = grouped(digits, f.grouping);
  const bool negative = x < 0;
  const std::string_view sign = negative ? "-" : f.sign == '+' ? "+" : f.sign == ' ' ? " " : "";
  append_padded(out, sign, digits, f, f.align == 0 ? '>' : f.align);
  return {};
}

/// The first so many characters.
std::string_view cut(std::string_view text, int characters) {
  std::size_t end = 0;
  for (int i = 0; i < characters && end < text.size(); ++i) end += first_code_point(text.substr(end)).length;
  return text.substr(0, end);
}

}  // namespace

Type Format::accepts() const {
  return is_number_type(type) || grouping != 0 || sign != '-' ? types::number | types::boolean : types::any;
}

std::optional<Format> parse_format(std::string_view text, std::string& problem) {
  return FormatParser(text, problem).parse();
}

std::string append_formatted(fmt::memory_buffer& out, const Value& v, const Format& f) {
  const bool wants_number = f.accepts() != types::any || (f.align == '=' && v.is_boolean());
  if (v.is_number() && f.type != 's') return append_number_formatted(out, v.as_number(), f);
  if (wants_number) {
    if (v.is_boolean()) return append_number_formatted(out, v.as_boolean() ? 1 : 0, f);
    return fmt::format("needs a number, not {}", kind_description(v));
  }
  const std::string text = value_text(v);
  append_padded(out, {}, f.precision < 0 ? std::string_view(text) : cut(text, f.precision), f,
                f.align == 0 || f.align == '=' ? '<' : f.align);
  return {};
}

}  // namespace asim
