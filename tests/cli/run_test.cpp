// asim run: what its options mean, and what it refuses.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

/// Runs the model in its file with these options.
CommandResult run(const ModelFile& model, std::vector<std::string> options) {
  options.insert(options.begin(), {"run", model.path()});
  return asim(options);
}

/// The outputs alone.
std::string outputs(const ModelFile& model, std::vector<std::string> options) {
  options.insert(options.end(), {"--outputs", "-"});
  return run(model, options).out;
}

std::string logged(const ModelFile& model, std::vector<std::string> options) {
  options.insert(options.end(), {"-f", "csv", "--timeline", "log"});
  return run(model, options).out;
}

void check_refused(const ModelFile& model, const std::vector<std::string>& options,
                   const std::string& message) {
  CAPTURE(message);
  const CommandResult result = run(model, options);
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(result.err == usage_error(message));
}

const std::string kHeader = "time,process,event,object,detail\n";

}  // namespace

TEST_CASE("-p sets parameters: numbers, true, false, null, and text") {
  const ModelFile model(kSpeaker);
  CHECK(outputs(model, {"-p", "rounds=3"}) == "name,value\nrounds,3\nword,hello\nnothing,\n");
  CHECK(outputs(model, {"-p", "rounds=1e0", "-p", "word=good day"}) ==
        "name,value\nrounds,1\nword,good day\nnothing,\n");
  CHECK(outputs(model, {"-pword=true"}) == "name,value\nrounds,2\nword,true\nnothing,\n");
  CHECK(outputs(model, {"--param=word=null"}) == "name,value\nrounds,2\nword,\nnothing,\n");
  CHECK(outputs(model, {"-p", "word=a=b"}) == "name,value\nrounds,2\nword,a=b\nnothing,\n");
  CHECK(logged(model, {"-p", "word=", "-p", "rounds=1"}) == kHeader + "1.5,speaker,log,, 0\n");
}

TEST_CASE("-p before the model does not swallow it") {
  const ModelFile model(kSpeaker);
  const CommandResult result = asim({"run", "-p", "rounds=1", model.path(), "--outputs", "-"});
  CHECK(result.out == "name,value\nrounds,1\nword,hello\nnothing,\n");
}

TEST_CASE("a wrong -p is refused") {
  const ModelFile model(kSpeaker);
  check_refused(model, {"-p", "ruonds=3"}, "the model has no parameter `ruonds`: did you mean `rounds`?");
  check_refused(model, {"-p", "elephants=3"}, "the model has no parameter `elephants`");
  check_refused(model, {"-p", "rounds"}, "-p needs NAME=VALUE, not `rounds`");
  check_refused(model, {"-p", "=3"}, "-p needs NAME=VALUE, not `=3`");
  check_refused(model, {"-p", "rounds=1", "-p", "rounds=3"}, "parameter `rounds` is given twice");
  check_refused(model, {"-p"}, "--param needs a value");
}

TEST_CASE("a parameter outside its limits is an error of the model, and shows them") {
  const ModelFile model(kSpeaker);
  const CommandResult result = run(model, {"-p", "rounds=0"});
  CHECK(result.exit_code == 3);
  CHECK(result.out == "");
  CHECK(result.err.starts_with("error: parameter `rounds` must be at least 1, not 0\n --> "));
}

TEST_CASE("the seed comes from the option, else the environment, else the model, else it is 1") {
  const ModelFile model(kDice);
  const ModelFile seeded(std::string("seed: 7\n") + kDice);
  const std::string one = outputs(model, {"--seed", "1"});
  const std::string seven = outputs(model, {"--seed", "7"});
  CHECK(one != seven);
  CHECK(outputs(model, {}) == one);
  CHECK(outputs(seeded, {}) == seven);
  CHECK(outputs(seeded, {"--seed", "1"}) == one);
  const auto with_environment = [](const std::string& seed, const ModelFile& file,
                                   const std::string& options) {
    return shell("ASIM_SEED=" + seed + " asim run '" + file.path() + "' --outputs - " + options).out;
  };
  CHECK(with_environment("7", model, "") == seven);
  CHECK(with_environment("1", seeded, "") == one);
  CHECK(with_environment("1", model, "--seed 7") == seven);
  CHECK(with_environment("", seeded, "") == seven);
  CHECK(with_environment("rubbish", model, "--seed 7") == seven);
}

