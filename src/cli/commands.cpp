#include "cli/command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/diagnostics.h"
#include "base/numbers.h"

namespace asim {

std::span<const Command> commands() {
  static const Command all[] = {run_command(), check_command(), help_command()};
  return all;
}

void Colour::add_to(CLI::App& app) {
  add_choice(app, "--color", choice, "colour: on a terminal (auto), always or never",
             {"auto", "always", "never"});
}

bool Colour::on(int file_descriptor) const {
  const auto is_set = [](const char* name) {
    const char* value = std::getenv(name);
    return value && *value && std::string_view(value) != "0";
  };
  if (choice != "auto") return choice == "always";
  if (is_set("NO_COLOR")) return false;
  return is_set("CLICOLOR_FORCE") || isatty(file_descriptor) == 1;
}

CLI::Option* add_text(CLI::App& app, std::string flags, std::string& value, std::string description,
                      std::string type) {
  const std::string name = flags.substr(flags.find("--"));
  return app.add_option(std::move(flags), value, std::move(description))
      ->type_name(std::move(type))
      ->check([name](const std::string& text) {
        if (text.empty()) throw UsageError(fmt::format("{} needs a value that is not empty", name));
        return std::string();
      });
}

void add_choice(CLI::App& app, std::string flags, std::string& value, std::string description,
                const std::vector<std::string>& choices) {
  const std::string name = flags.substr(flags.find("--"));
  const std::string all = fmt::format("{}", fmt::join(choices, "|"));
  add_text(app, std::move(flags), value, std::move(description), all)
      ->check([name, all, choices](const std::string& text) {
        if (std::find(choices.begin(), choices.end(), text) != choices.end()) return std::string();
        const std::string hint = suggestion(text, {choices.begin(), choices.end()});
        throw UsageError(
            fmt::format("{} takes {}, not `{}`{}{}", name, all, text, hint.empty() ? "" : ": ", hint));
      });
}

std::uint64_t parse_whole(std::string_view text, std::string_view what) {
  if (const auto value = parse_unsigned(text)) return *value;
  constexpr std::string_view kDigits = "0123456789";
  if (!text.empty() && text.front() != '0' && text.find_first_not_of(kDigits) == std::string_view::npos) {
    throw UsageError(fmt::format("{} is too large: {} is more than {}", what, text, ~std::uint64_t{0}));
  }
  throw UsageError(fmt::format("{} must be a whole number and not negative, not `{}`", what, text));
}

double parse_time(std::string_view text, std::string_view what) {
  const auto value = parse_number(text);
  if (value && *value >= 0 && std::isfinite(*value)) return *value;
  throw UsageError(fmt::format("{} must be a number and not negative, not `{}`", what, text));
}

}  // namespace asim
