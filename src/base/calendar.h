#pragma once
// What a unit of time is, and which date time 0 has: durations such as `8h30m` and `2 days`, times of day
// such as `09:15`, dates such as `2026-01-05 08:00`.
//
// Dates are those of the proleptic Gregorian calendar, leap years included, on a clock that is never put
// forward or back: there are no time zones, no daylight saving time and no leap seconds.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asim {

struct Calendar {
  static constexpr double kDay = 86400;  // seconds

  std::string unit_name;              // as the model writes it
  std::optional<double> unit;         // the seconds in a unit of time, if it is a known one
  std::optional<std::int64_t> epoch;  // the date of time 0, in seconds since 1970-01-01 00:00

  /// Precondition of all that follow: the unit is known.
  double units(double seconds) const { return seconds / *unit; }
  /// When it is so many seconds past midnight for the first time, at 0 or later.
  double time_of_day(double seconds) const;
  /// The same as seconds since midnight, of a time.
  double seconds_of_day(double time) const;
  /// The time of a date, negative before the epoch. Precondition: there is an epoch.
  double time_of_date(std::int64_t seconds) const;
  /// "2026-01-05 09:15:00", rounded to the second, or, if `precise`, to the millisecond where that is not 0.
  /// Precondition: there is an epoch.
  std::string date_text(double time, bool precise = false) const;
  /// 0 is Monday. Precondition: there is an epoch.
  int weekday(double time) const;
};

/// The seconds in a unit of that name: "minutes", "min", "m".
std::optional<double> seconds_of_unit(std::string_view name);
/// "8h30m", "1.5h", "90s": seconds.
std::optional<double> parse_duration(std::string_view text);
/// "09:15", "9:15:30", "24:00": seconds since midnight.
std::optional<double> parse_time_of_day(std::string_view text);
/// "2026-01-05", "2026-01-05 08:00", "2026-01-05T08:00:30": seconds since 1970. Nothing if there is no such
/// date.
std::optional<std::int64_t> parse_date(std::string_view text);
/// Whether a text is meant as a date, of whatever day.
bool looks_like_date(std::string_view text);

}  // namespace asim
