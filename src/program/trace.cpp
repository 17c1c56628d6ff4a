#include "program/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/numbers.h"
#include "program/distribution_rules.h"
#include "program/heap.h"

namespace asim {
namespace {

std::size_t find_column(const TraceColumn& c, const std::vector<std::string>& header) {
  if (c.column.empty() && header.size() == 1) return 0;
  if (c.column.empty()) {
    throw RunError(c.file_span,
                   fmt::format("`{}` has {}: one of them is due", c.file, plural(header.size(), "column")),
                   fmt::format("write `column=\"{}\"`", header.front()));
  }
  const auto found = std::find(header.begin(), header.end(), c.column);
  if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  throw RunError(c.column_span, fmt::format("`{}` has no column `{}`", c.file, c.column),
                 suggestion(c.column, {header.begin(), header.end()}));
}

std::string words_of_wanted(const Traces::Request& request) {
  if (std::isinf(request.low) && std::isinf(request.high)) return "";
  return fmt::format(" that are {}", rules::words_of_bounds(request.low, request.high));
}

}  // namespace

std::string description(const TraceColumn& c) {
  return c.column.empty() ? fmt::format("`{}`", c.file)
                          : fmt::format("the column `{}` of `{}`", c.column, c.file);
}

std::string_view trimmed_cell(std::string_view cell) {
  const std::size_t begin = cell.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return cell.substr(begin, cell.find_last_not_of(" \t") - begin + 1);
}

TraceFile open_trace(const TraceColumn& c) {
  TraceFile opened;
  const std::string path = (std::filesystem::path(c.directory) / c.file).string();
  opened.reader = std::make_unique<CsvReader>(path);
  if (!opened.reader->is_open()) throw RunError(c.file_span, fmt::format("cannot read `{}`", c.file));
  std::vector<std::string> header;
  if (!opened.reader->next(header)) {
    throw RunError(c.file_span, fmt::format("`{}` is empty: its first line names the columns", c.file));
  }
  opened.columns = header.size();
  opened.column = find_column(c, header);
  if (c.column.empty() && parse_number(trimmed_cell(header.front())))
    opened.reader = std::make_unique<CsvReader>(path);  // numbers alone: the first line is one of them
  return opened;
}

Traces::Cursor& Traces::cursor_of(const Request& request) {
  const TraceColumn& c = request.column;
  const auto found = cursors_.find(Key{request.place, c.file, c.column});
  if (found != cursors_.end()) return found->second;
  const auto key = std::make_tuple(request.place, std::string(c.file), std::string(c.column));
  return cursors_.emplace(key, Cursor{open_trace(c), {}}).first->second;
}

bool Traces::is_wanted(std::string_view cell, const Request& request) {
  if (cell.empty()) return false;
  const auto number = parse_number(cell);
  return !number || (request.low <= *number && *number <= request.high);
}

bool Traces::advance(Cursor& cursor, const Request& request) {
  const CsvReader& reader = *cursor.file.reader;
  while (cursor.file.reader->next(cursor.cells)) {
    if (const std::string problem = row_problem(reader, cursor.cells, cursor.file.columns); !problem.empty())
      throw RunError(request.span,
                     fmt::format("line {} of `{}`: {}", reader.line(), request.column.file, problem));
    if (is_wanted(trimmed_cell(cursor.cells[cursor.file.column]), request)) return true;
  }
  return false;
}

Value Traces::next(const Request& request, Pool& pool) {
  Cursor& cursor = cursor_of(request);
  if (!advance(cursor, request)) {
    const std::string what = description(request.column);
    if (!request.repeat)
      throw EndOfTrace(request.span, fmt::format("the recorded values of {} are used up", what),
                       "`repeat=true` begins again");
    cursor.file = open_trace(request.column);
    if (!advance(cursor, request))
      throw RunError(request.span, what + " has no values" + words_of_wanted(request));
  }
  const std::string_view cell = trimmed_cell(cursor.cells[cursor.file.column]);
  if (const auto number = parse_number(cell)) return *number;
  if (!request.needs_number) return Value::adopt(Text::make(pool, cell));
  throw RunError(request.span, fmt::format("line {} of `{}`: a number is due, not `{}`",
                                           cursor.file.reader->line(), request.column.file, cell));
}

}  // namespace asim
