// Timelines read back from files.

#include "record/timeline_reader.h"

#include <doctest/doctest.h>

#include <limits>

#include "support/command.h"
#include "temporary_directory.h"

namespace asim::test {
namespace {

std::vector<TimelineRow> read(const std::string& name, const std::string& text) {
  const TemporaryDirectory directory;
  write_file(directory.file(name), text);
  const std::unique_ptr<RowSource> source = open_timeline(directory.file(name));
  REQUIRE(source);
  std::vector<TimelineRow> rows;
  while (auto row = source->next()) rows.push_back(*row);
  return rows;
}

bool is_timeline(const std::string& text) {
  const TemporaryDirectory directory;
  write_file(directory.file("x"), text);
  return open_timeline(directory.file("x")) != nullptr;
}

}  // namespace

TEST_CASE("what a file begins with says whether it is a timeline") {
  CHECK(is_timeline("time,process,event,object,detail\n"));
  CHECK(is_timeline("\xEF\xBB\xBFtime;process;event;object;detail\r\n"));
  CHECK(is_timeline("{\"time\":0,"));
  CHECK_FALSE(is_timeline(""));
  CHECK_FALSE(is_timeline("model: x\n"));
  CHECK_FALSE(is_timeline("{\"model\": \"x\"}"));
  CHECK_FALSE(is_timeline("time,process\n"));
  CHECK(open_timeline("/nowhere/at/all") == nullptr);
  CHECK(open_timeline("/") == nullptr);
}

TEST_CASE("both formats give the same rows") {
  const std::vector<TimelineRow> expected = {{0.5, "a", "log", "", "=1, \"x\"\ny"}};
  CHECK(read("x.csv", "time,process,event,object,detail\n0.5,a,log,,\"'=1, \"\"x\"\"\ny\"\n") == expected);
  CHECK(read("x.jsonl",
             "{\"time\":0.5,\"process\":\"a\",\"event\":\"log\",\"object\":\"\",\"detail\":\"=1, "
             "\\\"x\\\"\\ny\"}\n") == expected);
}

TEST_CASE("escapes and endless times of JSON lines") {
  const auto rows = read("x.jsonl",
                         "{\"time\": null , \"process\":\"\\u00fc\\u20ac\\u0001\\t\\r\\\\\", \"event\":\"e\","
                         "\"object\":\"o\",\"detail\":\"d\" }\r\n\n");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].time == std::numeric_limits<double>::infinity());
  CHECK(rows[0].process == "ü€\x01\t\r\\");
}

TEST_CASE("what is no row is refused with its line") {
  const char* const kHead = "{\"time\":0,\"process\":\"a\",\"event\":\"e\",\"object\":\"o\",\"detail\":";
  for (const std::string tail :
       {"\"d\"", "\"d\"}x", "\"d", "\"\\x\"}", "\"\\u00g0\"}", "\"\\u0\"}", "}", "\"d\",\"x\":1}"}) {
    CAPTURE(tail);
    CHECK_THROWS_AS(read("x.jsonl", kHead + tail + "\n"), TimelineError);
  }
  CHECK_THROWS_AS(read("x.csv", "time,process,event,object,detail\nx,a,log,,\n"), TimelineError);
  CHECK_THROWS_AS(read("x.csv", "time,process,event,object,detail\n0,a,log\n"), TimelineError);
}

}  // namespace asim::test
