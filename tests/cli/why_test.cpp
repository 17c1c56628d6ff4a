// asim why: what a process waited for.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/why_answers.h"

namespace asim::test {
namespace {

constexpr const char* kClerk = R"(model: clerk
resources: {clerk: {}}
processes:
  customer:
    count: 3
    start: self.index
    steps:
      - acquire: clerk
      - sleep: 4
      - release: clerk
  late:
    start: 20
    steps:
      - acquire: clerk
        timeout: 3
)";

}  // namespace

TEST_CASE("for what, behind whom, held by whom, and what freed it") {
  CHECK(
      answer(kClerk, "customer[2]", "2.5") ==
      "customer[2] waits since 2 at m:8 (`acquire`)\n"
      "  it has told the loop \"wake me when I can have 1 of `clerk`\"\n"
      "  stands 2nd of 2 in the line of `clerk`, behind customer[1]: 1 of 1 of `clerk` in use\n"
      "    customer[0] holds 1 of `clerk` since 0, and sleeps until 4, at m:9\n"
      "  what would free it: a `release` of `clerk`\n"
      "at 8 it is granted 1 of `clerk` by customer[1], and stands in the ready queue (`release` at m:10)\n");
}

TEST_CASE("others who got it meanwhile are named") {
  CHECK(answer(kClerk, "customer[2]", "5")
            .find("  since it began to wait, others got it: customer[1] at 4\n") != std::string::npos);
}

TEST_CASE("one that sleeps") {
  CHECK(answer(kClerk, "customer[0]", "3") ==
        "customer[0] sleeps until 4, at m:9\n"
        "  it has told the loop \"resume me at 4\"\n"
        "at 4 it resumed: the sleep is over\n");
}

TEST_CASE("one that does something then, that has ended, that has not begun") {
  CHECK(answer(kClerk, "customer[0]", "4") ==
        "at 4 it did this:\n"
        "  m:9  resumed: the sleep is over\n"
        "  m:10  gives back 1 of `clerk`\n"
        "  ends\n");
  CHECK(answer(kClerk, "customer[0]", "5") == "customer[0] had ended by then, at 4\n");
  CHECK(answer(kClerk, "late", "5").starts_with("late is to begin at 20\n"));
  CHECK(answer(kClerk, "customer[0]", "1000").starts_with("the run ended at 20, before 1000; at its end:\n"));
}

TEST_CASE("one that nobody ever frees") {
  CHECK(answer("queues: {q: {}}\nprocesses:\n  p:\n    steps:\n      - get: q\n", "p", "7") ==
        "the run ended at 0, before 7; at its end:\n"
        "p waits since 0 at m:5 (`get`)\n"
        "  it has told the loop \"wake me when there is an item for me in `q`\"\n"
        "  stands 1st of 1 in the line of `q`: `q` is empty\n"
        "  what would free it: a `put` into `q`\n"
        "nothing frees it: the run ends at 0, and it stands there still\n");
}

TEST_CASE("it takes the options of a run") {
  const ModelFile model(kSpeaker);
  const auto told = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"why", model.path(), "--process", "speaker", "--at", "2"});
    return asim(options).out;
  };
  CHECK(told({}).starts_with("speaker sleeps until 3, at "));
  CHECK(told({"-p", "rounds=1"}) ==
        "the run ended at 1.5, before 2; at its end:\nspeaker had ended by then, at 1.5\n");
  CHECK(told({"--until", "1"}).starts_with("the run ended at 1, before 2; at its end:\n"));
}

TEST_CASE("names and times that cannot be") {
  check_refused(kClerk, "customr[1]", "5",
                "no process is called `customr[1]` in this run: did you mean `customer[1]`?");
  check_refused(kClerk, "elephant", "5", "no process is called `elephant` in this run");
  check_refused(kClerk, "customer", "5",
                "there are several of `customer`: customer[0], customer[1], customer[2]");
  check_refused(kClerk, "late", "soon", "--at must be a number and not negative, not `soon`");
  check_refused(kClerk, "late", "-1", "--at must be a number and not negative, not `-1`");
  const ModelFile model(kClerk);
  CHECK(asim({"why", model.path()}).exit_code == 2);
  CHECK(asim({"why", model.path(), "--process", "late"}).exit_code == 2);
  CHECK(asim({"why", "nowhere.yaml", "--process", "late", "--at", "1"}).exit_code == 3);
}

