#pragma once
// Where a process stands: in which lines, behind whom, and who holds what it wants. For those who watch a
// run; nothing is changed by looking.

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"
#include "engine/event.h"
#include "program/state.h"

namespace asim {

/// The process as reports call it: a branch of first_of or all_of is "client's branch".
std::string shown_name(const Instance&);

/// The resource whose schedule or downtime the process carries out; null if it is no such process.
const Object* kept_by(const Instance&);

/// What the step is called that the op belongs to: "get"; "arrivals" of what makes the arrivals.
std::string step_word(const Op&, const Program&, const Sources&);

/// The place in one line.
struct LinePlace {
  struct Holder {
    Instance* process;
    std::uint64_t amount;
    double since;
  };
  std::string object;
  std::string condition;         // what keeps it from being served: "`jobs` is empty"
  std::size_t position = 0;      // from 1
  std::size_t length = 0;        // of the line
  double priority = 0;           // lower first
  std::vector<Instance*> ahead;  // those who stand before it, the first few
  std::vector<Holder> holders;   // of a resource
  bool can_rise = false;         // … whose capacity a schedule changes
};

/// All lines in which a waiting event stands: several for a group, none for a point of time.
std::vector<LinePlace> lines_of(const Event&);
/// … in which a process stands.
std::vector<LinePlace> lines_of(const Instance&);

/// "1st of 2 in the line of `clerk`", with who stands before it.
std::string place_text(const LinePlace&);

/// What an event has been granted: "7", "1 of `clerk`"; empty if that is nothing to speak of.
std::string granted_text(const Event&);

/// Whether it waits or sleeps, at a step.
bool stands_still(const Instance&);

/// The message that it left with the loop: "resume me at 5". Precondition: stands_still().
std::string message_of(Instance&);

}  // namespace asim
