#include "base/numbers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>

#include <fmt/compile.h>

namespace asim {
namespace {

constexpr double largest_plain = 9007199254740992.0;  // 2^53: below it every whole number is a double

char* copy(char* out, const char* text, std::size_t size) { return std::copy_n(text, size, out); }

// Eight digits, with leading zeros. The two halves are taken apart side by side in one word, then the four
// quarters, then the digits, each by multiplying with what is near 2^20 / 100 and 2^10 / 10 (Mula, "SWAR
// itoa").
void write_eight_digits(char* out, std::uint32_t number) {
  std::uint64_t digits = 0;
  if constexpr (std::endian::native == std::endian::little) {
    const std::uint64_t halves = number / 10000 | std::uint64_t{number % 10000} << 32;
    const std::uint64_t hundreds = (halves * 10486 >> 20) & 0x0000007f0000007f;
    const std::uint64_t quarters = hundreds | (halves - 100 * hundreds) << 16;
    const std::uint64_t tens = (quarters * 103 >> 10) & 0x000f000f000f000f;
    digits = (tens | (quarters - 10 * tens) << 8) + 0x3030303030303030;
  } else {
    for (int i = 0; i < 8; ++i, number /= 10) digits |= std::uint64_t{'0' + number % 10} << 8 * i;
  }
  std::memcpy(out, &digits, sizeof digits);
}

// A number of so many digits.
void write_digits(char* out, std::uint64_t number, int count) {
  constexpr std::uint64_t eight_digits = 100000000;
  for (; count > 8; count -= 8, number /= eight_digits)
    write_eight_digits(out + count - 8, static_cast<std::uint32_t>(number % eight_digits));
  fmt::detail::format_decimal(out, number, count);
}

// What fmt writes for `{}`, but for the detours by which it does: digits and point of a number that is not
// whole, without exponent. Null if fmt would write one.
char* write_plain_fraction(char* out, double value) {
  const auto decimal = fmt::detail::dragonbox::to_decimal(std::abs(value));
  const int count = fmt::detail::count_digits(decimal.significand);
  const int point = count + decimal.exponent;  // digits before it
  constexpr int least = -3, most = 16;
  if (point < least || point > most || point >= count) return nullptr;
  if (value < 0) *out++ = '-';
  if (point <= 0) {
    out = copy(out, "0.0000", static_cast<std::size_t>(2 - point));
    write_digits(out, decimal.significand, count);
    return out + count;
  }
  write_digits(out + 1, decimal.significand, count);
  for (int i = 0; i < point; ++i) out[i] = out[i + 1];
  out[point] = '.';
  return out + count + 1;
}

// A number without exponent and the text of it: the longest has a sign, `0.000` and 17 digits.
struct Written {
  double number = 0;
  char text[23] = "0";
  std::uint8_t size = 1;
};

// Numbers come again: in a timeline the time of several rows, the time at which an item was made, an item
// that is put and got. So what was written lately is kept, each number in the place that its bits give it.
constinit thread_local std::array<Written, 128> written_lately{};

Written& written_as(double value) {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;  // 2^64 / the golden ratio (Knuth, TAOCP 3, 6.4)
  return written_lately[std::bit_cast<std::uint64_t>(value) * golden >> 57];
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Walks over a number and copies it without the underscores, which std::from_chars does not know.
class Scanner {
public:
  explicit Scanner(std::string_view text) : text_{text} {}

  bool at_end() const { return at_ == text_.size(); }
  const std::string& copied() const { return copied_; }

  bool accept(std::string_view any_of) {
    if (at_end() || any_of.find(text_[at_]) == std::string_view::npos) return false;
    copied_ += text_[at_++];
    return true;
  }

  // The number of digits; an underscore counts only between two of them.
  std::size_t digits() {
    std::size_t count = 0;
    for (; !at_end(); ++at_) {
      const char c = text_[at_];
      const bool separates = c == '_' && count > 0 && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
      if (separates && text_[at_ - 1] != '_') continue;
      if (!is_digit(c)) break;
      copied_ += c;
      ++count;
    }
    return count;
  }

  // At least one digit, and no zero in front of others.
  bool whole_number() {
    const std::size_t start = copied_.size();
    const std::size_t count = digits();
    return count == 1 || (count > 1 && copied_[start] != '0');
  }

private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::string copied_;
};

// `number` is unsigned and outside the range of double: is it too large, and not too small? Decided by where
// its first significant digit stands relative to the point.
bool too_large(std::string_view number) {
  const std::size_t mantissa_end = std::min(number.find('e'), number.size());
  const std::string_view mantissa = number.substr(0, mantissa_end);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = std::min(mantissa.find_first_not_of("0."), mantissa.size());
  double magnitude = static_cast<double>(point) - static_cast<double>(first);
  if (mantissa_end < number.size()) {
    std::string_view digits = number.substr(mantissa_end + 1);
    const bool negative = digits.front() == '-';
    if (negative || digits.front() == '+') digits.remove_prefix(1);
    double exponent = 0;
    for (const char c : digits) exponent = exponent * 10 + (c - '0');
    magnitude += negative ? -exponent : exponent;
  }
  return magnitude > 0;
}

template <class Integer>
std::optional<Integer> parse_whole(std::string_view text, bool negative) {
  Scanner scanner{text};
  if (!scanner.whole_number() || !scanner.at_end()) return std::nullopt;
  const std::string digits = negative ? "-" + scanner.copied() : scanner.copied();
  Integer value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec != std::errc{}) return std::nullopt;
  return value;
}

[[gnu::noinline]] char* write_new_number(char* out, double value) {
  if (value >= -largest_plain && value <= largest_plain) {
    const auto whole = static_cast<std::int64_t>(value);
    if (static_cast<double>(whole) == value) {
      const fmt::format_int digits{whole};
      return copy(out, digits.data(), digits.size());
    }
    if (char* const end = write_plain_fraction(out, value)) {
      Written& written = written_as(value);
      written.number = value;
      written.size = static_cast<std::uint8_t>(end - out);
      std::memcpy(written.text, out, sizeof written.text);
      return end;
    }
  }
  if (std::isnan(value)) return copy(out, "nan", 3);
  return fmt::format_to(out, FMT_COMPILE("{}"), value);
}

}  // namespace

char* write_number(char* out, double value) {
  const Written& written = written_as(value);
  if (written.number != value) return write_new_number(out, value);
  std::memcpy(out, written.text, sizeof written.text);
  return out + written.size;
}

void append_number(std::string& out, double value) {
  char text[kLongestNumber];
  out.append(text, write_number(text, value));
}

void append_number(fmt::memory_buffer& out, double value) {
  const std::size_t size = out.size();
  out.try_reserve(size + kLongestNumber);
  out.try_resize(static_cast<std::size_t>(write_number(out.data() + size, value) - out.data()));
}

std::string short_number_text(double value) {
  constexpr double most_plain = 1e15, first_without_fraction = 1e5;
  if (std::isnan(value)) return "-";
  const double magnitude = std::abs(value);
  if (value == std::floor(value) && magnitude < most_plain) return number_text(value);
  if (magnitude >= first_without_fraction && magnitude < most_plain) return fmt::format("{:.0f}", value);
  return fmt::format("{:.5g}", value);
}

std::string number_text(double value) {
  char text[kLongestNumber];
  return {text, write_number(text, value)};
}

std::optional<double> parse_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);

  Scanner scanner{text};
  const bool fraction_only = text.starts_with('.');
  if (!fraction_only && !scanner.whole_number()) return std::nullopt;
  if (scanner.accept(".") && scanner.digits() == 0 && fraction_only) return std::nullopt;
  if (scanner.accept("eE")) {
    scanner.accept("+-");
    if (scanner.digits() == 0) return std::nullopt;
  }
  if (!scanner.at_end()) return std::nullopt;

  std::string number = scanner.copied();
  std::replace(number.begin(), number.end(), 'E', 'e');
  double value = 0;
  const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    value = too_large(number) ? std::numeric_limits<double>::infinity() : 0;
  }
  return negative ? -value : value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return parse_whole<std::int64_t>(text, negative);
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  return parse_whole<std::uint64_t>(text, false);
}

}  // namespace asim
