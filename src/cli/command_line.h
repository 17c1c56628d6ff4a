#pragma once
// The options and operands of one subcommand: a thin front of CLI11, whose header takes so long to compile
// that only the files which need it include it.
//
// What is declared is bound to a variable, which must live until the command has been carried out. `flags`
// are written as CLI11 takes them: "-f,--format"; `type` stands for the value in the help. A wrong command
// line ends in a UsageError or in CLI11's own, which main.cpp turns into one.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace asim {

class CommandLine {
public:
  enum class Presence { optional, required };

  CommandLine(CLI::App& app, int& exit_code) : app_(app), exit_code_(exit_code) {}

  void operand(const std::string& name, std::string& value, const std::string& about,
               Presence = Presence::required);
  /// At least one.
  void operands(const std::string& name, std::vector<std::string>& values, const std::string& about);
  /// A value that must not be empty.
  void text(const std::string& flags, std::string& value, const std::string& about, const std::string& type,
            Presence = Presence::optional);
  /// As often as wanted, with one value each time.
  void texts(const std::string& flags, std::vector<std::string>& values, const std::string& about,
             const std::string& type);
  /// One of the choices.
  void choice(const std::string& flags, std::string& value, const std::string& about,
              const std::vector<std::string>& choices);
  void flag(const std::string& flags, bool& value, const std::string& about);

  /// What the command does, once its variables are set; the result is the exit code.
  void on_call(std::function<int()> action);

  /// The help text of a subcommand.
  std::string help_of(std::string_view command) const;

private:
  CLI::App& app_;
  int& exit_code_;  // of the program
};

}  // namespace asim