TEST_CASE("replications differ") {
  const ModelFile model(kDice);
  CHECK(outputs(model, {"--replication", "1"}) == outputs(model, {}));
  CHECK(outputs(model, {"--replication", "2"}) != outputs(model, {}));
}

TEST_CASE("a seed is a whole number and not too large") {
  const ModelFile model(kDice);
  for (const std::string text : {"-1", "1e3", "1.0", "+1", "0x10", "007", "seven", " 1"}) {
    check_refused(model, {"--seed", text},
                  "--seed must be a whole number and not negative, not `" + text + "`");
  }
  check_refused(model, {"--seed", "18446744073709551616"},
                "--seed is too large: 18446744073709551616 is more than 18446744073709551615");
  check_refused(model, {"--seed", ""}, "--seed needs a value that is not empty");
  check_refused(model, {"--seed", "1", "--seed", "2"}, "--seed is given twice");
  CHECK(run(model, {"--seed", "18446744073709551615"}).exit_code == 0);
  const CommandResult result = shell("ASIM_SEED=x asim run '" + model.path() + "'");
  CHECK(result.exit_code == 2);
  CHECK(result.err == usage_error("ASIM_SEED must be a whole number and not negative, not `x`"));
}

TEST_CASE("--until is the horizon, and what happens at it still happens") {
  const ModelFile model(kSpeaker);
  CHECK(logged(model, {"--until", "1.5"}) == kHeader + "1.5,speaker,log,,hello 0\n");
  CHECK(logged(model, {"--until", "1.4"}) == kHeader);
  CHECK(run(model, {"--until", "1.4", "--timeline", "none"})
            .out.starts_with("ended at 1.4 minutes: the horizon is reached\n"));
  check_refused(model, {"--until=-1"}, "--until must be a number and not negative, not `-1`");
  check_refused(model, {"--until", "inf"}, "--until must be a number and not negative, not `inf`");
  check_refused(model, {"--until", "1e999"}, "--until must be a number and not negative, not `1e999`");
}

TEST_CASE("--warmup forgets the statistics before it") {
  const ModelFile model(
      "processes: {p: {steps: [{loop: 4, as: i, do: [{sleep: 1}, {tally: {x: i}}]}]}}\noutputs: {n: "
      "count(x)}\n");
  CHECK(outputs(model, {}) == "name,value\nn,4\n");
  CHECK(outputs(model, {"--warmup", "2.5"}) == "name,value\nn,2\n");
  check_refused(model, {"--warmup", "soon"}, "--warmup must be a number and not negative, not `soon`");
}

TEST_CASE("--timeline chooses rows") {
  const ModelFile model(kSpeaker);
  const auto rows = [&](const std::string& kinds) {
    return run(model, {"-p", "rounds=1", "-f", "csv", "--timeline", kinds}).out;
  };
  const std::string sleep = "0,speaker,sleep,,1.5\n", log = "1.5,speaker,log,,hello 0\n";
  CHECK(rows("all") == kHeader + "0,speaker,start,,\n" + sleep + log + "1.5,speaker,end,,\n");
  CHECK(rows("none") == kHeader);
  CHECK(rows("log") == kHeader + log);
  CHECK(rows("log,sleep") == kHeader + sleep + log);
  const ModelFile quiet(std::string("timeline: [log]\n") + kSpeaker);
  CHECK(run(quiet, {"-p", "rounds=1", "-f", "csv"}).out == kHeader + log);
  CHECK(run(quiet, {"-p", "rounds=1", "-f", "csv", "--timeline", "all"}).out == rows("all"));
}

