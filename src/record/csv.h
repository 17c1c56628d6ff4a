// Comma-separated values: RFC 4180, quoted only if they must be. Text that a spreadsheet would run as a
// formula gets a leading apostrophe (OWASP, "CSV Injection").
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace asim {

enum class CsvDialect {
  plain,  // RFC 4180 with LF
  excel,  // byte order mark, CRLF and `;`, which spreadsheets of all countries open with a double click
};

void append_csv_text(std::string& line, std::string_view text, char separator = ',');

// What append_csv_text() was given: without the apostrophe of a guarded formula.
std::string_view without_formula_guard(std::string_view cell);

// Makes lines of cells. take() is the line with its end and begins the next one; it is valid until that has
// its first cell.
class CsvLine {
public:
  explicit CsvLine(CsvDialect dialect = CsvDialect::plain)
      : dialect_{dialect}, separator_{is_excel() ? ';' : ','} {}
  CsvLine(const CsvLine&) = delete;
  CsvLine& operator=(const CsvLine&) = delete;

  // Makes the line that begins now there, unless it turns out to be too long: so that it need not be copied
  // to where it is going to be. After take() the rest of the place is the caller's again.
  void begin_in(std::span<char> place) { begin_in(place.data(), place.size()); }

  // What stands before the first line.
  std::string_view file_start() const { return is_excel() ? "\xEF\xBB\xBF" : ""; }
  char separator() const { return separator_; }

  CsvLine& add_text(std::string_view text);
  CsvLine& add_number(double value);
  // What is no formula for sure, whatever it begins with: a negative number, or what was read from a file of
  // ours.
  CsvLine& add_plain(std::string_view text);
  // What needs no quotes either, for sure: the text of a number or a date.
  CsvLine& add_harmless(std::string_view text);

  std::string_view take();

private:
  bool is_excel() const { return dialect_ == CsvDialect::excel; }
  void begin_in(char* place, std::size_t size) {
    begin_ = at_ = place;
    limit_ = place + size;
  }
  bool has_room(std::size_t room) const;
  void move_for(std::size_t room);
  char* begin_cell(std::size_t room);
  CsvLine& end_cell(char* end);
  CsvLine& add(std::string_view text, bool is_guarded);

  CsvDialect dialect_;
  char separator_;
  std::string own_ = std::string(128, '\0');  // where lines are made that have no other place
  // The line, each cell with the separator that ends it.
  char* begin_ = own_.data();
  char* at_ = begin_;
  char* limit_ = begin_ + own_.size();
};

}  // namespace asim
