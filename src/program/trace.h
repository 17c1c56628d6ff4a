#pragma once
// trace(): recorded values, one after another, from columns of CSV files. A file is read as its values are
// used; nothing but the present row is in memory.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/csv_reader.h"
#include "base/diagnostics.h"
#include "program/value.h"

namespace asim {

class Pool;

/// The recorded values are used up; as the time between arrivals that ends them.
class EndOfTrace : public RunError {
public:
  using RunError::RunError;
};

/// A column of a file, as an expression names it.
struct TraceColumn {
  std::string_view directory;  // of the model: the file is found relative to it
  std::string_view file;
  std::string_view column;  // empty: the only one
  Span file_span, column_span;
};

/// "`times.csv`", "the column `service` of `times.csv`".
std::string description(const TraceColumn&);
/// Without blanks around it.
std::string_view trimmed_cell(std::string_view);

struct TraceFile {
  std::unique_ptr<CsvReader> reader;
  std::size_t column = 0;   // the one that was asked for
  std::size_t columns = 0;  // how many there are
};

/// The reader stands behind the header then, if there is one: a file of numbers alone needs none. RunError if
/// there is no such file or column.
TraceFile open_trace(const TraceColumn&);

/// The cursors of one run: one for each place in the model and column, whoever asks.
class Traces {
public:
  struct Request {
    const void* place;
    TraceColumn column;
    bool repeat;
    bool needs_number;
    Span span;         // of the call
    double low, high;  // numbers outside of these are skipped
  };
  /// The next value that is not blank: a number if it reads as one, otherwise text. EndOfTrace if there is
  /// none.
  Value next(const Request&, Pool&);

private:
  struct Cursor {
    TraceFile file;
    std::vector<std::string> cells;
  };
  using Key = std::tuple<const void*, std::string_view, std::string_view>;
  struct Before {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return key(a) < key(b);
    }
    static const Key& key(const Key& k) { return k; }
    static Key key(const std::tuple<const void*, std::string, std::string>& k) {
      return {std::get<0>(k), std::get<1>(k), std::get<2>(k)};
    }
  };

  Cursor& cursor_of(const Request&);
  /// Goes to the next row with a value; false at the end of the file.
  static bool advance(Cursor&, const Request&);
  static bool is_wanted(std::string_view cell, const Request&);

  std::map<std::tuple<const void*, std::string, std::string>, Cursor, Before> cursors_;
};

}  // namespace asim
