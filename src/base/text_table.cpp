#include "base/text_table.h"

#include <algorithm>

#include "base/utf8.h"

namespace asim {

std::string text_table(const std::vector<std::vector<std::string>>& rows, Align first) {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(sanitized(row[i])));
  }
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string shown = sanitized(row[i]);
      const std::string gap(widths[i] - display_width(shown), ' ');
      const bool is_words = i + 1 == row.size() && rows.front()[i].empty();
      const bool is_left = is_words || (i == 0 && first == Align::left);
      line += (i > 0 ? "  " : "") + (is_left ? shown + gap : gap + shown);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace asim
