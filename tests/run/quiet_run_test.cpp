// Runs in which ops call one another (Op::quick): however long they go on without a wait, the stack does not
// grow. Each round of the loops would leave several calls on it. And errors are the same in them.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "support/command.h"

namespace asim::test {

namespace {

/// The outputs of a quiet run, which must be those of a run whose rows are written.
std::string same_outputs(const std::string& model, const char* seed = "1") {
  const std::string quiet = asim({"run", "-", "-q", "--outputs", "-", "--seed", seed}, model).out;
  const auto written = asim(
      {"run", "-", "-q", "--outputs", "-", "--seed", seed, "--timeline", "all", "--csv", "/dev/null"}, model);
  CHECK(written.err == "");
  CHECK(quiet == written.out);
  return quiet;
}

}  // namespace

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

TEST_CASE("a quiet run chooses the same items") {
  const std::string model = R"(model: a market
until: 300
vars: {taken: [], sum: 0}
queues: {stall: {capacity: 40}}
processes:
  farmer:
    count: 2
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=1)
          - put: stall
            item:
              id: choice([1, 2, true])
              colour: choice(["red", "blue"])
              size: choice([-0.0, 0, 3])
  by_number:
    vars: {mine: 2}
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=4)
          - {get: stall, where: item.id == mine, as: found}
          - do: taken.append(found.colour)
  by_text:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=4)
          - {get: stall, where: item.colour == 'red', as: found}
          - set: {sum: sum + found.size}
  by_zero:
    vars: {found: null}
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=2)
          - {get: stall, where: 0 == item.size, as: found}
          - do: taken.append(found.colour)
outputs:
  taken: str(taken)
  sum: sum
  left: stall.length
  stay: stall.mean_time
  mean: stall.mean_length
)";
  const std::string quiet = same_outputs(model);
  CHECK(quiet.find("red") != std::string::npos);
}

TEST_CASE("the shortest of several sleeps wins in a quiet run as in any other") {
  const std::string model = R"(model: races of sleeps
until: 2000
vars: {won: {}, resumed: 0, interrupted: 0, three: 3, clean: 0, ties: 0}
resources: {desk: {}}
processes:
  same_time:
    vars: {first: 0}
    steps:
      - loop: 20
        do:
          - first_of:
              a: {sleep: three, then: [{set: {first: first + 1}}]}
              b: {sleep: 3}
              c: {sleep: 2.9999999999999999}
      - set: {ties: first}
  drawn:
    vars: {broken: 0, done: 0}
    steps:
      - loop: 200
        do:
          - first_of:
              done: {sleep: 2, then: [{set: {done: done + 1}}]}
              broken: {sleep: exponential(mean=3), then: [{set: {broken: broken + 1}}]}
              late: {sleep: exponential(mean=30)}
      - set: {won: {done: done, broken: broken}}
  disturbed:
    steps:
      - loop: 40
        do:
          - try:
              - first_of: {a: {sleep: 8}, b: {sleep: 7}}
            on_interrupt:
              - set: {interrupted: interrupted + 1}
            finally:
              - set: {clean: clean + 1}
  disturber:
    steps:
      - loop: 15
        do:
          - sleep: 10
          - interrupt: disturbed
  held_back:
    steps:
      - with: desk
        priority: 5
        on_preempt: resume
        do:
          - first_of: {a: {sleep: 6}, b: {sleep: 4}}
          - set: {resumed: now}
  preempting:
    steps:
      - sleep: 1
      - with: desk
        priority: 1
        preempt: true
        do:
          - sleep: 20
  child:
    steps:
      - first_of:
          a:
            - first_of: {x: {sleep: 9}, y: {sleep: 5}}
          b: {sleep: 6}
      - log: "child goes on at {now}"
outputs:
  won: str(won)
  first: ties
  resumed: resumed
  interrupted: interrupted
  clean: clean
)";
  const std::string quiet = same_outputs(model);
  CHECK(quiet.find("first,20\nresumed,21\ninterrupted,15\nclean,40\n") != std::string::npos);
}

