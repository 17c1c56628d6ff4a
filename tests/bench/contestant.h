#pragma once
// A program on a workload, measured again and again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "programs.h"

namespace asim::bench {

/// A run with all the work and one with a single unit of it, as often as measure() is called. The median
/// counts, of what a run takes beyond the quickest start: what disturbs a start only makes it longer.
class Contestant {
public:
  Contestant(Command full, Command idle, std::uint64_t work)
      : full_(std::move(full)), idle_(std::move(idle)), work_(work) {}

  void measure();

  /// For each unit of the work, beside the start.
  [[nodiscard]] double nanoseconds() const;
  /// How many times as long as the other it takes. Repetition by repetition, which follow one another: a
  /// machine that slows down does so for both.
  [[nodiscard]] double ratio_to(const Contestant&) const;
  [[nodiscard]] double start_milliseconds() const;
  [[nodiscard]] double megabytes() const { return megabytes_; }
  /// The last line that it wrote, of the form name,value.
  [[nodiscard]] std::string result() const;

private:
  /// … of one repetition.
  [[nodiscard]] double nanoseconds(std::size_t repetition) const;

  Command full_;
  Command idle_;
  std::uint64_t work_;
  std::vector<double> full_seconds_;
  std::vector<double> idle_seconds_;
  double megabytes_ = 0;
  std::string output_;
};

}  // namespace asim::bench
