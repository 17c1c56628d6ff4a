#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/numbers.h"
#include "base/utf8.h"
#include "record/sink.h"

namespace asim {
namespace {

enum Column : std::size_t { time_column, process_column, event_column, object_column, detail_column };
constexpr std::size_t column_count = 5;

constexpr std::size_t held_rows_limit = 200;
constexpr std::size_t widest_column = 32;

struct Cell {
  std::string text;
  std::size_t width;
};

using Cells = std::array<Cell, column_count>;

Cell cell_of(std::string_view text) {
  std::string shown = sanitized(text);
  const std::size_t width = display_width(shown);
  return {std::move(shown), width};
}

Cells cells_of(const Row& row, const Calendar* calendar) {
  std::string time = calendar ? calendar->date_text(row.time) : number_text(row.time);
  const std::size_t width = time.size();
  return {Cell{std::move(time), width}, cell_of(row.process), cell_of(row.event), cell_of(row.object),
          cell_of(row.detail)};
}

bool is_plain_log(const Cells& row) {
  return row[event_column].text == "log" && row[object_column].text.empty();
}

// The same name has the same colour in every run: FNV-1a picks one of six that read well on dark and light.
std::string_view colour_of(std::string_view name) {
  static constexpr std::string_view colours[] = {"\x1b[32m", "\x1b[33m", "\x1b[34m",
                                                 "\x1b[35m", "\x1b[36m", "\x1b[96m"};
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return colours[hash % std::size(colours)];
}

// A table for people, in constant memory: the first rows are held back to choose the widths of the columns.
// Afterwards a wider cell widens its column from its row on; one beyond `widest_column` shifts only its own
// row.
//
// If all rows held back are `log` rows, `event` and `object` say nothing and are left out. Should another
// kind of row follow, the header is repeated with all columns.
class TableSink : public Sink {
public:
  TableSink(Output& output, const SinkOptions& options)
      : output_{output},
        calendar_{options.calendar},
        colour_{options.colour},
        titles_{options.titles.time, options.titles.process, options.titles.event, options.titles.object,
                options.titles.detail} {
    held_.reserve(held_rows_limit);
  }

  void write(const Row& row) override {
    Cells cells = cells_of(row, calendar_);
    if (is_holding_) {
      held_.push_back(std::move(cells));
      if (held_.size() == held_rows_limit) release();
      return;
    }
    if (is_brief_ && !is_plain_log(cells)) {
      is_brief_ = false;
      output_.write("\n");
      print_header();
    }
    widen(cells);
    print(cells);
  }

  // Without a row there is no header either.
  void end() override { flush(); }

  void flush() override {
    if (!held_.empty()) release();
    output_.flush();
  }

private:
  void release() {
    is_holding_ = false;
    is_brief_ = std::all_of(held_.begin(), held_.end(), is_plain_log);
    for (std::size_t i = 0; i < column_count; ++i) widths_[i] = titles_[i].size();
    for (const Cells& row : held_) widen(row);
    print_header();
    for (const Cells& row : held_) print(row);
    held_.clear();
  }

  void widen(const Cells& row) {
    for (std::size_t i = 0; i < column_count; ++i) {
      if (row[i].width <= widest_column) widths_[i] = std::max(widths_[i], row[i].width);
    }
  }

  void print_header() {
    Cells row;
    for (std::size_t i = 0; i < column_count; ++i) row[i] = {std::string{titles_[i]}, titles_[i].size()};
    is_header_ = true;
    print(row);
    is_header_ = false;
  }

  void print(const Cells& row) {
    line_.clear();
    for (std::size_t i = 0; i < column_count; ++i) {
      if (is_brief_ && (i == event_column || i == object_column)) continue;
      const std::size_t padding = widths_[i] - std::min(widths_[i], row[i].width);
      if (i == time_column) line_.append(padding, ' ');
      add_text(i, row[i].text);
      if (i != time_column) line_.append(padding, ' ');
      line_ += "  ";
    }
    line_.erase(line_.find_last_not_of(' ') + 1);
    line_ += '\n';
    output_.write(line_);
  }

  void add_text(std::size_t column, std::string_view text) {
    const std::string_view colour = !colour_ || text.empty()   ? ""
                                    : is_header_               ? "\x1b[1m"
                                    : column == process_column ? colour_of(text)
                                                               : "";
    line_ += colour;
    line_ += text;
    if (!colour.empty()) line_ += "\x1b[0m";
  }

  Output& output_;
  const Calendar* calendar_;
  bool colour_;
  std::array<std::string_view, column_count> titles_;
  bool is_holding_ = true;
  bool is_brief_ = false;
  bool is_header_ = false;
  std::array<std::size_t, column_count> widths_{};
  std::vector<Cells> held_;
  std::string line_;
};

}  // namespace

SinkKind table_sink() {
  return {"table", "aligned columns for people", [](Output& output, const SinkOptions& options) {
            return std::unique_ptr<Sink>{std::make_unique<TableSink>(output, options)};
          }};
}

}  // namespace asim
