// asim run --trace: every move of the loop and of each process.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

constexpr const char* kLetter = R"(model: letter
queues: {letters: {}}
processes:
  reader:
    steps:
      - get: letters
        as: letter
  writer:
    steps:
      - sleep: 5
      - put: letters
        item: 7
)";

CommandResult trace(const ModelFile& model, std::vector<std::string> options) {
  options.insert(options.begin(), {"run", model.path(), "--trace"});
  return asim(options);
}

/// Without the folder that the model happens to be in.
std::string plain(std::string text, const ModelFile& model) {
  const std::string path = model.path();
  for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path, at))
    text.replace(at, path.size(), "m.yaml");
  return text;
}

void check_refused(const std::vector<std::string>& options, const std::string& message) {
  CAPTURE(message);
  const ModelFile model(kLetter);
  std::vector<std::string> words = {"run", model.path()};
  words.insert(words.end(), options.begin(), options.end());
  const CommandResult result = asim(words);
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(result.err == usage_error(message));
}

}  // namespace

TEST_CASE("a batch that waits is told with its size") {
  const CommandResult result =
      asim({"run", "-", "--trace", "-f", "csv"},
           "queues: {q: {}}\nprocesses: {p: {steps: [{get: q, count: 3, at_least: 1, timeout: 5}]}}\n");
  CHECK(result.out.find("wake me when there are 3 items for me in `q`") != std::string::npos);
}

TEST_CASE("a trace shows what the loop takes, what is done, granted and waited for") {
  const ModelFile model(kLetter);
  CHECK(plain(trace(model, {"-f", "csv"}).out, model) == R"(time,process,move,place,what
0,reader,ready,m.yaml:6,begins
0,reader,wait,m.yaml:6,"tells the loop ""wake me when there is an item for me in `letters`""; 1st of 1 in the line of `letters`"
0,writer,ready,m.yaml:10,begins
0,writer,wait,m.yaml:10,"tells the loop ""resume me at 5"""
5,,clock,,from 0 to 5
5,writer,future,m.yaml:10,resumed: the sleep is over
5,writer,step,m.yaml:11,puts 7 into `letters`
5,reader,grant,m.yaml:6,"is granted 7 by writer, and stands in the ready queue"
5,writer,end,,ends
5,reader,ready,m.yaml:6,resumed: takes 7 out of `letters`
5,reader,end,,ends
)");
}

TEST_CASE("a trace as a table stands before the summary, as JSON lines alone") {
  const ModelFile model(kLetter);
  const CommandResult table = trace(model, {});
  CHECK(table.out.starts_with("time  process  move "));
  CHECK(table.out.find("\nended at 5: nothing is left to happen\n") != std::string::npos);
  CHECK(table.out.find('\x1b') == std::string::npos);
  CHECK(trace(model, {"--color", "always"}).out.find("\x1b[3") != std::string::npos);
  const CommandResult lines = trace(model, {"-f", "jsonl", "--process", "writer"});
  CHECK(plain(lines.out, model)
            .starts_with("{\"time\":0,\"process\":\"writer\",\"move\":\"ready\",\"place\":\"m.yaml:10\","
                         "\"what\":\"begins\"}\n"));
  CHECK(lines.out.find("reader\",\"move") == std::string::npos);
  CHECK(lines.out.find("ended") == std::string::npos);
}

TEST_CASE("-q with a trace leaves the trace") {
  const ModelFile model(kLetter);
  const std::string out = trace(model, {"-q"}).out;
  CHECK(out.find("the sleep is over") != std::string::npos);
  CHECK(out.find("ended at") == std::string::npos);
}

TEST_CASE("the timeline of a traced run can go to a file") {
  const ModelFile model(kLetter);
  const CommandResult result = trace(model, {"--csv", model.file("rows.csv"), "--timeline", "put"});
  CHECK(result.exit_code == 0);
  CHECK(read_file(model.file("rows.csv")) == "time,process,event,object,detail\n5,writer,put,letters,7\n");
}

