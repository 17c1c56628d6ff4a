// The naive reference interpreter: what LANGUAGE.md says, section 4 above all, as directly as C++ can say it.
// It shares no code with the program, searches linearly, and is there to be compared with. Rule numbers in
// its comments are those of section 4.
//
// Where the language leaves an order open it does as the program:
//   - processes that start at 0 are ready from the beginning, one after another; others start by a notice;
//   - an instance that is spawned, or arrives, goes to the end of the ready queue;
//   - a cancelled process ends within the step that cancels it;
//   - a ready process that is interrupted keeps its place in the ready queue;
//   - an interrupt that had to wait arrives as soon as the process would wait, which then does not give way;
//   - who ends releases what it acquired last first, and then wakes those who join it;
//   - a composition that is withdrawn serves those behind its parts in order; losers of an outer composition
//     come before those of an inner one;
//   - the getters of a container are served as far as possible, then the putters, and so on; which of them
//     come first depends on what happened.
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
