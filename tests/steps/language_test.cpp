// Sections 1 to 3 of the language: what models say, and what a run makes of it.

#include <doctest/doctest.h>

#include <regex>
#include <string>

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

}  // namespace asim::test
