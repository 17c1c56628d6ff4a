#pragma once
// Tables for people: columns as wide as they must be.

#include <string>
#include <vector>

namespace asim {

enum class Align { left, right };

/// Rows of cells, which are made safe to show, two blanks between columns. The first column is aligned as
/// told, the others to the right; a last column of words without a heading to the left.
std::string text_table(const std::vector<std::vector<std::string>>& rows, Align first = Align::left);

}  // namespace asim
