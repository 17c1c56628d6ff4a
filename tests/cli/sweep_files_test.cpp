// asim sweep and its file: nothing that was computed is lost, whatever happens.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

/// Its runs take a while.
constexpr const char* kSlow = R"(model: slow
params: {n: 20000}
processes:
  worker:
    steps:
      - loop: n
        do:
          - sleep: exponential(1)
          - tally: {x: now}
outputs: {x: mean(x)}
)";

std::vector<std::string> words(const ModelFile& model, std::vector<std::string> options) {
  options.insert(options.begin(), {"sweep", model.path(), "-q", "--csv", model.file("runs.csv")});
  return options;
}

CommandResult sweep(const ModelFile& model, const std::vector<std::string>& options) {
  return asim(words(model, options));
}

std::string rows(const ModelFile& model) { return read_file(model.file("runs.csv")); }

std::ptrdiff_t line_count(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

/// A shell line that sweeps the model.
std::string line(const ModelFile& model, const std::string& options) {
  return "asim sweep '" + model.path() + "' -q --csv '" + model.file("runs.csv") + "' " + options;
}

}  // namespace

TEST_CASE("--resume goes on behind the last whole row, wherever the file breaks off") {
  const ModelFile model(kDice);
  CHECK(sweep(model, {"-r", "6"}).exit_code == 0);
  const std::string complete = rows(model);
  for (std::size_t size = 0; size <= complete.size(); ++size) {
    write_file(model.file("runs.csv"), complete.substr(0, size));
    const CommandResult result =
        asim({"sweep", model.path(), "-r", "6", "--csv", model.file("runs.csv"), "--resume"});
    CAPTURE(size);
    REQUIRE(result.exit_code == 0);
    REQUIRE(rows(model) == complete);
    REQUIRE(result.out.ends_with("6 replications; ± half the width of the 95 % confidence interval\n"));
  }
  std::remove(model.file("runs.csv").c_str());
  CHECK(sweep(model, {"-r", "6", "--resume"}).exit_code == 0);
  CHECK(rows(model) == complete);
}

TEST_CASE("--resume knows the finished rows: the summary and the precision are the same") {
  const ModelFile model(kDice);
  const std::vector<std::string> options = {"--precision", "x=10%", "--summary", model.file("summary.csv")};
  CHECK(sweep(model, options).exit_code == 0);
  const std::string complete = rows(model), summary = read_file(model.file("summary.csv"));
  CHECK(line_count(complete) > 50);
  write_file(model.file("runs.csv"), complete.substr(0, complete.size() / 3));
  std::vector<std::string> again = options;
  again.emplace_back("--resume");
  CHECK(sweep(model, again).exit_code == 0);
  CHECK(rows(model) == complete);
  CHECK(read_file(model.file("summary.csv")) == summary);
}

TEST_CASE("without --resume the file is begun anew, but not by a model that is wrong") {
  const ModelFile model(kDice);
  CHECK(sweep(model, {"-r", "6"}).exit_code == 0);
  const std::string six = rows(model);
  CHECK(asim({"sweep", model.file("nosuch.yaml"), "--csv", model.file("runs.csv")}).exit_code == 3);
  CHECK(sweep(model, {"-p", "y=1"}).exit_code == 2);
  CHECK(rows(model) == six);
  CHECK(sweep(model, {"-r", "2"}).exit_code == 0);
  CHECK(six.starts_with(rows(model)));
  CHECK(line_count(rows(model)) == 3);
}

TEST_CASE("--resume refuses the rows of another sweep, and leaves them alone") {
  const ModelFile model(std::string(kDice) + "params: {a: 1}\n");
  CHECK(sweep(model, {"-p", "a=1,2", "-r", "3"}).exit_code == 0);
  const std::string complete = rows(model);
  const auto check = [&](const std::vector<std::string>& options, const std::string& why) {
    CAPTURE(why);
    std::vector<std::string> all = options;
    all.emplace_back("--resume");
    const CommandResult result = sweep(model, all);
    CHECK(result.exit_code == 2);
    CHECK(result.err == usage_error("cannot resume " + model.file("runs.csv") + ": " + why));
    CHECK(rows(model) == complete);
  };
  const std::string other = " is not a run that this sweep has there: other parameters, seed or replications";
  check({"-p", "a=1,3", "-r", "3"}, "line 5" + other);
  check({"-p", "a=1,2", "-r", "2"}, "line 4" + other);
  check({"-p", "a=1,2", "-r", "3", "--seed", "2"}, "line 2" + other);
  check({"-p", "a=1", "-r", "3"}, "it has more rows than this sweep has runs");
  check({"-p", "a=1,2", "-r", "3", "--shard", "1/2"}, "its columns are not those of this sweep");
  write_file(model.path(), std::string(kDice) + "params: {a: 1}\n# changed\n");
  const CommandResult result = sweep(model, {"-p", "a=1,2", "-r", "3", "--resume"});
  CHECK(result.exit_code == 2);
  CHECK(result.err.starts_with("error: cannot resume " + model.file("runs.csv") +
                               ": the model has changed since (line 2 has run r"));
  CHECK(rows(model) == complete);
}

