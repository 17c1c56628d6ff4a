// The models of Law & Kelton, Simulation Modeling and Analysis, chapters 1 and 2: what their runs estimate.

#include <doctest/doctest.h>

#include "theory/coverage.h"

namespace asim::test {

TEST_CASE("Law & Kelton's inventory: the Markov chain of its reviews") {
  check_coverage({"inventory",
                  {"reorder_below=20", "order_up_to=40"},
                  0,
                  120,
                  {{"ordering", 97.6852}, {"holding", 9.1232}, {"shortage", 18.3155}, {"total", 125.1238}}});
  check_coverage({"inventory", {"reorder_below=20", "order_up_to=60"}, 0, 120, {{"total", 118.9430}}});
}

TEST_CASE("Law & Kelton's time-shared computer: Takacs' formula for a finite population") {
  check_coverage({"time_sharing", {"terminals=10"}, 100, 1100, {{"response", 1.328806}, {"busy", 0.352335}}});
  check_coverage({"time_sharing", {"terminals=30"}, 300, 1800, {{"response", 5.270560}, {"busy", 0.919365}}});
}

TEST_CASE("Law & Kelton's job shop: what comes must be done") {
  check_coverage({"job_shop",
                  {"interval=0.3"},
                  100,
                  600,
                  {{"first_busy", 0.8},
                   {"second_busy", 0.825},
                   {"third_busy", 0.6041667},
                   {"fourth_busy", 0.8111111},
                   {"fifth_busy", 0.6666667}}});
}

}  // namespace asim::test
