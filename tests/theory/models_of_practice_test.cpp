// Models of practice whose answers are known: breakdowns, jockeying, shifts.

#include <doctest/doctest.h>

#include "theory/coverage.h"

namespace asim::test {

TEST_CASE("a machine that breaks down: White and Christie, Mitrany and Avi-Itzhak") {
  check_coverage({"breakdowns", {"rate=0.5", "up=8", "down=2"}, 500, 3500, {{"present", 2.2}}});
  check_coverage({"breakdowns", {"rate=0.3", "up=4", "down=4"}, 500, 4500, {{"present", 3}}});
}

TEST_CASE("a bank with jockeying has the delays of one line") {
  check_coverage(
      {"bank_jockeying", {"closing=1e9", "tellers=5", "gap=1.5"}, 500, 3500, {{"delay", 0.5313411}}});
  check_coverage(
      {"bank_jockeying", {"closing=1e9", "tellers=3", "gap=2.5"}, 500, 4500, {{"delay", 1.330292}}});
}

TEST_CASE("an assembly line stops as often as its stations fail while it works") {
  check_coverage({"assembly_line", {}, 200, 3200, {{"throughput", 0.8038381}}});
}

TEST_CASE("nurses are busy for the patients that come, whatever their shifts") {
  check_coverage({"hospital", {}, 120, 1320, {{"utilization", 0.6923077}}});
}

}  // namespace asim::test
