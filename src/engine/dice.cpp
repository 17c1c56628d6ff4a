#include "engine/dice.h"

#include <algorithm>

#include "base/elementary.h"

namespace asim {

double mirrored_exponential(double x) {
  using elementary::exp;
  using elementary::log;
  using elementary::log1p;
  x = std::max(x, 0x1p-54);
  const double below = exp(-x);
  if (below <= 0.5) return -log1p(-below);
  if (below == 1) return -log(x);
  // Kahan's way to 1 - exp(-x) without cancellation: the rounding of exp is undone by that of log.
  return -log((below - 1) / log(below) * x);
}

Stream beside(const Stream& stream) {
  return Stream::from_state(philox4x64(stream.state(), {0x6D6972726F726564, 0x2062657369646573}));
}

}  // namespace asim
