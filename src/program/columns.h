#pragma once
// Observations in columns of CSV files, for empirical(): a column is read once, and all simulations of a
// program share it.

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "program/trace.h"

namespace asim {

class Columns {
public:
  /// The column's numbers, ascending; there is at least one. RunError if there is no such file or column, or
  /// if a cell is not blank and no number. The span is of the call.
  std::span<const double> column(const TraceColumn&, Span);

private:
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::vector<double>> columns_;  // by path and column
};

}  // namespace asim
