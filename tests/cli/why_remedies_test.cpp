// asim why: what would free a process, and what opens a circle of those that wait for each other.

#include <doctest/doctest.h>

#include <string>

#include "cli/why_answers.h"

namespace asim::test {
namespace {

/// The line that tells it.
std::string remedy(const char* text, const std::string& process, const std::string& at) {
  const std::string all = answer(text, process, at);
  const std::string begin = "  what would free it: ";
  const std::size_t from = all.find(begin);
  if (from == std::string::npos) return "";
  return all.substr(from + begin.size(), all.find('\n', from) - from - begin.size());
}

/// How the circle closes of two who each hold what the other wants; `b` acquires as the text says.
std::string circle(const std::string& resources, const std::string& wait) {
  const std::string text = "until: 50\nqueues: {q: {}}\nresources: " + resources + R"(
processes:
  a: {steps: [{acquire: l}, {sleep: 1}, {acquire: m}]}
  b: {steps: [{acquire: m}, {sleep: 1}, )" +
                           wait + R"(]}
  c: {start: 0.5, steps: [{with: l, do: [{sleep: 30}]}]}
)";
  const std::string all = answer(text.c_str(), "a", "2");
  const std::string begin = "so the circle closes: ";
  const std::size_t from = all.find(begin);
  if (from == std::string::npos) return all;
  return all.substr(from + begin.size(), all.find('\n', from) - from - begin.size());
}

}  // namespace

TEST_CASE("what would free it, of groups and with timeouts") {
  constexpr const char* kGroups = R"(
queues: {q: {}, r: {}}
processes:
  both: {steps: [{all_of: {x: {get: q}, y: {get: r}}}]}
  either: {steps: [{first_of: {x: {get: q}, y: {sleep: 5}}}]}
  nested: {steps: [{all_of: {x: {first_of: {u: {get: q}, v: {sleep: 7}}}, y: {get: r}}}]}
  limited: {steps: [{get: r, timeout: 3}]}
  sleeper: {steps: [{sleep: 4}]}
)";
  CHECK(remedy(kGroups, "both", "1") == "a `put` into `q`, and a `put` into `r`");
  CHECK(remedy(kGroups, "either", "1") == "a `put` into `q`, or the clock at 5");
  CHECK(remedy(kGroups, "nested", "1") == "(a `put` into `q`, or the clock at 7), and a `put` into `r`");
  CHECK(remedy(kGroups, "nested", "8") == "a `put` into `r`");
  CHECK(remedy(kGroups, "limited", "1") == "a `put` into `r`, or its timeout at 3");
  CHECK(remedy(kGroups, "sleeper", "1") == "");
}

TEST_CASE("what would free it, of resources that lack capacity") {
  constexpr const char* kLacking = R"(
until: 20
resources:
  s: {schedule: [[0, 0], [8, 1], [10, 2]]}
  d: {downtime: {every: 2, for: 5}}
  few: {schedule: [[0, 0]]}
  free: {}
  two: {capacity: 2}
processes:
  night: {steps: [{acquire: s, amount: 2}]}
  job: {start: 3, steps: [{acquire: d}]}
  poor: {steps: [{acquire: few}]}
  keeper: {steps: [{acquire: two}, {sleep: 50}]}
  large: {steps: [{acquire: two, amount: 2}]}
  small: {steps: [{acquire: two}]}
  several: {steps: [{acquire: [free, few]}]}
)";
  CHECK(remedy(kLacking, "night", "3") == "a rise of the capacity of `s`, as its schedule brings at 10");
  CHECK(remedy(kLacking, "job", "4") == "the repair of `d` at 7");
  CHECK(remedy(kLacking, "poor", "3") == "a rise of the capacity of `few`");
  CHECK(remedy(kLacking, "large", "3") == "a `release` of `two`");
  CHECK(remedy(kLacking, "small", "3") == "that those before it in the line get what they want, or leave");
  CHECK(remedy(kLacking, "several", "3") == "a rise of the capacity of `few`");
  CHECK(answer(kLacking, "night", "3").find(": `s` has a capacity of 0 now\n") != std::string::npos);
  const std::string job = answer(kLacking, "job", "4");
  CHECK(job.find(": `d` is out of order\n") != std::string::npos);
  CHECK(job.ends_with("at 7 it is granted 1 of `d` by the downtime of `d`, and stands in the ready queue\n"));
  CHECK(
      answer(kLacking, "night", "3")
          .ends_with("at 10 it is granted 2 of `s` by the schedule of `s`, and stands in the ready queue\n"));
  check_refused(kLacking, "upkeep[0]", "3", "no process is called `upkeep[0]` in this run");
}

TEST_CASE("what would free one that is preempted and wants back what it lost") {
  constexpr const char* kPreempted = R"(
resources: {m: {}}
processes:
  low: {steps: [{with: m, priority: 5, on_preempt: resume, do: [{sleep: 4}]}]}
  high: {start: 1, steps: [{with: m, preempt: true, do: [{sleep: 2}]}]}
)";
  CHECK(answer(kPreempted, "low", "2") ==
        "low is preempted, and wants that back, at m:4\n"
        "  stands 1st of 1 in the line of `m` (priority 5): 1 of 1 of `m` in use\n"
        "    high holds 1 of `m` since 1, and sleeps until 3, at m:5\n"
        "  what would free it: a `release` of `m`\n"
        "at 3 it has 1 of `m` back by high, and sleeps on, now until 6 (`with` at m:5)\n");
}

TEST_CASE("a circle that something opens") {
  CHECK(circle("{l: {}, m: {}}", "{acquire: l}") == "nobody in it can go on");
  CHECK(circle("{l: {}, m: {}}", "{acquire: l, timeout: 5}") ==
        "it stays closed until 6 at most, when the clock frees b");
  CHECK(circle("{l: {}, m: {}}", "{first_of: {x: {acquire: l}, y: {sleep: 4}}}") ==
        "it stays closed until 5 at most, when the clock frees b");
  CHECK(circle("{l: {}, m: {}}", "{all_of: {x: {acquire: l}, y: {sleep: 4}}}") == "nobody in it can go on");
  CHECK(circle("{l: {}, m: {}}", "{first_of: {x: {acquire: l}, y: {get: q}}}") ==
        "nobody in it can go on unless another part of what b waits for comes first");
  CHECK(circle("{l: {capacity: 2}, m: {}}", "{acquire: l}") ==
        "nobody in it can go on unless c gives back `l`");
  CHECK(circle("{l: {}, m: {schedule: [[0, 1], [9, 2]]}}", "{acquire: l}") ==
        "nobody in it can go on unless the capacity of `m` rises");
}

}  // namespace asim::test
