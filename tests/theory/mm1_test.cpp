// M/M/1, in a file of its own: at load 0.9 only long runs tell much.

#include <doctest/doctest.h>

#include "theory/coverage.h"

namespace asim::test {

TEST_CASE("M/M/1") {
  check_coverage({"mm1", {"rate=0.5"}, 400, 4400, {{"wait", 1}, {"present", 1}}});
  check_coverage({"mm1", {"rate=0.9"}, 2222, 24444, {{"wait", 9}, {"present", 9}}});
}

}  // namespace asim::test
