// The naive reference interpreter: what LANGUAGE.md says, section 4 above all, as directly as C++ can say it. It
// shares no code with the program, searches linearly, and is there to be compared with. Rule numbers in its comments
// are those of section 4.
#pragma once

#include <string>
#include <vector>

#include "reference/model.h"

namespace asim::test::reference {

struct LogRow {
  int time;
  std::string process;
  std::string text;

  bool operator==(const LogRow&) const = default;
};

struct Result {
  std::vector<LogRow> rows;
  bool failed = false;  // an interrupt that nothing caught, or a release of what is not held
};

Result interpret(const Model& model);

}  // namespace asim::test::reference
