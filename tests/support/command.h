#pragma once
// Running programs from tests: what they print and how they exit.

#include <string>
#include <vector>

namespace asim::test {

struct CommandResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// Runs a program without a shell, in the source folder, with `input` on its standard input.
CommandResult run_command(const std::vector<std::string>& words, const std::string& input = "");
/// Runs asim.
CommandResult asim(std::vector<std::string> arguments, const std::string& input = "");
/// The rows of these kinds that a model writes, as CSV without the header; what it writes to standard error
/// if it fails.
std::string rows_of(const std::string& model, const std::string& kinds = "log");
/// What a terminal shows at the end of a run.
std::string summary_of(const std::string& model);
/// Runs a line of shell in the source folder, where `asim` is on the PATH.
CommandResult shell(const std::string& line);

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& text);
/// All files below a folder of the source tree with this ending, sorted, as paths from the source folder.
std::vector<std::string> files_below(const std::string& folder, const std::string& ending);
/// Recorded results are rewritten instead of compared: the environment says ASIM_UPDATE=1.
bool updates_recordings();

}  // namespace asim::test
