#pragma once
// What the replications of each point say: means with 95 % confidence intervals, as CSV and for people.

#include <functional>
#include <string>
#include <vector>

#include "record/csv.h"
#include "run/point_statistics.h"

namespace asim {

struct PointSummary {
  std::shared_ptr<const Point> point;
  std::uint64_t runs = 0, failed = 0;
  PointStatistics outputs{0};
};

/// Collects rows, which come point by point, and hands over a point when the next one begins.
class Summarizer {
public:
  Summarizer(std::size_t outputs, bool antithetic, std::function<void(const PointSummary&)> done)
      : outputs_(outputs), antithetic_(antithetic), done_(std::move(done)) {}

  void add(const RunRow&);
  /// Hands over the last point.
  void finish();

private:
  std::size_t outputs_;
  bool antithetic_;
  std::function<void(const PointSummary&)> done_;
  PointSummary current_;
};

/// Tidy CSV, a row for a point and output: the parameters, output, n, mean, sd, half_width, low, high. n and
/// sd are of what is independent: replications, or pairs of antithetic ones.
class SummaryCsv {
public:
  SummaryCsv(std::vector<std::string> parameters, std::vector<std::string> outputs, CsvDialect);
  std::string header() const;
  std::string lines(const PointSummary&) const;

private:
  std::vector<std::string> parameters_, outputs_;
  CsvDialect dialect_;
};

/// The table that people read: the parameters that vary, and of each output the mean ± half-width, rounded.
class SummaryTable {
public:
  static constexpr std::size_t kMostRows = 100;

  SummaryTable(std::vector<std::string> parameters, std::vector<std::string> outputs, bool antithetic);
  void add(const PointSummary&);
  std::string text() const;

private:
  struct Line {
    std::vector<std::string> parameters, outputs;
  };

  std::string replications_text() const;

  std::vector<std::string> parameters_, outputs_;
  std::vector<Line> lines_;
  bool antithetic_;
  std::uint64_t points_ = 0, fewest_ = ~std::uint64_t{0}, most_ = 0, failed_ = 0;
};

/// What is not known (nan) is an empty cell.
void add_known(CsvLine&, double number);

/// "5.96 ± 0.41": the half-width to two digits, the mean as far as it is known.
std::string interval_text(double mean, double half_width);

}  // namespace asim
