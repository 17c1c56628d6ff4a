#pragma once
// Running programs as whole processes, and what they cost.

#include <string>
#include <vector>

namespace asim::bench {

using Command = std::vector<std::string>;

struct Run {
  bool succeeded;
  double seconds;    // CPU time, user and system
  double megabytes;  // resident at most
  std::string output;
  std::string errors;
};

/// Throws std::runtime_error if it cannot be started.
Run run(const Command&);
/// … or if it fails.
Run run_or_fail(const Command&);

/// The one of Debian's packages, whatever else is on the PATH.
inline const std::string python = "/usr/bin/python3";
bool simpy_is_there();

}  // namespace asim::bench
