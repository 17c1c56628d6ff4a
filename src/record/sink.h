// A sink writes the timeline in one format. One file per format; the list of them is in sink.cpp, and
// `--format` and its help come from that list.
//
// Order of calls: begin(), write() for each row, end(). The output must outlive the sink and is not closed by
// it. Every call may throw what Output throws.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/calendar.h"
#include "record/csv.h"
#include "record/output.h"
#include "record/row.h"

namespace asim {

// What the columns of a Row are called. Plain letters.
struct ColumnTitles {
  std::string_view time = "time", process = "process", event = "event", object = "object", detail = "detail";
};

struct SinkOptions {
  bool colour = false;
  CsvDialect csv_dialect = CsvDialect::plain;
  const Calendar* calendar = nullptr;  // if there is one, times are shown as dates
  ColumnTitles titles = {};
};

class Sink {
public:
  virtual ~Sink();
  virtual void begin() {}
  virtual void write(const Row& row) = 0;
  virtual void end() {}

  // Shows what came so far, for someone who watches. Memory stays constant without it.
  virtual void flush() = 0;
};

struct SinkKind {
  std::string_view name;     // as in `--format NAME`
  std::string_view summary;  // one line of help
  std::unique_ptr<Sink> (*make)(Output& output, const SinkOptions& options);
};

// All formats, the default first.
std::span<const SinkKind> sink_kinds();

// Null if there is no such format.
const SinkKind* find_sink(std::string_view name);

SinkKind table_sink();
SinkKind csv_sink();
SinkKind jsonl_sink();
SinkKind markdown_sink();

}  // namespace asim
