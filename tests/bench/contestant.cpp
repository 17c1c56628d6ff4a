#include "contestant.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace asim::bench {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

// A virtual machine may have to ask for its memory first, and keeps it for a while: what the first start
// takes for that the run with all the work does not.
void Contestant::measure() {
  for (int start = 0; start < 2; ++start) idle_seconds_.push_back(run_or_fail(idle_).seconds);
  const Run result = run_or_fail(full_);
  full_seconds_.push_back(result.seconds);
  megabytes_ = std::max(megabytes_, result.megabytes);
  output_ = result.output;
}

double Contestant::nanoseconds(std::size_t repetition) const {
  return 1e9 * (full_seconds_[repetition] - std::ranges::min(idle_seconds_)) / static_cast<double>(work_ - 1);
}

double Contestant::nanoseconds() const {
  std::vector<double> times;
  for (std::size_t i = 0; i < full_seconds_.size(); ++i) times.push_back(nanoseconds(i));
  return median(std::move(times));
}

double Contestant::ratio_to(const Contestant& other) const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(full_seconds_.size(), other.full_seconds_.size()); ++i)
    ratios.push_back(nanoseconds(i) / other.nanoseconds(i));
  return median(std::move(ratios));
}

double Contestant::start_milliseconds() const { return 1e3 * std::ranges::min(idle_seconds_); }

std::string Contestant::result() const {
  std::string_view text = output_;
  while (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

}  // namespace asim::bench
