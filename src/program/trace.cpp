#include "program/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/numbers.h"
#include "program/heap.h"

namespace asim {
namespace {

std::string description(const TraceColumn& c) {
  return c.column.empty() ? fmt::format("`{}`", c.file)
                          : fmt::format("the column `{}` of `{}`", c.column, c.file);
}

std::string_view trimmed(std::string_view cell) {
  const std::size_t begin = cell.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return cell.substr(begin, cell.find_last_not_of(" \t") - begin + 1);
}

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

}  // namespace

TraceFile open_trace(const TraceColumn& c) {
  TraceFile opened;
  opened.reader = std::make_unique<CsvReader>((std::filesystem::path(c.directory) / c.file).string());
  if (!opened.reader->is_open()) throw RunError(c.file_span, fmt::format("cannot read `{}`", c.file));
  std::vector<std::string> header;
  if (!opened.reader->next(header)) {
    throw RunError(c.file_span, fmt::format("`{}` is empty: its first line names the columns", c.file));
  }
  opened.columns = header.size();
  opened.column = find_column(c, header);
  return opened;
}

Traces::Cursor& Traces::cursor_of(const Request& request) {
  const TraceColumn& c = request.column;
  const auto found = cursors_.find(Key{request.place, c.file, c.column});
  if (found != cursors_.end()) return found->second;
  const auto key = std::make_tuple(request.place, std::string(c.file), std::string(c.column));
  return cursors_.emplace(key, Cursor{open_trace(c), false, {}}).first->second;
}

bool Traces::advance(Cursor& cursor, const Request& request) {
  const CsvReader& reader = *cursor.file.reader;
  while (cursor.file.reader->next(cursor.cells)) {
    if (const std::string problem = row_problem(reader, cursor.cells, cursor.file.columns); !problem.empty())
      throw RunError(request.span,
                     fmt::format("line {} of `{}`: {}", reader.line(), request.column.file, problem));
    if (!trimmed(cursor.cells[cursor.file.column]).empty()) return cursor.has_values = true;
  }
  return false;
}

Value Traces::next(const Request& request, Pool& pool) {
  Cursor& cursor = cursor_of(request);
  if (!advance(cursor, request)) {
    const std::string what = description(request.column);
    if (!cursor.has_values && request.repeat)
      throw RunError(request.span, fmt::format("{} has no values", what));
    if (!request.repeat)
      throw EndOfTrace(request.span, fmt::format("the recorded values of {} are used up", what),
                       "`repeat=true` begins again");
    cursor.file = open_trace(request.column);
    advance(cursor, request);
  }
  const std::string_view cell = trimmed(cursor.cells[cursor.file.column]);
  if (const auto number = parse_number(cell)) return *number;
  if (!request.needs_number) return Value::adopt(Text::make(pool, cell));
  throw RunError(request.span, fmt::format("line {} of `{}`: a number is due, not `{}`",
                                           cursor.file.reader->line(), request.column.file, cell));
}

}  // namespace asim
