#pragma once
// Timelines read back: what the csv and jsonl sinks have written, row by row.

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace asim {

/// A row that belongs to whoever has it.
struct TimelineRow {
  double time = 0;
  std::string process, event, object, detail;
  bool operator==(const TimelineRow&) const = default;
};

/// Rows one after the other, from a file or a run.
class RowSource {
public:
  virtual ~RowSource() = default;
  /// Nothing at the end.
  virtual std::optional<TimelineRow> next() = 0;
};

/// A file that is no timeline where it should be one: "line 3 of `a.csv`: …".
class TimelineError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Opens a timeline. Null if the file cannot be read or does not look like one: what it begins with decides.
std::unique_ptr<RowSource> open_timeline(const std::string& path);

}  // namespace asim
