#pragma once
// Reads comma-separated values, RFC 4180, row by row: nothing but the present row is in memory. LF and CRLF
// end rows, empty lines are passed over, a byte order mark is skipped.

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace asim {

class CsvReader {
public:
  /// Opens the file; is_open() tells whether that went well.
  explicit CsvReader(const std::string& path);
  bool is_open() const { return file_.is_open(); }

  /// The next row's cells; false at the end.
  bool next(std::vector<std::string>& cells);
  /// The line that the latest row began at, from 1.
  std::uint64_t line() const { return line_; }

private:
  int get();
  void read_quoted(std::string& cell);

  std::ifstream file_;
  std::uint64_t line_ = 0;
  std::uint64_t lines_read_ = 0;
};

}  // namespace asim
