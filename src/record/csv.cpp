#include "record/csv.h"

#include "base/numbers.h"

namespace asim {
namespace {

constexpr std::string_view formula_starts = "=+-@\t\r";

// Of every byte, without a branch: most cells are short and harmless.
bool must_quote(std::string_view text, char separator) {
  bool must = false;
  for (const char c : text) must |= (c == '"') | (c == '\r') | (c == '\n') | (c == separator);
  return must;
}

bool is_formula(std::string_view text) {
  return !text.empty() && formula_starts.find(text.front()) != std::string_view::npos;
}

void append_cell(std::string& line, std::string_view text, char separator, bool is_guarded) {
  if (!must_quote(text, separator)) {
    if (is_guarded) line += '\'';
    line += text;
    return;
  }
  line += is_guarded ? "\"'" : "\"";
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

}  // namespace

void append_csv_text(std::string& line, std::string_view text, char separator) {
  append_cell(line, text, separator, is_formula(text));
}

std::string_view without_formula_guard(std::string_view cell) {
  return cell.starts_with('\'') && is_formula(cell.substr(1)) ? cell.substr(1) : cell;
}

void CsvLine::separate() {
  if (is_first_) {
    line_.clear();
  } else {
    line_ += separator();
  }
  is_first_ = false;
}

CsvLine& CsvLine::add_text(std::string_view text) {
  separate();
  append_csv_text(line_, text, separator());
  return *this;
}

CsvLine& CsvLine::add_number(double value) {
  separate();
  append_number(line_, value);
  return *this;
}

CsvLine& CsvLine::add_plain(std::string_view text) {
  separate();
  append_cell(line_, text, separator(), false);
  return *this;
}

std::string_view CsvLine::take() {
  if (is_first_) line_.clear();
  line_ += is_excel() ? "\r\n" : "\n";
  is_first_ = true;
  return line_;
}

}  // namespace asim
