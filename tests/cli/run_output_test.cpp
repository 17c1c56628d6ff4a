// asim run: what is written, where, in which format; and what remains of a run that is broken off.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

/// Runs the speaker for one round with these options.
CommandResult speak(const ModelFile& model, std::vector<std::string> options) {
  options.insert(options.begin(), {"run", model.path(), "-p", "rounds=1"});
  return asim(options);
}

const std::string kSummary =
    "ended at 1.5 minutes: nothing is left to happen\n"
    "outputs:\n"
    "  rounds   1\n"
    "  word     hello\n"
    "  nothing  null\n";
const std::string kCsv =
    "time,process,event,object,detail\n"
    "0,speaker,start,,\n"
    "0,speaker,sleep,,1.5\n"
    "1.5,speaker,log,,hello 0\n"
    "1.5,speaker,end,,\n";
/// Few statistics.
const std::string kCounter =
    "timeline: [log]\nprocesses: {p: {steps: [{sleep: 2}, {count: n}]}}\noutputs: {n: count(n)}\n";
const std::string kOutputs = "name,value\nrounds,1\nword,hello\nnothing,\n";

}  // namespace

TEST_CASE("the table is followed by the summary") {
  const ModelFile model(kSpeaker);
  const std::string table =
      "time  process  event  object  detail\n"
      "   0  speaker  start\n"
      "   0  speaker  sleep          1.5\n"
      " 1.5  speaker  log            hello 0\n"
      " 1.5  speaker  end\n"
      "\n";
  CHECK(speak(model, {}).out == table + kSummary);
  CHECK(speak(model, {"-f", "table"}).out == table + kSummary);
  CHECK(speak(model, {"--timeline", "none"}).out == kSummary);
}

TEST_CASE("csv and jsonl print nothing else") {
  const ModelFile model(kSpeaker);
  CHECK(speak(model, {"-f", "csv"}).out == kCsv);
  CHECK(speak(model, {"--csv", "-"}).out == kCsv);
  CHECK(speak(model, {"--csv", "-", "-q"}).out == kCsv);
  CHECK(speak(model, {"-f", "jsonl", "--timeline", "log,sleep", "-p", "word=a\"b\\\t"}).out ==
        R"({"time":0,"process":"speaker","event":"sleep","object":"","detail":"1.5"}
{"time":1.5,"process":"speaker","event":"log","object":"","detail":"a\"b\\\t 0"}
)");
}

TEST_CASE("markdown is a table for documents") {
  const ModelFile model(kSpeaker);
  CHECK(speak(model, {"-f", "markdown", "--timeline", "log", "-p", "word=a|b"}).out ==
        "| time | process | event | object | detail |\n"
        "|---:|---|---|---|---|\n"
        "| 1.5 | speaker | log |  | a\\|b 0 |\n"
        "\n"
        "ended at 1.5 minutes: nothing is left to happen\n"
        "outputs:\n"
        "  rounds   1\n"
        "  word     a|b\n"
        "  nothing  null\n");
}

TEST_CASE("an unknown format is refused") {
  const ModelFile model(kSpeaker);
  CHECK(speak(model, {"-f", "xml"}).exit_code == 2);
  CHECK(speak(model, {"-f", "xml"}).err == usage_error("--format takes table|csv|jsonl|markdown, not `xml`"));
  CHECK(speak(model, {"-f", "tabel"}).err ==
        usage_error("--format takes table|csv|jsonl|markdown, not `tabel`: did you mean `table`?"));
  CHECK(speak(model, {"--csv-dialect", "lotus"}).err ==
        usage_error("--csv-dialect takes plain|excel, not `lotus`"));
}

TEST_CASE("CSV quotes, and keeps spreadsheets from running formulas") {
  const ModelFile model(kSpeaker);
  const std::string header = "time,process,event,object,detail\n";
  CHECK(speak(model, {"-f", "csv", "--timeline", "log", "-p", "word==1+1,\"x\""}).out ==
        header + "1.5,speaker,log,,\"'=1+1,\"\"x\"\" 0\"\n");
  CHECK(speak(model, {"--outputs", "-", "-p", "word=@a,b"}).out ==
        "name,value\nrounds,1\nword,\"'@a,b\"\nnothing,\n");
}

