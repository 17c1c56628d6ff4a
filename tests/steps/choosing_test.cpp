// Batches with a time limit, and choosing one of several.

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {
namespace {

std::string rows(const std::string& model) {
  const CommandResult result =
      asim({"run", "-", "--verify", "-f", "csv", "--timeline", "log,timeout"}, model);
  return result.exit_code == 0 ? result.out.substr(result.out.find('\n') + 1) : result.err;
}

}  // namespace

TEST_CASE("a smaller batch goes when the time is up, if it is large enough") {
  CHECK(rows(R"(
queues: {shelf: {}}
processes:
  potter: {steps: [{loop: 6, as: i, do: [{sleep: 2}, {put: shelf, item: i}]}]}
  kiln:
    steps:
      - loop: 4
        do:
          - get: shelf
            count: 3
            at_least: 2
            timeout: 5
            on_timeout: [{log: not enough}]
            as: pots
          - log: "{pots}"
)") == "5,kiln,log,,\"[0, 1]\"\n10,kiln,log,,\"[2, 3]\"\n15,kiln,log,,\"[4, 5]\"\n20,kiln,timeout,shelf,\n"
       "20,kiln,log,,not enough\n20,kiln,log,,null\n");
}

TEST_CASE("a full batch goes before the time is up") {
  CHECK(rows(R"(
queues: {shelf: {}}
processes:
  potter: {steps: [{loop: 5, as: i, do: [{sleep: 1}, {put: shelf, item: i}]}]}
  kiln:
    steps:
      - loop: 2
        do:
          - {get: shelf, count: 3, at_least: 1, timeout: 5, as: pots}
          - log: "{pots}"
)") == "3,kiln,log,,\"[0, 1, 2]\"\n8,kiln,log,,\"[3, 4]\"\n");
}

TEST_CASE("who stands behind gets what a smaller batch leaves, and not what it takes") {
  CHECK(rows(R"(
queues: {shelf: {}}
processes:
  first:
    steps: [{get: shelf, count: 5, at_least: 1, timeout: 5, as: pots}, {log: "{pots}"}]
  second:
    steps: [{get: shelf, count: 2, as: pots}, {log: "{pots}"}]
  potter: {steps: [{sleep: 1}, {loop: 3, as: i, do: [{put: shelf, item: i}]}, {sleep: 6}, {put: shelf, item: 3}, {put: shelf, item: 4}]}
)") == "5,first,log,,\"[0, 1, 2]\"\n7,second,log,,\"[3, 4]\"\n");
}

TEST_CASE("nobody overtakes with a smaller batch") {
  CHECK(rows(R"(
queues: {shelf: {}}
processes:
  first: {steps: [{get: shelf, count: 3, as: pots}, {log: "{pots}"}]}
  second: {steps: [{get: shelf, count: 2, at_least: 1, timeout: 5, on_timeout: [{log: nothing}], as: pots}, {log: "{pots}"}]}
  potter: {steps: [{sleep: 1}, {put: shelf, item: 0}, {put: shelf, item: 1}, {sleep: 6}, {put: shelf, item: 2}]}
)") == "5,second,timeout,shelf,\n5,second,log,,nothing\n5,second,log,,null\n7,first,log,,\"[0, 1, 2]\"\n");
}

TEST_CASE("with a timeout of 0 a batch is what is there, with a condition what fulfils it") {
  CHECK(rows(R"(
queues: {shelf: {}}
processes:
  p:
    steps:
      - loop: 6
        as: i
        do: [{put: shelf, item: i}]
      - {get: shelf, count: 9, at_least: 1, timeout: 0, where: item % 2 == 1, as: odd}
      - {get: shelf, count: 2, at_least: 1, timeout: 0, as: two}
      - {get: shelf, count: 9, at_least: 1, timeout: 0, as: rest}
      - {get: shelf, count: 9, at_least: 0, timeout: 0, as: none}
      - {get: shelf, count: 9, at_least: 1, timeout: 0, as: late}
      - log: "{odd} {two} {rest} {none} {late}"
)") == "0,p,timeout,shelf,\n0,p,log,,\"[1, 3, 5] [0, 2] [4] [] null\"\n");
}

TEST_CASE("an interrupt ends the waiting for a batch, and nothing is lost") {
  CHECK(rows(R"(
queues: {shelf: {}}
processes:
  kiln:
    steps:
      - try:
          - {get: shelf, count: 3, at_least: 1, timeout: 5, as: pots}
        on_interrupt:
          - log: "{shelf.items}"
      - sleep: 5
      - log: "{shelf.items} {shelf.getters}"
  potter: {steps: [{put: shelf, item: 1}, {sleep: 2}, {put: shelf, item: 2}, {interrupt: kiln}]}
)") == "2,kiln,log,,\"[1, 2]\"\n7,kiln,log,,\"[1, 2] 0\"\n");
}

TEST_CASE("first_free and round_robin") {
  CHECK(
      rows(R"(
resources: {teller: {count: 3}}
queues: {counter: {count: 2}}
processes:
  p:
    steps:
      - acquire: teller[0]
      - log: "{first_free(teller).name}"
      - acquire: first_free(teller)
      - acquire: teller[2]
      - log: "{first_free(teller).name} {first_free([teller[2], teller[1]]).name}"
      - release: teller[1]
      - log: "{first_free(teller).name} {first_free(counter).name}"
      - {put: first_free(counter), item: 1}
      - log: "{first_free(counter).name}"
      - spawn: clerk
      - sleep: 1
      - {put: 'counter[1]', item: 2}
      - log: "{first_free(counter).name}"
      - loop: 4
        do: [{log: "{round_robin(teller).name} {round_robin([1, 2])}"}]
  clerk:
    count: 0
    steps: [{get: 'counter[0]'}, {get: 'counter[0]'}]
)") ==
      "0,p,log,,teller[1]\n0,p,log,,teller[0] teller[2]\n0,p,log,,teller[1] counter[0]\n0,p,log,,counter[1]\n"
      "1,p,log,,counter[0]\n1,p,log,,teller[0] 1\n1,p,log,,teller[1] 2\n1,p,log,,teller[2] 1\n"
      "1,p,log,,teller[0] 2\n");
}

}  // namespace asim::test
