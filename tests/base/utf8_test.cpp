#include "base/utf8.h"

#include <doctest/doctest.h>

using namespace asim;

namespace {

// Where the text stops being UTF-8; its size if it is valid throughout.
std::size_t valid_up_to(std::string_view text) {
  std::size_t offset = text.size();
  const bool valid = valid_utf8(text, &offset);
  CHECK(valid == (offset == text.size()));
  return offset;
}

}  // namespace

TEST_CASE("well-formed UTF-8 is recognised at the edges of every length") {
  CHECK(valid_utf8(""));
  CHECK(valid_utf8("plain"));
  CHECK(valid_utf8("\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff"));
}

TEST_CASE("the first byte that does not belong is named") {
  CHECK(valid_up_to("ab\xff") == 2);
  CHECK(valid_up_to("\x80") == 0);
  CHECK(valid_up_to("a\xc0\xaf") == 1);          // overlong
  CHECK(valid_up_to("a\xe0\x9f\xbf") == 1);      // overlong
  CHECK(valid_up_to("a\xf0\x8f\xbf\xbf") == 1);  // overlong
  CHECK(valid_up_to("a\xed\xa0\x80") == 1);      // surrogate
  CHECK(valid_up_to("a\xf4\x90\x80\x80") == 1);  // beyond U+10FFFF
  CHECK(valid_up_to("\u00e9\xe2\x82") == 2);     // cut off
  CHECK(valid_up_to("\xe2\x82z") == 0);
}

TEST_CASE("width on a terminal") {
  CHECK(display_width("") == 0);
  CHECK(display_width("clerk") == 5);
  CHECK(display_width("\u00e9t\u00e9") == 3);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("\u9280\u884c") == 4);
  CHECK(display_width("\uff21") == 2);
  CHECK(display_width("\U0001f680") == 2);
  CHECK(display_width("a\u200db") == 2);
  CHECK(display_width("\x1b") == 0);
  CHECK(display_width("\xff") == 1);
  CHECK(display_width("\u2500\u20ac") == 2);
}

TEST_CASE("what steers a terminal is made visible, all else is kept") {
  CHECK(sanitized("caf\u00e9 \u9280 \\") == "caf\u00e9 \u9280 \\");
  CHECK(sanitized("a\nb\tc\r") == "a\\nb\\tc\\r");
  CHECK(sanitized("\x1b[31mred") == "\\x1b[31mred");
  CHECK(sanitized(std::string_view{"\0\x7f", 2}) == "\\x00\\x7f");
  CHECK(sanitized("\u009b"
                  "2J") == "\\u009b2J");
  CHECK(sanitized("\u202e\u2028") == "\\u202e\\u2028");
  CHECK(sanitized("\xff\xe2\x82") == "\\xff\\xe2\\x82");
}