TEST_CASE("the dialect for spreadsheets has a byte order mark, semicolons and CRLF") {
  const ModelFile model(kSpeaker);
  const std::string expected = "\xEF\xBB\xBFtime;process;event;object;detail\r\n1.5;speaker;log;;hello 0\r\n";
  CHECK(speak(model, {"-f", "csv", "--csv-dialect", "excel", "--timeline", "log"}).out == expected);
  speak(model, {"--csv", model.file("x.csv"), "--csv-dialect", "excel", "--timeline", "log"});
  CHECK(read_file(model.file("x.csv")) == expected);
}

TEST_CASE("--csv FILE takes the timeline, the summary stays; an explicit format is shown besides") {
  const ModelFile model(kSpeaker);
  CHECK(speak(model, {"--csv", model.file("a.csv")}).out == kSummary);
  CHECK(read_file(model.file("a.csv")) == kCsv);
  CHECK(speak(model, {"--csv", model.file("b.csv"), "-q"}).out == "");
  CHECK(read_file(model.file("b.csv")) == kCsv);
  CHECK(speak(model, {"--csv", model.file("c.csv"), "-f", "csv"}).out == kCsv);
  CHECK(read_file(model.file("c.csv")) == kCsv);
}

TEST_CASE("--outputs goes to a file besides the rest, or to standard output alone") {
  const ModelFile model(kSpeaker);
  CHECK(speak(model, {"--outputs", model.file("o.csv")}).out == speak(model, {}).out);
  CHECK(read_file(model.file("o.csv")) == kOutputs);
  CHECK(speak(model, {"--outputs", "-"}).out == kOutputs);
  CHECK(speak(model, {"--outputs", "-", "-q"}).out == kOutputs);
  CHECK(speak(model, {"--outputs", "-", "-f", "csv"}).out == kOutputs);
  CHECK(speak(model, {"--outputs", "-", "--csv", model.file("t.csv")}).out == kOutputs);
  CHECK(read_file(model.file("t.csv")) == kCsv);
}

TEST_CASE("--stats goes to a file besides the rest, or to standard output alone") {
  const ModelFile model(kCounter);
  const std::string stats =
      "object,statistic,value\np,begun,1\np,finished,1\np,mean_stay,2\np,sd_stay,\np,min_stay,2\n"
      "p,max_stay,2\np,p50_stay,2\np,p90_stay,2\np,p95_stay,2\np,p99_stay,2\np,mean_count,1\n"
      "p,sd_count,0\np,min_count,0\np,max_count,1\nn,count,1\n";
  const auto run = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"run", model.path()});
    return asim(options);
  };
  CHECK(run({"--stats", "-"}).out == stats);
  CHECK(run({"--stats", "-", "-q", "-f", "csv"}).out == stats);
  CHECK(run({"--stats", model.file("s.csv")}).out == run({}).out);
  CHECK(read_file(model.file("s.csv")) == stats);
  std::string excel = "\xEF\xBB\xBF" + stats;
  std::replace(excel.begin(), excel.end(), ',', ';');
  for (std::size_t at = 0; (at = excel.find('\n', at)) != std::string::npos; at += 2) excel.insert(at, "\r");
  CHECK(run({"--stats", "-", "--csv-dialect", "excel"}).out == excel);
  CHECK(run({"--outputs", "-", "--csv-dialect", "excel"}).out == "\xEF\xBB\xBFname;value\r\nn;1\r\n");
}

TEST_CASE("--summary - is the summary alone; full is every statistic") {
  const ModelFile model(kCounter);
  const std::string summary = "ended at 2: nothing is left to happen\noutputs:\n  n  1\n";
  const std::string counted = "statistics:\n  count  count\n  n          1\n";
  const auto run = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"run", model.path()});
    return asim(options).out;
  };
  CHECK(run({"--timeline", "none"}) == summary + counted);
  CHECK(run({"--timeline", "none", "--summary", "brief"}) == summary + counted);
  CHECK(run({"--summary", "-"}) == summary + counted);
  CHECK(run({"--summary", "-", "-f", "csv"}) == summary + counted);
  CHECK(run({"--summary", "-", "-q"}) == "");
  CHECK(run({"--timeline", "none", "--summary", "full"}) == summary + R"(statistics:
  process p
    begun       1  how many started
    finished    1  how many ended, also by `exit` or `cancel`
    mean_stay   2  the mean of the times from start to end of those finished
    sd_stay     -  the standard deviation of the times from start to end of those finished
    min_stay    2  the smallest of the times from start to end of those finished
    max_stay    2  the largest of the times from start to end of those finished
    p50_stay    2  the median of the times from start to end of those finished
    p90_stay    2  the 90 % quantile of the times from start to end of those finished
    p95_stay    2  the 95 % quantile of the times from start to end of those finished
    p99_stay    2  the 99 % quantile of the times from start to end of those finished
    mean_count  1  the number of those between start and end, averaged over time
    sd_count    0  the number of those between start and end, its standard deviation over time
    min_count   0  the number of those between start and end, at its smallest
    max_count   1  the number of those between start and end, at its largest

  count n
    count  1  how often it was counted
)");
  CHECK(asim({"run", model.path(), "--summary", "short"}).err ==
        usage_error("--summary takes brief|full|-, not `short`"));
}

