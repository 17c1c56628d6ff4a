#pragma once
// Instructions for each unit of the work, counted by Valgrind: unlike times they are the same on a noisy
// machine, so that a test can watch them.

#include <string>

namespace asim::bench {

/// Counts the key workloads and holds them against the stored bounds; or, to `update`, stores them as the new
/// bounds. Prints what it finds. False: a count is above its bound. Throws std::runtime_error if there is no
/// Valgrind, or no file of bounds.
bool check_instructions(const std::string& bounds_path, bool update);

}  // namespace asim::bench
