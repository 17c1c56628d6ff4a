#pragma once
// Tables of times and values, as `rate:` and `schedule:` have them: [[0, 2], [60, 5]].

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "engine/step_function.h"
#include "program/frame.h"
#include "program/operand.h"

namespace asim {

/// A table as declared: its entries one by one, or an expression for the whole list.
struct TimeTable {
  enum class Of : std::uint8_t { rates, capacities };
  struct Entry {
    Operand time, value;
    Span time_span, value_span;
  };

  Of of = Of::rates;
  Span span;
  std::vector<Entry> entries;
  Operand list;  // instead of entries
  Operand period;
  Span period_span;

  bool given() const { return list.given() || !entries.empty(); }
};

struct TableProblem {
  Span span;
  std::string message;
};

/// What is wrong with a table, as far as `known` gives its numbers: all of them, or nothing is said.
std::optional<TableProblem> find_problem(const TimeTable&,
                                         const std::function<std::optional<double>(Operand)>& known);

/// RunError if the table makes no sense.
StepFunction evaluate_table(const TimeTable&, Frame&);

/// "`rate:` needs a list of times and rates, as in [[0, 2], [60, 5]]"
std::string table_shape(TimeTable::Of);

}  // namespace asim
