// Dates and times of day.

#include <cmath>

#include <fmt/format.h>

#include "base/calendar.h"
#include "base/diagnostics.h"
#include "program/function_tables.h"
#include "program/heap.h"
#include "program/operations.h"
#include "program/state.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr FunctionParameter kTime[] = {{"t", types::number}};
constexpr FunctionParameter kText[] = {{"text", types::text}};

const Calendar& calendar(const Arguments& a, std::string_view name, bool needs_epoch) {
  const Calendar& all = a.state->program.expressions.calendar;
  if (!all.unit)
    throw RunError(a.span,
                   fmt::format("`{}` needs a `time_unit:`: seconds, minutes, hours, days or weeks", name));
  if (needs_epoch && !all.epoch)
    throw RunError(a.span, fmt::format("`{}` needs an `epoch:`, the date of time 0", name));
  return all;
}

double number(const Arguments& a) {
  const double t = to_number(a[0], a.excerpt, a.spans[0]);
  if (std::isfinite(t)) return t;
  throw RunError(a.spans[0], "a time must be a finite number");
}

Value date(const Arguments& a) {
  const Calendar& c = calendar(a, "date", true);
  return Value::adopt(Text::make(a.pool, c.date_text(number(a))));
}

Value weekday(const Arguments& a) {
  const Calendar& c = calendar(a, "weekday", true);
  return static_cast<double>(c.weekday(number(a)));
}

Value time_of_day(const Arguments& a) {
  const Calendar& c = calendar(a, "time_of_day", false);
  return c.units(c.seconds_of_day(number(a)));
}

Value time(const Arguments& a) {
  if (!a[0].is_text()) throw_wrong_type(a.excerpt, a.spans[0], a[0], "text");
  const std::string_view text = a[0].as_text()->view();
  if (const auto seconds = parse_time_of_day(text)) return calendar(a, "time", false).time_of_day(*seconds);
  const auto seconds = parse_date(text);
  if (seconds) return calendar(a, "time", true).time_of_date(*seconds);
  throw RunError(a.spans[0], fmt::format("`{}` is no time: write 09:15, or 2026-01-05 09:15", text));
}

}  // namespace

std::span<const Function> calendar_functions() {
  static const Function table[] = {
      function_of_state("date", kTime, types::text, date, "a time as a date, to the second; needs `epoch:`",
                        "date(now)"),
      function_of_state("weekday", kTime, types::number, weekday,
                        "the day of the week of a time: 0 is Monday, 6 Sunday; needs `epoch:`",
                        "weekday(now)"),
      function_of_state("time_of_day", kTime, types::number, time_of_day,
                        "how long after midnight a time is; needs a `time_unit:` from seconds to weeks",
                        "time_of_day(now)"),
      function_of_state("time", kText, types::number, time,
                        "the time of a date, or when it is that time of day for the first time",
                        "time('2026-01-05 09:15')"),
  };
  return table;
}

}  // namespace asim
