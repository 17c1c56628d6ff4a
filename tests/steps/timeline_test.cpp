// What the timeline shows does not depend on who looks, nor does the run.

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {

TEST_CASE("a step's object is chosen once, whether rows are wanted or not") {
  const std::string model = R"(
queues: {line: {count: 2}}
containers: {tank: {count: 2, capacity: 10, level: 5}}
resources: {desk: {count: 2}}
gates: {door: {count: 2}}
processes:
  clerk:
    steps:
      - loop: 6
        do:
          - get: choice(line)
            timeout: 2
            as: x
          - log: "{x} {line[0].items} {line[1].items}"
      - loop: 4
        do:
          - first_of:
              item: {get: choice(line)}
              tank: {get: choice(tank), amount: 3}
              gate: {wait: choice(door)}
            as: x
            timeout: 1
          - join: choice([source, sleeper])
            timeout: 1
          - with: choice(desk)
            timeout: 1
            do:
              - sleep: 1
          - log: "{x} {line[0].length} {line[1].length} {tank[0].level} {desk[0].served}"
  source:
    steps:
      - loop: 20
        as: i
        do:
          - put: choice(line)
            item: i
          - acquire: choice(desk)
            timeout: 0
          - sleep: 1
  sleeper:
    steps: [{sleep: 100}]
)";
  const std::string quiet = rows_of(model);
  CHECK(quiet.size() > 200);
  const CommandResult all = asim({"run", "-", "-f", "csv", "--timeline", "all"}, model);
  std::string logged;
  for (std::size_t begin = 0; begin < all.out.size();) {
    const std::size_t end = all.out.find('\n', begin);
    const std::string line = all.out.substr(begin, end - begin);
    if (line.find(",log,") != std::string::npos) logged += line + "\n";
    begin = end + 1;
  }
  CHECK(logged == quiet);
}

TEST_CASE("rows and reports name the object that was chosen") {
  const std::string model = R"(
queues: {line: {count: 2}}
vars: {which: 0}
processes:
  clerk:
    steps:
      - get: line[1 - which]
        timeout: 2
      - set: {which: 0}
      - get: line[which]
  meddler:
    steps:
      - sleep: 1
      - set: {which: 1}
      - sleep: 3
      - set: {which: 7}
)";
  CHECK(rows_of(model, "timeout") == "2,clerk,timeout,line[1],\n");
  CHECK(summary_of(model).find("clerk  get line[0]  since 2") != std::string::npos);
}

TEST_CASE("a kind of step that writes no rows may be named; a model is told so") {
  const std::string model = "timeline: [log, set]\nprocesses: {p: {steps: [{set: {x: 1}}, {log: '{x}'}]}}\n";
  CHECK(asim({"run", "-", "-f", "csv"}, model).out == "time,process,event,object,detail\n0,p,log,,1\n");
  CHECK(asim({"check", "-"}, model).err.find("warning: `set` steps write no rows") != std::string::npos);
  CHECK(asim({"run", "-", "--timeline", "tally", "-f", "csv"}, model).exit_code == 0);
}

}  // namespace asim::test
