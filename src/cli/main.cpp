// asim: runs discrete-event models from files.

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <vector>

#include "base/diagnostics.h"
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

/// `asim MODEL` means `asim run MODEL`: a first word that is no command names a file, by its look or because there is
/// one.
void insert_run(std::vector<std::string>& words) {
  if (words.empty() || is_command(words.front())) return;
  const std::string& first = words.front();
  if (first == "-") {
    words.insert(words.begin(), "run");
    return;
  }
  if (first.front() == '-') return;
  const bool looks_like_a_file = first.find_first_of("./") != std::string::npos;
  if (!looks_like_a_file && !std::filesystem::exists(first)) {
    const std::string hint = suggestion(first, command_names());
    throw UsageError(fmt::format("no command and no file named `{}`{}{}", first, hint.empty() ? "" : ": ", hint));
  }
  words.insert(words.begin(), "run");
}

int report_usage(std::string_view message) {
  std::cerr << "error: " << message << "\nRun `asim help` for the commands and `asim help COMMAND` for its options.\n";
  return kWrongUsage;
}

int run_program(std::vector<std::string> words) {
  int exit_code = kDone;
  CLI::App app("Runs discrete-event simulations that are described in YAML files.", "asim");
  app.set_version_flag("--version", "asim " ASIM_VERSION);
  app.require_subcommand(1);
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    sub->allow_extras(false);
    command.add(*sub, exit_code);
  }
  try {
    if (words.empty()) words = {"help"};
    insert_run(words);
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return report_usage(error.what());
  } catch (const UsageError& error) {
    return report_usage(error.what());
  }
  return exit_code;
}

}  // namespace
}  // namespace asim

int main(int argc, char** argv) {
  asim::ignore_sigpipe();
  try {
    return asim::run_program({argv + 1, argv + argc});
  } catch (const asim::ClosedPipe&) {
    return asim::kDone;
  } catch (const asim::OutputError& error) {
    std::cerr << "error: " << error.what() << '\n';
    return asim::kRunFailed;
  } catch (const std::bad_alloc&) {
    std::cerr << "error: out of memory\n";
    return asim::kRunFailed;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return asim::kRunFailed;
  }
}
