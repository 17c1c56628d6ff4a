#pragma once

// Samplers of laws that a list gives: mixtures and chains of exponentials, weights, histograms, observations.
//
// They are templates over engine/dice.h, plain or mirrored. Arguments are not checked here: lists are not
// empty, weights finite and not negative and not all zero, everything else as each comment says.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "engine/dice.h"

namespace asim {

// An index, as likely as its weight says; one of weight zero never.
template <class AnyDice, class Weight>
std::size_t weighted(AnyDice& dice, std::size_t count, Weight weight) {
  double total = 0;
  for (std::size_t i = 0; i < count; ++i) total += weight(i);
  double left = dice.uniform() * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double w = weight(i);
    if (w == 0) continue;
    last = i;
    if (left < w) break;
    left -= w;
  }
  return last;
}

// Exponential with one of the means. As many probabilities, whose sum need not be exactly 1; means >= 0.
template <class AnyDice>
double hyperexponential(AnyDice& dice, std::span<const double> probabilities, std::span<const double> means) {
  const std::size_t branch =
      weighted(dice, probabilities.size(), [&](std::size_t i) { return probabilities[i]; });
  return means[branch] * dice.exponential();
}

// Exponential phases one after the other; behind each but the last, the next follows with the probability in
// `onward`, which has one member less. Cox, "A Use of Complex Probabilities in the Theory of Stochastic
// Processes" (1955).
template <class AnyDice>
double coxian(AnyDice& dice, std::span<const double> means, std::span<const double> onward) {
  double sum = means[0] * dice.exponential();
  for (std::size_t i = 0; i < onward.size() && dice.uniform() < onward[i]; ++i)
    sum += means[i + 1] * dice.exponential();
  return sum;
}

// Any value of a bin, all alike; bin i is from edges[i] to edges[i + 1] and as likely as its weight says.
template <class AnyDice>
double from_histogram(AnyDice& dice, std::span<const double> edges, std::span<const double> weights) {
  const std::size_t bin = weighted(dice, weights.size(), [&](std::size_t i) { return weights[i]; });
  return edges[bin] + (edges[bin + 1] - edges[bin]) * dice.uniform();
}

// Where in n ascending observations a draw falls that is interpolated between them: Law & Kelton, Simulation
// Modeling and Analysis, 8.3.16. The value lies `fraction` of the way from observation `below` to the next.
struct Between {
  std::size_t below;
  double fraction;
};
template <class AnyDice>
Between between_observations(AnyDice& dice, std::size_t n) {
  const double position = dice.uniform() * static_cast<double>(n - 1);
  const double whole = std::min(std::floor(position), static_cast<double>(n) - 2);
  return n == 1 ? Between{0, 0} : Between{static_cast<std::size_t>(whole), position - whole};
}

}  // namespace asim
