// What happens when: section 4 of the language, rule by rule. The engine's part of it is tested in engine/;
// here a model meets the whole of it.

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {
namespace {

/// The `log` rows of a model as "TIME PROCESS TEXT" lines.
std::string log_of(const std::string& model) {
  const CommandResult result = asim({"run", "-", "--verify", "-f", "csv", "--timeline", "log"}, model);
  if (result.exit_code != 0) return result.err;
  std::string lines;
  for (std::size_t begin = result.out.find('\n') + 1; begin < result.out.size();) {
    const std::size_t end = result.out.find('\n', begin);
    const std::string row = result.out.substr(begin, end - begin);
    const std::size_t process = row.find(','), event = row.find(",log,,");
    std::string text = row.substr(event + 6);
    if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
    for (std::size_t at = text.find("\"\""); at != std::string::npos; at = text.find("\"\"", at + 1))
      text.erase(at, 1);
    lines += row.substr(0, process) + ' ' + row.substr(process + 1, event - process - 1) + ' ' + text + '\n';
    begin = end + 1;
  }
  return lines;
}

}  // namespace

// ---- 1 ----

TEST_CASE(
    "one notice is taken from the list, then the ready queue is drained before the next is taken, also when "
    "its time is the same") {
  CHECK(log_of(R"(
queues: {mail: {}}
processes:
  reader: {steps: [{get: mail}, {log: got it}, {get: mail}, {log: got it}]}
  first: {steps: [{sleep: 5}, {put: mail, item: 1}, {log: put}]}
  second: {steps: [{sleep: 5}, {put: mail, item: 2}, {log: put}]}
)") == "5 first put\n5 reader got it\n5 second put\n5 reader got it\n");
}

TEST_CASE("the future event list is ordered by time and sequence") {
  CHECK(log_of(R"(
processes:
  a: {steps: [{sleep: 3}, {sleep: 2}, {log: five}]}
  b: {steps: [{sleep: 5}, {log: five}]}
  c: {steps: [{sleep: 4}, {log: four}]}
  d: {steps: [{sleep: 1}, {sleep: 0}, {log: one}]}
  e: {steps: [{sleep: 1}, {log: one}]}
)") == "1 e one\n1 d one\n4 c four\n5 b five\n5 a five\n");
}

// ---- 2 ----

TEST_CASE("processes start in the order of the file") {
  CHECK(log_of(R"(
processes:
  b: {count: 2, steps: [{log: starts}]}
  a: {steps: [{log: starts}]}
  late: {start: 2, steps: [{log: starts}]}
  early: {start: 1, steps: [{log: starts}]}
)") == "0 b[0] starts\n0 b[1] starts\n0 a starts\n1 early starts\n2 late starts\n");
}

TEST_CASE("a step that can be done at once is done at once: the process goes on without giving way") {
  CHECK(log_of(R"(
queues: {mail: {}}
resources: {desk: {}}
containers: {tank: {level: 5}}
gates: {door: {open: true}}
processes:
  a:
    steps:
      - put: mail
        item: 1
      - get: mail
      - acquire: desk
      - release: desk
      - get: tank
        amount: 5
      - wait: door
      - wait_until: tank.level == 0
      - all_of: {x: {wait: door}, y: {acquire: desk}}
      - log: done
  b: {steps: [{log: b}]}
)") == "0 a done\n0 b b\n");
}

TEST_CASE("a spawned process starts after those that are ready, before notices of the same time") {
  CHECK(log_of(R"(
queues: {mail: {}}
processes:
  reader: {steps: [{get: mail}, {log: ready before}]}
  parent:
    steps:
      - sleep: 5
      - put: mail
        item: 1
      - spawn: child
      - log: goes on
  other: {steps: [{sleep: 5}, {log: its notice is taken later}]}
  child: {count: 0, steps: [{log: starts}]}
)") == "5 parent goes on\n5 reader ready before\n5 child[0] starts\n5 other its notice is taken later\n");
}

// ---- 3 ----

TEST_CASE(
    "a process that is granted something goes to the end of the ready queue; it is never resumed inside the "
    "step that granted it") {
  CHECK(log_of(R"(
queues: {mail: {}}
gates: {door: {}}
processes:
  guest: {count: 2, steps: [{wait: door}, {log: comes in}]}
  reader: {steps: [{get: mail}, {log: got it}]}
  host: {steps: [{sleep: 1}, {open: door}, {put: mail, item: 1}, {log: opened and put}]}
)") == "1 host opened and put\n1 guest[0] comes in\n1 guest[1] comes in\n1 reader got it\n");
}

// ---- 4 ----

TEST_CASE(
    "lines are by priority, then first come first served; the blocked putters of a priority queue too") {
  CHECK(log_of(R"(
queues: {shelf: {capacity: 1, order: priority}}
resources: {desk: {}}
processes:
  user:
    count: 4
    steps:
      - acquire: desk
        priority: "[0, 2, 1, 1][self.index]"
      - sleep: 1
      - log: used the desk
      - release: desk
  putter:
    count: 4
    steps:
      - put: shelf
        item: self.index
        priority: "[0, 2, 1, 1][self.index]"
  getter:
    start: 10
    steps:
      - loop: 4
        do: [{get: shelf, as: x}, {log: "got {x}"}, {sleep: 1}]
)") == "1 user[0] used the desk\n2 user[2] used the desk\n3 user[3] used the desk\n4 user[1] used the desk\n"
       "10 getter got 0\n11 getter got 2\n12 getter got 3\n13 getter got 1\n");
}

TEST_CASE("nobody overtakes, also at containers, unless order: first_fit") {
  const std::string model = R"(
containers: {tank: {level: 2ORDER}}
processes:
  large: {steps: [{get: tank, amount: 5}, {log: large}]}
  small: {steps: [{get: tank, amount: 1}, {log: small}]}
  supplier: {steps: [{sleep: 4}, {put: tank, amount: 5}]}
)";
  const auto with_order = [&](const std::string& order) {
    std::string text = model;
    return log_of(text.replace(text.find("ORDER"), 5, order));
  };
  CHECK(with_order("") == "4 large large\n4 small small\n");
  CHECK(with_order(", order: first_fit") == "0 small small\n4 large large\n");
}

TEST_CASE("passing over those whose `where` does not match is not overtaking") {
  CHECK(log_of(R"(
queues: {jobs: {}}
processes:
  picky: {steps: [{get: jobs, where: item > 5, as: x}, {log: "{x}"}]}
  modest: {steps: [{get: jobs, as: x}, {log: "{x}"}]}
  source: {steps: [{sleep: 1}, {put: jobs, item: 1}, {sleep: 1}, {put: jobs, item: 9}]}
)") == "1 modest 1\n2 picky 9\n");
}

TEST_CASE("a newcomer never takes what a waiter was granted") {
  CHECK(log_of(R"(
queues: {jobs: {}}
resources: {desk: {}}
processes:
  waiter: {steps: [{get: jobs, as: x}, {log: "{x}"}, {acquire: desk}, {log: has the desk}]}
  greedy:
    steps:
      - acquire: desk
      - sleep: 1
      - put: jobs
        item: 7
      - get: jobs
        timeout: 0
        as: x
      - log: "{x}"
      - sleep: 1
      - release: desk
      - acquire: desk
        timeout: 0
        on_timeout: [{log: no desk}]
)") == "1 greedy null\n1 waiter 7\n2 greedy no desk\n2 waiter has the desk\n");
}

TEST_CASE("an item put into a full queue that a waiting getter wants is handed over") {
  CHECK(log_of(R"(
queues: {shelf: {capacity: 1}}
processes:
  picky: {steps: [{get: shelf, where: item == 'b', as: x}, {log: "{x} {shelf.items}"}]}
  source: {steps: [{put: shelf, item: "a"}, {sleep: 1}, {put: shelf, item: "b"}, {log: put}]}
)") == "1 source put\n1 picky b [\"a\"]\n");
}

// ---- 5 ----

TEST_CASE(
    "first_of tries its branches in order; the first that can be done at once wins and the others are not "
    "begun") {
  CHECK(log_of(R"(
queues: {a: {}, b: {}, full: {capacity: 1}}
processes:
  p:
    steps:
      - put: a
        item: 1
      - put: b
        item: 2
      - first_of:
          never: {get: a, where: item > 5}
          later: {sleep: 3}
          child: [{log: begun}]
          first: {get: a, as: x}
          second: {get: b}
        as: winner
      - log: "{winner} {x} {b.length} {a.getters}"
)") == "0 p first 1 1 0\n");
}

TEST_CASE("a branch of first_of that is not begun draws no number and writes no row") {
  const auto model = [](const std::string& before) {
    return R"(
queues: {mail: {}}
processes:
  a:
    steps:
)" + before +
           R"(
      - first_of:
          letter: {get: mail}
          patience:
            sleep: uniform(0, 1, stream="s")
      - log: '{uniform(0, 1, stream="s")}'
)";
  };
  const std::string first_draw = log_of(R"(
processes:
  a:
    steps:
      - log: '{uniform(0, 1, stream="s")}'
)");
  const std::string letter = "      - {put: mail, item: 1}\n";
  CHECK(log_of(model(letter)) == first_draw);
  CHECK(log_of(model("")) != first_draw);
  const CommandResult rows = asim({"run", "-", "-f", "csv", "--timeline", "sleep"}, model(letter));
  CHECK(rows.out == "time,process,event,object,detail\n");
}

TEST_CASE("otherwise first_of waits in all lines and is out of all of them the instant one grants") {
  CHECK(log_of(R"(
queues: {a: {}, b: {}}
containers: {tank: {}}
resources: {desk: {}}
gates: {door: {}}
processes:
  holder: {steps: [{acquire: desk}, {sleep: 9}, {release: desk}]}
  p:
    steps:
      - first_of:
          a: {get: a}
          tank: {get: tank, amount: 1}
          desk: {acquire: desk}
          door: {wait: door}
          b: {get: b}
        as: winner
      - log: "{winner}"
      - sleep: 10
  source:
    steps:
      - sleep: 1
      - log: "{a.getters} {tank.getters} {desk.waiting} {door.waiting} {b.getters}"
      - put: b
        item: 1
      - log: "{a.getters} {tank.getters} {desk.waiting} {door.waiting} {b.getters}"
      - put: a
        item: 2
      - open: door
      - put: tank
        amount: 1
      - sleep: 10
      - log: "{a.length} {tank.level} {desk.in_use}"
)") == "1 source 1 1 1 1 1\n1 source 0 0 0 0 0\n1 p b\n11 source 1 1 0\n");
}

TEST_CASE(
    "of all that resumes because of a first_of, the winner comes first, then those whom the withdrawals "
    "served") {
  CHECK(log_of(R"(
containers: {tank: {level: 2}}
queues: {mail: {}}
processes:
  chooser: {steps: [{first_of: {much: {get: tank, amount: 5}, mail: {get: mail}}, as: w}, {log: "{w}"}]}
  behind: {steps: [{get: tank, amount: 1}, {log: served}]}
  other: {steps: [{get: mail}, {log: got mail}]}
  source: {steps: [{sleep: 1}, {put: mail, item: 1}, {put: mail, item: 2}]}
)") == "1 chooser mail\n1 behind served\n1 other got mail\n");
}

// ---- 6 ----

TEST_CASE("an interrupt reaches its target at the step where it waits") {
  CHECK(log_of(R"(
queues: {mail: {}}
processes:
  p:
    steps:
      - try: [{sleep: 10}, {log: never}]
        on_interrupt: [{log: "{why}"}]
        as: why
      - try: [{get: mail}, {log: never}]
        on_interrupt: [{log: "{why} {mail.getters}"}]
        as: why
  q: {steps: [{sleep: 1}, {interrupt: p, cause: "sleep"}, {sleep: 1}, {interrupt: p, cause: "get"}]}
)") == "1 p sleep\n2 p get 0\n");
}

TEST_CASE(
    "what a step had been granted but the process has not yet received is given back, in its old place, even "
    "if a full queue then holds more than its capacity: nobody enters until there is room") {
  CHECK(log_of(R"(
queues: {shelf: {capacity: 1}}
processes:
  getter:
    steps:
      - try: [{get: shelf}, {log: never}]
        on_interrupt: [{log: "{shelf.items}"}]
      - sleep: 2
      - get: shelf
        as: x
      - log: "{x} {shelf.items}"
      - get: shelf
        as: x
      - log: "{x} {shelf.items}"
  source:
    steps:
      - sleep: 1
      - put: shelf
        item: 1
      - put: shelf
        item: 2
      - interrupt: getter
      - put: shelf
        item: 3
      - log: put 3
)") == "1 getter [1, 2]\n3 getter 1 [2]\n3 getter 2 [3]\n3 source put 3\n");
}

TEST_CASE("the granted parts of an all_of are given back too") {
  CHECK(log_of(R"(
queues: {a: {}, b: {}}
resources: {desk: {}}
containers: {tank: {level: 3}}
processes:
  p:
    steps:
      - put: a
        item: 1
      - put: a
        item: 2
      - try:
          - all_of: {x: {get: a}, y: {get: a}, d: {acquire: desk}, t: {get: tank, amount: 3}, z: {get: b}}
        on_interrupt: [{log: "{a.items} {desk.in_use} {tank.level} {b.getters}"}]
  q: {steps: [{sleep: 1}, {log: "{a.items} {desk.in_use} {tank.level} {b.getters}"}, {interrupt: p}]}
)") == "1 q [] 1 0 1\n1 p [1, 2] 0 3 0\n");
}

TEST_CASE("a put that was accepted stands; the interrupt then waits for the next wait") {
  CHECK(log_of(R"(
queues: {shelf: {capacity: 1}}
processes:
  putter:
    steps:
      - try:
          - put: shelf
            item: 1
          - put: shelf
            item: 2
          - log: accepted
          - sleep: 5
          - log: never
        on_interrupt: [{log: "{shelf.items}"}]
  q: {steps: [{sleep: 1}, {get: shelf}, {interrupt: putter}]}
)") == "1 putter accepted\n1 putter [2]\n");
}

TEST_CASE("several interrupts in one instant arrive in order") {
  CHECK(log_of(R"(
processes:
  p:
    steps:
      - loop: 3
        do:
          - try: [{sleep: 10}, {log: slept}]
            on_interrupt: [{log: "{why}"}]
            as: why
  q: {steps: [{sleep: 1}, {interrupt: p, cause: 1}, {interrupt: p, cause: 2}]}
)") == "1 p 1\n1 p 2\n11 p slept\n");
}

TEST_CASE("a process that has not begun starts first and is interrupted at its first wait") {
  CHECK(log_of(R"(
processes:
  q: {steps: [{interrupt: p, cause: 1}, {interrupt: late, cause: 2}, {log: sent}]}
  p: {steps: [{log: starts}, {try: [{sleep: 5}], on_interrupt: [{log: "{why}"}], as: why}]}
  late: {start: 3, steps: [{log: starts}, {try: [{sleep: 5}], on_interrupt: [{log: "{why}"}], as: why}]}
)") == "0 q sent\n0 p starts\n0 p 1\n3 late starts\n3 late 2\n");
}

// ---- 7 ----

TEST_CASE(
    "an interrupt that nothing catches fails the run; the error shows where the process waited and where it "
    "was interrupted from") {
  const CommandResult result = asim({"run", "-", "--timeline", "log"}, R"(
processes:
  p:
    steps:
      - sleep: 5
  q:
    steps:
      - log: before
      - sleep: 1
      - interrupt: p
)");
  CHECK(result.exit_code == 1);
  CHECK(result.err.find("`p` was interrupted at t = 1 and does not catch it") != std::string::npos);
  CHECK(result.err.find("it waited here") != std::string::npos);
  CHECK(result.err.find("interrupted from here") != std::string::npos);
  CHECK(result.out.find("before") != std::string::npos);
}

// ---- 8 ----

TEST_CASE("a priority is lower-first everywhere") {
  CHECK(log_of(R"(
queues: {jobs: {order: priority}}
resources: {desk: {}, tool: {}}
processes:
  holder: {steps: [{acquire: desk}, {sleep: 1}, {release: desk}]}
  user: {count: 2, steps: [{acquire: desk, priority: -self.index}, {log: desk}, {release: desk}]}
  owner: {steps: [{with: tool, priority: 3, on_preempt: resume, do: [{sleep: 5}]}]}
  thief: {start: 2, steps: [{with: tool, priority: 2, preempt: true, do: [{log: "took {tool.in_use}"}]}]}
  source:
    steps:
      - put: jobs
        item: "second"
        priority: 2
      - put: jobs
        item: "first"
        priority: 1
      - log: "{jobs.items}"
)") == "0 source [\"first\", \"second\"]\n1 user[1] desk\n1 user[0] desk\n2 thief took 1\n");
}

TEST_CASE(
    "within one instant a release does not come before a request for being a release: only time and sequence "
    "count") {
  CHECK(log_of(R"(
resources: {desk: {}}
processes:
  asker: {start: 5, steps: [{acquire: desk, timeout: 0, on_timeout: [{log: not free}]}]}
  holder: {steps: [{acquire: desk}, {sleep: 5}, {release: desk}, {log: released}]}
  later: {steps: [{sleep: 1}, {sleep: 4}, {acquire: desk, timeout: 0}, {log: "{desk.in_use}"}]}
)") == "5 asker not free\n5 holder released\n5 later 1\n");
}

TEST_CASE(
    "preemption takes the worst holder, the newest among equals, and only for a strictly better priority") {
  CHECK(log_of(R"(
resources: {desk: {capacity: 3}}
processes:
  holder:
    count: 3
    steps:
      - with: desk
        priority: "[1, 2, 2][self.index]"
        do:
          - try: [{sleep: 10}]
            on_interrupt: [{log: "preempted by {why.by.name}, held since {why.usage_since}"}]
            as: why
  equal:
    start: 1
    steps:
      - with: desk
        priority: 2
        preempt: true
        timeout: 1
        on_timeout: [{log: takes from nobody}]
        do: [{log: never}]
  better:
    count: 2
    start: 3 + self.index
    steps:
      - with: desk
        priority: 0
        preempt: true
        do: [{sleep: 20}]
)") == "2 equal takes from nobody\n3 holder[2] preempted by better[0], held since 0\n"
       "4 holder[1] preempted by better[1], held since 0\n");
}

TEST_CASE(
    "a waiter that was granted but has not yet gone on when it is preempted returns silently to its old "
    "place "
    "in the line; one that has gone on is interrupted, in the same instant too") {
  CHECK(log_of(R"(
resources: {desk: {}}
processes:
  holder:
    steps:
      - acquire: desk
      - sleep: 1
      - release: desk
      - acquire: desk
        priority: 0
        preempt: true
      - log: took it again
      - sleep: 1
      - release: desk
  waiter:
    steps:
      - acquire: desk
        priority: 5
      - log: "has it at {now}"
      - try: [{sleep: 5}, {log: never}]
        on_interrupt: [{log: "interrupted, held since {why.usage_since}"}]
        as: why
  other: {steps: [{acquire: desk, priority: 5}, {log: served}, {release: desk}]}
  thief: {steps: [{sleep: 1}, {sleep: 1}, {sleep: 0}, {with: desk, preempt: true, do: [{sleep: 2}]}]}
)") == "1 holder took it again\n2 waiter has it at 2\n2 waiter interrupted, held since 2\n4 other served\n");
}

// ---- 9 ----

TEST_CASE(
    "a process that ends or is cancelled holds nothing afterwards: what it held is released, with a warning "
    "if it simply ended") {
  const std::string model = R"(
timeline: [log]
resources: {desk: {}}
processes:
  careless: {steps: [{acquire: desk}, {sleep: 1}]}
  victim: {steps: [{acquire: desk}, {sleep: 10}, {log: never}]}
  last: {steps: [{acquire: desk}, {log: has it}, {release: desk}]}
  killer: {steps: [{sleep: 3}, {cancel: victim}]}
)";
  CHECK(log_of(model) == "3 last has it\n");
  CHECK(summary_of(model) ==
        "ended at 3: nothing is left to happen\nwarnings:\n"
        "  careless ended at 1 while it held 1 of `desk`, which was released\n");
}

// ---- 10 ----

TEST_CASE("processes that still wait at the end of a run are reported, the exit code is 0") {
  const CommandResult result = asim({"run", "-", "--timeline", "none"}, R"(
queues: {mail: {}}
processes:
  reader:
    start: 2
    steps:
      - get: mail
)");
  CHECK(result.exit_code == 0);
  CHECK(result.out ==
        "ended at 2: nothing is left to happen\nstill waiting:\n  reader  get mail  since 2  <stdin>:7\n");
}

TEST_CASE("a run that fails prints the rows that came before") {
  const CommandResult result = asim({"run", "-", "-f", "csv"}, R"(
timeline: [log]
processes:
  p: {steps: [{log: one}, {sleep: 1}, {log: two}, {fail: enough}]}
)");
  CHECK(result.exit_code == 1);
  CHECK(result.out == "time,process,event,object,detail\n0,p,log,,one\n1,p,log,,two\n");
}

// ---- deadlock ----

TEST_CASE("a deadlock report says who waits for what since when at which line, who holds it, and the cycle") {
  CHECK(summary_of(R"(
resources: {fork: {}, knife: {}}
queues: {mail: {}}
processes:
  left:
    steps:
      - acquire: fork
      - sleep: 1
      - acquire: knife
  right:
    steps:
      - acquire: knife
      - sleep: 2
      - acquire: fork
  bystander:
    steps:
      - get: mail
  heir:
    steps:
      - join: left
)") == "ended at 2: nothing is left to happen\n"
       "still waiting:\n"
       "  left       acquire knife  since 1  <stdin>:9, held by right\n"
       "  right      acquire fork   since 2  <stdin>:14, held by left\n"
       "  bystander  get mail       since 0  <stdin>:17\n"
       "  heir       join left      since 0  <stdin>:20\n"
       "deadlock: these wait for each other\n"
       "  left waits for `knife`, held by right\n"
       "  right waits for `fork`, held by left\n");
}

// ---- timeouts ----

TEST_CASE("every step that waits takes timeout and on_timeout; what as: names is null then") {
  const std::string objects = R"(
queues: {mail: {}, full: {capacity: 1}}
containers: {tank: {}, brim: {capacity: 1, level: 1}}
resources: {desk: {}}
gates: {door: {}}
vars: {x: 0}
processes:
  holder: {steps: [{acquire: desk}, {put: full, item: 0}, {sleep: 99}]}
  p:
    steps:
      - sleep: 1
      - )";
  const std::string kinds[] = {
      "sleep: 9",
      "sleep: forever",
      "sleep_until: 9",
      "get: mail\n        as: got",
      "get: mail\n        as: got\n        where: item > 1",
      "get: mail\n        as: got\n        count: 2",
      "get: tank\n        amount: 1\n        as: got",
      "put: full\n        item: 1",
      "put: brim\n        amount: 1",
      "acquire: desk",
      "with: desk\n        do: [{log: never}]",
      "wait: door",
      "wait_until: x > 0",
      "join: holder\n        as: got",
      "first_of: {a: {sleep: 9}, b: {wait: door}}\n        as: got",
      "all_of: {a: {sleep: 1}, b: {wait: door}, c: [{sleep: 50}]}\n        as: got",
  };
  for (const std::string& kind : kinds) {
    CAPTURE(kind);
    const auto with_timeout = [&](const std::string& timeout) {
      return log_of(objects + kind + "\n        timeout: " + timeout +
                    "\n        on_timeout: [{log: gave up}]\n      - log: \"{got}\"\n"
                    "    vars: {got: 5}\n");
    };
    const std::string result = kind.find("as: got") == std::string::npos ? "5" : "null";
    CHECK(with_timeout("3") == "4 p gave up\n4 p " + result + "\n");
    CHECK(with_timeout("0") == "1 p gave up\n1 p " + result + "\n");
  }
}

// ---- beyond the rules ----

TEST_CASE("the clean-up of a branch that loses may do what it likes, to its parent too") {
  CHECK(log_of(R"(
queues: {mail: {}}
processes:
  parent:
    steps:
      - first_of:
          a: [{try: [{sleep: 10}], finally: [{log: cleans up}, {cancel: self}]}]
          b: {get: mail}
          c: [{sleep: 20}]
      - log: never
  killed:
    steps:
      - all_of:
          a: {first_of: {a: [{try: [{sleep: 9}], finally: [{cancel: bystander}]}], b: {sleep: 1}}}
          b: {sleep: 3}
      - log: goes on
  bystander: {steps: [{first_of: {a: {get: mail, where: item > 5}, b: {sleep: 50}}}, {log: never}]}
  source: {steps: [{sleep: 2}, {put: mail, item: 1}, {log: "{parent.alive}"}]}
)") == "2 parent cleans up\n2 source false\n3 killed goes on\n");
}

TEST_CASE("who is cancelled before its start was never in the system") {
  const CommandResult result = asim({"run", "-", "--timeline", "none", "--outputs", "-", "--verify"}, R"(
processes:
  late:
    count: 2
    start: 10 * (self.index + 1)
    steps: [{sleep: 4}]
  killer:
    steps:
      - sleep: 12
      - cancel: late[1]
outputs: {finished: late.finished, mean_stay: late.mean_stay, alive: late.count}
)");
  CHECK(result.out == "name,value\nfinished,1\nmean_stay,4\nalive,0\n");
  CHECK(result.exit_code == 0);
}

TEST_CASE("who stops the run stands where it is: it has not ended, and holds what it held") {
  const CommandResult result = asim({"run", "-", "-q", "--verify", "--outputs", "-"}, R"(
resources: {desk: {}}
processes:
  clerk:
    steps:
      - acquire: desk
      - sleep: 1
      - stop: enough
outputs: {in_use: desk.in_use, alive: clerk.alive, now: now}
)");
  CHECK(result.err == "");
  CHECK(result.out == "name,value\nin_use,1\nalive,true\nnow,1\n");
}

}  // namespace asim::test