TEST_CASE("the summary shows what was observed ten times, numbers of five digits, and from when on") {
  const auto summary_of = [](const std::string& count, std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"run", "-", "--summary", "-", "-p", "n=" + count});
    return asim(options, R"(
until: 30
params: {n: 9}
resources: {desk: {}, unused: {}}
processes:
  customer:
    arrivals: {every: 2, count: n}
    steps:
      - acquire: desk
      - sleep: 2.5
      - release: desk
      - tally: {time: now - self.started}
outputs: {third: 1 / 3}
)")
        .out;
  };
  const std::string start = "ended at 30: the horizon is reached\noutputs:\n  third  0.33333\n";
  CHECK(summary_of("9") == start);
  CHECK(summary_of("10") == start + R"(statistics:
  resource  utilization  mean_waiting  max_waiting  mean_wait  max_wait  served
  desk          0.83333          0.75            2       2.25       4.5      10

  process   begun  finished  mean_stay  max_stay  mean_count
  customer     10        10       4.75         7      1.5833

  tally  count  mean      sd  min  max
  time      10  4.75  1.5138  2.5    7
)");
  CHECK(summary_of("14", {"--warmup", "4"}).find("\nstatistics since 4:\n  resource ") != std::string::npos);
}

TEST_CASE("the summary shows the first ten of many") {
  const std::string text = asim({"run", "-", "--summary", "-"}, R"(
queues: {line: {count: 12}}
processes:
  p:
    steps:
      - loop: 12
        as: i
        do:
          - loop: 10
            do: [{put: "line[i]", item: 1}]
)")
                               .out;
  CHECK(text.find("\n  line[9] ") != std::string::npos);
  CHECK(text.find("line[10]") == std::string::npos);
  CHECK(text.ends_with("\n  … and 2 more: --summary full\n"));
}

TEST_CASE("-q prints nothing but errors") {
  const ModelFile fine(kSpeaker);
  const CommandResult quiet = speak(fine, {"-q"});
  CHECK(quiet.exit_code == 0);
  CHECK(quiet.out + quiet.err == "");
  const ModelFile failing(kFailing);
  const CommandResult failed = asim({"run", failing.path(), "-q"});
  CHECK(failed.exit_code == 1);
  CHECK(failed.out == "");
  CHECK(failed.err.starts_with("error: negative delay: -1\n"));
}

TEST_CASE("results never overwrite the model or each other") {
  const ModelFile model(kSpeaker);
  const auto refused = [&](std::vector<std::string> options, const std::string& message) {
    const CommandResult result = speak(model, std::move(options));
    CHECK(result.exit_code == 2);
    CHECK(result.err == usage_error(message));
  };
  refused({"--csv", model.path()}, "--csv would overwrite the model");
  refused({"--outputs", model.file("./model.yaml")}, "--outputs would overwrite the model");
  std::filesystem::create_symlink("model.yaml", model.file("link"));
  refused({"--csv", model.file("link")}, "--csv would overwrite the model");
  refused({"--csv", model.file("x"), "--outputs", model.file("./x")},
          "--csv and --outputs name the same file");
  refused({"--csv", "-", "--outputs", "-"}, "--csv and --outputs cannot both go to standard output");
  refused({"--stats", model.path()}, "--stats would overwrite the model");
  refused({"--stats", model.file("x"), "--outputs", model.file("./x")},
          "--stats and --outputs name the same file");
  refused({"--csv", model.file("x"), "--stats", model.file("x")}, "--csv and --stats name the same file");
  refused({"--stats", "-", "--outputs", "-"}, "--stats and --outputs cannot both go to standard output");
  refused({"--csv", "-", "--stats", "-"}, "--csv and --stats cannot both go to standard output");
  refused({"--stats", "-", "--summary", "-"}, "--stats and --summary cannot both go to standard output");
  CHECK(read_file(model.path()) == kSpeaker);
  CHECK(speak(model, {"--csv", "/dev/null", "--outputs", "/dev/null"}).exit_code == 0);
}