TEST_CASE("a trace and results cannot both go to standard output") {
  check_refused({"--trace", "--csv", "-"}, "--trace and --csv cannot both go to standard output");
  check_refused({"--trace", "--outputs", "-"}, "--trace and --outputs cannot both go to standard output");
  check_refused({"--trace", "--stats", "-"}, "--trace and --stats cannot both go to standard output");
  check_refused({"--trace", "--summary", "-"}, "--trace and --summary cannot both go to standard output");
  check_refused({"--fingerprint", "--csv", "-"}, "--fingerprint and --csv cannot both go to standard output");
  check_refused({"--fingerprint", "-f", "csv"},
                "-f csv leaves no place for --fingerprint on standard output");
}

TEST_CASE("a run that fails is traced up to there") {
  const ModelFile model(kFailing);
  const CommandResult result = trace(model, {"-f", "csv"});
  CHECK(result.exit_code == 1);
  CHECK(plain(result.out, model)
            .ends_with("1,sleeper,future,m.yaml:7,resumed: the sleep is over\n"
                       "1,sleeper,fail,m.yaml:8,\"fails, and with it the run: "
                       "negative delay: -1\"\n"));
  CHECK(result.err.starts_with("error: negative delay: -1\n"));
}

TEST_CASE("each of several interrupts is told with its own cause, also one that had come before") {
  const ModelFile model(R"(model: interrupts
processes:
  v:
    steps:
      - loop: 3
        do:
          - try:
              - sleep: 9
            on_interrupt: []
  b:
    steps:
      - sleep: 1
      - interrupt: v
        cause: "one"
      - interrupt: v
        cause: "two"
      - spawn: k
        as: child
      - interrupt: child
      - sleep: 1
      - interrupt: v
        cause: "three"
  k:
    count: 0
    steps:
      - try:
          - sleep: 8
        on_interrupt: []
)");
  const std::string out = plain(trace(model, {"-f", "csv"}).out, model);
  CHECK(out.find("1,v,ready,m.yaml:8,\"resumed, interrupted at `sleep`: one;") != std::string::npos);
  CHECK(out.find("1,v,step,m.yaml:8,is interrupted at `sleep`: two;") != std::string::npos);
  CHECK(out.find("2,v,ready,m.yaml:8,\"resumed, interrupted at `sleep`: three;") != std::string::npos);
  CHECK(out.find("1,k[0],step,m.yaml:27,is interrupted at `sleep`; goes on at m.yaml:23\n") !=
        std::string::npos);
}

TEST_CASE("who is interrupted and does not catch it is told before the failure") {
  const ModelFile model(R"(model: uncaught
processes:
  v:
    steps:
      - sleep: 10
  b:
    steps:
      - interrupt: v
        cause: "x"
      - sleep: 1
)");
  const CommandResult result = trace(model, {"-f", "csv"});
  CHECK(result.exit_code == 1);
  CHECK(
      plain(result.out, model)
          .ends_with("0,b,wait,m.yaml:10,\"tells the loop \"\"resume me at 1\"\"\"\n"
                     "0,v,ready,m.yaml:5,\"resumed, interrupted at `sleep`: x\"\n"
                     "0,v,fail,m.yaml:5,\"fails, and with it the run: `v` was interrupted at t = 0 and does "
                     "not catch it\"\n"));
  const std::string told = asim({"explain", model.path()}).out;
  CHECK(told.find("The loop takes v from the ready queue") < told.find("fails, and with it the run"));
  CHECK(told.ends_with("fails, and with it the run\n"));
}

TEST_CASE("an instance that gets a name as it begins has that name from its first turn on") {
  const ModelFile model(R"(model: named
processes:
  waiter:
    count: 2
    name: "waiter {self.index}"
    steps:
      - sleep: 1
)");
  CHECK(plain(trace(model, {"-f", "csv"}).out, model)
            .starts_with("time,process,move,place,what\n"
                         "0,waiter 0,ready,m.yaml:5,begins; `waiter[0]` until now\n"
                         "0,waiter 0,wait,m.yaml:7,\"tells the loop \"\"resume me at 1\"\"\"\n"));
  CHECK(asim({"explain", model.path()})
            .out.find("takes waiter[0] from the ready queue and resumes it for the first time: it begins. It "
                      "is\n  called waiter 0 from now on.") != std::string::npos);
}

