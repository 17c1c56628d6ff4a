// asim diff: where two runs or timelines part first.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

const std::string kHeader = "time,process,event,object,detail\n";

CommandResult diff(const std::string& a, const std::vector<std::string>& more) {
  std::vector<std::string> words = {"diff", a};
  words.insert(words.end(), more.begin(), more.end());
  return asim(words);
}

void check_refused(const std::string& a, const std::vector<std::string>& more, const std::string& message) {
  CAPTURE(message);
  const CommandResult result = diff(a, more);
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(result.err == usage_error(message));
}

/// Two timelines in files.
struct Pair {
  Pair(const std::string& a, const std::string& b) : place("processes: {}\n") {
    write_file(place.file("a.csv"), kHeader + a);
    write_file(place.file("b.csv"), kHeader + b);
  }
  CommandResult diff(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), place.file("b.csv"));
    return test::diff(place.file("a.csv"), options);
  }
  ModelFile place;
};

}  // namespace

TEST_CASE("the same seed gives no difference, another one does") {
  const ModelFile model(kDice);
  const CommandResult same = diff(model.path(), {"--seed", "1", "--against-seed", "1"});
  CHECK(same.exit_code == 0);
  CHECK(same.out == "no difference: 4 rows\n");
  const CommandResult other = diff(model.path(), {"--seed", "1", "--against-seed", "2"});
  CHECK(other.exit_code == 1);
  CHECK(other.err == "");
  CHECK(other.out.starts_with("they part after 3 rows that are the same\n\n"));
  CHECK(other.out.find("both     0           ended           nothing is left to happen\n") !=
        std::string::npos);
  CHECK(other.out.find("\nA        0           output  x       0.") != std::string::npos);
  CHECK(diff(model.path(), {"--against-replication", "2", "-q"}).exit_code == 1);
  CHECK(diff(model.path(), {"--against-replication", "2", "-q"}).out == "");
}

TEST_CASE("two models, and one with other parameters") {
  const ModelFile model(kSpeaker);
  const CommandResult result = diff(model.path(), {"-b", "rounds=1"});
  CHECK(result.exit_code == 1);
  CHECK(result.out ==
        "they part after 3 rows that are the same\n"
        "\n"
        "      time  process  event   object  detail\n"
        "both     0  speaker  start\n"
        "both     0  speaker  sleep           1.5\n"
        "both   1.5  speaker  log             hello 0\n"
        "A      1.5  speaker  sleep           1.5\n"
        "A        3  speaker  log             hello 1\n"
        "A        3  speaker  end\n"
        "A        3           ended           nothing is left to happen\n"
        "B      1.5  speaker  end\n"
        "B      1.5           ended           nothing is left to happen\n"
        "B      1.5           output  rounds  1\n"
        "B      1.5           output  word    hello\n");
  CHECK(diff(model.path(), {model.path(), "-p", "rounds=3"}).exit_code == 0);
  CHECK(diff(model.path(), {model.path(), "-p", "rounds=3", "-a", "word=ho"}).exit_code == 1);
}

TEST_CASE("timelines in files, CSV and JSON lines, also of a run that is going on without end") {
  const ModelFile model(kSpeaker);
  const std::string csv = model.file("a.csv"), lines = model.file("a.jsonl"), excel = model.file("x.csv");
  write_file(csv, asim({"run", model.path(), "-f", "csv"}).out);
  write_file(lines, asim({"run", model.path(), "-f", "jsonl"}).out);
  asim({"run", model.path(), "--csv", excel, "--csv-dialect", "excel"});
  CHECK(diff(csv, {lines}).out == "no difference: 6 rows\n");
  CHECK(diff(csv, {excel}).exit_code == 0);
  CHECK(diff(model.path(), {csv}).exit_code == 0);
  CHECK(diff(lines, {model.path(), "-b", "word=ho"}).exit_code == 1);
  const ModelFile endless(kEndless);
  CHECK(diff(csv, {endless.path()}).exit_code == 1);
}

TEST_CASE("text comes back as it was") {
  const ModelFile model(R"yaml(processes: {p: {steps: [{log: "=1+1 \"a\", b\nc\td \\ ü \u0001"}]}})yaml");
  const std::string csv = model.file("a.csv"), lines = model.file("a.jsonl");
  write_file(csv, asim({"run", model.path(), "-f", "csv"}).out);
  write_file(lines, asim({"run", model.path(), "-f", "jsonl"}).out);
  CHECK(diff(csv, {lines}).out == "no difference: 3 rows\n");
  CHECK(diff(model.path(), {lines}).out == "no difference: 3 rows\n");
}

