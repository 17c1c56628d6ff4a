#include "engine/confidence.h"

#include <doctest/doctest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

namespace asim {

TEST_CASE("Student's t is that of Boost, for few and many degrees of freedom") {
  for (const double confidence : {0.5, 0.8, 0.9, 0.95, 0.99, 0.999}) {
    for (std::uint64_t nu = 1; nu < 200'000; nu += 1 + nu / 7) {
      const double expected =
          boost::math::quantile(boost::math::students_t(static_cast<double>(nu)), (1 + confidence) / 2);
      CAPTURE(nu);
      CAPTURE(confidence);
      CHECK(std::abs(student_t(nu, confidence) / expected - 1) < 1e-12);
    }
  }
}

TEST_CASE("Student's t: the table of every textbook") {
  CHECK(student_t(1) == doctest::Approx(12.706).epsilon(1e-4));
  CHECK(student_t(2) == doctest::Approx(4.303).epsilon(1e-4));
  CHECK(student_t(9) == doctest::Approx(2.262).epsilon(1e-4));
  CHECK(student_t(19) == doctest::Approx(2.093).epsilon(1e-4));
  CHECK(student_t(1'000'000'000) == doctest::Approx(1.959964).epsilon(1e-6));
  CHECK(std::isnan(student_t(0)));
}

TEST_CASE("the half width of Law & Kelton's example of ten means") {
  Tally tally;
  for (const double x : {1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09}) tally.observe(x);
  CHECK(tally.mean() == doctest::Approx(1.34).epsilon(0.003));
  CHECK(half_width(tally, 0.9) == doctest::Approx(0.24).epsilon(0.02));
  Tally single;
  single.observe(1);
  CHECK(std::isnan(half_width(single)));
}

}  // namespace asim
