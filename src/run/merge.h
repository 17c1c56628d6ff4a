#pragma once
// Puts the parts of a sweep together again: their rows, in order, are those of the sweep in one piece.

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "record/csv.h"
#include "run/experiment.h"

namespace asim {

/// A part is missing, doubled, torn, or of another sweep.
class MergeError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// What receives the merged table.
struct MergeReceiver {
  /// The header's columns, without those that tell parts apart; then names of parameters and outputs.
  std::function<void(const std::vector<std::string>& columns, const std::vector<std::string>& parameters,
                     const std::vector<std::string>& outputs)>
      begin;
  /// The cells of a row as they stand in the file, and the row they mean.
  std::function<void(const std::vector<std::string>& cells, const RunRow&)> row;
};

/// Reads the parts side by side: no more than a row of each is in memory. Raises MergeError when it comes to
/// what is wrong; the rows before were delivered.
void merge(const std::vector<std::string>& paths, CsvDialect, const MergeReceiver&);

}  // namespace asim