TEST_CASE("the order within an instant counts, unless it is passed over") {
  const Pair pair("0,a,log,,x\n0,b,log,,y\n1,a,log,,z\n", "0,b,log,,y\n0,a,log,,x\n1,a,log,,z\n");
  const CommandResult strict = pair.diff();
  CHECK(strict.exit_code == 1);
  CHECK(strict.out.starts_with(
      "they part at the first row\n"
      "within this instant both have the same rows, in another order (--any-order passes over that)\n"));
  CHECK(pair.diff({"--any-order"}).out == "no difference: 3 rows\n");
  const Pair other("0,a,log,,x\n0,b,log,,y\n", "0,b,log,,y\n0,a,log,,w\n");
  CHECK(other.diff({"--any-order"}).out ==
        "they part at the first row\n\n"
        "   time  process  event  object  detail\n"
        "A     0  a        log            x\n"
        "B     0  a        log            w\n");
}

TEST_CASE("one that has ended") {
  const Pair pair("0,a,log,,x\n", "");
  CHECK(pair.diff().out ==
        "they part at the first row\n\n"
        "   time  process      event  object  detail\n"
        "A     0  a            log            x\n"
        "B        (has ended)\n");
  CHECK(pair.diff({"-q"}).exit_code == 1);
}

TEST_CASE("a file that is torn or has no numbers is an error") {
  const auto error = [](const std::string& rows) {
    const Pair pair(rows, rows);
    const CommandResult result = pair.diff();
    CHECK(result.exit_code == 3);
    const std::string path = pair.place.file("a.csv");
    const std::size_t at = result.err.find(path);
    return at == std::string::npos ? result.err : std::string(result.err).replace(at, path.size(), "a.csv");
  };
  CHECK(error("soon,a,log,,x\n") == "error: line 2 of `a.csv`: the time must be a number, not `soon`\n");
  CHECK(error("0,a\n") == "error: line 2 of `a.csv`: it has 2 cells, and the header has 5\n");
  const ModelFile place("processes: {}\n");
  write_file(place.file("a.jsonl"), "{\"time\":0,\"process\":\"a\",\"event\":\"log\"}\n");
  const CommandResult result = diff(place.file("a.jsonl"), {place.file("a.jsonl")});
  CHECK(result.exit_code == 3);
  CHECK(result.err == "error: line 1 of `" + place.file("a.jsonl") + "`: no row of a timeline\n");
}

TEST_CASE("interrupted, it says so") {
  const ModelFile model(kEndless);
  for (const std::string signal : {"INT", "TERM"}) {
    const CommandResult result =
        shell("timeout --preserve-status -s " + signal + " 0.3 env --default-signal=INT asim diff '" +
              model.path() + "' '" + model.path() + "'");
    CHECK(result.exit_code == 130);
    CHECK(result.out == "");
    CHECK(result.err == "interrupted\n");
  }
}

TEST_CASE("a run that fails differs from one that does not") {
  const ModelFile model(kFailing);
  CHECK(diff(model.path(), {"--against-seed", "2"}).exit_code == 0);
  const ModelFile fine("processes:\n  sleeper:\n    steps:\n      - log: before\n      - sleep: 1\n");
  const CommandResult result = diff(model.path(), {fine.path()});
  CHECK(result.exit_code == 1);
  CHECK(result.out.find(" an error: negative delay: -1\n") != std::string::npos);
}

TEST_CASE("wrong usage") {
  const ModelFile model(kSpeaker);
  const std::string csv = model.file("a.csv");
  write_file(csv, asim({"run", model.path(), "-f", "csv"}).out);
  check_refused(
      model.path(), {},
      "nothing to compare: give a second model or timeline, or -a or -b NAME=VALUE, --against-seed or "
      "--against-replication");
  check_refused(csv, {"--against-seed", "2"}, "`" + csv + "` is a timeline: give what to compare it with");
  check_refused(csv, {model.path(), "-a", "rounds=1"}, "-a is about A, which is a timeline");
  check_refused(model.path(), {csv, "-b", "rounds=1"}, "-b is about B, which is a timeline");
  check_refused(model.path(), {csv, "--against-seed", "1"}, "--against-seed is about B, which is a timeline");
  check_refused(model.path(), {csv, "--against-replication", "1"},
                "--against-replication is about B, which is a timeline");
  check_refused(model.path(), {"-b", "ruonds=1"},
                "the model has no parameter `ruonds`: did you mean `rounds`?");
  CHECK(diff("nowhere.yaml", {model.path()}).exit_code == 3);
  CHECK(diff(model.path(), {"-b", "rounds=0"}).exit_code == 3);
}

}  // namespace asim::test
