// Cells of comma-separated values: RFC 4180, quoted only if they must be. Text that a spreadsheet would run
// as a formula gets a leading apostrophe (OWASP, "CSV Injection").
#pragma once

#include <string>
#include <string_view>

namespace asim {

void append_csv_text(std::string& line, std::string_view text, char separator = ',');

}  // namespace asim
