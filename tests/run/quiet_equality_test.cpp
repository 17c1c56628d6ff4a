// Quiet runs, in which ops take shorter ways (Op::quick), have the outputs and errors of runs whose rows are
// written.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "run/quiet_outputs.h"

namespace asim::test {

TEST_CASE("whoever looks for itself finds what is meant, also if that changes") {
  const std::string model = R"(model: who gets what
vars: {got: []}
queues: {post: {}}
procedures:
  fetch:
    steps:
      - {get: post, where: self.index == item, as: x}
      - do: got.append(self.name)
processes:
  other:
    count: 2
    vars: {index: 7}
    steps: [{call: fetch}]
  usual:
    count: 2
    steps: [{call: fetch}]
  named:
    count: 2
    steps:
      - {get: post, where: item == self.name, as: x}
      - do: got.append(self.name)
  itself:
    count: 2
    steps:
      - first_of:
          post: {get: post, where: item == self}
          end: {sleep: 100}
      - do: got.append(self.name)
  writer:
    steps:
      - sleep: 1
      - for: x
        in: [7, 1, 0]
        do: [{put: post, item: x}]
      - put: post
        item: itself[1]
      - put: post
        item: "named[1]"
      - set:
          other[1].index: 9
      - {put: post, item: 9}
outputs:
  got: got
)";
  CHECK(same_outputs(model) ==
        "name,value\ngot,\"[\"\"other[0]\"\", \"\"usual[1]\"\", \"\"usual[0]\"\", \"\"itself[1]\"\", "
        "\"\"named[1]\"\", \"\"other[1]\"\", \"\"itself[0]\"\"]\"\n");
}

TEST_CASE("who takes anything is served before many who look for something, and leaves no trace among them") {
  const std::string model = R"(model: one of anything, and forty who choose
vars: {got: []}
queues: {post: {}}
processes:
  anyone:
    steps:
      - loop: 3
        do:
          - {get: post, as: item_taken}
          - do: got.append([now, item_taken])
  choosy:
    count: 40
    steps:
      - {get: post, where: item == 100 + self.index, as: item_taken}
      - do: got.append([now, item_taken])
  writer:
    steps:
      - for: x
        in: [1, 107, 2, 139, 100, 3, 4, 120]
        do:
          - sleep: 1
          - {put: post, item: x}
outputs:
  got: got
  left: post.length
)";
  CHECK(same_outputs(model) ==
        "name,value\ngot,\"[[1, 1], [2, 107], [3, 2], [4, 139], [5, 100], [6, 3], [8, 120]]\"\nleft,1\n");
}

TEST_CASE("a process that was cancelled is as good as new when it is used again") {
  const std::string model = R"(model: visits, some of them called off
vars: {latest: null, ended: [], list: [1, 2]}
processes:
  visit:
    count: 0
    vars: {began: now, kept: null}
    steps:
      - set: {latest: self, kept: [began, list]}
      - sleep: 4.5
      - do: ended.append(began)
  host:
    steps:
      - loop: 20
        as: i
        do:
          - spawn: visit
          - sleep: 1
          - if: i % 3 == 0
            then:
              - cancel: latest
          - set: {latest: null}
          - spawn: visit
            as: second
          - sleep: 1
          - if: i % 4 == 0
            then:
              - cancel: second
outputs:
  ended: ended
  begun: visit.begun
)";
  CHECK(same_outputs(model) ==
        "name,value\nended,\"[2, 3, 4, 5, 7, 8, 10, 11, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, "
        "29, 31, 32, 34, 35, 37, 38, 39]\"\nbegun,40\n");
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

TEST_CASE("who returns to a long line of one priority stands in the old place, and the line stays quick") {
  const std::string getters = R"(model: getters that return into the middle of a long line
vars: {got: []}
queues: {q: {}, bell: {}, bell2: {}, w: {}}
resources: {r: {}, r2: {}}
processes:
  warm:
    count: 8
    steps:
      - sleep: 1.5
      - {get: w, as: x}
  warmer:
    steps:
      - sleep: 1.6
      - loop: 8
        as: i
        do:
          - {put: w, item: i}
  plain:
    count: 18
    steps:
      - sleep: "0.001 if self.index < 4 else 0.01"
      - {get: q, as: x}
      - do: got.append([x, self.index])
  x1:
    steps:
      - sleep: 0.005
      - first_of:
          a: {get: q}
          b: {acquire: r}
      - do: got.append("x1")
  holder:
    steps:
      - acquire: r
      - acquire: r2
      - sleep: 1
      - {put: bell, item: 1}
      - release: r
      - sleep: 2
      - {put: bell2, item: 1}
      - release: r2
  y1:
    steps:
      - {get: bell, as: z}
      - {acquire: r, priority: -1, preempt: true}
      - sleep: 100
  x2:
    steps:
      - sleep: 2
      - first_of:
          a: {get: q}
          b: {acquire: r2}
      - do: got.append("x2")
  late:
    count: 3
    steps:
      - sleep: 2.5
      - {get: q, as: x}
      - do: got.append([x, 100 + self.index])
  y2:
    steps:
      - {get: bell2, as: z}
      - {acquire: r2, priority: -1, preempt: true}
      - sleep: 100
  putter:
    steps:
      - sleep: 10
      - loop: 23
        as: i
        do:
          - {put: q, item: i}
          - sleep: 0.1
outputs:
  got: got
  left: q.length
)";
  CHECK(
      same_outputs(getters) ==
      "name,value\ngot,\"[[0, 0], [1, 1], [2, 2], [3, 3], \"\"x1\"\", [5, 4], [6, 5], [7, 6], [8, 7], [9, 8], "
      "[10, 9], [11, 10], [12, 11], [13, 12], [14, 13], [15, 14], [16, 15], [17, 16], [18, 17], "
      "\"\"x2\"\", [20, 100], [21, 101], [22, 102]]\"\nleft,0\n");
  const std::string items = R"(model: an item given back into the middle
queues: {q: {}, never: {}}
processes:
  filler:
    steps:
      - loop: 40
        as: i
        do:
          - {put: q, item: i}
  drain:
    steps:
      - sleep: 1.5
      - loop: 5
        do:
          - {get: q, as: x}
  filler2:
    steps:
      - sleep: 2.5
      - set: {k: 40}
      - loop: 5
        do:
          - {put: q, item: k}
          - set: {k: k + 1}
  picker:
    steps:
      - all_of:
          a: {get: q, where: item == 10}
          b: {get: never}
        timeout: 1
      - sleep: 2
      - all_of:
          a: {get: q, where: item == 42}
          b: {get: never}
        timeout: 1
outputs:
  q: q.items
)";
  CHECK(
      same_outputs(items) ==
      "name,value\nq,\"[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, "
      "28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44]\"\n");
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
