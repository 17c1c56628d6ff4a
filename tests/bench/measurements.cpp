#include "measurements.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <stdexcept>

namespace asim::bench {
namespace {

double number_at_end(std::string_view line, std::size_t comma, int line_number) {
  double value = 0;
  const char* end = line.data() + line.size();
  const auto [stopped, problem] = std::from_chars(line.data() + comma + 1, end, value);
  if (problem != std::errc() || stopped != end)
    throw std::runtime_error(fmt::format("line {} does not end with a number: {}", line_number, line));
  return value;
}

}  // namespace

std::string to_csv(const Measurements& measurements, std::string_view figure) {
  std::string text = fmt::format("workload,{}\n", figure);
  for (const auto& [workload, value] : measurements) text += fmt::format("{},{:.1f}\n", workload, value);
  return text;
}

Measurements from_csv(std::string_view text, std::string_view figure) {
  const std::string header = fmt::format("workload,{}", figure);
  Measurements measurements;
  bool has_header = false;
  for (int line_number = 1; !text.empty(); ++line_number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty() || line.starts_with('#')) continue;
    if (!std::exchange(has_header, true)) {
      if (line != header) throw std::runtime_error(fmt::format("line {} is not `{}`", line_number, header));
      continue;
    }
    const std::size_t comma = line.rfind(',');
    if (comma == std::string_view::npos)
      throw std::runtime_error(fmt::format("line {} has no comma: {}", line_number, line));
    measurements.emplace_back(line.substr(0, comma), number_at_end(line, comma, line_number));
  }
  return measurements;
}

std::optional<double> find(const Measurements& measurements, std::string_view workload) {
  const auto found = std::ranges::find(measurements, workload, &Measurements::value_type::first);
  if (found == measurements.end()) return std::nullopt;
  return found->second;
}

Check check_bounds(const Measurements& figures, const Measurements& bounds, double tolerance) {
  Check check;
  for (const auto& [workload, value] : figures) {
    const std::optional<double> bound = find(bounds, workload);
    const bool is_above = !bound || value > *bound * (1 + tolerance);
    const bool is_far_below = bound && value < *bound * (1 - tolerance);
    check.passed = check.passed && !is_above;
    check.report += fmt::format("{:<19} {:>9.1f} {:>9} {}\n", workload, value,
                                bound ? fmt::format("{:.1f}", *bound) : "none",
                                is_above       ? "TOO MANY"
                                : is_far_below ? "better: lower the bound"
                                               : "");
  }
  return check;
}

}  // namespace asim::bench
