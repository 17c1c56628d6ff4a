#include "engine/step_function.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace asim {

StepFunction::StepFunction(std::vector<Entry> entries, double period)
    : entries_(std::move(entries)), period_(period) {
  assert(!entries_.empty() && period_ > 0);
}

std::int64_t StepFunction::entry_at(double time) const {
  std::int64_t entry = -1;
  if (is_repeated()) {
    const double periods = std::floor(time / period_);
    if (!(periods < static_cast<double>(kMostPeriods))) return kMostPeriods * size() - 1;
    entry += static_cast<std::int64_t>(periods) * size();
    if (entry >= 0 && begin(entry) > time) --entry;  // the quotient has been rounded up
  }
  while (begin(entry + 1) <= time) ++entry;
  return entry;
}

double StepFunction::begin(std::int64_t entry) const {
  if (entry < 0) return -kForever;
  const std::int64_t period = entry / size();
  if (period > 0 && (!is_repeated() || period >= kMostPeriods)) return kForever;
  const double from = entries_[static_cast<std::size_t>(entry % size())].from;
  return period == 0 ? from : static_cast<double>(period) * period_ + from;
}

double StepFunction::value(std::int64_t entry) const {
  if (entry < 0) return is_repeated() ? entries_.back().value : 0;
  return entries_[static_cast<std::size_t>(entry % size())].value;
}

ArrivalRate::ArrivalRate(StepFunction rate) : rate_(std::move(rate)) {
  if (!rate_.is_repeated()) return;
  for (std::int64_t i = 0; i < rate_.size(); ++i) {
    const double length = rate_.begin(i + 1) - rate_.begin(i);
    if (rate_.value(i) > 0) mass_of_period_ += rate_.value(i) * length;
  }
}

double ArrivalRate::next(double now, double mass) const {
  std::int64_t entry = rate_.entry_at(now);
  double from = now;
  while (true) {
    const double rate = rate_.value(entry);
    const double end = rate_.begin(entry + 1);
    const double available = rate > 0 ? rate * (end - from) : 0;
    if (mass < available) return std::min(from + mass / rate, end);
    if (end == StepFunction::kForever) return end;
    mass -= available;
    from = end;
    ++entry;
    if (mass_of_period_ > 0 && mass >= mass_of_period_) {
      const double periods = std::min(std::floor(mass / mass_of_period_), 0x1p40);
      mass = std::max(0.0, mass - periods * mass_of_period_);
      entry += static_cast<std::int64_t>(periods) * rate_.size();
      from = rate_.begin(entry);
      if (from == StepFunction::kForever) return from;
    }
  }
}

}  // namespace asim
