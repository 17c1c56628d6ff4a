#include "program/histogram.h"

#include <cmath>

#include "base/diagnostics.h"
#include "program/heap.h"

namespace asim {

Value histogram(Pool& pool, const Value& edges, Span span, double total,
                const std::function<double(double)>& below) {
  if (!edges.is_list()) throw RunError(span, "the edges of a histogram are a list of numbers");
  const List& list = *edges.as_list();
  if (list.size == 0) throw RunError(span, "a histogram needs at least one edge");
  List* cells = List::make(pool, list.size + 1);
  Value result = Value::adopt(cells);
  double last_edge = -HUGE_VAL, up_to_last = 0;
  for (const Value& edge : list.items()) {
    if (!edge.is_number() || !std::isfinite(edge.as_number()))
      throw RunError(span, "the edges of a histogram are finite numbers");
    if (edge.as_number() <= last_edge) throw RunError(span, "the edges of a histogram must ascend");
    last_edge = edge.as_number();
    const double up_to = below(last_edge);
    cells->append(up_to - up_to_last);
    up_to_last = up_to;
  }
  cells->append(total - up_to_last);
  return result;
}

}  // namespace asim
