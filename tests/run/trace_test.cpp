// trace(): recorded values, one after another.

#include <doctest/doctest.h>

#include <string>

#include "record/temporary_directory.h"
#include "support/command.h"

namespace asim::test {
namespace {

/// A model beside a file of recorded values.
class Recorded {
public:
  explicit Recorded(const std::string& values) { write_file(directory_.file("recorded.csv"), values); }

  CommandResult run(const std::string& model) const {
    write_file(directory_.file("model.yaml"), model);
    return asim({"run", directory_.file("model.yaml"), "--verify", "-f", "csv", "--timeline", "log"});
  }
  /// The log rows: "1,a,x;2,a,y;".
  std::string logged(const std::string& model) const {
    const CommandResult result = run(model);
    CHECK(result.err == "");
    std::string rows = result.out.substr(result.out.find('\n') + 1);
    for (std::size_t at = 0; (at = rows.find(",log,,", at)) != std::string::npos;) rows.erase(at, 5);
    for (char& c : rows) c = c == '\n' ? ';' : c;
    return rows;
  }

private:
  TemporaryDirectory directory_;
};

}  // namespace

TEST_CASE("a trace gives the values in turn to whoever asks at its place, blank cells are skipped") {
  const Recorded recorded("time,kind\n3,letter\n ,parcel\n,\n4.5,\n0,\"a, b\"\n");
  CHECK(recorded.logged(R"(
processes:
  a:
    count: 3
    steps:
      - sleep: trace("recorded.csv", column="time")
      - log: "{trace('recorded.csv', column='kind')}"
)") == "0,a[2],letter;3,a[0],parcel;4.5,a[1],\"a, b\";");
}

TEST_CASE("each place in the model has a position of its own") {
  const Recorded recorded("x\n1\n2\n3\n");
  CHECK(recorded.logged(R"(
processes:
  a:
    steps:
      - loop: 2
        do:
          - log: "{trace('recorded.csv')} {trace('recorded.csv', column='x')}"
)") == "0,a,1 1;0,a,2 2;");
}

TEST_CASE("an expression may name the column: one position for each") {
  const Recorded recorded("red,blue\n1,10\n2,20\n3,30\n");
  CHECK(recorded.logged(R"(
processes:
  a:
    steps:
      - for: colour
        in: "['red', 'red', 'blue', 'red', 'blue']"
        do:
          - log: "{trace('recorded.csv', column=colour)}"
)") == "0,a,1;0,a,2;0,a,10;0,a,3;0,a,20;");
}

TEST_CASE("with repeat a trace begins again at its end") {
  const Recorded recorded("x\n1\n2\n");
  CHECK(recorded.logged(R"(
params: {again: true}
processes:
  a:
    steps:
      - loop: 5
        do:
          - sleep: trace("recorded.csv", repeat=again)
          - log: "."
)") == "1,a,.;3,a,.;4,a,.;6,a,.;7,a,.;");
}

TEST_CASE("the end of a trace ends the arrivals that it spaces") {
  const Recorded recorded("gap\n1\n2.5\n\n0\n");
  CHECK(recorded.logged(R"(
processes:
  guest:
    arrivals: {every: "trace('recorded.csv', column='gap') * 2"}
    steps: [{log: comes}]
)") == "2,guest[0],comes;7,guest[1],comes;7,guest[2],comes;");
}

TEST_CASE("a file without rows ends arrivals before the first") {
  const Recorded recorded("gap\n");
  CHECK(recorded.logged(R"(
processes:
  guest: {arrivals: {every: trace("recorded.csv")}, steps: [{log: comes}]}
)") == "");
}

TEST_CASE("a file of numbers alone needs no name above them") {
  const Recorded recorded("3\n1\n2\n");
  CHECK(recorded.logged(R"(
processes:
  a:
    steps:
      - loop: 4
        do:
          - sleep: trace("recorded.csv", repeat=true)
          - log: woken
)") == "3,a,woken;4,a,woken;6,a,woken;9,a,woken;");
}

TEST_CASE("a file without a line is an error before anything runs") {
  const Recorded recorded("");
  const CommandResult result = recorded.run(R"(
processes:
  a: {steps: [{sleep: trace("recorded.csv")}]}
)");
  CHECK(result.exit_code == 3);
  CHECK(result.err.find("error: `recorded.csv` is empty: its first line names the columns\n") == 0);
}

TEST_CASE("a trace is read as it is used, not before") {
  std::string values = "x\n";
  for (int i = 0; i < 5; ++i) values += "1\n";
  for (int i = 0; i < 100'000; ++i) values += "not a number, and long enough to be noticed\n";
  const Recorded recorded(values);
  CHECK(recorded.logged(R"(
processes:
  a:
    steps:
      - loop: 5
        do: [{sleep: trace("recorded.csv")}]
      - log: done
)") == "5,a,done;");
}

}  // namespace asim::test
