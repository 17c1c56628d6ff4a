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
  explicit CsvReader(const std::string& path, char separator = ',');
  bool is_open() const { return file_.is_open(); }

  /// The next row's cells; false at the end.
  bool next(std::vector<std::string>& cells);
  /// The line that the latest row began at, from 1.
  std::uint64_t line() const { return line_; }
  /// Where the latest row ends: bytes from the start of the file, its line end included.
  std::uint64_t end() const { return bytes_read_; }
  /// The latest row has its line end: the file does not break off in it.
  bool is_whole() const { return is_whole_; }

  /// A quote of the last row was opened and not closed: the rest of the file is one cell.
  bool has_unclosed_quote() const { return has_unclosed_quote_; }

private:
  int get();
  void read_quoted(std::string& cell);

  std::ifstream file_;
  char separator_;
  std::uint64_t bytes_read_ = 0;
  bool is_whole_ = false;
  std::uint64_t line_ = 0;
  std::uint64_t lines_read_ = 0;
  bool has_unclosed_quote_ = false;
};

/// What is wrong with the latest row, in a few words: an unclosed quote, another number of cells than the
/// header has columns, bytes that are no text. Empty if nothing is.
std::string row_problem(const CsvReader&, const std::vector<std::string>& cells, std::size_t columns);

}  // namespace asim
