#include "program/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/numbers.h"

namespace asim {
namespace {

std::vector<double> read_column(const TraceColumn& column, Span span) {
  const TraceFile file = open_trace(column);
  const auto refuse = [&](const std::string& problem) {
    throw RunError(span, fmt::format("line {} of `{}`: {}", file.reader->line(), column.file, problem));
  };
  std::vector<double> all;
  std::vector<std::string> cells;
  while (file.reader->next(cells)) {
    const std::string problem = row_problem(*file.reader, cells, file.columns);
    if (!problem.empty()) refuse(problem);
    const std::string_view cell = trimmed_cell(cells[file.column]);
    if (cell.empty()) continue;
    const auto number = parse_number(cell);
    if (!number) refuse(fmt::format("a number is due, not `{}`", cell));
    all.push_back(*number);
  }
  if (all.empty()) throw RunError(span, fmt::format("{} has no values", description(column)));
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

std::span<const double> Columns::column(const TraceColumn& column, Span span) {
  std::pair key{(std::filesystem::path(column.directory) / column.file).string(), std::string(column.column)};
  const std::lock_guard lock(mutex_);
  const auto known = columns_.find(key);
  if (known != columns_.end()) return known->second;
  return columns_.emplace(std::move(key), read_column(column, span)).first->second;
}

}  // namespace asim
