#pragma once

// The opposite values of antithetic runs: for x with the distribution function F, the value where it is
// 1 - F(x). If x follows the law, so does its opposite, and the two are as far apart as the law allows:
// Hammersley & Morton, "A New Monte Carlo Technique: Antithetic Variates" (1956). Where the values are whole
// numbers, F jumps, and `other` decides where in the jump of x the draw was meant to be.
//
// Arguments as those of engine/distributions.h. gamma and beta are exact to about 12 digits. Where it would
// take too long (shapes, means and numbers of trials above 10^4) or be too coarse (shapes of gamma below
// 0.05, of beta below 0.5) the opposite is a draw of its own from `other`: of the same law, but unrelated to
// x.

#include "engine/random.h"

namespace asim::antithetic {

double uniform(double x, double a, double b);
double randint(double x, double a, double b);
double exponential(double x, double mean);
double normal(double x, double mean);
double lognormal(double x, double mu);
double triangular(double x, double low, double mode, double high);
double weibull(double x, double shape, double scale);
double pareto(double x, double shape, double scale);

double gamma(double x, double shape, double scale, Stream& other);
double beta(double x, double a, double b, Stream& other);
double poisson(double x, double mean, Stream& other);
double binomial(double x, double n, double p, Stream& other);
double geometric(double x, double p, Stream& other);
bool chance(bool x, double p, Stream& other);

}  // namespace asim::antithetic
