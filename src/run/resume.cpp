#include "run/resume.h"

#include <fmt/format.h>

#include "base/csv_reader.h"

namespace asim {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw ResumeError(fmt::format("cannot resume {}: {}", path, why));
}

void check_id(const std::string& found, const std::string& expected, const SweepTable& table,
              const std::string& path, std::uint64_t line) {
  if (found == expected) return;
  if (!found.starts_with(table.id_prefix() + "-")) {
    refuse(path, fmt::format("the model has changed since (line {} has run {}, now it would be {})", line,
                             found, expected));
  }
  refuse(path, fmt::format("line {} is not a run that this sweep has there: other parameters, seed or "
                           "replications",
                           line));
}

}  // namespace

std::uint64_t resume(const std::string& path, const SweepTable& table, const Experiment& experiment,
                     RunPlan& plan, const std::function<void(const RunRow&, bool)>& deliver) {
  CsvReader reader(path, table.new_line().separator());
  std::vector<std::string> cells;
  if (!reader.is_open() || !reader.next(cells) || !reader.is_whole()) return 0;
  if (cells != table.columns()) refuse(path, "its columns are not those of this sweep");
  const TableShape shape = shape_of(cells).value();
  std::uint64_t kept = reader.end();
  Experimenter experimenter(experiment);
  while (reader.next(cells) && reader.is_whole()) {
    if (cells.size() != shape.columns) {
      refuse(path, fmt::format("line {} has {} cells, but the header has {}", reader.line(), cells.size(),
                               shape.columns));
    }
    const std::optional<RunKey> key = plan.next();
    if (!key) refuse(path, "it has more rows than this sweep has runs");
    const std::shared_ptr<const Point> point = experimenter.point(key->point);
    check_id(cells[shape.run], table.id(*point, key->replication), table, path, reader.line());
    const RunRow row = row_from(cells, shape, point);
    plan.accept(*key, row);
    deliver(row, plan.point_is_done());
    kept = reader.end();
  }
  return kept;
}

}  // namespace asim