TEST_CASE(
    "a process with a name is found by that, by its index, and by its type if it is the only one so far") {
  constexpr const char* kNamed = R"(
until: 5
gates: {g: {}}
processes:
  waiter:
    name: waiter {self.index}
    count: 2
    steps: [{wait: g}]
  late:
    arrivals: {every: 2}
    steps: [{sleep: 10}]
)";
  const std::string text = answer(kNamed, "waiter 0", "1");
  CHECK(text.starts_with("waiter 0 waits since 0 at m:8 (`wait`)\n"));
  CHECK(answer(kNamed, "waiter[0]", "1") == text);
  CHECK(answer(kNamed, "waiter[1]", "1").starts_with("waiter 1 waits since 0 "));
  check_refused(kNamed, "waiter", "1", "there are several of `waiter`: waiter 0, waiter 1");
  CHECK(answer(kNamed, "late", "3").starts_with("late[0] sleeps until 12, at m:11\n"));
  CHECK(answer(kNamed, "late", "1") == "late[0] had not begun by then: it begins at 2\n");
  check_refused(kNamed, "late", "4.5", "there are several of `late`: late[0], late[1]");
}

TEST_CASE("one that was cancelled when it had been set going, or before it began") {
  constexpr const char* kCancelled = R"(
queues: {q: {}}
processes:
  granted: {steps: [{get: q}]}
  interrupted: {steps: [{try: [{sleep: 5}], on_interrupt: [{log: hm}]}]}
  late: {start: 2, steps: [{sleep: 4}]}
  never: {start: 9, steps: [{sleep: 4}]}
  b:
    steps:
      - sleep: 1
      - {put: q, item: 5}
      - cancel: granted
      - interrupt: interrupted
      - cancel: interrupted
      - cancel: late
      - sleep: 3
      - stop: true
)";
  CHECK(answer(kCancelled, "granted", "1") ==
        "at 1 it did this:\n"
        "  m:4  is granted 5 by b, and stands in the ready queue\n"
        "  is ended by b\n");
  CHECK(answer(kCancelled, "granted", "2") == "granted had ended by then, at 1: it was ended by b\n");
  CHECK(answer(kCancelled, "interrupted", "1").ends_with(" in the ready queue\n  is ended by b\n"));
  CHECK(answer(kCancelled, "interrupted", "2") == "interrupted had ended by then, at 1: it was ended by b\n");
  CHECK(answer(kCancelled, "late", "0.5") ==
        "late is to begin at 2\n"
        "at 1 it is ended by b (`cancel` at m:15), and never begins\n");
  CHECK(answer(kCancelled, "late", "2") == "late had ended by then, at 1: it was ended by b\n");
  CHECK(answer(kCancelled, "never", "2") == "never is to begin at 9\nit never begins: the run ends at 4\n");
  CHECK(answer(kCancelled, "b", "4").ends_with("and then:\nb is at m:17, where the run ends at 4\n"));
}

TEST_CASE("a run that fails") {
  const ModelFile model(R"(
processes:
  v: {steps: [{sleep: 10}]}
  b: {steps: [{sleep: 1}, {interrupt: v}, {sleep: 1}]}
)");
  const auto told = [&](const std::string& process) {
    const CommandResult result = why(model, process, "2");
    CHECK(result.exit_code == 1);
    return without_folder(result.out, model.path());
  };
  CHECK(told("v") == "the run failed at 1, before 2; at its end:\nv is at m:3, where the run fails at 1\n");
  CHECK(told("b").ends_with("nothing frees it: the run fails at 1, and it stands there still\n"));
}

// ---- three models with mistakes, found with this command alone ----

TEST_CASE("a deadlock is a circle") {
  const std::string text = asim({"why", "models/bugs/deadlock.yaml", "--process", "anna", "--at", "3"}).out;
  CHECK(text.find("bert holds 1 of `ledger` since 1, and waits since 3 at models/bugs/deadlock.yaml:") !=
        std::string::npos);
  CHECK(text.find("anna holds 1 of `stamp` since 0, and so the circle closes: nobody in it can go on") !=
        std::string::npos);
}

TEST_CASE("who starves sees others served") {
  const std::string text =
      asim({"why", "models/bugs/starvation.yaml", "--process", "pensioner", "--at", "50"}).out;
  CHECK(text.find("since it began to wait, others got it: member[1] at 5, member[2] at 10, ") !=
        std::string::npos);
  CHECK(text.find("nothing frees it: the run ends at 60") != std::string::npos);
}

}  // namespace asim::test
