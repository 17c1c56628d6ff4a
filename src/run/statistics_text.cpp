// Statistics as people read them.

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "base/utf8.h"
#include "run/statistics.h"

namespace asim {
namespace {

using Column = StatisticsTable::Column;
using Line = StatisticsTable::Line;

/// Of fewer observations than these the timeline tells more than a mean.
constexpr double kEnough = 10;
constexpr std::size_t kMostLines = 10;  // of a table in the short summary

std::string text_of(const Value& value) {
  return value.is_null() ? "-" : short_number_text(value.as_number());
}

bool is_headline(const Column& column) {
  return column.role == Role::headline || column.role == Role::evidence;
}

/// Is there enough to say something? What keeps no count of its observations only has to have any.
bool is_worth_a_line(const StatisticsTable& table, const Line& line) {
  double observed = 0;
  bool is_counted = false, any = false;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const double value = line.values[i].is_null() ? 0 : line.values[i].as_number();
    any = any || value != 0;
    if (table.columns[i].role != Role::evidence) continue;
    is_counted = true;
    observed += value;
  }
  return is_counted ? observed >= kEnough : any;
}

std::string pad_right(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, display_width(text)), ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ') + std::string(text);
}

/// The first column to the left, the others to the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    text += "  " + pad_right(row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) text += "  " + pad_left(row[i], widths[i]);
    text += '\n';
  }
  return text;
}

std::string short_table(const StatisticsTable& table) {
  std::vector<std::vector<std::string>> rows(1, {std::string(table.kind)});
  for (const Column& column : table.columns) {
    if (is_headline(column)) rows.front().emplace_back(column.name);
  }
  std::size_t untold = 0;
  for (const Line& line : table.lines) {
    if (!is_worth_a_line(table, line)) continue;
    if (rows.size() > kMostLines) {
      ++untold;
      continue;
    }
    std::vector<std::string>& row = rows.emplace_back(1, sanitized(line.object));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (is_headline(table.columns[i])) row.push_back(text_of(line.values[i]));
    }
  }
  if (rows.size() == 1) return "";
  return aligned(rows) + (untold > 0 ? fmt::format("  … and {} more: --summary full\n", untold) : "");
}

std::string full_block(const StatisticsTable& table, const Line& line) {
  std::size_t name = 0, value = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    name = std::max(name, table.columns[i].name.size());
    value = std::max(value, text_of(line.values[i]).size());
  }
  std::string text = fmt::format("  {} {}\n", table.kind, sanitized(line.object));
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    text += fmt::format("    {}  {}  {}\n", pad_right(table.columns[i].name, name),
                        pad_left(text_of(line.values[i]), value), table.columns[i].summary);
  }
  return text;
}

}  // namespace

std::string short_statistics(const std::vector<StatisticsTable>& all) {
  std::string text;
  for (const StatisticsTable& table : all) {
    const std::string rows = short_table(table);
    if (!rows.empty()) text += (text.empty() ? "" : "\n") + rows;
  }
  return text;
}

std::string full_statistics(const std::vector<StatisticsTable>& all) {
  std::string text;
  for (const StatisticsTable& table : all) {
    for (const Line& line : table.lines) text += (text.empty() ? "" : "\n") + full_block(table, line);
  }
  return text;
}

}  // namespace asim