TEST_CASE("recorded values are part of the model: --resume refuses the rows of other ones") {
  const ModelFile model(R"(model: recorded
processes: {p: {steps: [{sleep: "{trace('times.csv')}"}]}}
outputs: {end: now}
)");
  write_file(model.file("times.csv"), "x\n3\n");
  CHECK(sweep(model, {"-r", "1"}).exit_code == 0);
  CHECK(sweep(model, {"-r", "1", "--resume"}).exit_code == 0);
  write_file(model.file("times.csv"), "x\n4\n");
  CHECK(sweep(model, {"-r", "1", "--resume"}).exit_code == 2);
  for (const char* option : {"--csv", "--summary"}) {
    const CommandResult result = asim({"sweep", model.path(), option, model.file("times.csv")});
    CHECK(result.exit_code == 2);
    CHECK(result.err == usage_error(std::string(option) + " would overwrite `" + model.file("times.csv") +
                                    "`, which the model needs"));
  }
}

TEST_CASE("after SIGKILL the finished rows are there, and --resume completes them") {
  const ModelFile model(kSlow);
  const std::string file = "'" + model.file("runs.csv") + "'";
  const CommandResult killed =
      shell(line(model, "-r 1000000") + " & while ! test -s " + file + " || [ $(wc -l <" + file +
            ") -lt 5 ]; do sleep 0.01; done; kill -KILL $!; wait $!");
  CHECK(killed.exit_code == 137);
  const std::string left = rows(model);
  const std::ptrdiff_t finished = line_count(left) - 1;
  REQUIRE(finished > 0);
  const std::string runs = std::to_string(finished + 20);
  CHECK(sweep(model, {"-r", runs, "--resume"}).exit_code == 0);
  const std::string resumed = rows(model);
  CHECK(resumed.starts_with(left));
  CHECK(sweep(model, {"-r", runs}).exit_code == 0);
  CHECK((rows(model) == resumed));
}

TEST_CASE("an interrupted sweep keeps the finished rows and ends with 130") {
  for (const std::string signal : {"INT", "TERM"}) {
    const ModelFile model(kSlow);
    const CommandResult result = shell("timeout --preserve-status -s " + signal +
                                       " 0.3 env --default-signal=INT " + line(model, "-r 100000"));
    CHECK(result.exit_code == 130);
    CHECK(result.err == "interrupted: the finished runs are written; --resume goes on\n");
    CHECK(line_count(rows(model)) > 1);
    CHECK(rows(model).ends_with("\n"));
  }
}

TEST_CASE("two sweeps do not write one file") {
  const ModelFile model(kSlow);
  const std::string path = model.file("runs.csv");
  const CommandResult result =
      shell(line(model, "-r 100000") + " & while [ ! -s '" + path + "' ]; do sleep 0.01; done; " +
            line(model, "") + "; echo $?; kill -TERM $!; wait $!; echo $?");
  CHECK(result.out == "1\n130\n");
  CHECK(result.err == "error: another asim is writing " + path +
                          "\ninterrupted: the finished runs are written; --resume goes on\n");
}

TEST_CASE("a full disk and a size limit are told, and whole rows stay") {
  const ModelFile model(kDice);
  for (const std::string option : {"--csv", "--summary"}) {
    const CommandResult full = asim({"sweep", model.path(), option, "/dev/full"});
    CHECK(full.exit_code == 1);
    CHECK(full.err == "error: cannot write /dev/full: No space left on device\n");
  }
  const CommandResult limited = shell("ulimit -f 4; " + line(model, "-r 1000 -j 2"));
  CHECK(limited.exit_code == 1);
  CHECK(limited.err == "error: cannot write " + model.file("runs.csv") + ": File too large\n");
  CHECK(rows(model).size() <= 4096);
  CHECK(rows(model).size() > 4000);
  CHECK(rows(model).ends_with("\n"));
  CHECK(sweep(model, {"--csv", model.file("no/such.csv")}).exit_code == 2);  // --csv is given twice
  CHECK(asim({"sweep", model.path(), "--csv", model.file("no/such.csv")}).err ==
        "error: cannot open " + model.file("no/such.csv") + ": No such file or directory\n");
}

TEST_CASE("a reader that goes away ends a sweep quietly") {
  const ModelFile model(kDice);
  const CommandResult result =
      shell("asim sweep '" + model.path() + "' -r 100000 --csv - | head -n 1; echo ${PIPESTATUS[0]}");
  CHECK(result.out == "run,replication,seed,x,error\n0\n");
  CHECK(result.err == "");
}

TEST_CASE("a spreadsheet runs no cell, and opens the dialect for it") {
  const ModelFile model(R"(model: formulas
params: {title: "=1+1", number: -5}
processes: {p: {steps: [{sleep: 1}]}}
outputs: {title: title, number: number, sign: "'+'"}
)");
  CHECK(sweep(model, {}).exit_code == 0);
  const std::string plain = rows(model);
  CHECK(plain.find(",'=1+1,-5,1,1,'=1+1,-5,'+,\n") != std::string::npos);
  CHECK(sweep(model, {"--csv-dialect", "excel"}).exit_code == 0);
  std::string expected = "\xEF\xBB\xBF" + plain;
  std::replace(expected.begin(), expected.end(), ',', ';');
  for (std::size_t at = 0; (at = expected.find('\n', at)) != std::string::npos; at += 2)
    expected.insert(at, "\r");
  CHECK(rows(model) == expected);
  CHECK(sweep(model, {"--csv-dialect", "excel", "--resume"}).exit_code == 0);
  CHECK(rows(model) == expected);
}

}  // namespace asim::test
