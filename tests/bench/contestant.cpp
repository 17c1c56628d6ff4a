#include "contestant.h"

#include <algorithm>
#include <string_view>

namespace asim::bench {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

void Contestant::measure() {
  idle_seconds_.push_back(run_or_fail(idle_).seconds);
  const Run result = run_or_fail(full_);
  full_seconds_.push_back(result.seconds);
  megabytes_ = std::max(megabytes_, result.megabytes);
  output_ = result.output;
}

double Contestant::nanoseconds() const {
  return 1e9 * (median(full_seconds_) - median(idle_seconds_)) / static_cast<double>(work_ - 1);
}

double Contestant::start_milliseconds() const { return 1e3 * median(idle_seconds_); }

std::string Contestant::result() const {
  std::string_view text = output_;
  while (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

}  // namespace asim::bench
