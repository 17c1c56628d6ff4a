#pragma once
// Subcommands: one file each, one row each in commands.cpp. The only folder that knows CLI11.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace asim {

/// Exit codes of the program.
enum ExitCode : int { kDone = 0, kRunFailed = 1, kWrongUsage = 2, kBadModel = 3, kInterrupted = 130 };

struct Command {
  std::string_view name;
  std::string_view summary;
  /// Declares the options on the subcommand and what it does when it is called: the result is its exit code.
  void (*add)(CLI::App&, int& exit_code);
};

std::span<const Command> commands();
Command run_command();
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
  void add_to(CLI::App&);
  bool on(int file_descriptor) const;
};

/// An option whose value must not be empty. `flags` as CLI11 takes them: "-f,--format".
CLI::Option* add_text(CLI::App&, std::string flags, std::string& value, std::string description,
                      std::string type);
/// One whose value must be one of the choices.
void add_choice(CLI::App&, std::string flags, std::string& value, std::string description,
                const std::vector<std::string>& choices);

/// A whole number from the text of an option or an environment variable; UsageError names `what`.
std::uint64_t parse_whole(std::string_view text, std::string_view what);
double parse_time(std::string_view text, std::string_view what);

}  // namespace asim
