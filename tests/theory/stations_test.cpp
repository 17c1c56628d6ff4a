// Several servers, classes of customers, networks of stations.

#include <doctest/doctest.h>

#include "theory/coverage.h"

namespace asim::test {

TEST_CASE("M/M/c: Erlang's C formula") {
  check_coverage({"mmc", {"rate=2", "servers=3"}, 50, 650, {{"wait", 0.444444}, {"present", 2.888889}}});
  check_coverage({"mmc", {"rate=8", "servers=10"}, 60, 310, {{"wait", 0.204590}, {"present", 9.636721}}});
}

TEST_CASE("Erlang's B formula, whatever the distribution of service times") {
  check_coverage({"erlang_b", {"load=2", "lines=4", "shape=0.25"}, 40, 1040, {{"lost", 0.0952381}}});
  check_coverage({"erlang_b", {"load=2", "lines=4", "shape=4"}, 20, 1020, {{"lost", 0.0952381}}});
  check_coverage({"erlang_b", {"load=8", "lines=10", "shape=1"}, 20, 320, {{"lost", 0.1216611}}});
}

TEST_CASE("Erlang-A: callers hang up") {
  check_coverage({"erlang_a",
                  {"load=10", "agents=10", "patience=2"},
                  20,
                  220,
                  {{"waiting", 2.0782642}, {"lost", 0.1039132}}});
  check_coverage({"erlang_a",
                  {"load=20", "agents=10", "patience=2"},
                  20,
                  120,
                  {{"waiting", 20.000542}, {"lost", 0.5000135}}});
}

TEST_CASE("Jackson's networks") {
  check_coverage({"jackson_feedback", {"again=0.25"}, 150, 1150, {{"time", 4}}});
  check_coverage(
      {"jackson_network", {}, 100, 700, {{"first", 0.846154}, {"second", 1.962963}, {"third", 1.844734}}});
}

TEST_CASE("machine repair: a finite population") {
  check_coverage(
      {"machine_repair", {"machines=6", "repairmen=1", "failure_rate=0.1"}, 100, 1600, {{"down", 0.845149}}});
  check_coverage({"machine_repair",
                  {"machines=10", "repairmen=2", "failure_rate=0.2"},
                  100,
                  1100,
                  {{"down", 2.403722}}});
}

TEST_CASE("priority, not preemptive") {
  check_coverage({"priority",
                  {"urgent_rate=0.2", "ordinary_rate=0.6"},
                  500,
                  2500,
                  {{"urgent_time", 2}, {"ordinary_time", 6}}});
  check_coverage({"priority",
                  {"urgent_rate=0.3", "ordinary_rate=0.2", "urgent_speed=1", "ordinary_speed=0.5"},
                  300,
                  2300,
                  {{"urgent_time", 2.571429}, {"ordinary_time", 7.238095}}});
}

TEST_CASE("priority, preemptive and resumed") {
  check_coverage({"priority",
                  {"urgent_rate=0.2", "ordinary_rate=0.6", "preemptive=true"},
                  500,
                  2500,
                  {{"urgent_time", 1.25}, {"ordinary_time", 6.25}}});
  check_coverage(
      {"priority",
       {"urgent_rate=0.3", "ordinary_rate=0.2", "urgent_speed=1", "ordinary_speed=0.5", "preemptive=true"},
       300,
       2300,
       {{"urgent_time", 1.428571}, {"ordinary_time", 8.095238}}});
}

TEST_CASE("two machines in a row, the first blocked after service") {
  check_coverage({"tandem_blocking",
                  {"first_rate=1", "second_rate=1", "room=0"},
                  50,
                  1050,
                  {{"throughput", 0.6666667}}});
  check_coverage({"tandem_blocking",
                  {"first_rate=1.5", "second_rate=1", "room=3"},
                  50,
                  1050,
                  {{"throughput", 0.951880}}});
}

TEST_CASE("arrivals at a rate that changes over time, and room for everybody") {
  check_coverage({"rush_hour", {"low=2", "high=10", "half=1.5"}, 0, 30, {{"present", 8.540596}}});
  check_coverage({"rush_hour", {"low=0", "high=6", "half=0.5"}, 0, 12, {{"present", 3.734756}}});
}

}  // namespace asim::test
