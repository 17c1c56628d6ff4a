#include "run/point_statistics.h"

#include <cmath>

#include "base/numbers.h"

namespace asim {

std::optional<double> observation(const Cell& cell) {
  if (cell.text == "true") return 1;
  if (cell.text == "false") return 0;
  const std::optional<double> number = cell.number ? cell.number : parse_number(cell.text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

void PointStatistics::add_to_pairs(const RunRow& row) {
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const std::optional<double> x = row.failed() ? std::nullopt : observation(row.outputs[i]);
    if (row.replication % 2 == 1) {
      firsts_[i] = x;
    } else if (x && firsts_[i]) {
      outputs_[i].observe(*firsts_[i] / 2 + *x / 2);
    }
  }
}

void PointStatistics::add(const RunRow& row) {
  if (!firsts_.empty()) return add_to_pairs(row);
  if (row.failed()) return;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (const std::optional<double> x = observation(row.outputs[i])) outputs_[i].observe(*x);
  }
}

}  // namespace asim
