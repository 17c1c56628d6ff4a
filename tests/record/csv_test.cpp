#include "record/csv.h"

#include <array>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

using namespace asim;

namespace {

// The same, character by character.
std::string cell_of(std::string_view text, char separator) {
  const std::string guard =
      !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != text.npos ? "'" : "";
  if (text.find_first_of(std::string("\"\r\n") + separator) == text.npos) return guard + std::string(text);
  std::string quoted = "\"" + guard;
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

TEST_CASE("every character is quoted where it must be, in texts of all lengths") {
  for (const CsvDialect dialect : {CsvDialect::plain, CsvDialect::excel}) {
    CsvLine line(dialect);
    const char separator = dialect == CsvDialect::excel ? ';' : ',';
    const std::string end = dialect == CsvDialect::excel ? "\r\n" : "\n";
    for (int c = 1; c < 256; ++c) {
      for (std::size_t size = 1; size <= 26; ++size) {
        for (std::size_t at = 0; at < size; ++at) {
          std::string text(size, 'a');
          text[at] = static_cast<char>(c);
          std::string appended;
          append_csv_text(appended, text, separator);
          const std::string expected = cell_of(text, separator);
          CAPTURE(text);
          REQUIRE(appended == expected);
          REQUIRE(line.add_text(text).add_text("b").take() == expected + separator + "b" + end);
        }
      }
    }
  }
}

TEST_CASE("a line has its cells as they are, and begins anew") {
  CsvLine line;
  CHECK(line.take() == "\n");
  CHECK(line.add_text("").take() == "\n");
  CHECK(line.add_text("").add_text("").take() == ",\n");
  CHECK(line.add_number(-2.5).add_plain("-x").add_text("-x").add_harmless("").take() == "-2.5,-x,'-x,\n");
  const std::string longest(10'000, 'a'), quotes(10'000, '"');
  CHECK(line.add_harmless(longest).add_text(longest).take() == longest + "," + longest + "\n");
  CHECK(line.add_text(quotes).take().size() == 20'003);
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text = longest.substr(0, size);
    CHECK(line.add_harmless(text).add_number(1).take() == text + ",1\n");
  }
}

TEST_CASE("a line stays in its place, or moves to one that is long enough, each time the same") {
  CsvLine line;
  std::array<char, 200> place{};
  const std::string text(1000, 'a');
  const char* moved_to = nullptr;
  for (int i = 0; i < 3; ++i) {
    line.begin_in(place);
    const std::string_view made = line.add_number(1).add_text(text).take();
    CHECK(made == "1," + text + "\n");
    if (i > 0) CHECK(made.data() == moved_to);
    moved_to = made.data();
    line.begin_in(place);
    CHECK(line.add_number(1).take().data() == place.data());
  }
}
