// What happens when: section 4 of the language, rule by rule. The engine's part of it is tested in engine/;
// here a model meets the whole of it.

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {

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

}  // namespace asim::test