TEST_CASE("an unknown kind of row is refused") {
  const ModelFile model(kSpeaker);
  check_refused(model, {"--timeline", "logg"},
                "no kind of timeline row is called `logg`: did you mean `log`?");
  check_refused(model, {"--timeline", "log,elephants"},
                "no kind of timeline row is called `elephants`: `asim help timeline` lists them");
  check_refused(model, {"--timeline", "log,"}, "--timeline has a comma too many");
  check_refused(model, {"--timeline", ""}, "--timeline needs a value that is not empty");
}

TEST_CASE("--process shows the rows of some processes") {
  const ModelFile model(R"(processes:
  cat: {count: 2, steps: [{log: meow}]}
  dog: {steps: [{log: woof}]}
)");
  CHECK(logged(model, {"--process", "cat"}) == kHeader + "0,cat[0],log,,meow\n0,cat[1],log,,meow\n");
  CHECK(logged(model, {"--process", "cat[1]"}) == kHeader + "0,cat[1],log,,meow\n");
  CHECK(logged(model, {"--process", "cat[0]", "--process", "dog"}) ==
        kHeader + "0,cat[0],log,,meow\n0,dog,log,,woof\n");
  const CommandResult misspelt = run(model, {"--process", "dgo", "--process", "cat"});
  CHECK(misspelt.exit_code == 0);
  CHECK(misspelt.err == "warning: no row is of a process `dgo`: did you mean `dog`?\n");
}

TEST_CASE("unknown options, commands and superfluous words are refused") {
  const ModelFile model(kSpeaker);
  check_refused(model, {"--tmeline", "log"}, "`run` has no option `--tmeline`: did you mean `--timeline`?");
  check_refused(model, {"--untill=5"}, "`run` has no option `--untill`: did you mean `--until`?");
  check_refused(model, {"-z"}, "`run` has no option `-z`");
  check_refused(model, {"other.yaml"}, "`run` takes no further argument: `other.yaml`");
  check_refused(model, {"--csv"}, "--csv needs a value");
  CHECK(asim({"rnu", "x.yaml"}).err ==
        usage_error("no command and no file named `rnu`: did you mean `run`?"));
  CHECK(asim({"rnu", "x.yaml"}).exit_code == 2);
  CHECK(asim({"--nosuch"}).err == usage_error("`run` has no option `--nosuch`"));
  CHECK(asim({""}).exit_code == 2);
  CHECK(asim({"run"}).err == usage_error("MODEL is required"));
  CHECK(asim({"run"}).exit_code == 2);
}

TEST_CASE("usage is checked before the model is read") {
  CHECK(asim({"run", "nosuch.yaml", "--seed", "x"}).exit_code == 2);
  CHECK(asim({"run", "nosuch.yaml", "-f", "xml"}).exit_code == 2);
}

TEST_CASE("asim MODEL means asim run MODEL, with the options on either side") {
  const ModelFile model(kSpeaker);
  const CommandResult expected = run(model, {"-p", "rounds=1"});
  CHECK(expected.exit_code == 0);
  CHECK(asim({model.path(), "-p", "rounds=1"}).out == expected.out);
  CHECK(asim({"-p", "rounds=1", model.path()}).out == expected.out);
  CHECK(asim({"-p", "rounds=1", "-"}, kSpeaker).out == expected.out);
  CHECK(asim({"run", "-", "-p", "rounds=1"}, kSpeaker).out == expected.out);
}

TEST_CASE("a JSON file is a model too") {
  const ModelFile model(
      R"({"processes": {"p": {"steps": [{"log": "at {now}"}, {"sleep": 1}, {"log": "at {now}"}]}}})");
  CHECK(logged(model, {}) == kHeader + "0,p,log,,at 0\n1,p,log,,at 1\n");
}

