// Waits that a quiet run has shorter ways for (Op::quick) come to what they come to in any other: limits of
// time, and what a first_of most often is.

#include <doctest/doctest.h>

#include <string>

#include "run/quiet_outputs.h"

namespace asim::test {

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
  CHECK(same_outputs(model).find("\nheld,515\n") != std::string::npos);
  same_outputs(model, "2");
  same_outputs(model, "3");
}

}  // namespace asim::test
