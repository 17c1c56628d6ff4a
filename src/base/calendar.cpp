#include "base/calendar.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/numbers.h"

namespace asim {
namespace {

struct Unit {
  std::string_view name;
  double seconds;
};

constexpr Unit kUnits[] = {
    {"s", 1},      {"sec", 1},       {"secs", 1},       {"second", 1},   {"seconds", 1}, {"m", 60},
    {"min", 60},   {"mins", 60},     {"minute", 60},    {"minutes", 60}, {"h", 3600},    {"hr", 3600},
    {"hrs", 3600}, {"hour", 3600},   {"hours", 3600},   {"d", 86400},    {"day", 86400}, {"days", 86400},
    {"w", 604800}, {"week", 604800}, {"weeks", 604800},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// So many digits at the beginning, taken off.
std::optional<int> take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t length = 0;
  int value = 0;
  while (length < text.size() && length < most && is_digit(text[length]))
    value = value * 10 + (text[length++] - '0');
  if (length < least) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// The rest of a division, between 0 and the divisor.
double modulo(double x, double divisor) {
  const double rest = std::fmod(x, divisor);
  return rest < 0 ? rest + divisor : rest;
}

}  // namespace

std::optional<double> seconds_of_unit(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& unit) { return unit.name == name; });
  return found == std::end(kUnits) ? std::nullopt : std::optional(found->seconds);
}

std::optional<double> parse_duration(std::string_view text) {
  double seconds = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::size_t digits = 0;
    while (digits < text.size() && (is_digit(text[digits]) || text[digits] == '.')) ++digits;
    std::size_t end = digits;
    while (end < text.size() && is_letter(text[end])) ++end;
    const auto number = parse_number(text.substr(0, digits));
    const auto unit = seconds_of_unit(text.substr(digits, end - digits));
    if (!number || !unit) return std::nullopt;
    seconds += *number * *unit;
    text.remove_prefix(end);
  }
  return seconds;
}

std::optional<double> parse_time_of_day(std::string_view text) {
  text = trimmed(text);
  const auto hours = take_digits(text, 1, 2);
  if (!hours || *hours > 24 || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  if (*hours == 24) return *minutes == 0 && text.empty() ? std::optional<double>(86400) : std::nullopt;
  int seconds = 0;
  if (take(text, ':')) {
    const auto given = take_digits(text, 2, 2);
    if (!given || *given > 59) return std::nullopt;
    seconds = *given;
  }
  return text.empty() ? std::optional<double>(*hours * 3600 + *minutes * 60 + seconds) : std::nullopt;
}

bool looks_like_date(std::string_view text) {
  text = trimmed(text);
  return take_digits(text, 4, 4) && take(text, '-') && take_digits(text, 1, 2) && take(text, '-') &&
         take_digits(text, 1, 2) && (text.empty() || text.front() == ' ' || text.front() == 'T');
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  text = trimmed(text);
  const auto year = take_digits(text, 4, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  double seconds = 0;
  if (!text.empty()) {
    if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
    const auto time = parse_time_of_day(text);
    if (!time) return std::nullopt;
    seconds = *time;
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86400 + static_cast<std::int64_t>(seconds);
}

double Calendar::time_of_day(double seconds) const {
  const double midnight = epoch ? modulo(static_cast<double>(*epoch), kDay) : 0;
  return units(modulo(seconds - midnight, kDay));
}

double Calendar::seconds_of_day(double time) const {
  const double start = epoch ? modulo(static_cast<double>(*epoch), kDay) : 0;
  return modulo(start + modulo(time * *unit, kDay), kDay);
}

double Calendar::time_of_date(std::int64_t seconds) const {
  return units(static_cast<double>(seconds - *epoch));
}

std::string Calendar::date_text(double time, bool precise) const {
  const double seconds = time * *unit;
  if (!(std::abs(seconds) < 1e11)) return number_text(time);  // three thousand years
  const double rounded = precise ? std::round(seconds * 1000) : std::round(seconds) * 1000;
  const std::int64_t total = *epoch * 1000 + static_cast<std::int64_t>(rounded);
  const std::chrono::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds(total)};
  const auto midnight = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss<std::chrono::milliseconds> clock{point - midnight};
  std::string text = fmt::format("{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto rest = clock.subseconds().count(); precise && rest != 0)
    text += fmt::format(".{:03d}", rest);
  return text;
}

int Calendar::weekday(double time) const {
  const double days = std::floor((static_cast<double>(*epoch) + time * *unit) / kDay);
  return static_cast<int>(modulo(days + 3, 7));  // 1970-01-01 was a Thursday
}

}  // namespace asim
