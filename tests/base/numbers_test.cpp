#include "base/numbers.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <cstdint>
#include <string>

using namespace asim;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("numbers of all magnitudes are written as fmt writes them, and read back") {
  std::uint64_t bits = 1;
  for (int i = 0; i < 20'000; ++i) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;  // Knuth's generator, the upper half of it
    const double fraction = static_cast<double>(bits >> 12) * 0x1p-52;
    const double x = (i % 2 == 0 ? fraction : -fraction) * std::pow(10.0, i % 60 - 30);
    CAPTURE(x);
    const std::string text = number_text(x);
    REQUIRE(text ==
            (x == std::trunc(x) && std::abs(x) < 0x1p53 ? fmt::format("{:.0f}", x) : fmt::format("{}", x)));
    REQUIRE(parse_number(text) == x);
  }
}

}  // namespace

TEST_CASE("whole numbers are written without a point") {
  CHECK(number_text(0) == "0");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(-17) == "-17");
  CHECK(number_text(100000) == "100000");
  CHECK(number_text(9007199254740991.0) == "9007199254740991");
  CHECK(number_text(-9007199254740992.0) == "-9007199254740992");
  CHECK(number_text(1e300) == "1e+300");
}

TEST_CASE("in tables numbers are short: five digits, whole ones in full") {
  CHECK(short_number_text(0) == "0");
  CHECK(short_number_text(-0.0) == "0");
  CHECK(short_number_text(1234567) == "1234567");
  CHECK(short_number_text(2.5) == "2.5");
  CHECK(short_number_text(5.960002073004452) == "5.96");
  CHECK(short_number_text(1.0 / 3) == "0.33333");
  CHECK(short_number_text(-12345.678) == "-12346");
  CHECK(short_number_text(1234567.8) == "1234568");
  CHECK(short_number_text(0.000123456789) == "0.00012346");
  CHECK(short_number_text(1.23456789e-7) == "1.2346e-07");
  CHECK(short_number_text(1.23456789e20) == "1.2346e+20");
  CHECK(short_number_text(HUGE_VAL) == "inf");
  CHECK(short_number_text(-HUGE_VAL) == "-inf");
  CHECK(short_number_text(std::nan("")) == "-");
}

TEST_CASE("other numbers are written as the shortest text that reads back") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(0.1 + 0.2) == "0.30000000000000004");
  CHECK(number_text(-2.5) == "-2.5");
  CHECK(number_text(1e-7) == "1e-07");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(number_text(-std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(number_text(infinity) == "inf");
  CHECK(number_text(-infinity) == "-inf");
}

TEST_CASE("a number that was written before is written the same, whichever came between") {
  for (int round = 0; round < 3; ++round) {
    for (int i = -500; i <= 500; ++i) {
      const double x = i * 0.1, y = i / 3.0;
      CAPTURE(x);
      for (int again = 0; again < 2; ++again) {
        REQUIRE(number_text(x) == (x == std::trunc(x) ? fmt::format("{:.0f}", x) : fmt::format("{}", x)));
        REQUIRE(number_text(y) == (i % 3 == 0 ? fmt::format("{}", i / 3) : fmt::format("{}", y)));
      }
    }
  }
}

TEST_CASE("numbers are appended to strings and buffers alike") {
  std::string text = "t=";
  append_number(text, 1.5);
  CHECK(text == "t=1.5");
  fmt::memory_buffer buffer;
  append_number(buffer, 42);
  append_number(buffer, -0.25);
  CHECK(fmt::to_string(buffer) == "42-0.25");
}

TEST_CASE("every double reads back as itself") {
  std::mt19937_64 bits{1};
  for (int i = 0; i < 20000; ++i) {
    const double value = std::bit_cast<double>(bits());
    if (!std::isfinite(value)) continue;
    const std::string text = number_text(value);
    CAPTURE(text);
    REQUIRE(parse_number(text) == value);
  }
}

TEST_CASE("decimal notation is understood") {
  CHECK(parse_number("0") == 0);
  CHECK(parse_number("+5") == 5);
  CHECK(parse_number("-5.25") == -5.25);
  CHECK(parse_number(".5") == 0.5);
  CHECK(parse_number("-.5") == -0.5);
  CHECK(parse_number("5.") == 5);
  CHECK(parse_number("5.e1") == 50);
  CHECK(parse_number("1_000_000.25") == 1000000.25);
  CHECK(parse_number("1E3") == 1000);
  CHECK(parse_number("1e-03") == 0.001);
  CHECK(parse_number("0.10") == 0.1);
}

TEST_CASE("numbers beyond the range of double become infinite or zero") {
  CHECK(parse_number("1e400") == infinity);
  CHECK(parse_number("-1e400") == -infinity);
  CHECK(parse_number("1e99999999999999999999") == infinity);
  CHECK(parse_number(std::string(400, '9')) == infinity);
  CHECK(parse_number("0." + std::string(400, '0') + "1e800") == infinity);
  CHECK(parse_number("1e-400") == 0);
  CHECK(parse_number("1e-99999999999999999999") == 0);
  CHECK(parse_number("1" + std::string(400, '0') + "e-800") == 0);
  CHECK(parse_number("0e999") == 0);
  CHECK(parse_number("5e-324") == std::numeric_limits<double>::denorm_min());
}

TEST_CASE("what is not plainly a decimal number is refused") {
  for (const char* text : {"",   "-",   "+",   ".",   "-.",    "e5",   ".e5",  "1e",   "1e+",  "017",  "-017",
                           "00", "0_1", "1_",  "_1",  "1__0",  "1_.5", "1._5", "1e_5", "0x10", "0o17", " 1",
                           "1 ", "1,5", "--1", "+-1", "1.2.3", "nan",  "inf",  ".inf", "1f",   "1e5.0"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

TEST_CASE("integers are exact or nothing") {
  CHECK(parse_integer("0") == 0);
  CHECK(parse_integer("+12_000") == 12000);
  CHECK(parse_integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(parse_integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(parse_unsigned("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  for (const char* text :
       {"", "-", "1.0", "1e3", "9223372036854775808", "-9223372036854775809", "07", "--1", "- 1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_integer(text).has_value());
  }
  for (const char* text : {"", "-1", "+1", "18446744073709551616", "007", "1.5", " 1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_unsigned(text).has_value());
  }
}
