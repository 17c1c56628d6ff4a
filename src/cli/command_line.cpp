#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "base/diagnostics.h"
#include "cli/command.h"

namespace asim {
namespace {

std::string long_name(const std::string& flags) { return flags.substr(flags.find("--")); }

}  // namespace

void CommandLine::operand(const std::string& name, std::string& value, const std::string& about,
                          Presence presence) {
  app_.add_option(name, value, about)->type_name("")->required(presence == Presence::required);
}

void CommandLine::operands(const std::string& name, std::vector<std::string>& values,
                           const std::string& about) {
  app_.add_option(name, values, about)->type_name("")->required();
}

void CommandLine::text(const std::string& flags, std::string& value, const std::string& about,
                       const std::string& type, Presence presence) {
  app_.add_option(flags, value, about)
      ->type_name(type)
      ->required(presence == Presence::required)
      ->check([name = long_name(flags)](const std::string& given) {
        if (given.empty()) throw UsageError(fmt::format("{} needs a value that is not empty", name));
        return std::string();
      });
}

void CommandLine::texts(const std::string& flags, std::vector<std::string>& values, const std::string& about,
                        const std::string& type) {
  app_.add_option(flags, values, about)->type_name(type)->allow_extra_args(false);
}

void CommandLine::choice(const std::string& flags, std::string& value, const std::string& about,
                         const std::vector<std::string>& choices) {
  const std::string all = fmt::format("{}", fmt::join(choices, "|"));
  text(flags, value, about, all);
  app_.get_option(long_name(flags))->check([name = long_name(flags), all, choices](const std::string& given) {
    if (std::ranges::find(choices, given) != choices.end()) return std::string();
    const std::string hint = suggestion(given, {choices.begin(), choices.end()});
    throw UsageError(
        fmt::format("{} takes {}, not `{}`{}{}", name, all, given, hint.empty() ? "" : ": ", hint));
  });
}

void CommandLine::flag(const std::string& flags, bool& value, const std::string& about) {
  app_.add_flag(flags, value, about);
}

void CommandLine::on_call(std::function<int()> action) {
  app_.callback([this_exit_code = &exit_code_, action = std::move(action)] { *this_exit_code = action(); });
}

std::string CommandLine::help_of(std::string_view command) const {
  return app_.get_parent()->get_subcommand(std::string(command))->help("asim");
}

}  // namespace asim
