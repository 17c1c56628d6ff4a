#include "record/csv.h"

#include <algorithm>

namespace asim {
namespace {

constexpr std::string_view formula_starts = "=+-@\t\r";

bool must_quote(std::string_view text, char separator) {
  return std::any_of(text.begin(), text.end(),
                     [separator](char c) { return c == '"' || c == '\r' || c == '\n' || c == separator; });
}

}  // namespace

void append_csv_text(std::string& line, std::string_view text, char separator) {
  if (text.empty()) return;
  const bool is_formula = formula_starts.find(text.front()) != std::string_view::npos;
  if (!must_quote(text, separator)) {
    if (is_formula) line += '\'';
    line += text;
    return;
  }
  line += is_formula ? "\"'" : "\"";
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

}  // namespace asim
