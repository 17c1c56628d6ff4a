#include "bench/measurements.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace asim::bench {

TEST_CASE("measurements are read as they are written") {
  const Measurements measurements = {{"mm1", 52.5}, {"sleepers n=10", 17}};
  const std::string text = to_csv(measurements, "ns");
  CHECK(text == "workload,ns\nmm1,52.5\nsleepers n=10,17.0\n");
  CHECK(from_csv(text, "ns") == measurements);
  CHECK(from_csv("# a word before\n\n" + text, "ns") == measurements);
  CHECK(find(measurements, "mm1") == 52.5);
  CHECK_FALSE(find(measurements, "mm2"));
}

TEST_CASE("what is no measurement is refused with its line") {
  CHECK_THROWS_WITH(from_csv("workload,ns\n", "instructions"), "line 1 is not `workload,instructions`");
  CHECK_THROWS_WITH(from_csv("workload,ns\nmm1 5\n", "ns"), "line 2 has no comma: mm1 5");
  CHECK_THROWS_WITH(from_csv("workload,ns\nmm1,5x\n", "ns"), "line 2 does not end with a number: mm1,5x");
}

TEST_CASE("a bound holds up to its tolerance, and a count far below it is told") {
  const Measurements bounds = {{"a", 100}, {"b", 100}, {"c", 100}};
  const Check good = check_bounds({{"a", 103}, {"b", 97}, {"c", 96}}, bounds, 0.03);
  CHECK(good.passed);
  CHECK(good.report ==
        "a                       103.0     100.0 \n"
        "b                        97.0     100.0 \n"
        "c                        96.0     100.0 better: lower the bound\n");
  const Check bad = check_bounds({{"a", 104}, {"d", 1}}, bounds, 0.03);
  CHECK_FALSE(bad.passed);
  CHECK(bad.report ==
        "a                       104.0     100.0 TOO MANY\n"
        "d                         1.0      none TOO MANY\n");
}

}  // namespace asim::bench
