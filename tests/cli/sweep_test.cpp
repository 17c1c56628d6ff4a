// asim sweep: its table, its summary, and what it refuses.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

constexpr const char* kBank = R"(model: bank
params:
  rate: {default: 0.5, max: 0.9}
  tellers: 1
  word: "a, b"
resources: {teller: {capacity: tellers}}
processes:
  customer:
    arrivals: {every: exponential(rate=rate), count: 50}
    vars: {arrived: now}
    steps:
      - with: teller
        do:
          - sleep: exponential(1)
      - tally: {wait: now - arrived}
      - if: rate > 0.75 and self.index == 49 and now < 50
        then:
          - fail: "too, fast"
outputs: {wait: mean(wait), busy: teller.utilization > 0.5}
)";

CommandResult sweep(const ModelFile& model, std::vector<std::string> options) {
  options.insert(options.begin(), {"sweep", model.path()});
  return asim(options);
}

std::string table(const ModelFile& model, std::vector<std::string> options) {
  options.insert(options.end(), {"--csv", "-"});
  const CommandResult result = sweep(model, options);
  CHECK(result.err == "");
  return result.out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

void check_refused(const ModelFile& model, const std::vector<std::string>& options,
                   const std::string& message) {
  CAPTURE(message);
  const CommandResult result = sweep(model, options);
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(result.err == usage_error(message));
}

}  // namespace

TEST_CASE("a row for each run: parameters, replication, seed, outputs, error") {
  const ModelFile model(kSpeaker);
  CHECK(table(model, {"-p", "rounds=1:2", "-p", "word=x", "-r", "2", "--seed", "7"}) ==
        "run,rounds,word,replication,seed,output.rounds,output.word,nothing,error\n"
        "r35772d85-d46e71a9eca5,1,x,1,7,1,x,,\n"
        "r35772d85-6a12bfb5df77,1,x,2,7,1,x,,\n"
        "r35772d85-7de8b0ff2fc2,2,x,1,7,2,x,,\n"
        "r35772d85-15fe78222dcd,2,x,2,7,2,x,,\n");
}

TEST_CASE("a row is enough to repeat its run bit by bit") {
  const ModelFile model(kBank);
  const std::vector<std::string> lines =
      lines_of(table(model, {"-p", "rate=0.3,0.7", "-p", "tellers=1,2", "-r", "3", "--seed", "5"}));
  REQUIRE(lines.size() == 13);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = cells_of(lines[i]);
    REQUIRE(cells.size() == 9);
    const CommandResult run =
        asim({"run", model.path(), "-p", "rate=" + cells[1], "-p", "tellers=" + cells[2], "-p",
              "word=" + cells[3], "--replication", cells[4], "--seed", cells[5], "--outputs", "-"});
    CHECK(run.out == "name,value\nwait," + cells[6] + "\nbusy," + cells[7] + "\n");
  }
}

TEST_CASE("the number of threads changes no byte") {
  const ModelFile model(kBank);
  const std::vector<std::string> options = {"-p", "rate=0.1:0.7:0.1", "-r", "40"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), options.begin(), options.end());
    return table(model, more);
  };
  const std::string one = with({"-j", "1"});
  CHECK(std::count(one.begin(), one.end(), '\n') == 281);
  CHECK(with({"-j", "8"}) == one);
  CHECK(with({}) == one);
  CHECK(shell("ASIM_JOBS=3 LC_ALL=de_DE.UTF-8 asim sweep '" + model.path() +
              "' -p rate=0.1:0.7:0.1 -r 40 --csv -")
            .out == one);
}

