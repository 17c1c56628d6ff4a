#include "cli/command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>

#include "base/numbers.h"

namespace asim {

std::span<const Command> commands() {
  static const Command all[] = {run_command(), check_command(), help_command()};
  return all;
}

void Colour::add_to(CLI::App& app) {
  app.add_option("--color", choice, "colour: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
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

std::uint64_t parse_whole(std::string_view text, std::string_view what) {
  if (const auto value = parse_unsigned(text)) return *value;
  throw UsageError(fmt::format("{} must be a whole number and not negative, not `{}`", what, text));
}

double parse_time(std::string_view text, std::string_view what) {
  const auto value = parse_number(text);
  if (value && *value >= 0 && std::isfinite(*value)) return *value;
  throw UsageError(fmt::format("{} must be a number and not negative, not `{}`", what, text));
}

}  // namespace asim
