// Runs in which ops call one another (Op::quick): however long they go on without a wait, the stack does not
// grow. Each round of the loop would leave several calls on it.

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {

TEST_CASE("a quiet run needs no stack, however long a process goes on") {
  const std::string model = R"(model: a long way without a wait
timeline: []
vars: {total: 0, more: 0}
queues: {box: {}}
processes:
  worker:
    steps:
      - loop: 200000
        as: i
        do:
          - put: box
            item: now
          - get: box
            as: since
          - tally: {age: now - since}
          - count: rounds
          - set: {total: total + i}
          - if: i > 100000
            then:
              - set: {more: more + 1}
          - sleep: exponential(mean=1)
          - set: {half: i // 2}
outputs:
  rounds: count(rounds)
  total: total
  more: more
)";
  const CommandResult result = asim({"run", "-", "--outputs", "-", "-q"}, model);
  CHECK(result.err == "");
  CHECK(result.out == "name,value\nrounds,200000\ntotal,19999900000\nmore,99999\n");
}

}  // namespace asim::test
