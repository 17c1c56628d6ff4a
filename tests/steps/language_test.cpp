// Sections 1 to 3 of the language: what models say, and what a run makes of it.

#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <tuple>
#include <utility>

#include "support/command.h"

namespace asim::test {
namespace {

/// The log rows of a run that verifies itself: "0 a[0] text\n…".
std::string logged(const std::string& model) {
  return std::regex_replace(rows_of(model), std::regex("([^,\n]*),([^,\n]*),log,,"), "$1 $2 ");
}

}  // namespace

// ---- names of instances ----

TEST_CASE("a process that is declared once keeps its name, whatever is spawned beside it") {
  CHECK(logged(R"(
processes:
  clerk:
    vars: {mark: self.index}
    steps: [{sleep: 10}]
  boss:
    steps:
      - spawn: clerk
      - sleep: 1
      - log: "{clerk.name} {clerk.mark}"
      - cancel: clerk
      - log: "{clerk[0].alive} {clerk[1].alive}"
)") == "1 boss clerk 0\n1 boss false true\n");
}

TEST_CASE("the only instance needs no index, however it came to be") {
  CHECK(logged(R"(
processes:
  clerk: {count: 0, vars: {mark: 7}, steps: [{sleep: 10}]}
  guest: {arrivals: {at: [0]}, vars: {mark: 8}, steps: [{sleep: 10}]}
  boss:
    steps:
      - spawn: clerk
      - sleep: 1
      - log: "{clerk.mark} {clerk.name} {guest.mark}"
)") == "1 boss 7 clerk[0] 8\n");
}

// ---- the end of a run ----

TEST_CASE("shared variables may hold processes to the end of the run") {
  for (const std::string end : {"sleep: 1", "exit:"}) {
    CHECK(logged(R"(
vars: {who: null, team: [], by_name: {}, causes: []}
processes:
  worker:
    count: 2
    vars: {friend: null}
    steps:
      - set:
          who: self
          friend: worker[0]
          by_name[self.name]: [self]
      - do: team.append(self)
      - )" + end +
                 R"(
  holder:
    steps:
      - try:
          - with: desk
            do:
              - sleep: 5
        on_interrupt:
          - do: causes.append(cause)
        as: cause
  thief:
    steps:
      - sleep: 1
      - acquire: desk
        preempt: true
        priority: -1
      - log: "{len(causes)} {len(team)}"
      - release: desk
resources: {desk: {}}
)") == "1 thief 0 2\n");
  }
}

// ---- gates ----

TEST_CASE("a pulse leaves the gate closed, an open one too") {
  CHECK(logged(R"(
gates: {door: {open: true}}
processes:
  porter:
    steps:
      - pulse: door
      - log: "{door.is_open}"
  guest:
    steps:
      - wait: door
        timeout: 1
        on_timeout:
          - log: stands before it
)") == "0 porter false\n1 guest stands before it\n");
}

// ---- loops ----

TEST_CASE("while counts its rounds, and its condition may use the number") {
  CHECK(logged(R"(
processes:
  a:
    steps:
      - while: i < 3
        as: i
        do:
          - if: i == 1
            then: [continue]
          - log: round {i}
      - log: "{i} rounds"
)") == "0 a round 0\n0 a round 2\n0 a 3 rounds\n");
}

// ---- keys ----

TEST_CASE("a plain number and the same in quotes are two keys") {
  CHECK(logged(R"(
processes:
  a:
    vars: {r: {1: "number", "1": "text"}}
    steps:
      - log: "{r[1]} {r['1']}"
      - for: x
        in: "[1, '1', 2]"
        do:
          - switch: x
            cases:
              1: [{log: a number}]
              "1": [{log: a text}]
            else: [{log: neither}]
)") == "0 a number text\n0 a a number\n0 a a text\n0 a neither\n");
}

// ---- JSON ----

TEST_CASE("JSON models can say everything: words that stand for themselves are quoted there") {
  CHECK(logged(R"({"processes": {
  "a": {"steps": [
    {"loop": "forever", "as": "i", "do": [
      {"if": "i == 1", "then": ["continue"]},
      {"if": "i == 3", "then": [{"break": null}]},
      {"log": "round {i}"}]},
    {"try": [{"sleep": "forever"}], "on_interrupt": [{"log": "woken"}]},
    {"if": "now > 0", "then": ["exit"]},
    {"log": "never"}]},
  "b": {"steps": [{"sleep": 2}, {"interrupt": "a"}]}}})") == "0 a round 0\n0 a round 2\n2 a woken\n");
}

// ---- arrivals ----

TEST_CASE("what the file declares for a time starts in its order, arrivals too") {
  for (const std::string arrivals :
       {"first: 0, every: 5, count: 1", "at: [0]", "first: 0, every: 0, count: 1"}) {
    CHECK(logged(R"(
processes:
  early: {steps: [{log: starts}]}
  guest: {arrivals: {)" +
                 arrivals + R"(}, steps: [{log: arrives}]}
  late: {steps: [{log: starts}]}
)") == "0 early starts\n0 guest[0] arrives\n0 late starts\n");
  }
  CHECK(logged(R"(
processes:
  guest: {arrivals: {every: 5, count: 2, batch: 2}, steps: [{log: arrives}]}
  visitor: {arrivals: {at: [5, 5]}, steps: [{log: arrives}]}
  late: {start: 5, steps: [{log: starts}]}
)") == "5 guest[0] arrives\n5 guest[1] arrives\n"
       "5 visitor[0] arrives\n5 visitor[1] arrives\n5 late starts\n");
}

TEST_CASE("nobody arrives if nobody is to arrive") {
  CHECK(logged("processes: {guest: {arrivals: {at: []}, steps: [{log: arrives}]}}\n") == "");
  CHECK(logged("processes: {guest: {arrivals: {every: 1, until: 0}, steps: [{log: arrives}]}}\n") == "");
}

// ---- objects of a process ----

TEST_CASE("an argument may say how large an object of the process is") {
  CHECK(logged(R"(
processes:
  clerk:
    count: 0
    args: [room]
    queues: {inbox: {capacity: room + 1}}
    steps: [{sleep: 1}]
  boss:
    steps:
      - spawn: clerk
        args: {room: 2}
      - put: clerk.inbox
        item: 1
      - log: "{clerk.inbox.capacity} {clerk.inbox.length}"
)") == "0 boss 3 1\n");
}

// ---- then ----

TEST_CASE("winners within an all_of carry out their then, in the order of the parts, when all are done") {
  CHECK(logged(R"(
queues: {letters: {}}
processes:
  a:
    steps:
      - loop: 2
        do:
          - first_of:
              work:
                all_of:
                  x:
                    first_of:
                      slow: {sleep: 3, then: [{log: slow}]}
                      slower: {sleep: 9, then: [{log: slower}]}
                  y: {sleep: 4}
                  z:
                    first_of:
                      letter: {get: letters, then: [{log: letter}]}
                      quick:
                        sleep: 1
                        then:
                          - log: quick
                          - sleep: 1
                          - log: and done
                then:
                  - log: work is done
              end: {sleep: 20}
            as: winner
          - log: "{winner}"
)") == R"(4 a slow
4 a quick
5 a and done
5 a work is done
5 a work
9 a slow
9 a quick
10 a and done
10 a work is done
10 a work
)");
}

TEST_CASE("a branch that loses within an all_of ends when it loses") {
  CHECK(logged(R"(
processes:
  a:
    steps:
      - all_of:
          u:
            first_of:
              s: {sleep: 1}
              k: [{sleep: 9}, {log: never}]
          v: {sleep: 3}
      - log: done
)") == "3 a done\n");
}

TEST_CASE("what another branch has taken for the time being makes no room for a put") {
  for (const auto& [store, first, second, get] :
       {std::tuple<std::string, std::string, std::string, std::string>(
            "queues: {s: {capacity: 1}, z: {}}", "put: s, item: 1", "put: s, item: 2", "get: s"),
        {"containers: {s: {capacity: 1}}\nqueues: {z: {}}", "put: s, amount: 1", "put: s, amount: 1",
         "get: s, amount: 1"}}) {
    const std::string first_step = first;
    CAPTURE(first_step);
    CHECK(logged(store + R"(
processes:
  p:
    steps:
      - {)" + first +
                 R"(}
      - first_of:
          put: {)" +
                 second + R"(}
          both: {all_of: {u: {get: z}, v: {)" +
                 get + R"(}}}
        as: winner
      - log: "{winner}"
  q:
    steps:
      - sleep: 3
      - {put: z, item: 3}
)") == "3 p both\n");
  }
}

// ---- where ----

TEST_CASE("what a getter of several wants is kept for it until there is enough") {
  CHECK(logged(R"(
queues: {q: {}}
processes:
  a: {steps: [{get: q, where: item > 10, count: 2, as: x}, {log: "{x}"}]}
  b: {steps: [{get: q, as: x}, {log: "{x}"}]}
  c:
    steps:
      - for: item
        in: "[20, 1, 30, 40]"
        do:
          - sleep: 1
          - put: q
            item: item
          - get: q
            as: mine
            timeout: 0
            on_timeout: [{log: nothing for me}]
)") == "1 c nothing for me\n2 c nothing for me\n2 b 1\n3 c nothing for me\n3 a \"[20, 30]\"\n");
}

TEST_CASE("whoever leaves the line no longer keeps anything") {
  CHECK(logged(R"(
queues: {q: {}}
processes:
  a: {steps: [{get: q, where: item > 10, count: 2, timeout: 5, on_timeout: [{log: leaves}]}]}
  b: {steps: [{get: q, as: x}, {log: "{x}"}]}
  c: {steps: [{put: q, item: 20}]}
)") == "5 a leaves\n5 b 20\n");
}

TEST_CASE("a waiting where is evaluated again when something that it reads changes") {
  const std::string getter = R"(
queues: {q: {}, lists: {}}
vars: {least: 5, order: {least: 5}}
processes:
  a:
    vars: {mine: 5}
    steps:
      - get: q
        where: )";
  for (const auto& [where, change] : {std::pair<std::string, std::string>("item >= least", "set: {least: 2}"),
                                      {"item >= order.least", "set: {order.least: 2}"},
                                      {"item >= mine", "set: {a.mine: 2}"},
                                      {"item >= mine and q.length > 1", "put: q\n        item: 7"},
                                      {"lists.length == 1 and item == 3", "put: lists\n        item: 7"},
                                      {"now >= 2", "log: it is late"}}) {
    const std::string condition = where;
    CAPTURE(condition);
    const std::string log = logged(getter + where + R"(
        as: x
      - log: "{x}"
  b:
    steps:
      - put: q
        item: 3
      - sleep: 2
      - )" + change + R"(
      - sleep: 1
      - log: end
)");
    CHECK(log.ends_with("2 a " + std::string(change.starts_with("put: q") ? "7" : "3") + "\n3 b end\n"));
  }
}

// ---- interrupts of those who are held back ----

TEST_CASE("an interrupt that is caught outside the with ends its waiting for the resource at once") {
  const auto model = [](const std::string& body) {
    return R"(
resources: {r: {}}
processes:
  worker:
    steps:
)" + body + R"(
      - log: goes on
  boss:
    steps:
      - sleep: 2
      - acquire: r
        priority: -1
        preempt: true
      - sleep: 1
      - interrupt: worker
      - sleep: 3
      - log: "{r.waiting}"
      - release: r
)";
  };
  CHECK(logged(model(R"(      - try:
          - with: r
            on_preempt: resume
            do:
              - sleep: 10
        on_interrupt:
          - log: leaves)")) == "3 worker leaves\n3 worker goes on\n6 boss 0\n");
  CHECK(logged(model(R"(      - with: r
        on_preempt: resume
        do:
          - try:
              - sleep: 10
            on_interrupt:
              - log: stays)")) == "6 boss 1\n6 worker stays\n6 worker goes on\n");
}

// ---- trace ----

}  // namespace asim::test
