#include "base/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/diagnostics.h"
#include "base/utf8.h"

namespace asim {

CsvReader::CsvReader(const std::string& path, char separator)
    : file_(path, std::ios::binary), separator_(separator) {
  if (!file_) return;
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::size_t found = 0;
  while (found < kMark.size() && file_.peek() == static_cast<unsigned char>(kMark[found])) {
    file_.get();
    ++found;
  }
  if (found == kMark.size()) bytes_read_ = found;
  if (found < kMark.size()) {  // a pipe cannot go back, its buffer can
    for (; found > 0; --found) file_.unget();
  }
  file_.clear();
}

int CsvReader::get() {
  const int c = file_.get();
  if (c != EOF) ++bytes_read_;
  if (c == '\n') ++lines_read_;
  return c;
}

// Behind the opening quote: up to the closing one, a doubled quote is a quote.
void CsvReader::read_quoted(std::string& cell) {
  for (int c = get(); c != EOF; c = get()) {
    if (c == '"' && file_.peek() != '"') return;
    if (c == '"') get();
    cell += static_cast<char>(c);
  }
  has_unclosed_quote_ = true;
}

bool CsvReader::next(std::vector<std::string>& cells) {
  while (file_.peek() == '\n' || file_.peek() == '\r') get();
  if (file_.peek() == EOF) return false;
  line_ = lines_read_ + 1;
  cells.assign(1, "");
  int c = get();
  for (; c != EOF && c != '\n'; c = get()) {
    if (c == separator_) {
      cells.emplace_back();
    } else if (c == '"' && cells.back().empty()) {
      read_quoted(cells.back());
    } else if (c != '\r' || file_.peek() != '\n') {
      cells.back() += static_cast<char>(c);
    }
  }
  is_whole_ = c == '\n';
  return true;
}

std::string row_problem(const CsvReader& reader, const std::vector<std::string>& cells, std::size_t columns) {
  if (reader.has_unclosed_quote()) return "a quote is opened and not closed";
  if (cells.size() != columns)
    return fmt::format("it has {}, and the header has {}", plural(cells.size(), "cell"), columns);
  const bool is_text =
      std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return valid_utf8(cell); });
  return is_text ? "" : "it is not valid UTF-8";
}

}  // namespace asim
