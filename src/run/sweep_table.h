#pragma once
// The table of a sweep: one row a run.
//
//   run, every parameter, replication, seed, every output, error
//
// A part of a sweep (a shard) has five columns before these, which say what it is a part of: shard, shards,
// point, points, last (whether the run is the last of its point). A name that would be there twice is written
// `param.NAME` or `output.NAME`.

#include <optional>
#include <string>
#include <vector>

#include "record/csv.h"
#include "run/experiment.h"
#include "run/run_plan.h"

namespace asim {

class SweepTable {
public:
  static constexpr std::size_t kShardColumns = 5;

  SweepTable(const Experiment&, const PlanOptions&, CsvDialect);

  const std::vector<std::string>& columns() const { return columns_; }
  /// Header and rows as lines of CSV.
  std::string header() const;
  std::string line(const RunRow&, bool last_of_point) const;

  /// The id of a run of this experiment.
  std::string id(const Point& point, std::uint64_t replication) const;
  std::string id_prefix() const { return marked(run_id_prefix(hash_)); }
  /// Whether a run id is of a pair of antithetic replications: it begins with `a`, others with `r`.
  static bool is_antithetic(std::string_view id) { return id.starts_with('a'); }

  bool is_part() const { return shard_.parts > 1; }
  CsvLine new_line() const { return CsvLine(dialect_); }
  std::vector<std::string> parameter_names() const;
  std::vector<std::string> output_names() const;

private:
  std::string marked(std::string id) const;

  std::vector<std::string> columns_;
  std::size_t parameters_ = 0, outputs_ = 0;
  std::uint64_t hash_ = 0;
  Shard shard_;
  std::uint64_t points_ = 0;
  CsvDialect dialect_;
  bool antithetic_;
};

/// The positions of a table's columns, from its header alone.
struct TableShape {
  std::size_t run = 0;  // what stands before it are the columns of a part
  std::size_t replication = 0;
  std::size_t columns = 0;

  std::size_t first_parameter() const { return run + 1; }
  std::size_t seed() const { return replication + 1; }
  std::size_t first_output() const { return replication + 2; }
  std::size_t error() const { return columns - 1; }
};
/// Nothing if it is not the header of a sweep.
std::optional<TableShape> shape_of(const std::vector<std::string>& header);

/// A row as it was read; its point has parameters alone.
RunRow row_from(const std::vector<std::string>& cells, const TableShape&, std::shared_ptr<const Point>);

}  // namespace asim
