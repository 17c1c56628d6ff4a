#pragma once
// Confidence intervals for means of independent observations.
//
// Student's t: Gosset (1908); the quantile inverts the finite series of Abramowitz & Stegun 26.7.3/4 by
// Newton's method, and is their expansion 26.7.5 from 1000 degrees of freedom on. Error below 1e-12, made of
// arithmetic that has the same bits everywhere.

#include <cstdint>

#include "engine/statistics.h"

namespace asim {

/// The t for which Student's distribution has `confidence` (0 < confidence < 1) of its mass in (-t, t).
/// nan without a degree of freedom.
[[nodiscard]] double student_t(std::uint64_t degrees_of_freedom, double confidence = 0.95);

/// Half the width of the two-sided interval for the mean; nan below 2 observations.
[[nodiscard]] double half_width(const Tally&, double confidence = 0.95);

}  // namespace asim