TEST_CASE("who is held back is told what his wait comes to, and when he has back what he lost") {
  const ModelFile model(R"(model: held back
resources: {m: {}, n: {}}
queues: {q: {}}
processes:
  low:
    steps:
      - with: m
        on_preempt: resume
        priority: 5
        do:
          - get: q
  sleeper:
    steps:
      - with: n
        on_preempt: resume
        priority: 5
        do:
          - sleep: 4
  high:
    start: 1
    steps:
      - with: [m, n]
        preempt: true
        do:
          - sleep: 2
  putter:
    start: 2
    steps:
      - put: q
        item: 9
)");
  const std::string out = plain(trace(model, {"-f", "csv"}).out, model);
  CHECK(out.find(
            "2,low,grant,m.yaml:11,\"is granted 9 by putter, but stands still until it has 1 of `m` back") !=
        std::string::npos);
  CHECK(out.find("3,low,regain,m.yaml:11,\"has 1 of `m` back by high, and stands in the ready queue") !=
        std::string::npos);
  CHECK(out.find("3,sleeper,regain,m.yaml:18,\"has 1 of `n` back by high, and sleeps on, now until 6") !=
        std::string::npos);
}

TEST_CASE("a downtime is told by its name, at the line of its resource, and what it does") {
  const ModelFile model(R"(model: down
until: 4
resources:
  d: {downtime: {every: 2, for: 1}}
processes:
  job:
    steps:
      - with: d
        on_preempt: restart
        do:
          - sleep: 3
)");
  const std::string out = plain(trace(model, {"-f", "csv"}).out, model);
  CHECK(out.find("2,the downtime of `d`,future,m.yaml:4,resumed: takes `d` down for 1\n") !=
        std::string::npos);
  CHECK(out.find("3,the downtime of `d`,future,m.yaml:4,resumed: brings `d` up again\n") !=
        std::string::npos);
  const std::string told = asim({"explain", model.path()}).out;
  CHECK(told.find("A request with `preempt`") == std::string::npos);
  CHECK(told.find("There is less of the resource than is in use") != std::string::npos);
}

// ---- fingerprints ----

TEST_CASE("the fingerprint is that of what happens, not of what is shown") {
  const ModelFile model(kDice);
  const auto fingerprint = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"run", model.path(), "--fingerprint", "-q"});
    return asim(options).out;
  };
  const std::string usual = fingerprint({});
  CHECK(usual.size() == 17);
  CHECK(fingerprint({"--timeline", "none"}) == usual);
  CHECK(fingerprint({"--process", "nobody"}) == usual);
  CHECK(fingerprint({"--stats", model.file("stats.csv")}) == usual);
  CHECK(fingerprint({"--seed", "2"}) != usual);  // only the tally and the output tell
  CHECK(fingerprint({"--replication", "2"}) != usual);
}

TEST_CASE("the fingerprint sees what no row and no output tells") {
  const std::string before = "processes:\n  p:\n    steps:\n      - ", behind = "\n";
  const auto fingerprint = [&](const std::string& step) {
    const ModelFile model(before + step + behind);
    return asim({"run", model.path(), "--fingerprint", "-q"}).out;
  };
  CHECK(fingerprint("tally: {x: 1}") != fingerprint("tally: {x: 2}"));
  CHECK(fingerprint("count: x") != fingerprint("tally: {x: 1}"));
  CHECK(fingerprint("sleep: 1") != fingerprint("sleep: 2"));
  CHECK(fingerprint("count: x") == fingerprint("count: x   # what it is called is no matter"));
}

// These were recorded: they are the same whatever compiles asim, and on whatever machine.
TEST_CASE("fingerprints are stable") {
  const auto fingerprint = [](const std::string& model) {
    return asim({"run", model, "--fingerprint", "-q"}).out;
  };
  CHECK(fingerprint("models/tutorial/02_producer_consumer.yaml") == "59a6244ae3f45a82\n");
  CHECK(fingerprint("models/simpy/carwash.yaml") == "7cc9df1214501acb\n");
  CHECK(fingerprint("models/statistics/clinic.yaml") == "bc633334d66c3dcb\n");
}

}  // namespace asim::test
