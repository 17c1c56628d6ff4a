#pragma once
// Subcommands: one file each, one row each in commands.cpp.

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command_line.h"
#include "program/program.h"

namespace asim {

/// Exit codes of the program.
enum ExitCode : int { kDone = 0, kRunFailed = 1, kWrongUsage = 2, kBadModel = 3, kInterrupted = 130 };

struct Command {
  std::string_view name;
  std::string_view summary;
  /// Declares the options of the subcommand and what it does when it is called.
  void (*add)(CommandLine&);
};

std::span<const Command> commands();
Command run_command();
Command explain_command();
Command why_command();
Command diff_command();
Command races_command();
Command sweep_command();
Command merge_command();
Command compare_command();
Command steady_command();
Command check_command();
Command help_command();

/// Wrong usage of the command line: shown as an error, exit code 2.
class UsageError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Whether messages may be coloured: --color, NO_COLOR, CLICOLOR_FORCE, or whether it is a terminal.
struct Colour {
  std::string choice = "auto";
  void add_to(CommandLine&);
  bool on(int file_descriptor) const;
};

/// A whole number from the text of an option or an environment variable; UsageError names `what`.
std::uint64_t parse_whole(std::string_view text, std::string_view what);
double parse_time(std::string_view text, std::string_view what);
/// One that must be at least 1.
std::uint64_t parse_positive(std::string_view text, std::string_view what);

std::vector<std::string> split(const std::string& text, char separator);
/// "NAME=VALUE" in two; UsageError if it is none, which says what `option` needs.
std::pair<std::string, std::string> split_setting(const std::string& text, std::string_view option);
/// Whether two paths name one regular file, or would if it were there. Devices may be named twice.
bool is_same_file(const std::string& a, const std::string& b);
/// UsageError if results that `option` sends to this file would overwrite what the model consists of or
/// reads.
void refuse_to_overwrite(const Program&, std::string_view option, const std::string& path);
/// UsageError if the model has no parameter of that name.
void check_parameter(const std::string& name, const Program&);

}  // namespace asim