TEST_CASE("one failing run among many is a row with its error, and exit code 1") {
  const ModelFile model(kBank);
  const CommandResult result = sweep(model, {"-p", "rate=0.9", "-r", "40", "--csv", "-"});
  CHECK(result.exit_code == 1);
  const std::vector<std::string> lines = lines_of(result.out);
  REQUIRE(lines.size() == 41);
  std::size_t failed = 0;
  std::string first;
  for (const std::string& line : lines) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.back() == "" || cells.back() == "error") continue;
    CHECK(cells[6] == "");
    CHECK(cells.back() == model.path() + ":18: too, fast");
    if (++failed == 1) first = cells[0];
  }
  CHECK(failed > 0);
  CHECK(failed < 40);
  CHECK(result.err == "error: " + std::to_string(failed) + " of 40 runs failed; the first, " + first + ": " +
                          model.path() + ":18: too, fast\n");
}

TEST_CASE("the summary has means and 95 % intervals, a row for each point and output") {
  const ModelFile model(kDice);
  const CommandResult result = sweep(model, {"-r", "4", "--summary", "-"});
  CHECK(result.err == "");
  const std::vector<std::string> lines = lines_of(result.out);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "output,n,mean,sd,half_width,low,high");
  const std::vector<std::string> cells = cells_of(lines[1]);
  double sum = 0, squares = 0;
  for (const std::string& line : lines_of(table(model, {"-r", "4"}))) {
    if (line.starts_with("run,")) continue;
    const double x = std::stod(cells_of(line)[3]);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / 4, sd = std::sqrt((squares - sum * mean) / 3);
  CHECK(cells[1] == "4");
  CHECK(std::stod(cells[2]) == doctest::Approx(mean));
  CHECK(std::stod(cells[3]) == doctest::Approx(sd));
  CHECK(std::stod(cells[4]) == doctest::Approx(3.182446 * sd / 2));
  CHECK(std::stod(cells[5]) == doctest::Approx(std::stod(cells[2]) - std::stod(cells[4])));
  CHECK(std::stod(cells[6]) == doctest::Approx(std::stod(cells[2]) + std::stod(cells[4])));
}

TEST_CASE("the table for people is rounded to what is known") {
  const ModelFile model(kBank);
  const CommandResult result = sweep(model, {"-p", "tellers=1,2", "-r", "5"});
  CHECK(result.err == "");
  CHECK(result.out ==
        "tellers         wait         busy\n"
        "      1  2.04 ± 0.49  0.80 ± 0.56\n"
        "      2  1.10 ± 0.21        0 ± 0\n"
        "\n"
        "2 points, 5 replications each; ± half the width of the 95 % confidence interval\n");
  CHECK(sweep(model, {"-q"}).out == "");
  CHECK(sweep(model, {"-p", "rate=0.01:0.8:0.005"})
            .out.find("\n… and 59 more points: --summary FILE has all\n") != std::string::npos);
}

TEST_CASE("--precision adds replications until the interval is narrow enough") {
  const ModelFile model(kBank);
  const std::vector<std::string> options = {"-p", "rate=0.2,0.5", "--precision", "wait=5%", "--summary", "-"};
  const std::vector<std::string> lines = lines_of(sweep(model, options).out);
  REQUIRE(lines.size() == 5);
  for (const std::size_t i : {1u, 3u}) {
    const std::vector<std::string> cells = cells_of(lines[i]);
    CHECK(cells[3] == "wait");
    CHECK(std::stod(cells[7]) <= 0.05 / 1.05 * std::stod(cells[5]));
    CHECK(std::stoi(cells[4]) > 10);
    CHECK(std::stoi(cells[4]) < 1000);
  }
  std::vector<std::string> eight = options;
  eight.insert(eight.end(), {"-j", "8"});
  CHECK(sweep(model, eight).out == sweep(model, options).out);
  const CommandResult short_of =
      sweep(model, {"-p", "rate=0.2,0.5", "--precision", "wait=0.001", "--max-replications", "20", "-q"});
  CHECK(short_of.exit_code == 0);
  CHECK(short_of.err ==
        "warning: 2 points did not reach the precision in 20 replications; the first: rate=0.2\n");
}

