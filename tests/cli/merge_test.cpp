// asim sweep --shard and asim merge: the parts together are the sweep in one piece, to the byte.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

constexpr const char* kModel = R"(model: parts
params: {a: 1, word: "=x, y"}
processes:
  p:
    vars:
      x: uniform(0, 1)
    steps:
      - tally: {x: x + a}
      - if: x > 0.95
        then:
          - fail: too, large
outputs:
  x: mean(x)
  word: word
)";

class Parts {
public:
  explicit Parts(std::vector<std::string> options) : model_(kModel), options_(std::move(options)) {}

  std::string file(const std::string& name) const { return model_.file(name); }
  const ModelFile& model() const { return model_; }

  int sweep(const std::string& name, std::vector<std::string> more) const {
    std::vector<std::string> words = {"sweep", model_.path(), "-q", "--csv", file(name)};
    words.insert(words.end(), options_.begin(), options_.end());
    words.insert(words.end(), more.begin(), more.end());
    return asim(words).exit_code;
  }

  void run(std::uint64_t parts) const {
    for (std::uint64_t i = 1; i <= parts; ++i) {
      sweep(std::to_string(i), {"--shard", std::to_string(i) + "/" + std::to_string(parts)});
    }
  }

  CommandResult merge(const std::vector<std::string>& names, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"merge"};
    for (const std::string& name : names) words.push_back(file(name));
    words.insert(words.end(), more.begin(), more.end());
    return asim(words);
  }

private:
  ModelFile model_;
  std::vector<std::string> options_;
};

std::string without_last_line(std::string text) {
  text.pop_back();
  return text.substr(0, text.rfind('\n') + 1);
}

}  // namespace

TEST_CASE("merged parts have the bytes of the sweep in one piece, in whatever order they are named") {
  const Parts parts({"-p", "a=1,2,3", "-r", "7"});
  const int code = parts.sweep("whole", {"--summary", parts.file("summary")});
  const std::string whole = read_file(parts.file("whole")), summary = read_file(parts.file("summary"));
  for (const std::uint64_t count : {2u, 4u}) {
    parts.run(count);
    std::vector<std::string> names = {"2", "1"};
    for (std::uint64_t i = 3; i <= count; ++i) names.push_back(std::to_string(i));
    const CommandResult result = parts.merge(names, {"--summary", parts.file("merged summary")});
    CHECK(result.out == whole);
    CHECK(result.exit_code == code);
    CHECK(read_file(parts.file("merged summary")) == summary);
  }
  CHECK(parts.merge({"1", "2", "3", "4"}, {"--csv", parts.file("merged")}).out == "");
  CHECK(read_file(parts.file("merged")) == whole);
}

TEST_CASE("parts of a sweep with --precision are made of whole points") {
  const Parts parts({"-p", "a=1:5", "--precision", "x=3%", "--csv-dialect", "excel"});
  parts.sweep("whole", {});
  parts.run(3);
  CHECK(parts.merge({"1", "2", "3"}, {"--csv-dialect", "excel"}).out == read_file(parts.file("whole")));
}

TEST_CASE("more parts than runs: some have no row") {
  const Parts parts({"-r", "2"});
  parts.sweep("whole", {});
  parts.run(3);
  CHECK(parts.merge({"1", "2", "3"}).out == read_file(parts.file("whole")));
  CHECK(parts.merge({"3"}).err == "error: cannot merge: no part has a row\n");
}

TEST_CASE("a part can be resumed") {
  const Parts parts({"-r", "9"});
  parts.sweep("whole", {});
  parts.run(2);
  const std::string second = read_file(parts.file("2"));
  write_file(parts.file("2"), second.substr(0, second.size() - 30));
  parts.sweep("2", {"--shard", "2/2", "--resume"});
  CHECK(read_file(parts.file("2")) == second);
}

