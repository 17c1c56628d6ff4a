// --draws and --replay: every draw on file, and back.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

/// Draws of all kinds; `people` share a stream in two places.
constexpr const char* kDraws = R"yaml(model: all kinds of draws
until: 40
params: {p: 0.5}
resources: {desk: {count: 2}}
vars: {total: 0}
processes:
  guest:
    arrivals: {every: exponential(mean=4), batch: geometric(0.7)}
    vars: {size: "{normal(5, 1, min=4)}"}
    steps:
      - acquire: choice(desk)
      - sleep: uniform(0, size, stream="people")
      - log: "{shuffle(['a', 'b', {n: 1}, 2])} {sample([1, 1, 2, 3], 2)} {choice(['=x', 'a,b', '', null])}"
      - choose:
          - {weight: p, do: [{set: {total: "{total + discrete({1: 2, 5: 1})}"}}]}
          - {weight: 1, do: [{log: "{chance(0.3)} {hyperexponential([0.5, 0.5], [1, 9])} {coxian([1, 2], [0.5])}"}]}
      - sleep: exponential(1, stream="people")
      - log: "{empirical([1, 2, 8], interpolate=true)} {poisson(12)} {total}"
)yaml";

/// The file that a run leaves; the run must go well.
std::string draws_of(const ModelFile& model, std::vector<std::string> words = {}) {
  words.insert(words.begin(), {"run", model.path(), "-q", "--draws", model.file("draws.csv")});
  const CommandResult result = asim(words);
  CHECK(result.err == "");
  return read_file(model.file("draws.csv"));
}

CommandResult replayed(const ModelFile& model, const std::string& draws,
                       std::vector<std::string> words = {}) {
  write_file(model.file("recorded.csv"), draws);
  words.insert(words.begin(), {"run", model.path(), "-f", "csv", "--replay", model.file("recorded.csv")});
  return asim(words);
}

std::string with_steps(const std::string& steps) {
  return "model: m\nprocesses:\n  a:\n    steps:\n" + steps;
}

/// The message of a failed replay, without the place of the file.
std::string complaint(const std::string& steps, const std::string& draws) {
  const ModelFile model(with_steps(steps));
  CommandResult result = replayed(model, draws);
  CHECK(result.exit_code != 0);
  const std::string folder = model.file("");
  for (std::size_t at = 0; (at = result.err.find(folder)) != std::string::npos;)
    result.err.erase(at, folder.size());
  return result.err;
}

}  // namespace

TEST_CASE("a draw is a row: place, stream, process, time, value") {
  const ModelFile model(R"yaml(model: m
processes:
  guest:
    arrivals: {every: exponential(2), count: 2}
    steps:
      - sleep: uniform(1, 3)
  helper:
    vars: {word: "{choice(['left', 'right'])}"}
    steps:
      - sleep: exponential(1, stream="shared") + exponential(3, stream="shared")
      - log: "{word}"
outputs:
  last: uniform(0, 1)
)yaml");
  const std::string draws = draws_of(model);
  CHECK(draws == R"yaml(place,stream,process,time,value,position
model.yaml:4:23,guest arrivals/arrivals/exponential#0,,0,1.0506372519877538,
model.yaml:8:20,helper/vars/choice#0,helper,0,right,
model.yaml:10:16,shared,helper,0,0.9500162654595413,
model.yaml:10:50,shared,helper,0,2.2210577610131903,
model.yaml:4:23,guest arrivals/arrivals/exponential#0,guest arrivals,1.0506372519877538,0.7610777474019271,
model.yaml:6:16,guest/sleep/uniform#0,guest[0],1.0506372519877538,1.4731437201285438,
model.yaml:6:16,guest/sleep/uniform#0,guest[1],1.811714999389681,2.280246305861322,
model.yaml:13:9,outputs//uniform#0,,4.091961305251003,0.28680299952823807,
)yaml");
}

TEST_CASE("a run is repeated exactly from its draws, whatever the seed") {
  const ModelFile model(kDraws);
  const std::string draws = draws_of(model);
  const CommandResult before = asim({"run", model.path(), "-f", "csv"});
  const CommandResult after = replayed(model, draws, {"--seed", "99", "--draws", model.file("again.csv")});
  CHECK(after.err == before.err);
  CHECK(after.out == before.out);
  CHECK(read_file(model.file("again.csv")) == draws);
}

