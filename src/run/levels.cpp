#include "run/levels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "base/numbers.h"
#include "run/design.h"

namespace asim {
namespace {

__extension__ using Wide = __int128;

/// mantissa * 10^exponent, exactly.
struct Decimal {
  Wide mantissa = 0;
  int exponent = 0;
};

constexpr int kMostDigits = 18;

/// A number as written; nothing if it has more than kMostDigits digits in all.
std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal result;
  int digits = 0;
  bool behind_point = false;
  const bool negative = text.starts_with('-');
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  for (const char c : text.substr(0, e)) {
    if (c == '.') behind_point = true;
    if (c < '0' || c > '9') continue;
    if (result.mantissa != 0 || c != '0') ++digits;
    if (digits > kMostDigits) return std::nullopt;
    result.mantissa = result.mantissa * 10 + (c - '0');
    if (behind_point) --result.exponent;
  }
  if (negative) result.mantissa = -result.mantissa;
  if (e == text.size()) return result;
  const std::optional<std::int64_t> exponent = parse_integer(text.substr(e + 1));
  if (!exponent || std::abs(*exponent) > 300) return std::nullopt;
  result.exponent += static_cast<int>(*exponent);
  return result;
}

/// The same number with a smaller exponent; false if it becomes too long.
bool rescale(Decimal& number, int exponent) {
  for (; number.exponent > exponent; --number.exponent) {
    number.mantissa *= 10;
    if (number.mantissa > Wide{1} << 100 || number.mantissa < -(Wide{1} << 100)) return false;
    if (number.mantissa == 0) number.exponent = exponent + 1;
  }
  return true;
}

class Range {
public:
  Range(std::string_view name, std::string_view text) : name_(name), text_(text) {}

  /// False if the text is no range at all.
  bool parse() {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text_.size();) {
      const std::size_t end = std::min(text_.find(':', begin), text_.size());
      parts.push_back(text_.substr(begin, end - begin));
      begin = end + 1;
    }
    if (parts.size() < 2 || !parse_number(parts.front())) return false;
    if (parts.size() > 3) fail("has more than three parts: a range is FIRST:LAST or FIRST:LAST:STEP");
    for (const std::string_view part : parts) {
      if (!parse_number(part)) fail(fmt::format("has a part that is no number: `{}`", part));
    }
    first_ = decimal(parts[0]);
    last_ = decimal(parts[1]);
    step_ = parts.size() == 3 ? decimal(parts[2]) : Decimal{1, 0};
    const int exponent = std::min({first_.exponent, last_.exponent, step_.exponent});
    for (Decimal* number : {&first_, &last_, &step_}) {
      if (!rescale(*number, exponent)) fail("has numbers that lie too far apart");
    }
    return true;
  }

  void append_to(std::vector<std::string>& values, std::size_t most) const {
    if (step_.mantissa == 0) fail("has step 0");
    const Wide distance = last_.mantissa - first_.mantissa;
    if (distance != 0 && (distance < 0) != (step_.mantissa < 0)) {
      fail(fmt::format("is empty: a step of {} leads away from {}", text_of(step_.mantissa),
                       text_of(last_.mantissa)));
    }
    const Wide steps = distance / step_.mantissa;
    if (steps >= static_cast<Wide>(most - std::min(most, values.size()))) {
      fail(fmt::format("has {:.0f} values: no more than {} are allowed", static_cast<double>(steps) + 1,
                       most));
    }
    for (Wide i = 0; i <= steps; ++i) values.push_back(text_of(first_.mantissa + i * step_.mantissa));
  }

private:
  Decimal decimal(std::string_view part) const {
    const std::optional<Decimal> number = parse_decimal(part);
    if (!number) fail(fmt::format("has a number with more than {} digits: `{}`", kMostDigits, part));
    return *number;
  }

  /// Of a number with the common exponent, the way it is usually written.
  std::string text_of(Wide mantissa) const {
    const bool negative = mantissa < 0;
    if (negative) mantissa = -mantissa;
    std::string digits;
    do {
      digits += static_cast<char>('0' + static_cast<int>(mantissa % 10));
      mantissa /= 10;
    } while (mantissa > 0);
    if (negative) digits += '-';
    std::reverse(digits.begin(), digits.end());
    return number_text(parse_number(fmt::format("{}e{}", digits, first_.exponent)).value());
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw DesignError(fmt::format("the range `{}` of `{}` {}", text_, name_, what));
  }

  std::string_view name_, text_;
  Decimal first_, last_, step_;
};

}  // namespace

std::vector<std::string> parse_levels(std::string_view name, std::string_view text, std::size_t most) {
  std::vector<std::string> values;
  const bool is_list = text.find(',') != std::string_view::npos;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    if (part.empty() && is_list) throw DesignError(fmt::format("`{}={}` has a comma too many", name, text));
    Range range(name, part);
    if (range.parse()) {
      range.append_to(values, most);
    } else {
      values.emplace_back(part);
    }
    begin = end + 1;
  }
  return values;
}

}  // namespace asim
