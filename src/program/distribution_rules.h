#pragma once
// What the arguments of a distribution must be, and where its values lie; only for the table in
// distributions.cpp and for those who truncate.
//
// A check is empty if all is well, otherwise fit for the end of a sentence; see Distribution::check.

#include <string>

#include "program/distributions.h"

namespace asim::rules {

std::string uniform(const double* a);
std::string randint(const double* a);
std::string exponential_mean(const double* a);
std::string exponential_rate(const double* a);
std::string normal(const double* a);
std::string lognormal(const double* a);
std::string triangular(const double* a);
std::string shape_and_scale(const double* a);
std::string erlang(const double* a);
std::string beta(const double* a);
std::string pareto(const double* a);
std::string poisson(const double* a);
std::string binomial(const double* a);
std::string geometric(const double* a);
std::string probability(const double* a);

// Named after the arguments that decide: `above_zero_if_first` is the point zero if the first argument is.
Support between_first_two(const double* a);
Support whole_between_first_two(const double* a);
Support between_first_and_third(const double* a);
Support above_zero_if_first(const double* a);
Support above_zero_if_second(const double* a);
Support above_zero(const double* a);
Support anywhere_around_first(const double* a);
Support a_share(const double* a);
Support above_second(const double* a);
Support count_if_first(const double* a);
Support successes(const double* a);
Support trials(const double* a);

/// "between 2 and 5", "2 or more"; precondition: low <= high, not both infinite.
std::string words_of_bounds(double low, double high);

/// Why no value of this support can lie between low and high, both included; empty if one can.
std::string truncation(const Support&, double low, double high);

}  // namespace asim::rules