TEST_CASE("a model that cannot be read ends with 3 and says why") {
  const auto error_of = [](const std::string& path) {
    const CommandResult result = asim({"run", path});
    CHECK(result.exit_code == 3);
    CHECK(result.out == "");
    return result.err;
  };
  CHECK(error_of("nosuch.yaml") == "error: cannot read `nosuch.yaml`: no such file\n");
  CHECK(error_of("models") == "error: cannot read `models`: it is a directory\n");
  CHECK(error_of("-") == "error: cannot read standard input: the file is empty\n");
  CHECK(asim({"./nosuch.yaml"}).exit_code == 3);
}

TEST_CASE("what only the parameters make impossible is left to the step that needs it") {
  const ModelFile model(R"(params: {rate: 0, n: 0, k: 5}
resources: {r: {capacity: 2}}
procedures:
  never: {steps: [{sleep: 1 / rate}]}
processes:
  p:
    steps:
      - if: rate > 0
        then: [{sleep: 1 / rate}]
        else: [{log: no rate}]
      - loop: n
        do: [{sleep: 1 / n}]
      - if: k <= r.capacity
        then: [{acquire: r, amount: k}]
      - if: rate == 0
        then: [exit]
      - sleep: exponential(rate=rate)
  q:
    count: n
    vars: {x: 1 / n}
    steps: [{sleep: x}]
)");
  CHECK(asim({"check", model.path()}).exit_code == 0);
  const CommandResult fine = run(model, {"-f", "csv", "--timeline", "log"});
  CHECK(fine.exit_code == 0);
  CHECK(fine.out == kHeader + "0,p,log,,no rate\n");
  const CommandResult failed = run(model, {"-p", "n=1", "-q"});
  CHECK(failed.exit_code == 0);
  const CommandResult reached = run(model, {"-p", "rate=-1", "-q"});
  CHECK(reached.exit_code == 1);
  CHECK(reached.err.starts_with("error: "));
}

TEST_CASE("a model in JSON says all that YAML says") {
  const ModelFile model(R"({"processes": {"p": {
  "vars": {"m": 2, "record": {"a": 1, "b": 2}},
  "steps": [
    {"sleep": "{m}"},
    {"if": "{m == 2}", "then": [{"log": "slept"}]},
    {"switch": "{m}", "cases": {"2": [{"log": "two"}], "3": [{"log": "three"}]}},
    {"switch": "text", "cases": {"text": [{"log": "never"}]}, "else": [{"log": "else"}]},
    {"for": "key", "in": "{record}", "do": [{"log": "{key}"}]}
  ]
}}, "vars": {"text": "3"}}
)");
  const CommandResult result = run(model, {"-f", "csv", "--timeline", "log"});
  CHECK(result.err == "");
  CHECK(result.out == kHeader + "2,p,log,,slept\n2,p,log,,two\n2,p,log,,else\n2,p,log,,a\n2,p,log,,b\n");
}

TEST_CASE("a parameter that is a number in the model is no text on the command line") {
  const ModelFile model("params: {n: 1}\nprocesses: {p: {steps: [{sleep: n + 1}]}}\n");
  const CommandResult result = run(model, {"-p", "n=2min"});
  CHECK(result.exit_code == 3);
  CHECK(result.err == "error: parameter `n` must be a number, not the text `2min`\n --> " + model.path() +
                          ":1:10\n  |\n1 | params: {n: 1}\n  |          ^\n");
  check_refused(model, {"--replication", "0"}, "--replication counts from 1");
}

TEST_CASE("infinity is a number of the command line") {
  const ModelFile model("params: {n: 1}\nprocesses: {p: {steps: [{log: \"{n + 1}\"}]}}\n");
  CHECK(run(model, {"-p", "n=inf", "-f", "csv", "--timeline", "log"}).out == kHeader + "0,p,log,,inf\n");
  check_refused(model, {"-p", "n=1e400"}, "-p n=1e400: the number is too large; `inf` is infinity");
}