TEST_CASE("a design file, paired values, and --zip") {
  const ModelFile model(kSpeaker);
  write_file(model.file("points.csv"), "rounds,word\n3,x\n1,y\n");
  const auto column = [&](const std::vector<std::string>& options) {
    std::string text;
    for (const std::string& line : lines_of(table(model, options))) {
      const std::vector<std::string> cells = cells_of(line);
      text += cells[1] + cells[2] + " ";
    }
    return text;
  };
  CHECK(column({"--design", model.file("points.csv")}) == "roundsword 3x 1y ");
  CHECK(column({"-p", "rounds=3,1", "-p", "word=x,y", "--zip"}) == "roundsword 3x 1y ");
  CHECK(column({"-p", "rounds=3,1", "-p", "word=x,y"}) == "roundsword 3x 3y 1x 1y ");
}

TEST_CASE("wrong usage is refused before anything runs") {
  const ModelFile model(kSpeaker);
  check_refused(model, {"-p", "ruonds=1"}, "the model has no parameter `ruonds`: did you mean `rounds`?");
  check_refused(model, {"-p", "rounds=1:3:0"}, "the range `1:3:0` of `rounds` has step 0");
  check_refused(model, {"-p", "rounds=3:1"},
                "the range `3:1` of `rounds` is empty: a step of 1 leads away from 1");
  check_refused(
      model, {"-p", "rounds=1:1000000000"},
      "the range `1:1000000000` of `rounds` has 1000000000 values: no more than 1000000 are allowed");
  check_refused(model, {"-p", "rounds"}, "-p needs NAME=VALUE, not `rounds`");
  check_refused(model, {"-p", "rounds=1", "-p", "rounds=2"}, "parameter `rounds` is given twice");
  check_refused(model, {"-r", "0"}, "--replications must be at least 1");
  check_refused(model, {"-r", "-5"}, "--replications must be a whole number and not negative, not `-5`");
  check_refused(model, {"-r", "2000000000"}, "--replications must be at most 1000000000, not 2000000000");
  check_refused(model, {"-j", "0"}, "--jobs must be at least 1");
  check_refused(model, {"-j", "2000"}, "--jobs must be at most 1024, not 2000");
  check_refused(model, {"--precision", "rounsd=5%"},
                "the model has no output `rounsd`: did you mean `rounds`?");
  check_refused(model, {"--precision", "rounds=0%"},
                "--precision needs OUTPUT=WIDTH, such as wait=5% or wait=0.2, not `0%`");
  check_refused(model, {"--precision", "rounds=5%,rounds=1%"}, "--precision has `rounds` twice");
  check_refused(model, {"--precision", "rounds=5%", "-r", "1"}, "--precision needs at least 2 replications");
  check_refused(model, {"--precision", "rounds=5%", "--max-replications", "5"},
                "--max-replications 5 is less than the 10 that each point has");
  check_refused(model, {"--max-replications", "5"}, "--max-replications goes with --precision");
  check_refused(model, {"--shard", "2"}, "--shard needs I/N, such as 2/4, not `2`");
  check_refused(model, {"--shard", "3/2"}, "--shard 3/2: there is no part 3 of 2");
  check_refused(model, {"--shard", "0/2"}, "the part of --shard must be at least 1");
  check_refused(model, {"--shard", "1/2"}, "a part needs --csv FILE");
  check_refused(model, {"--shard", "1/2", "--csv", "-", "--summary", "x"},
                "a part has no summary: `asim merge` makes it of all parts");
  check_refused(model, {"--resume"}, "--resume needs the --csv FILE to go on with");
  check_refused(model, {"--csv", "-", "--summary", "-"},
                "--csv and --summary cannot both go to standard output");
  check_refused(model, {"--csv", "a.csv", "--summary", "./a.csv"}, "--csv and --summary name the same file");
  check_refused(model, {"--csv", model.path()}, "--csv would overwrite the model");
  check_refused(model, {"--summary", model.path()}, "--summary would overwrite the model");
  write_file(model.file("d.csv"), "rounds\n1\n");
  check_refused(model, {"--design", model.file("d.csv"), "--csv", model.file("d.csv")},
                "--csv would overwrite the design");
  write_file(model.file("d.csv"), "ruonds\n1\n");
  check_refused(model, {"--design", model.file("d.csv")},
                "the model has no parameter `ruonds`: did you mean `rounds`?");
  CHECK(shell("ASIM_JOBS=x asim sweep '" + model.path() + "'").err ==
        usage_error("ASIM_JOBS must be a whole number and not negative, not `x`"));
}