TEST_CASE("whoever waits for a limited time does so in a quiet run too") {
  const std::string model = R"(model: impatience
until: 400
params: {patience: {default: 2}}
vars: {met: 0, left: 0, helped: 0, gone: 0, jumped: 0, through: 0, shut_out: 0, drunk: 0, dry: 0, refused: 0, given: 0, last: null}
queues: {line: {}, slot: {capacity: 1}}
resources: {desk: {}, small: {queue_limit: 1}}
gates: {door: {}}
containers: {tank: {capacity: 10}}
processes:
  taker:
    count: 2
    vars: {item: null}
    steps:
      - loop: forever
        do:
          - get: line
            as: item
            timeout: 1.5
            on_timeout:
              - set: {left: left + 1}
          - if: item != null
            then:
              - set: {met: met + 1, last: item}
  nosy:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=1.5)
          - {get: line, as: item, timeout: 0}
          - if: item != null
            then:
              - set: {jumped: jumped + 1}
          - {get: line, as: item, timeout: exponential(mean=0.01)}
  giver:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=1.2)
          - put: line
            item: now
          - put: slot
            item: 1
            timeout: 0.3
            on_timeout:
              - set: {refused: refused + 1}
          - {put: slot, item: now, timeout: 0}
  slow_taker:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=2)
          - {get: slot, as: item}
          - set: {given: given + 1}
  customer:
    count: 0
    steps:
      - acquire: desk
        timeout: patience
        on_timeout:
          - set: {gone: gone + 1}
          - exit:
      - sleep: exponential(mean=0.9)
      - release: desk
      - set: {helped: helped + 1}
      - with: small
        priority: 2
        timeout: 1
        do:
          - sleep: 0.7
        on_full:
          - set: {shut_out: shut_out + 1}
  arrivals:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=1)
          - spawn: customer
  passer:
    steps:
      - loop: forever
        do:
          - wait: door
            timeout: 3
            on_timeout:
              - set: {shut_out: shut_out + 1}
          - set: {through: through + 1}
          - sleep: 0.5
          - {wait: door, timeout: 0}
  porter:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=4)
          - pulse: door
          - interrupt: sleeper
  sleeper:
    steps:
      - loop: forever
        do:
          - try:
              - {get: slot, as: item, timeout: 50}
              - {acquire: desk, timeout: 9}
              - release: desk
            on_interrupt:
              - set: {jumped: jumped + 100}
  drinker:
    steps:
      - loop: forever
        do:
          - sleep: 1
          - get: tank
            amount: 2
            timeout: 0
            on_timeout:
              - set: {dry: dry + 1}
          - put: tank
            amount: 1
            timeout: 2
outputs:
  met: met
  left: left
  jumped: jumped
  last: last
  refused: refused
  given: given
  helped: helped
  gone: gone
  shut_out: shut_out
  through: through
  dry: dry
  level: tank.level
  waits: desk.mean_wait
  reneged: desk.reneges
  length: line.mean_length
  stay: line.mean_time
)";
  CHECK(same_outputs(model).find("\nshut_out,101\n") != std::string::npos);
  same_outputs(model, "2");
}

TEST_CASE("the first of something and a sleep is the same in a quiet run") {
  const std::string model = R"(model: the first of something and a sleep
until: 500
vars: {got: 0, late: 0, held: 0, gave_up: 0, through: 0, shut: 0, cut_short: 0, swapped: 0, resumed: 0, last: null}
queues: {line: {}, other: {capacity: 1}}
resources: {desk: {}, bench: {}}
gates: {door: {}}
processes:
  reader:
    count: 2
    vars: {item: null}
    steps:
      - loop: forever
        do:
          - first_of:
              some: {get: line, as: item, then: [{set: {got: got + 1, last: item}}]}
              none: {sleep: 1.2, then: [{set: {late: late + 1}}]}
          - set: {last: item}
  impatient:
    vars: {item: null}
    steps:
      - loop: forever
        do:
          - first_of:
              none: {sleep: exponential(mean=0.8)}
              some: {get: line, as: item, then: [{set: {got: got + 1}}]}
          - sleep: exponential(mean=1)
  writer:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=0.7)
          - put: line
            item: now
  worker:
    count: 3
    steps:
      - loop: forever
        do:
          - first_of:
              desk: {acquire: desk, then: [{sleep: exponential(mean=1)}, {release: desk}, {set: {held: held + 1}}]}
              bored: {sleep: exponential(mean=2), then: [{set: {gave_up: gave_up + 1}}]}
          - sleep: 0.5
  passer:
    steps:
      - loop: forever
        do:
          - first_of:
              open: {wait: door, then: [{set: {through: through + 1}}]}
              shut: {sleep: 2, then: [{set: {shut: shut + 1}}]}
          - sleep: 0.25
  porter:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=3)
          - open: door
          - sleep: 0.5
          - close: door
  stopped:
    steps:
      - loop: forever
        do:
          - try:
              - first_of:
                  some: {get: other, as: item, then: [{set: {swapped: swapped + 1}}]}
                  none: {sleep: 6}
            on_interrupt:
              - set: {cut_short: cut_short + 1}
  stopper:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=4)
          - interrupt: stopped
          - {put: other, item: 1, timeout: 0}
  sitter:
    steps:
      - loop: forever
        do:
          - with: bench
            priority: 5
            on_preempt: resume
            do:
              - first_of: {a: {get: other, as: x}, b: {sleep: 3}}
              - set: {resumed: resumed + now}
  thief:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=5)
          - with: bench
            priority: 1
            preempt: true
            do:
              - sleep: 2
  same_instant:
    steps:
      - loop: forever
        do:
          - first_of:
              item: {get: other, as: y, then: [{set: {swapped: swapped + 10}}]}
              time: {sleep: 1, then: [{set: {swapped: swapped + 1000}}]}
  on_the_dot:
    steps:
      - loop: forever
        do:
          - sleep: 1
          - {put: other, item: 2, timeout: 0}
