#include "cli/command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/diagnostics.h"
#include "base/numbers.h"

namespace asim {

std::span<const Command> commands() {
  static const Command all[] = {run_command(),    explain_command(), why_command(),   diff_command(),
                                races_command(),  sweep_command(),   merge_command(), compare_command(),
                                steady_command(), check_command(),   help_command()};
  return all;
}

void Colour::add_to(CommandLine& line) {
  line.choice("--color", choice, "colour: on a terminal (auto), always or never",
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

std::uint64_t parse_whole(std::string_view text, std::string_view what) {
  if (const auto value = parse_unsigned(text)) return *value;
  constexpr std::string_view kDigits = "0123456789";
  if (!text.empty() && text.front() != '0' && text.find_first_not_of(kDigits) == std::string_view::npos) {
    throw UsageError(fmt::format("{} is too large: {} is more than {}", what, text, ~std::uint64_t{0}));
  }
  throw UsageError(fmt::format("{} must be a whole number and not negative, not `{}`", what, text));
}

std::uint64_t parse_positive(std::string_view text, std::string_view what) {
  const std::uint64_t number = parse_whole(text, what);
  if (number == 0) throw UsageError(fmt::format("{} must be at least 1", what));
  return number;
}

double parse_time(std::string_view text, std::string_view what) {
  const auto value = parse_number(text);
  if (value && *value >= 0 && std::isfinite(*value)) return *value;
  throw UsageError(fmt::format("{} must be a number and not negative, not `{}`", what, text));
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::pair<std::string, std::string> split_setting(const std::string& text, std::string_view option) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw UsageError(fmt::format("{} needs NAME=VALUE, not `{}`", option, text));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (std::filesystem::exists(a, error) && !std::filesystem::is_regular_file(a, error)) return false;
  if (std::filesystem::equivalent(a, b, error)) return true;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(a), error) ==
         std::filesystem::weakly_canonical(std::filesystem::absolute(b), error);
}

void refuse_to_overwrite(const Program& program, std::string_view option, const std::string& path) {
  if (path.empty() || path == "-") return;
  for (const auto* files : {&program.input_files, &program.expressions.data_files}) {
    for (const std::string& file : *files) {
      if (is_same_file(path, file))
        throw UsageError(fmt::format("{} would overwrite `{}`, which the model needs", option, file));
    }
  }
}

void check_parameter(const std::string& name, const Program& program) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : program.parameters) {
    if (parameter.name == name) return;
    names.push_back(parameter.name);
  }
  const std::string hint = suggestion(name, names);
  throw UsageError(fmt::format("the model has no parameter `{}`{}{}", name, hint.empty() ? "" : ": ", hint));
}

}  // namespace asim
