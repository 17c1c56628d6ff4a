#pragma once
// The design of an experiment: which parameters take which values, in which combinations.
//
// A design is a product of axes (a full factorial design). On an axis one parameter varies, or several
// together: the columns of a file, or factors that are paired. The axis that was added last varies fastest.
// Values are what `-p` takes: numbers, true, false, null, and text.

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "program/heap.h"
#include "program/value.h"

namespace asim {

/// What is wrong with a design: one line, for wrong usage or beside the place in the model.
class DesignError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// A parameter and its values (levels) in order.
struct Factor {
  std::string name;
  std::vector<Value> levels;
};

/// Parameters with their values, as RunOptions takes them.
using Parameters = std::vector<std::pair<std::string, Value>>;

class Design {
public:
  static constexpr std::size_t kMostPoints = 1'000'000;

  Design() = default;
  Design(Design&&) = default;
  Design& operator=(Design&&) = default;

  /// Reads the values of a parameter: `1,2,5:20:5` has single values and ranges, FIRST:LAST or
  /// FIRST:LAST:STEP. A range includes both ends, if a whole number of steps lies between them, and is
  /// computed in decimal: 0.1:0.9:0.1 has the third value 0.3, not 0.30000000000000004.
  Factor factor(std::string name, std::string_view text);
  /// … several such texts one after the other.
  Factor factor(std::string name, const std::vector<std::string>& texts);
  /// A single value.
  Value value(std::string_view text);

  /// These all raise DesignError for a parameter or a combination that is there twice, and above kMostPoints.
  void add(Factor);
  /// Level i of each factor belongs together; factors with a single level hold throughout.
  void add_paired(std::vector<Factor>);
  /// A CSV file with a header of parameters and a row for each combination.
  void add_file(const std::string& path);

  /// The parameters that the design sets, in order of the axes.
  std::vector<std::string_view> names() const;
  /// … those that have more than one value.
  std::vector<std::string_view> varying() const;
  std::size_t point_count() const { return point_count_; }
  /// Precondition: index < point_count(). The values belong to the design.
  Parameters point(std::size_t index) const;

private:
  struct Axis {
    std::vector<std::string> names;
    std::vector<std::vector<Value>> rows;
    std::vector<std::size_t> lines;  // of a file, parallel to the rows; otherwise empty
  };

  void add(Axis);

  Interner interner_;
  std::vector<Axis> axes_;
  std::size_t point_count_ = 1;
};

}  // namespace asim
