#pragma once
// Histograms: how much lies below the first edge, from each edge to the next, and from the last one on.

#include <functional>

#include "base/source.h"
#include "program/value.h"

namespace asim {

class Pool;

/// The cells as a list; there is one more than edges. `below` says how much lies below an edge. RunError if
/// the edges are no ascending list of finite numbers.
Value histogram(Pool&, const Value& edges, Span, double total, const std::function<double(double)>& below);

}  // namespace asim