TEST_CASE("arrivals and downtimes without time are found, and count as events") {
  for (const std::string text : {"processes: {p: {arrivals: {every: 0, batch: 0}, steps: [{sleep: 1}]}}\n",
                                 "processes: {p: {steps: [{sleep: 1}]}}\nuntil: 5\n"
                                 "resources: {m: {downtime: {every: 0, for: 0}}}\n",
                                 "processes: {p: {steps: [{acquire: m}, {sleep: 9}]}}\n"
                                 "resources: {m: {downtime: {every: 0, for: 0, of: use}}}\n"}) {
    const ModelFile model(text);
    CAPTURE(text);
    const std::string place = text.find("arrivals") == text.npos ? "downtime: {every: " : "arrivals: ";
    const std::size_t at = text.find(place) + place.size();
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    const std::string where =
        fmt::format(" --> {}:{}:{}\n", model.path(), line, at - (text.rfind('\n', at) + 1) + 1);
    const CommandResult endless = run(model, {"-q", "--max-instant", "10000"});
    CHECK(endless.exit_code == 1);
    CHECK(endless.err.starts_with("error: a loop without time: 10000 steps at t = 0 and no end\n" + where));
    const CommandResult limited = run(model, {"-q", "--max-events", "100"});
    CHECK(limited.exit_code == 1);
    CHECK(limited.err.starts_with("error: the run has reached its limit of 100 events (--max-events)\n" +
                                  where));
  }
}

TEST_CASE("the limit of events names the member, or the resource, whose turn it was") {
  const ModelFile members(
      "until: 9\nprocesses: {p: {steps: [{sleep: 20}]}}\n"
      "resources:\n  m: {count: 2, downtime: {every: [5, 0], for: [1, 0]}}\n");
  CHECK(run(members, {"-q", "--max-events", "100"}).err.find("model.yaml:4:39\n") != std::string::npos);
  const ModelFile shifts(
      "until: 1e9\nprocesses: {p: {steps: [{sleep: 1}]}}\n"
      "resources: {nurse: {schedule: [[0, 1], [8, 2]], period: 24}}\n");
  CHECK(run(shifts, {"-q", "--max-events", "100"}).err.find("model.yaml:3:13\n") != std::string::npos);
}

TEST_CASE("a downtime without time beside steps without time is not mistaken for one of them") {
  const ModelFile model(
      "until: 9\nresources: {m: {downtime: {every: 0, for: 0}}}\n"
      "processes: {p: {steps: [{loop: forever, do: [{sleep: 0}]}]}}\n");
  const std::string err = run(model, {"-q", "--max-instant", "10000"}).err;
  CHECK(err.starts_with("error: a loop without time: 10000 steps at t = 0 and no end\n --> " + model.path() +
                        ":3:26\n"));
  CHECK(err.find("note: and this step\n --> " + model.path() + ":3:47\n") != std::string::npos);
}

TEST_CASE("limits end the run with an error") {
  const ModelFile model(kEndless);
  const CommandResult result = run(model, {"--max-events", "3", "-f", "csv", "--timeline", "log"});
  CHECK(result.exit_code == 1);
  CHECK(result.out == kHeader + "1,ticker,log,,tick 0\n2,ticker,log,,tick 1\n");
  CHECK(result.err == "error: the run has reached its limit of 3 events (--max-events)\n --> " +
                          model.path() +
                          ":9:13\n"
                          "  |\n"
                          "9 |           - log: tick {i}\n"
                          "  |             ^^^ `ticker` would go on here\n");
  check_refused(model, {"--max-events", "0"}, "--max-events must be at least 1");
  check_refused(model, {"--max-instant", "0"}, "--max-instant must be at least 1");
  check_refused(model, {"--max-memory", "3x"},
                "--max-memory must be a whole number and not negative, not `3x`");
  check_refused(model, {"--max-memory", "G"}, "--max-memory needs a number before `G`");
  check_refused(model, {"--max-memory", "99999999999T"}, "--max-memory is too large: `99999999999T`");
}

}  // namespace asim::test