TEST_CASE("what is missing, doubled, unfinished or of another sweep is found") {
  const Parts parts({"-p", "a=1,2", "-r", "3"});
  parts.run(3);
  const auto check = [&](const std::vector<std::string>& names, std::string message) {
    CAPTURE(message);
    for (std::size_t at = 0; (at = message.find('@', at)) != std::string::npos;) {
      message.replace(at, 1, parts.file(""));
    }
    const CommandResult result = parts.merge(names);
    CHECK(result.exit_code == 1);
    CHECK(result.out == "");
    CHECK(result.err == "error: " + message + "\n");
  };
  check({"1", "3"}, "cannot merge: replication 2 of point 1 is missing: part 2 of 3 is not among the files");
  check({"1", "2"}, "cannot merge: replication 3 of point 1 is missing: part 3 of 3 is not among the files");
  check({"1", "2", "2"}, "cannot merge @2: it is part 2 of 3, and so is @2");
  check({"1", "2", "nosuch"}, "cannot merge @nosuch: it cannot be opened");
  const std::string third = read_file(parts.file("3"));
  write_file(parts.file("short"), without_last_line(third));
  check({"1", "2", "short"}, "cannot merge: replication 3 of point 2 is missing: a part is not finished");
  write_file(parts.file("torn"), third.substr(0, third.size() - 1));
  check({"1", "2", "torn"},
        "cannot merge @torn: line 3 breaks off: is the part finished? --resume goes on with it");
  write_file(parts.file("empty"), "");
  check({"1", "2", "empty"}, "cannot merge @empty: it is empty");
  parts.sweep("whole", {});
  check({"1", "whole"}, "cannot merge @whole: it is not what `asim sweep --shard` writes");
  parts.sweep("other", {"--shard", "3/4"});
  check({"1", "2", "other"}, "cannot merge @other: it is part of another sweep than @1");
  parts.sweep("longer", {"--shard", "3/3", "--until", "9"});
  check({"1", "2", "longer"}, "cannot merge @longer: its runs are of another model than those of @1");
  const ModelFile other("params: {b: 1}\nprocesses: {p: {steps: [{sleep: 1}]}}\n");
  asim({"sweep", other.path(), "-q", "--csv", parts.file("columns"), "--shard", "3/3"});
  check({"1", "2", "columns"}, "cannot merge @columns: its columns are not those of @1");
}

TEST_CASE("merge overwrites no part") {
  const Parts parts({"-r", "2"});
  parts.run(1);
  CHECK(parts.merge({"1"}, {"--csv", parts.file("1")}).err == usage_error("--csv would overwrite a part"));
  CHECK(parts.merge({"1"}, {"--summary", parts.file("1")}).err ==
        usage_error("--summary would overwrite a part"));
  CHECK(parts.merge({"1"}, {"--summary", "-"}).err ==
        usage_error("--csv and --summary cannot both go to standard output"));
  CHECK(parts.merge({"1"}, {"--csv", "x", "--summary", "x"}).err ==
        usage_error("--csv and --summary name the same file"));
}

TEST_CASE("Slurm's array of jobs says which part it is, unless --shard does") {
  const Parts parts({"-r", "5"});
  parts.sweep("whole", {});
  const std::string line = "asim sweep '" + parts.model().path() + "' -r 5 -q --csv ";
  const auto slurm = [](int id) {
    return "SLURM_ARRAY_TASK_ID=" + std::to_string(id) +
           " SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_MAX=12 SLURM_ARRAY_TASK_COUNT=3 ";
  };
  for (int id = 10; id <= 12; ++id) {
    shell(slurm(id) + line + "'" + parts.file(std::to_string(id)) + "'");
  }
  CHECK(parts.merge({"10", "11", "12"}).out == read_file(parts.file("whole")));
  CHECK(shell(slurm(11) + line + "- --shard 1/1").out == read_file(parts.file("whole")));
  CHECK(
      shell(slurm(13) + line + "-").err ==
      usage_error("Slurm's array has gaps (task 13 of 3 from 10): give --shard yourself, 1/1 for no parts"));
  CHECK(shell(slurm(11) + "asim sweep '" + parts.model().path() + "' --csv -").err ==
        "part 2 of 3, as Slurm's array says\n");
}

TEST_CASE("GNU parallel runs the parts, where it is installed") {
  if (shell("parallel --version").exit_code != 0) return;
  const Parts parts({"-p", "a=1,2", "-r", "10"});
  parts.sweep("whole", {});
  const CommandResult result = shell(
      "cd '" + parts.file("") + "' && parallel --will-cite -j 2 asim sweep model.yaml -q -p a=1,2 -r 10 " +
      "--shard {}/4 --csv part{}.csv ::: 1 2 3 4; asim merge part?.csv");
  std::string whole = read_file(parts.file("whole"));
  for (std::size_t at = 0; (at = whole.find(parts.file(""), at)) != std::string::npos;) {
    whole.erase(at, parts.file("").size());  // in the errors of runs
  }
  CHECK(result.out == whole);
}

}  // namespace asim::test
