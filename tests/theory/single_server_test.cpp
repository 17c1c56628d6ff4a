// Queues before one server, other than M/M/1.

#include <doctest/doctest.h>

#include "theory/coverage.h"

namespace asim::test {

TEST_CASE("M/M/1/K: a waiting room that can be full") {
  check_coverage({"mm1k", {"rate=0.8", "places=5"}, 50, 1050, {{"lost", 0.0888195}, {"present", 1.868332}}});
  check_coverage({"mm1k", {"rate=1.2", "places=4"}, 50, 1050, {{"lost", 0.278650}, {"present", 2.359493}}});
}

TEST_CASE("M/G/1: the formula of Pollaczek and Khinchine") {
  check_coverage({"mg1_uniform", {"rate=1", "shortest=0.2", "longest=1"}, 60, 1060, {{"wait", 0.516667}}});
  check_coverage({"mg1_hyperexponential", {"rate=1"}, 300, 3300, {{"wait", 4.083333}}});
}

TEST_CASE("M/D/1") {
  check_coverage({"md1", {"rate=0.5"}, 50, 1050, {{"wait", 0.5}}});
  check_coverage({"md1", {"rate=0.8"}, 500, 10500, {{"wait", 2}}});
}

TEST_CASE("D/M/1") {
  check_coverage({"dm1", {"rate=0.5"}, 50, 1050, {{"wait", 0.255001}}});
  check_coverage({"dm1", {"rate=0.8"}, 200, 2200, {{"wait", 1.692731}}});
}

}  // namespace asim::test
