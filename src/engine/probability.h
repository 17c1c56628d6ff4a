#pragma once

// Probabilities of the gamma and beta distributions, from which those of counts follow, without the C
// library, whose lgamma differs from one version to the next.

namespace asim {

// log(n!) - log(sqrt(2 pi n) (n/e)^n), n >= 1 and whole: what Stirling's formula leaves out.
double stirling_rest(double n);

// x log(x/m) + m - x without cancellation where x is near m; x, m > 0. Loader (2000).
double deviance(double x, double m);

// Both tails at a point, each with about 12 digits of its own.
struct Tails {
  double below;
  double above;
};

// Of the gamma distribution with scale 1 at x >= 0; shape > 0. Takes about sqrt(shape) steps.
Tails gamma_tails(double shape, double x);

// Of the beta distribution at x, where y is 1 - x; 0 < x, y; a, b > 0.
Tails beta_tails(double a, double b, double x, double y);

}  // namespace asim