outputs:
  got: got
  late: late
  last: last
  held: held
  gave_up: gave_up
  through: through
  shut: shut
  cut_short: cut_short
  swapped: swapped
  resumed: resumed
  waits: desk.mean_wait
  reneges: desk.reneges
  length: line.mean_length
)";
  CHECK(same_outputs(model).find("\nheld,") != std::string::npos);
  same_outputs(model, "2");
  same_outputs(model, "3");
}

TEST_CASE("a process that is made of one that has ended has nothing of it") {
  const std::string model = R"(model: generations
vars: {seen: [], kept: null}
processes:
  child:
    count: 0
    vars: {memory: null}
    steps:
      - do: seen.append(str(memory))
      - set: {memory: "[1, 2, 3]"}
      - sleep: 1
      - if: self.index % 3 == 0
        then:
          - return: 7
  parent:
    steps:
      - loop: 6
        as: i
        do:
          - spawn: child
            as: one
          - if: i == 0
            then:
              - set: {kept: one}
          - join: one
            as: result
          - do: seen.append(str(result))
          - do: seen.append(one.name)
outputs:
  seen: str(seen)
  kept: kept.name
  memory: str(kept.memory)
)";
  const std::string quiet = same_outputs(model);
  CHECK(quiet.find("\nkept,child[0]\nmemory,\"[1, 2, 3]\"\n") != std::string::npos);
  CHECK(quiet.find("\"\"child[5]\"\"") != std::string::npos);
}

TEST_CASE("what a constant comes to is as wrong in a quiet run") {
  const auto error_of = [](std::string_view step) {
    const std::string model = fmt::format(
        "model: wrong\ntimeline: []\nparams: {{zero: 0, many: 3, half: 0.5}}\n"
        "resources: {{clerk: {{}}}}\ncontainers: {{tank: {{}}}}\n"
        "processes:\n  gone: {{steps: [{{log: bye}}]}}\n  p:\n    steps:\n      - if: now == 0\n        then:\n          - {}\n",
        step);
    const std::string quiet = asim({"run", "-", "-q"}, model).err;
    CHECK(quiet == asim({"run", "-", "--timeline", "acquire"}, model).err);
    return quiet.substr(0, quiet.find('\n'));
  };
  CHECK(error_of("{acquire: clerk, preempt: 1 / zero > 0}") == "error: division by zero");
  CHECK(error_of("{acquire: clerk, priority: 1 / zero}") == "error: division by zero");
  CHECK(error_of("{acquire: clerk, amount: many}") ==
        "error: cannot acquire 3 of `clerk`, whose capacity is 1");
  CHECK(error_of("{acquire: clerk, amount: half}") ==
        "error: an amount must be a whole number of at least 1, not 0.5");
  CHECK(error_of("{interrupt: gone, cause: 1 / zero}") == "error: division by zero");
  CHECK(error_of("{release: clerk}") == "error: `p` does not hold `clerk`");
  CHECK(error_of("{put: tank, amount: 0 - many}") ==
        "error: an amount must be a finite number and not negative, not -3");
  CHECK(error_of("{get: tank, amount: 1 / zero}") == "error: division by zero");
}

}  // namespace asim::test
