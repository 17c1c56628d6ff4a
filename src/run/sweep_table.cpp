#include "run/sweep_table.h"

#include <algorithm>

#include "base/numbers.h"

namespace asim {
namespace {

constexpr std::string_view kShardNames[] = {"shard", "shards", "point", "points", "last"};
constexpr std::string_view kFixedNames[] = {"run", "replication", "seed", "error"};

bool is_fixed(std::string_view name) {
  return std::find(std::begin(kFixedNames), std::end(kFixedNames), name) != std::end(kFixedNames);
}

void add_cell(CsvLine& line, const Cell& cell) {
  if (cell.is_text) {
    line.add_text(cell.text);
  } else {
    line.add_plain(cell.text);
  }
}

}  // namespace

SweepTable::SweepTable(const Experiment& experiment, const PlanOptions& plan, CsvDialect dialect)
    : hash_(hash_of(experiment)),
      shard_(plan.shard),
      points_(plan.points),
      dialect_(dialect),
      antithetic_(plan.antithetic) {
  if (is_part()) columns_.assign(std::begin(kShardNames), std::end(kShardNames));
  columns_.emplace_back("run");
  for (const Parameter* parameter : parameters_in_order(experiment.model.program)) {
    columns_.push_back(is_fixed(parameter->name) ? "param." + parameter->name : parameter->name);
    ++parameters_;
  }
  columns_.emplace_back("replication");
  columns_.emplace_back("seed");
  for (const OutputDeclaration& output : experiment.model.program.outputs) {
    const bool is_taken =
        is_fixed(output.name) ||
        std::find(columns_.begin() + static_cast<std::ptrdiff_t>(is_part() ? kShardColumns : 0),
                  columns_.end(), output.name) != columns_.end();
    columns_.push_back(is_taken ? "output." + output.name : output.name);
    ++outputs_;
  }
  columns_.emplace_back("error");
}

std::string SweepTable::header() const {
  CsvLine line = new_line();
  for (const std::string& column : columns_) line.add_text(column);
  return std::string(line.file_start()).append(line.take());
}

std::string SweepTable::line(const RunRow& row, bool last_of_point) const {
  CsvLine line = new_line();
  const auto add_count = [&](std::uint64_t count) { line.add_plain(std::to_string(count)); };
  if (is_part()) {
    for (const std::uint64_t count : {shard_.part, shard_.parts, row.point->number, points_})
      add_count(count);
    line.add_plain(last_of_point ? "true" : "false");
  }
  line.add_plain(id(*row.point, row.replication));
  for (const Cell& cell : row.point->parameters) add_cell(line, cell);
  add_count(row.replication);
  add_count(row.point->seed);
  for (const Cell& cell : row.outputs) add_cell(line, cell);
  line.add_text(row.error);
  return std::string(line.take());
}

std::string SweepTable::id(const Point& point, std::uint64_t replication) const {
  return marked(run_id(hash_, point, replication));
}

std::string SweepTable::marked(std::string id) const {
  if (antithetic_) id.front() = 'a';
  return id;
}

std::vector<std::string> SweepTable::parameter_names() const {
  const auto first = columns_.end() - static_cast<std::ptrdiff_t>(parameters_ + outputs_ + 3);
  return {first, first + static_cast<std::ptrdiff_t>(parameters_)};
}

std::vector<std::string> SweepTable::output_names() const {
  const auto first = columns_.end() - static_cast<std::ptrdiff_t>(outputs_ + 1);
  return {first, columns_.end() - 1};
}

std::optional<TableShape> shape_of(const std::vector<std::string>& header) {
  const auto position = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  const std::size_t first = header.size() > SweepTable::kShardColumns &&
                                    std::equal(std::begin(kShardNames), std::end(kShardNames), header.begin())
                                ? SweepTable::kShardColumns
                                : 0;
  const TableShape shape{first, position("replication"), header.size()};
  const bool is_sweep = shape.run < header.size() && header[shape.run] == "run" &&
                        shape.run < shape.replication && shape.first_output() < header.size() &&
                        header[shape.seed()] == "seed" && header.back() == "error";
  return is_sweep ? std::optional(shape) : std::nullopt;
}

RunRow row_from(const std::vector<std::string>& cells, const TableShape& shape,
                std::shared_ptr<const Point> point) {
  RunRow row;
  row.point = std::move(point);
  row.replication = parse_unsigned(cells[shape.replication]).value_or(0);
  for (std::size_t i = shape.first_output(); i < shape.error(); ++i) row.outputs.push_back({cells[i], false});
  row.error = cells[shape.error()];
  return row;
}

}  // namespace asim