TEST_CASE("writing draws down changes nothing") {
  const ModelFile model(kDraws);
  const CommandResult plain = asim({"run", model.path(), "-f", "csv"});
  const CommandResult written = asim({"run", model.path(), "-f", "csv", "--draws", model.file("draws.csv")});
  CHECK(written.out == plain.out);
}

TEST_CASE("every model of the gallery is repeated from its draws") {
  for (const std::string& path : files_below("models", ".yaml")) {
    if (path.starts_with("models/bench/")) continue;
    CAPTURE(path);
    const TemporaryDirectory directory;
    const std::string draws = directory.file("draws.csv");
    const CommandResult before =
        asim({"run", path, "-f", "csv", "--until", "500", "--warmup", "0", "--draws", draws});
    const CommandResult after = asim(
        {"run", path, "-f", "csv", "--until", "500", "--warmup", "0", "--seed", "77", "--replay", draws});
    CHECK(after.exit_code == before.exit_code);
    CHECK(after.err == before.err);
    CHECK(after.out == before.out);
  }
}

TEST_CASE("a run that failed fails again") {
  const ModelFile model(with_steps(R"yaml(
      - loop: forever
        do:
          - sleep: normal(3, 2)
          - log: "{choice(['a', 'b'])}"
)yaml"));
  const CommandResult before = asim({"run", model.path(), "-f", "csv", "--draws", model.file("draws.csv")});
  CHECK(before.exit_code == 1);
  CHECK(before.err.starts_with("error: negative delay"));
  const CommandResult after =
      asim({"run", model.path(), "-f", "csv", "--seed", "5", "--replay", model.file("draws.csv")});
  CHECK(after.exit_code == 1);
  CHECK(after.err == before.err);
  CHECK(after.out == before.out);
}

TEST_CASE("values of another program: a place or a stream, in any order, and nothing else") {
  const ModelFile model(with_steps(R"yaml(
      - loop: 2
        do:
          - sleep: exponential(1)
          - log: "{choice([{n: 1}, {n: 2}])} {shuffle([1, 2, 3])} {chance(0.5)}"
)yaml"));
  const CommandResult result = replayed(model,
                                        "value,place,stream\n"
                                        "true,,a/log/chance#0\n"
                                        "0,,a/log/chance#0\n"
                                        "\"{\"\"n\"\": 2}\",,a/log/choice#0\n"
                                        "\"{ \"\"n\"\" :1}\",,a/log/choice#0\n"
                                        "2.5,model.yaml:8:20,\n"
                                        "\"[3, 1 ,2]\",,a/log/shuffle#0\n"
                                        "1e1,model.yaml:8:20,\n"
                                        "\"[1,2,3]\",,a/log/shuffle#0\n",
                                        {"--timeline", "log"});
  CHECK(result.err == "");
  CHECK(result.out ==
        "time,process,event,object,detail\n"
        "2.5,a,log,,\"{\"\"n\"\": 2} [3, 1, 2] true\"\n"
        "12.5,a,log,,\"{\"\"n\"\": 1} [1, 2, 3] false\"\n");
}

TEST_CASE("a shared stream hands its values to whoever draws next") {
  const ModelFile model(R"yaml(model: m
processes:
  a:
    steps:
      - sleep: exponential(1, stream="s")
      - log: first
      - sleep: exponential(1, stream="s")
      - log: third
  b:
    steps:
      - sleep: uniform(8, 9, stream="s")
      - log: second
)yaml");
  const CommandResult result = replayed(model, "stream,value\ns,1\ns,2\ns,4\n", {"--timeline", "log"});
  CHECK(result.err == "");
  CHECK(result.out == "time,process,event,object,detail\n1,a,log,,first\n2,b,log,,second\n5,a,log,,third\n");
}

TEST_CASE("equal members are told apart by their position") {
  const ModelFile model(R"yaml(model: m
vars: {cars: [{n: 0}, {n: 0}, {n: 0}]}
processes:
  a:
    steps:
      - loop: 6
        do:
          - set: {car: choice(cars)}
          - do: "cars.append({n: 0})"
          - set:
              car.n: car.n + 1
          - log: "{cars} {shuffle(cars)[0].n}"
)yaml");
  const std::string draws = draws_of(model);
  const CommandResult before = asim({"run", model.path(), "-f", "csv"});
  const CommandResult after = replayed(model, draws, {"--seed", "8"});
  CHECK(after.err == before.err);
  CHECK(after.out == before.out);
}

TEST_CASE("the draws of an included file are named by that file, wherever the model is run from") {
  const ModelFile model("model: m\ninclude: [parts/other.yaml]\n");
  CHECK(shell("mkdir " + model.file("parts")).exit_code == 0);
  write_file(model.file("parts/other.yaml"),
             "processes: {a: {steps: [{sleep: exponential(1)}, {log: done}]}}\n");
  const std::string draws = draws_of(model);
  CHECK(draws.find("\nparts/other.yaml:1:33,a/sleep/exponential#0,a,0,") != std::string::npos);
  const CommandResult there = shell("cd " + model.file("") + " && asim run model.yaml -q --draws -");
  CHECK(there.out == draws);
}

TEST_CASE("an odd value is an error at the place that draws") {
  const std::string sleep = "      - sleep: exponential(1)\n";
  CHECK(complaint(sleep, "stream,value\na/sleep/exponential#0,soon\n") ==
        R"yaml(error: line 2 of `recorded.csv`: a number is due, not `soon`
 --> model.yaml:5:16
  |
5 |       - sleep: exponential(1)
  |                ^^^^^^^^^^^^^^ `a` at t = 0
)yaml");
  CHECK(complaint("      - log: \"{chance(0.5)}\"\n", "stream,value\na/log/chance#0,2\n")
            .starts_with("error: line 2 of `recorded.csv`: true or false is due, not `2`\n"));
  CHECK(complaint("      - log: \"{choice([1, 2])}\"\n", "stream,value\na/log/choice#0,3\n")
            .starts_with("error: line 2 of `recorded.csv`: `3` is no member of the list\n"));
  CHECK(complaint("      - log: \"{shuffle([1, 2])}\"\n", "stream,value\na/log/shuffle#0,3\n")
            .starts_with("error: line 2 of `recorded.csv`: a list is due, not `3`\n"));
  CHECK(complaint("      - log: \"{shuffle([1, 2])}\"\n", "stream,value\na/log/shuffle#0,[1]\n")
            .starts_with("error: line 2 of `recorded.csv`: a list of length 2 is due, not of 1\n"));
  CHECK(complaint("      - log: \"{shuffle([1, 2])}\"\n", "stream,value\na/log/shuffle#0,\"[1, 1]\"\n")
            .starts_with("error: line 2 of `recorded.csv`: `1` is no member of the list, or too often\n"));
  CHECK(complaint("      - log: \"{hyperexponential([1], [2])}\"\n",
                  "stream,value\na/log/hyperexponential#0,x\n")
            .starts_with("error: line 2 of `recorded.csv`: a number is due, not `x`\n"));
  CHECK(
      complaint("      - choose: [{weight: 1, do: [{log: x}]}]\n", "stream,value\na/choose/choose#0,1\n")
          .starts_with("error: line 2 of `recorded.csv`: the number of a branch is due, 0 to 0, not `1`\n"));
}

TEST_CASE("too few values are an error, too many a warning") {
  const std::string steps = "      - loop: 2\n        do: [{sleep: exponential(1)}]\n";
  CHECK(complaint(steps, "stream,value\na/sleep/exponential#0,1\n") ==
        R"yaml(error: `recorded.csv` has no value left for this draw
 --> model.yaml:6:22
  |
6 |         do: [{sleep: exponential(1)}]
  |                      ^^^^^^^^^^^^^^ `a` at t = 1
)yaml");
  const ModelFile model(with_steps(steps));
  std::string four = "stream,value\n";
  for (int i = 0; i < 4; ++i) four += "a/sleep/exponential#0,1\n";
  const CommandResult result = replayed(model, four);
  CHECK(result.exit_code == 0);
  CHECK(result.err == "warning: 2 values of `" + model.file("recorded.csv") +
                          "` were not drawn; the first is that of line 4\n");
}

TEST_CASE("a file of draws that is none is refused before anything runs") {
  const std::string sleep = "      - sleep: exponential(1)\n";
  CHECK(complaint(sleep, "") == usage_error("`recorded.csv` is empty: its first line names the columns"));
  CHECK(complaint(sleep, "a,b\n") == usage_error("line 1 of `recorded.csv`: draws have the columns "
                                                 "`value` and `stream` or `place`; there are `a`, `b`"));
  CHECK(complaint(sleep, "stream,value\na/sleep/exponental#0,1\n") ==
        usage_error("line 2 of `recorded.csv`: nothing draws from a stream `a/sleep/exponental#0`: did "
                    "you mean `a/sleep/exponential#0`?"));
  CHECK(complaint(sleep, "place,value\nmodel.yaml:5:17,1\n") ==
        usage_error("line 2 of `recorded.csv`: nothing draws at `model.yaml:5:17`: did you mean "
                    "`model.yaml:5:16`?"));
  CHECK(complaint(sleep, "place,stream,value\n,,1\n") ==
        usage_error("line 2 of `recorded.csv`: it says neither the stream nor the place"));
  CHECK(complaint(sleep, "stream,value\na/sleep/exponential#0\n") ==
        usage_error("line 2 of `recorded.csv`: it has 1 cell, and the header has 2"));
  const ModelFile model(with_steps(sleep));
  const CommandResult missing = asim({"run", model.path(), "--replay", "/nowhere.csv"});
  CHECK(missing.exit_code == 2);
  CHECK(missing.err == usage_error("cannot read the draws of `/nowhere.csv`"));
  const CommandResult overwritten = asim({"run", model.path(), "--replay", "d.csv", "--draws", "./d.csv"});
  CHECK(overwritten.err == usage_error("--draws would overwrite the draws that --replay reads"));
  const CommandResult mirrored = asim({"run", model.path(), "--replay", "d.csv", "--antithetic"});
  CHECK(mirrored.err == usage_error("--antithetic mirrors random numbers, and with --replay there are none"));
}

TEST_CASE("the draws come from standard input too") {
  const ModelFile model(with_steps("      - sleep: exponential(1)\n      - log: done\n"));
  const CommandResult result = asim({"run", model.path(), "-f", "csv", "--timeline", "log", "--replay", "-"},
                                    "stream,value\na/sleep/exponential#0,4\n");
  CHECK(result.err == "");
  CHECK(result.out == "time,process,event,object,detail\n4,a,log,,done\n");
}

TEST_CASE("the point of a sweep is not part of a stream's key: all points meet the same numbers") {
  const ModelFile model(R"yaml(model: m
params: {servers: 1, speed: 2}
resources: {server: {capacity: servers}}
processes:
  guest:
    arrivals: {every: exponential(1), count: 5}
    steps: [{with: server, do: [{sleep: exponential(speed)}]}, {tally: {u: "uniform(0, 1)"
    }
    }]
outputs: {u: mean(u)}
)yaml");
  const CommandResult result =
      asim({"sweep", model.path(), "-p", "servers=1:3", "-p", "speed=2,5", "-r", "2", "--csv", "-"});
  std::vector<std::string> means[2];
  std::size_t line = result.out.find('\n') + 1;
  for (int i = 0; i < 12; ++i) {
    const std::size_t end = result.out.find('\n', line);
    const std::string row = result.out.substr(line, end - line);
    const std::size_t last = row.rfind(','), before = row.rfind(',', last - 1);
    means[i % 2].push_back(row.substr(before + 1, last - before - 1));
    line = end + 1;
  }
  for (const auto& of_replication : means) {
    for (const std::string& mean : of_replication) CHECK(mean == of_replication.front());
  }
  CHECK(means[0].front() != means[1].front());
}

TEST_CASE("a named stream is one sequence, taken from by turns") {
  const auto logged = [](const std::string& processes) {
    const ModelFile model("model: m\nprocesses:\n" + processes);
    return asim({"run", model.path(), "-f", "csv", "--timeline", "log"}).out;
  };
  const std::string both = logged(R"yaml(
  a: {steps: [{log: "{uniform(0, 1, stream='s')}"}, {sleep: 2}, {log: "{uniform(0, 1, stream='s')}"}]}
  b: {steps: [{sleep: 1}, {log: "{uniform(0, 1, stream='s')}"}]}
)yaml");
  const std::string alone = logged(R"yaml(
  c: {steps: [{loop: 3, do: [{log: "{uniform(0, 1, stream='s')}"}, {sleep: 1}]}]}
)yaml");
  const auto values = [](const std::string& rows) {
    std::vector<std::string> all;
    for (std::size_t at = rows.find(",log,,"); at != std::string::npos; at = rows.find(",log,,", at + 1))
      all.push_back(rows.substr(at + 6, rows.find('\n', at) - at - 6));
    return all;
  };
  CHECK(values(both).size() == 3);
  CHECK(values(both) == values(alone));
}

}  // namespace asim::test
