#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <iostream>

namespace asim {
namespace {

constexpr std::chrono::milliseconds kBetweenUpdates(100);

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::ceil(seconds));
  if (whole >= 3600) return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

Progress::Progress(bool is_wanted) : is_shown_(is_wanted && isatty(STDERR_FILENO) == 1) {}

void Progress::update(std::uint64_t done, std::uint64_t known, std::optional<std::uint64_t> total,
                      std::uint64_t point, std::uint64_t points) {
  if (!is_shown_) return;
  const Clock::time_point now = Clock::now();
  if (now - latest_ < kBetweenUpdates) return;
  latest_ = now;
  std::string text = fmt::format("{} runs, point {} of {}", done, point, points);
  if (total && done > known) {
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const double left = elapsed / static_cast<double>(done - known) * static_cast<double>(*total - done);
    text = fmt::format("{} of {} runs, {} left", done, *total, duration_text(left));
  }
  std::cerr << "\r\x1b[K" << text << std::flush;
  is_on_screen_ = true;
}

void Progress::clear() {
  if (is_on_screen_) std::cerr << "\r\x1b[K" << std::flush;
  is_on_screen_ = false;
}

}  // namespace asim
