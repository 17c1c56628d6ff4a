// Designs: what ranges and lists mean, in which order points come, and what is refused.

#include "run/design.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "program/value_text.h"
#include "record/temporary_directory.h"
#include "support/command.h"

namespace asim {
namespace {

std::string levels(const std::string& text) {
  Design design;
  std::string all;
  for (const Value& value : design.factor("x", text).levels) {
    all += (all.empty() ? "" : " ") + std::string(value.is_text() ? "'" : "") + value_text(value);
  }
  return all;
}

std::string points(const Design& design) {
  std::string all;
  for (std::size_t i = 0; i < design.point_count(); ++i) {
    for (const auto& [name, value] : design.point(i)) all += name + "=" + value_text(value) + " ";
    all += "| ";
  }
  return all;
}

template <class Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const DesignError& error) {
    return error.what();
  }
  return "";
}

std::string level_error(const std::string& text) {
  return error_of([&] { levels(text); });
}

}  // namespace

TEST_CASE("values are numbers, true, false, null, and text") {
  CHECK(levels("1") == "1");
  CHECK(levels("1,2.50,1e3,-4") == "1 2.5 1000 -4");
  CHECK(levels("true,false,null,red") == "true false null 'red");
  CHECK(levels("") == "'");
  CHECK(levels("noon:12") == "'noon:12");
  CHECK(levels("a=b") == "'a=b");
}

TEST_CASE("ranges include both ends and do not drift") {
  CHECK(levels("0.1:0.9:0.1") == "0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9");
  CHECK(levels("1:4") == "1 2 3 4");
  CHECK(levels("0:1:0.3") == "0 0.3 0.6 0.9");
  CHECK(levels("3:1:-1") == "3 2 1");
  CHECK(levels("-0.2:0.2:0.1") == "-0.2 -0.1 0 0.1 0.2");
  CHECK(levels("5:5:1") == "5");
  CHECK(levels("1e3:3e3:1e3") == "1000 2000 3000");
  CHECK(levels("1,5:20:5,100") == "1 5 10 15 20 100");
  Design design;
  const Factor fine = design.factor("x", "0:1:0.00001");
  REQUIRE(fine.levels.size() == 100'001);
  CHECK(fine.levels[70'001].as_number() == 0.70001);
  CHECK(fine.levels.back().as_number() == 1);
}

TEST_CASE("ranges that cannot be meant are refused") {
  CHECK(level_error("1:2:0") == "the range `1:2:0` of `x` has step 0");
  CHECK(level_error("1:2:-1") == "the range `1:2:-1` of `x` is empty: a step of -1 leads away from 2");
  CHECK(level_error("2:1") == "the range `2:1` of `x` is empty: a step of 1 leads away from 1");
  CHECK(level_error("1:2:z") == "the range `1:2:z` of `x` has a part that is no number: `z`");
  CHECK(level_error("1:2:") == "the range `1:2:` of `x` has a part that is no number: ``");
  CHECK(level_error("1:2:1:1") ==
        "the range `1:2:1:1` of `x` has more than three parts: a range is FIRST:LAST or FIRST:LAST:STEP");
  CHECK(level_error("0:1:1e-9") ==
        "the range `0:1:1e-9` of `x` has 1000000001 values: no more than 1000000 are allowed");
  CHECK(level_error("0:1e300:1e-300") ==
        "the range `0:1e300:1e-300` of `x` has numbers that lie too far apart");
  CHECK(level_error("0:0.1234567890123456789") ==
        "the range `0:0.1234567890123456789` of `x` has a number with more than 18 digits: "
        "`0.1234567890123456789`");
  CHECK(level_error("1,,2") == "`x=1,,2` has a comma too many");
  CHECK(level_error("1e999") == "the number `1e999` is too large");
}

TEST_CASE("several factors form a grid, the last one varies fastest") {
  Design design;
  CHECK(design.point_count() == 1);
  CHECK(points(design) == "| ");
  design.add(design.factor("a", "1,2"));
  design.add(design.factor("b", "x,y,z"));
  CHECK(points(design) == "a=1 b=x | a=1 b=y | a=1 b=z | a=2 b=x | a=2 b=y | a=2 b=z | ");
  design.add(design.factor("c", "0"));
  CHECK(design.names() == std::vector<std::string_view>{"a", "b", "c"});
  CHECK(design.varying() == std::vector<std::string_view>{"a", "b"});
}

TEST_CASE("paired factors go together, single values hold throughout") {
  Design design;
  design.add_paired({design.factor("a", "1:3"), design.factor("b", "x,y,z"), design.factor("c", "7")});
  CHECK(points(design) == "a=1 b=x c=7 | a=2 b=y c=7 | a=3 b=z c=7 | ");
  Design uneven;
  CHECK(error_of([&] {
          uneven.add_paired({uneven.factor("a", "1,2,3"), uneven.factor("b", "1,2")});
        }) == "paired parameters need equally many values: `b` has 2, `a` has 3");
}

TEST_CASE("a file has the points as rows, and forms a grid with factors") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("points.csv");
  test::write_file(path,
                   "\xEF\xBB\xBF"
                   "a,b\r\n1,\"x, y\"\r\n2.0,true\r\n");
  Design design;
  design.add_file(path);
  design.add(design.factor("c", "1,2"));
  CHECK(points(design) == "a=1 b=x, y c=1 | a=1 b=x, y c=2 | a=2 b=true c=1 | a=2 b=true c=2 | ");
}

TEST_CASE("a wrong file of points is refused") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("points.csv");
  const auto error_with = [&](const std::string& text) {
    test::write_file(path, text);
    Design design;
    std::string error = error_of([&] { design.add_file(path); });
    const std::size_t at = error.find(path);
    return at == std::string::npos ? error : error.replace(at, path.size(), "FILE");
  };
  CHECK(error_with("") == "the design FILE is empty");
  CHECK(error_with("a,b\n") == "the design FILE has no points: only a header");
  CHECK(error_with("a,b\n1,2\n3\n") == "FILE:3: 1 cells, but the header has 2");
  CHECK(error_with("a,b\n1,2\n1.0,2\n") == "a=1, b=2 is given twice: lines 2 and 3 of the design");
  CHECK(error_with("a,a\n1,2\n") == "parameter `a` is given twice");
  Design design;
  CHECK(error_of([&] { design.add_file("no/such/file"); }) == "cannot open the design no/such/file");
}

TEST_CASE("what is there twice, and too many points, are refused") {
  Design design;
  design.add(design.factor("a", "1:1000"));
  CHECK(error_of([&] { design.add(design.factor("a", "2")); }) == "parameter `a` is given twice");
  CHECK(error_of([&] { design.add(design.factor("b", "1,2,1.0")); }) == "b=1 is given twice");
  CHECK(error_of([&] { design.add(design.factor("b", "1:1001")); }) ==
        "the design has 1001000 points: no more than 1000000 are allowed");
  design.add(design.factor("b", "1:1000"));
  CHECK(design.point_count() == 1'000'000);
  CHECK(design.point(999'999)[0].second.as_number() == 1000);
}

}  // namespace asim