TEST_CASE("results never overwrite what the model needs") {
  const ModelFile model(R"(include: [part.yaml]
processes:
  p:
    arrivals: {from: times.csv}
    steps: [{log: "{kind}"}]
)");
  write_file(model.file("part.yaml"), "queues: {q: {}}\n");
  write_file(model.file("times.csv"), "time,kind\n1,a\n");
  for (const std::string name : {"part.yaml", "times.csv"}) {
    CAPTURE(name);
    const std::string before = read_file(model.file(name));
    const CommandResult result = asim({"run", model.path(), "--csv", model.file(name)});
    CHECK(result.exit_code == 2);
    CHECK(result.err ==
          usage_error("--csv would overwrite `" + model.file(name) + "`, which the model needs"));
    CHECK(read_file(model.file(name)) == before);
  }
}

TEST_CASE("a path that cannot be written is an error before anything is run") {
  const ModelFile model(kSpeaker);
  for (const std::string option : {"--csv", "--outputs", "--stats"}) {
    CAPTURE(option);
    const CommandResult missing = speak(model, {option, "/nosuch/x.csv"});
    CHECK(missing.exit_code == 1);
    CHECK(missing.out == "");
    CHECK(missing.err == "error: cannot create /nosuch/x.csv: No such file or directory\n");
    const CommandResult directory = speak(model, {option, "models"});
    CHECK(directory.exit_code == 1);
    CHECK(directory.err == "error: cannot write models: Is a directory\n");
  }
}

TEST_CASE("a full disk is an error, whatever is written") {
  const ModelFile model(kSpeaker);
  const std::string run = "asim run '" + model.path() + "'";
  for (const std::string& line :
       {run, run + " -f jsonl", run + " --outputs -", run + " --stats -", run + " --summary -",
        std::string("asim --version"), std::string("asim help"), std::string("asim run --help"),
        "asim check '" + model.path() + "'"}) {
    CAPTURE(line);
    const CommandResult result = shell(line + " > /dev/full");
    CHECK(result.exit_code == 1);
    CHECK(result.err == "error: cannot write standard output: No space left on device\n");
  }
  for (const std::string option : {"--csv", "--outputs", "--stats"}) {
    const CommandResult result = speak(model, {option, "/dev/full"});
    CHECK(result.exit_code == 1);
    CHECK(result.err == "error: cannot write /dev/full: No space left on device\n");
  }
}

TEST_CASE("a closed standard output is an error and does not get mixed up with files") {
  const ModelFile model(kSpeaker);
  const CommandResult result =
      shell("asim run '" + model.path() + "' -p rounds=1 --csv '" + model.file("x.csv") + "' >&-");
  CHECK(result.exit_code == 1);
  CHECK(result.err == "error: cannot write standard output: Bad file descriptor\n");
  CHECK(read_file(model.file("x.csv")) == kCsv);
}

TEST_CASE("a closed pipe ends the program quietly") {
  const ModelFile model(kEndless);
  const CommandResult result =
      shell("asim run '" + model.path() + "' -f csv | head -n 2; echo ${PIPESTATUS[0]}");
  CHECK(result.out == "time,process,event,object,detail\n0,ticker,start,,\n0\n");
  CHECK(result.err == "");
}

TEST_CASE("a run that fails keeps the rows that came before, and no outputs") {
  const ModelFile model(kFailing);
  write_file(model.file("o.csv"), "name,value\nnever,1\n");
  const CommandResult result = asim({"run", model.path(), "--csv", model.file("t.csv"), "--outputs",
                                     model.file("o.csv"), "--stats", model.file("s.csv")});
  CHECK(result.exit_code == 1);
  CHECK(result.out == "ended at 1: an error\n");
  CHECK(read_file(model.file("t.csv")) ==
        "time,process,event,object,detail\n0,sleeper,start,,\n0,sleeper,log,,before\n0,sleeper,sleep,,1\n");
  CHECK(read_file(model.file("o.csv")) == "name,value\n");
  CHECK(read_file(model.file("s.csv")) == "object,statistic,value\n");
}

TEST_CASE("what was held at an end is told on standard error if there is no summary") {
  const ModelFile model(
      "resources: {desk: {}}\nprocesses:\n  p:\n    count: 22\n    steps:\n      - acquire: desk\n");
  const CommandResult csv = asim({"run", model.path(), "-f", "csv", "--timeline", "none"});
  CHECK(csv.exit_code == 0);
  CHECK(
      csv.err.starts_with("warning: p[0] ended at 0 while it held 1 of `desk`, which was released\n"
                          "warning: p[1] ended at 0"));
  CHECK(csv.err.ends_with("\nwarning: … and 2 more\n"));
  CHECK(asim({"run", model.path(), "--outputs", "-"}).err == csv.err);
  CHECK(asim({"run", model.path()}).err == "");
  CHECK(asim({"run", model.path(), "-q"}).err == "");
}

