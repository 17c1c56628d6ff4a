#pragma once
// How far a sweep is, for someone who watches: one line on standard error, if that is a terminal.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace asim {

class Progress {
public:
  explicit Progress(bool is_wanted);
  ~Progress() { clear(); }

  /// So many of `total` runs are done, `known` of them before this program began. Without a total the points
  /// tell.
  void update(std::uint64_t done, std::uint64_t known, std::optional<std::uint64_t> total,
              std::uint64_t point, std::uint64_t points);
  /// Takes the line away.
  void clear();

private:
  using Clock = std::chrono::steady_clock;

  bool is_shown_;
  bool is_on_screen_ = false;
  Clock::time_point start_ = Clock::now(), latest_ = start_;
};

/// "1 h 5 min", "3 min 20 s", "12 s".
std::string duration_text(double seconds);

}  // namespace asim
