// Process instances that have ended: they are kept as long as something refers to them.

#include <doctest/doctest.h>

#include "support/command.h"

namespace asim::test {

TEST_CASE(
    "a chain of finished processes, each known to the next only, may be longer than the stack is deep") {
  const CommandResult result = asim({"run", "-", "--timeline", "none", "--outputs", "-"}, R"(
vars: {left: 200000}
processes:
  first: {steps: [{spawn: link, args: {previous: null}}]}
  link:
    count: 0
    args: [previous]
    steps:
      - set: {left: left - 1}
      - if: left > 0
        then:
          - {spawn: link, args: {previous: self}}
          - sleep: 1
      - if: previous == self
        then: [fail: never]
outputs: {left: left}
)");
  CHECK(result.err == "");
  CHECK(result.out == "name,value\nleft,0\n");
}

}  // namespace asim::test
