// asim: runs discrete-event models from files.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <vector>

#include "base/diagnostics.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "record/output.h"

namespace asim {
namespace {

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  return names;
}

bool is_command(std::string_view word) {
  for (const Command& command : commands()) {
    if (command.name == word) return true;
  }
  return false;
}

/// `asim MODEL` means `asim run MODEL`: a first word that is no command names a file, by its look or because
/// there is one, or is an option of `run`.
void insert_run(std::vector<std::string>& words) {
  const std::string& first = words.front();
  if (is_command(first) || first == "--version") return;
  const bool looks_like_a_file = first.find_first_of("./") != std::string::npos;
  if (!first.starts_with('-') && !looks_like_a_file && !std::filesystem::exists(first)) {
    const std::string hint = suggestion(first, command_names());
    throw UsageError(
        fmt::format("no command and no file named `{}`{}{}", first, hint.empty() ? "" : ": ", hint));
  }
  words.insert(words.begin(), "run");
}

std::string unknown_option(const CLI::App& command, std::string word) {
  word = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  const std::string hint = suggestion(word, {names.begin(), names.end()});
  return fmt::format("`{}` has no option `{}`{}{}", command.get_name(), word, hint.empty() ? "" : ": ", hint);
}

/// What CLI11 complains about, in our words where its own are hard to understand.
std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unexpected = app.remaining(true);
  if (const auto parsed = app.get_subcommands(); !parsed.empty() && !unexpected.empty()) {
    for (const std::string& word : unexpected) {
      if (word.starts_with('-')) return unknown_option(*parsed.front(), word);
    }
    return fmt::format("`{}` takes no further argument: `{}`", parsed.front()->get_name(),
                       unexpected.front());
  }
  const std::string text = error.what();
  const std::string option = text.substr(0, text.find(':'));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
    return text.find("At Most") == std::string::npos ? option + " needs a value" : option + " is given twice";
  }
  return text;
}

int report_usage(std::string_view message) {
  std::cerr << "error: " << sanitized(message)
            << "\nRun `asim help` for the commands and `asim help COMMAND` for its options.\n";
  return kWrongUsage;
}

/// Prints what `--help` and `--version` are answered with.
int answer(const CLI::App& app, const CLI::ParseError& request) {
  std::ostringstream text;
  app.exit(request, text, text);
  Output out("-");
  out.write(text.str());
  out.close();
  return kDone;
}

/// The options of a command cost time at every start: only those are declared that are going to be asked for.
void add_commands(CLI::App& app, std::string_view called, int& exit_code) {
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    sub->allow_extras(false);
    if (called != command.name && called != "help") continue;
    CommandLine line(*sub, exit_code);
    command.add(line);
  }
}

int run_program(std::vector<std::string> words) {
  int exit_code = kDone;
  CLI::App app("Runs discrete-event simulations that are described in YAML files.", "asim");
  app.set_version_flag("--version", "asim " ASIM_VERSION);
  app.require_subcommand(1);
  try {
    if (words.empty() || words.front() == "--help" || words.front() == "-h") words = {"help"};
    insert_run(words);
    add_commands(app, words.front(), exit_code);
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return error.get_exit_code() == 0 ? answer(app, error) : report_usage(complaint(app, error));
  } catch (const UsageError& error) {
    return report_usage(error.what());
  }
  return exit_code;
}

/// A file opened by us must not get the number of a standard stream that is closed, or messages would end in
/// it.
void occupy_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0) continue;
    // The wrong way round: using it stays an error.
    const int opened = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (opened != descriptor) std::_Exit(kRunFailed);
  }
}

int report_failure(const std::exception& error) {
  std::cerr << "error: " << sanitized(error.what()) << '\n';
  return kRunFailed;
}

}  // namespace
}  // namespace asim

int main(int argc, char** argv) {
  asim::occupy_standard_streams();
  asim::ignore_sigpipe();
  try {
    return asim::run_program({argv + 1, argv + argc});
  } catch (const asim::ClosedPipe&) {
    return asim::kDone;
  } catch (const std::bad_alloc&) {
    std::cerr << "error: out of memory\n";
    return asim::kRunFailed;
  } catch (const std::exception& error) {
    return asim::report_failure(error);
  }
}
