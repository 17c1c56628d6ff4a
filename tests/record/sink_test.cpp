#include "record/sink.h"

#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "temporary_directory.h"

using namespace asim;

namespace {

const std::vector<Row> typical = {
    {0, "coder[2]", "log", "", "starts, \"now\""},
    {1.5, "coder[2]", "acquire", "desk", "waits"},
    {10, "boss", "sleep", "", ""},
};

std::string written(std::string_view format, const std::vector<Row>& rows, const SinkOptions& options = {}) {
  const TemporaryDirectory directory;
  Output output{directory.file("out")};
  const SinkKind* kind = find_sink(format);
  REQUIRE(kind != nullptr);
  const auto sink = kind->make(output, options);
  sink->begin();
  for (const Row& row : rows) sink->write(row);
  sink->end();
  output.close();
  return contents_of(directory.file("out"));
}

Row log_row(double time, std::string_view process, std::string_view text) {
  return {time, process, "log", "", text};
}

}  // namespace

TEST_CASE("formats are found by name") {
  CHECK(sink_kinds().front().name == "table");
  for (const SinkKind& kind : sink_kinds()) CHECK(find_sink(kind.name) == &kind);
  CHECK(find_sink("xml") == nullptr);
}

TEST_CASE("csv quotes only where it must") {
  CHECK(written("csv", {}) == "time,process,event,object,detail\n");
  CHECK(written("csv", typical) ==
        "time,process,event,object,detail\n"
        "0,coder[2],log,,\"starts, \"\"now\"\"\"\n"
        "1.5,coder[2],acquire,desk,waits\n"
        "10,boss,sleep,,\n");
  CHECK(written("csv", {log_row(0, " a ", "x;y\nz")}) ==
        "time,process,event,object,detail\n0, a ,log,,\"x;y\nz\"\n");
}

TEST_CASE("csv disarms formulas in text but not in numbers") {
  CHECK(written("csv", {{-1, "=a", "+b", "@c", "-1,5"}, {0, "\ta", "\rb", "'c", "a=b"}}) ==
        "time,process,event,object,detail\n-1,'=a,'+b,'@c,\"'-1,5\"\n0,'\ta,\"'\rb\",'c,a=b\n");
  CHECK(written("csv", {{0, "a", "put", "jobs", "-3", true}, {0, "a", "log", "", "-3"}}) ==
        "time,process,event,object,detail\n0,a,put,jobs,-3\n0,a,log,,'-3\n");
}

TEST_CASE("csv for spreadsheets") {
  const SinkOptions options{false, CsvDialect::excel};
  CHECK(written("csv", {log_row(0.5, "a", "x,y"), log_row(1, "a", "x;y")}, options) ==
        "\xEF\xBB\xBFtime;process;event;object;detail\r\n0.5;a;log;;x,y\r\n1;a;log;;\"x;y\"\r\n");
}

TEST_CASE("json lines") {
  CHECK(written("jsonl", typical) ==
        "{\"time\":0,\"process\":\"coder[2]\",\"event\":\"log\",\"object\":\"\",\"detail\":\"starts, "
        "\\\"now\\\"\"}\n"
        "{\"time\":1.5,\"process\":\"coder[2]\",\"event\":\"acquire\",\"object\":\"desk\",\"detail\":"
        "\"waits\"}\n"
        "{\"time\":10,\"process\":\"boss\",\"event\":\"sleep\",\"object\":\"\",\"detail\":\"\"}\n");
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(written("jsonl", {log_row(infinity, "\u9280", "\\ \n\t\r\x1b\xff")}) ==
        "{\"time\":null,\"process\":\"\u9280\",\"event\":\"log\",\"object\":\"\","
        "\"detail\":\"\\\\ \\n\\t\\r\\u001b\\ufffd\"}\n");
}

TEST_CASE("markdown escapes what would end a cell or begin markup") {
  CHECK(written("markdown", {{1.5, "a|b", "log", "", "x\ny <b> *z*"}}) ==
        "| time | process | event | object | detail |\n"
        "|---:|---|---|---|---|\n"
        "| 1.5 | a\\|b | log |  | x\\\\ny \\<b> \\*z\\* |\n");
}

TEST_CASE("a table aligns its columns and has no trailing blanks") {
  CHECK(written("table", {}) == "");
  CHECK(written("table", typical) ==
        "time  process   event    object  detail\n"
        "   0  coder[2]  log              starts, \"now\"\n"
        " 1.5  coder[2]  acquire  desk    waits\n"
        "  10  boss      sleep\n");
}

TEST_CASE("a table of log rows leaves out what says nothing") {
  CHECK(written("table", {log_row(0, "a", "one"), log_row(12345, "\u9280\u884c", "\x1b[2J")}) ==
        " time  process  detail\n"
        "    0  a        one\n"
        "12345  \u9280\u884c     \\x1b[2J\n");
}

TEST_CASE("a table goes on when later rows are wider or of another kind") {
  std::vector<Row> rows(200, log_row(1, "a", "x"));
  rows.push_back(log_row(2, "much wider", "y"));
  rows.push_back(log_row(3, "a", "z"));
  rows.push_back({4, "a", "sleep", "", "1"});
  const std::string text = written("table", rows);
  const std::string tail = text.substr(text.find("   2"));
  CHECK(tail ==
        "   2  much wider  y\n"
        "   3  a           z\n"
        "\n"
        "time  process     event  object  detail\n"
        "   4  a           sleep          1\n");
}

TEST_CASE("a very wide cell shifts its own row only") {
  const std::string name(40, 'w');
  CHECK(written("table", {log_row(0, name, "x"), log_row(1, "a", "y")}) ==
        "time  process  detail\n   0  " + name + "  x\n   1  a        y\n");
}

TEST_CASE("a table shows at once what is flushed") {
  const TemporaryDirectory directory;
  Output output{directory.file("out")};
  const auto sink = find_sink("table")->make(output, {});
  sink->begin();
  sink->write(log_row(0, "a", "one"));
  sink->flush();
  sink->write(log_row(1, "b", "two"));
  sink->end();
  output.close();
  CHECK(contents_of(directory.file("out")) ==
        "time  process  detail\n   0  a        one\n   1  b        two\n");
}

TEST_CASE("colours go with names") {
  const std::string text =
      written("table", {log_row(0, "a", "x"), log_row(1, "b", "y"), log_row(2, "a", "z")},
              SinkOptions{true, CsvDialect::plain});
  const auto colour_before = [&text](const char* name) {
    const std::size_t at = text.find(name);
    REQUIRE(at != std::string::npos);
    return text.substr(at - 5, 5);
  };
  CHECK(text.starts_with("\x1b[1mtime\x1b[0m  \x1b[1mprocess\x1b[0m"));
  CHECK(colour_before("a\x1b[0m        x") == colour_before("a\x1b[0m        z"));
  CHECK(colour_before("a\x1b[0m        x") != colour_before("b\x1b[0m        y"));
}
