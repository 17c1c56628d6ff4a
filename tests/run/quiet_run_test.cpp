// Runs in which ops call one another (Op::quick): however long they go on without a wait, the stack does not
// grow. Each round of the loops would leave several calls on it.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

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

TEST_CASE("nor do resources, gates, amounts, choices and children") {
  const std::string model = R"(model: a long way through everything
timeline: []
vars: {sent_away: 0, opened: 0, cleaned: 0, found: 0}
queues: {box: {}}
gates: {door: {open: true}, never: {}}
containers: {tank: {capacity: 9}}
resources: {clerk: {}, pair: {capacity: 2}, shut: {queue_limit: 0}}
processes:
  holder:
    steps:
      - acquire: shut
      - sleep: forever
  child:
    count: 0
    steps: [{return: 1}]
  worker:
    steps:
      - loop: 100000
        do:
          - acquire: clerk
          - release: clerk
          - acquire: pair
            amount: 2
            priority: 3
            preempt: true
          - release: pair
            amount: 2
          - with: clerk
            do:
              - acquire: shut
                on_full:
                  - set: {sent_away: sent_away + 1}
          - wait: door
          - close: door
          - open: door
          - first_of:
              a: {wait: door, then: [{set: {opened: opened + 1}}]}
              b: {wait: never}
          - put: tank
            amount: 2
          - get: tank
            amount: 2
          - try:
              - put: box
                item: 7
            finally:
              - set: {cleaned: cleaned + 1}
          - get: box
            where: item == 7
            as: it
          - set: {found: found + it}
          - spawn: child
            as: born
          - join: born
outputs:
  sent_away: sent_away
  opened: opened
  cleaned: cleaned
  found: found
)";
  const CommandResult result = asim({"run", "-", "--outputs", "-", "-q", "--until", "1"}, model);
  CHECK(result.err == "");
  CHECK(result.out == "name,value\nsent_away,100000\nopened,100000\ncleaned,100000\nfound,700000\n");
}

TEST_CASE("nor do limits of time and preemptions") {
  const std::string model = R"(model: a long way past limits that are not reached
timeline: []
vars: {sum: 0, missed: 0}
queues: {box: {}}
gates: {door: {open: true}}
containers: {tank: {capacity: 9, level: 3}}
resources: {desk: {}, clerk: {}}
processes:
  victim:
    steps:
      - with: desk
        priority: 5
        on_preempt: resume
        do:
          - sleep: forever
  worker:
    vars: {x: 0}
    steps:
      - loop: 100000
        do:
          - {acquire: desk, priority: 1, preempt: true}
          - release: desk
          - {put: box, item: 1, timeout: 0}
          - {get: box, as: x, timeout: 3}
          - set: {sum: sum + x}
          - {put: box, item: 2, timeout: 7}
          - first_of: {some: {get: box, as: x}, none: {sleep: 1}}
          - set: {sum: sum + x}
          - {get: box, as: x, timeout: 0, on_timeout: [{set: {missed: missed + 1}}]}
          - {acquire: clerk, timeout: 2}
          - release: clerk
          - {get: tank, amount: 1, timeout: 0}
          - {put: tank, amount: 1, timeout: 4}
          - {wait: door, timeout: 1}
      - stop:
outputs:
  sum: sum
  missed: missed
  preemptions: desk.preemptions
)";
  const CommandResult result = asim({"run", "-", "--outputs", "-", "-q"}, model);
  CHECK(result.err == "");
  CHECK(result.out == "name,value\nsum,300000\nmissed,100000\npreemptions,100000\n");
}

}  // namespace asim::test