namespace {
/// The shell that runs the tests may have told its background jobs to ignore SIGINT.
CommandResult interrupted_after(const std::string& seconds, const std::string& signal, const ModelFile& model,
                                const std::string& options) {
  return shell("timeout --preserve-status -s " + signal + " " + seconds +
               " env --default-signal=INT,HUP asim run '" + model.path() + "' " + options);
}
}  // namespace

TEST_CASE("an interrupted run writes whole rows and ends with 130") {
  const ModelFile model(kEndless);
  for (const std::string signal : {"INT", "TERM", "HUP"}) {
    CAPTURE(signal);
    const CommandResult result =
        interrupted_after("0.3", signal, model, "--csv '" + model.file("x.csv") + "' --timeline log");
    CHECK(result.exit_code == 130);
    CHECK(result.out.starts_with("ended at "));
    CHECK(result.out.ends_with(": interrupted\n"));
    CHECK(result.err == "interrupted: what was computed so far is written\n");
    const std::string rows = read_file(model.file("x.csv"));
    const auto count = std::count(rows.begin(), rows.end(), '\n') - 1;  // of ticks
    REQUIRE(count > 0);
    const std::string last = std::to_string(count) + ",ticker,log,,tick " + std::to_string(count - 1) + "\n";
    CHECK(rows.ends_with("\n" + last));
  }
}

TEST_CASE("a run is interrupted within a long expression, too") {
  const ModelFile model(R"yaml(
processes: {p: {vars: {x: 0}, steps: [{log: begun}, {set: {x: "{sum(sum(i * j for j in range(3000)) for i in range(1000000 + now))}"}}, {log: "{x}"}]}}
)yaml");
  const CommandResult result = interrupted_after("0.3", "INT", model, "--timeline log");
  CHECK(result.exit_code == 130);
  CHECK(result.out == "time  process  detail\n   0  p        begun\n\nended at 0: interrupted\n");
  CHECK(result.err == "interrupted: what was computed so far is written\n");
}

TEST_CASE("an interrupted run has all its outputs, also long ones") {
  const ModelFile model(R"yaml(
vars: {n: 0, list: []}
processes:
  p:
    steps:
      - loop: 1200000
        do: [{do: list.append(1)}]
      - loop: forever
        do: [{sleep: 1}, {set: {n: n + 1}}]
outputs: {first: 1, long: sum(x for x in list), last: n > 0}
)yaml");
  const CommandResult result = interrupted_after("1", "INT", model, "-q --outputs -");
  CHECK(result.exit_code == 130);
  CHECK(result.out == "name,value\nfirst,1\nlong,1200000\nlast,true\n");
}

TEST_CASE("a signal that is ignored by order stays ignored") {
  const ModelFile model(kEndless);
  const CommandResult result =
      shell("trap '' TERM; asim run '" + model.path() +
            "' -q --max-events 5000000 & sleep 0.05; kill -TERM $! && echo sent; wait $!; echo $?");
  CHECK(result.out == "sent\n1\n");
}

TEST_CASE("colour is for terminals, or when it is asked for") {
  const ModelFile model(kSpeaker);
  const std::string run = "asim run '" + model.path() + "' ";
  const auto is_coloured = [](const std::string& line) {
    return shell(line).out.find("\x1b[") != std::string::npos;
  };
  CHECK_FALSE(is_coloured(run));
  CHECK(is_coloured("CLICOLOR_FORCE=1 " + run));
  CHECK_FALSE(is_coloured("CLICOLOR_FORCE=0 " + run));
  CHECK_FALSE(is_coloured("NO_COLOR=1 CLICOLOR_FORCE=1 " + run));
  CHECK(is_coloured("NO_COLOR=1 " + run + "--color always"));
  CHECK_FALSE(is_coloured("CLICOLOR_FORCE=1 " + run + "--color never"));
  CHECK_FALSE(is_coloured(run + "--color always -f csv"));
  CHECK(asim({"run", model.path(), "--color", "blue"}).err ==
        usage_error("--color takes auto|always|never, not `blue`"));
  const ModelFile failing(kFailing);
  CHECK(is_coloured("asim run '" + failing.path() + "' -q --color always 2>&1"));
}

}  // namespace asim::test