TEST_CASE("a parameter outside its limits at some point refuses the whole sweep") {
  const ModelFile model(kBank);
  const CommandResult result = sweep(model, {"-p", "tellers=1,2", "-p", "rate=0.5:1:0.25", "--csv", "-"});
  CHECK(result.exit_code == 3);
  CHECK(result.out == "");
  CHECK(result.err.starts_with("error: parameter `rate` must be at most 0.9, not 1\n --> "));
  CHECK(result.err.ends_with("at the point tellers=1, rate=1\n"));
}

TEST_CASE("a parameter that is no number at some point refuses the whole sweep") {
  const ModelFile model(kBank);
  const std::string problem = "error: parameter `rate` must be a number, not the text `x`\n --> ";
  const CommandResult result = sweep(model, {"-p", "rate=0.5,x", "--csv", "-"});
  CHECK(result.exit_code == 3);
  CHECK(result.out == "");
  CHECK(result.err.starts_with(problem));
  CHECK(result.err.ends_with("at the point rate=x\n"));
  const CommandResult single = sweep(model, {"-p", "rate="});
  CHECK(single.exit_code == 3);
  CHECK(single.err.starts_with("error: parameter `rate` must be a number, not the text ``\n --> "));
  for (const auto& line : {std::vector<std::string>{"compare", model.path(), "-a", "rate=x"},
                           {"steady", model.path(), "-p", "rate=x", "--until", "9"}}) {
    const CommandResult other = asim(line);
    CHECK(other.exit_code == 3);
    CHECK(other.err.starts_with(problem));
  }
}

TEST_CASE("`experiment:` in the model stands for options, and options have the last word") {
  const ModelFile model(std::string(kBank) + R"(experiment:
  parameters:
    rate: 0.2:0.6:0.2
    tellers: [1, 2]
  replications: 2
)");
  const std::string all = table(model, {});
  CHECK(all == table(model, {"-p", "rate=0.2,0.4,0.6", "-p", "tellers=1,2", "-r", "2"}));
  CHECK(std::count(all.begin(), all.end(), '\n') == 13);
  const std::vector<std::string> one = lines_of(table(model, {"-p", "tellers=3", "-p", "word=x", "-r", "1"}));
  REQUIRE(one.size() == 4);
  CHECK(cells_of(one[1])[1] == "0.2");
  CHECK(cells_of(one[3])[1] == "0.6");
  CHECK(cells_of(one[3])[2] == "3");
  check_refused(model, {"-p", "tellers=1", "-p", "tellers=2", "-p", "word=x", "-p", "word=y"},
                "parameter `word` is given twice");
}

TEST_CASE("`experiment:` with precision, a design beside the model, and pairs") {
  const ModelFile precise(std::string(kBank) +
                          "experiment: {precision: {wait: 5%}, max_replications: 20, replications: 5}\n");
  const CommandResult result = sweep(precise, {"--csv", "-"});
  CHECK(result.err == "warning: 1 point did not reach the precision in 20 replications\n");
  CHECK(lines_of(result.out).size() == 21);
  const ModelFile designed(std::string(kBank) + "experiment: {design: d.csv}\n");
  write_file(designed.file("d.csv"), "rate,tellers\n0.1,2\n0.2,1\n");
  CHECK(table(designed, {}) == table(designed, {"--design", designed.file("d.csv")}));
  CHECK(lines_of(table(designed, {})).size() == 3);
  const ModelFile paired(std::string(kBank) +
                         "experiment: {zip: true, parameters: {rate: [0.1, 0.2], tellers: [2, 1]}}\n");
  CHECK(lines_of(table(paired, {})).size() == 3);
}

}  // namespace asim::test
