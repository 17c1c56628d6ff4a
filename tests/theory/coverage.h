#pragma once
// Does a model's confidence interval contain what queueing theory says?
//
// An experiment is what `asim sweep MODEL -r 20 --seed E` computes: 20 replications and, for each output, a
// 95 % interval by Student's t. Of many independent experiments, E = 1, 2, …, nearly 95 % must contain the
// true value, and not all: intervals that are too wide are as wrong as narrow ones. The mean of all
// experiments must be within 4 standard errors of it: what a bias hides in every interval shows there.
// Everything is determined by the seeds, so nothing here fails by chance.

#include <string>
#include <utility>
#include <vector>

namespace asim::test {

struct KnownAnswer {
  std::string output;
  double value;
};

/// A model of models/classic with parameters ("NAME=VALUE"). The warm-up is long enough for the start in an
/// empty system to be forgotten, and `until` long enough for the means to be nearly normal and for
/// the bias of a mean over a random number of customers to vanish beside their spread.
struct Situation {
  std::string model;  // "mm1"
  std::vector<std::string> parameters;
  double warmup, until;
  std::vector<KnownAnswer> answers;
};

/// Fails the test unless the intervals cover as they should. What a model says of itself in an output
/// NAME_in_theory must be the known answer too.
///
/// 200 experiments; 20 in builds with sanitizers, which are many times slower; with ASIM_THEORY=1000 in the
/// environment, 1000 (`./dev theory`).
void check_coverage(const Situation&);

}  // namespace asim::test
