#pragma once
// A quantity that is constant between given points of time: an arrival rate, a capacity by shifts.
//
// Entries are numbered from 0 over all periods, so that whoever goes from one to the next counts and adds
// nothing up: entry n of a table of k entries begins at (n div k) periods plus the time of its entry n mod k.
// Times have the unit of the clock.

#include <cstdint>
#include <limits>
#include <vector>

namespace asim {

class StepFunction {
public:
  static constexpr double kForever = std::numeric_limits<double>::infinity();
  struct Entry {
    double from = 0;
    double value = 0;
  };

  /// At least one entry; the times are not negative, increase, and are less than the period, which is greater
  /// than 0. An infinite one: nothing is repeated.
  explicit StepFunction(std::vector<Entry> entries, double period = kForever);

  std::int64_t size() const { return static_cast<std::int64_t>(entries_.size()); }
  bool is_repeated() const { return period_ < kForever; }
  /// The entry that holds at a time, which is not negative; -1 before the first one.
  std::int64_t entry_at(double time) const;
  /// When an entry begins; infinity if there is no such entry.
  double begin(std::int64_t entry) const;
  /// Precondition: begin(entry) is finite. What repeats has repeated before time 0 too: there is a value
  /// before the first entry, that of the last one; otherwise it is 0.
  double value(std::int64_t entry) const;

private:
  // So many periods no clock tells apart.
  static constexpr std::int64_t kMostPeriods = std::int64_t{1} << 52;

  std::vector<Entry> entries_;
  double period_;
};

/// Arrivals at a rate that changes over time: a Poisson process that is not homogeneous.
///
/// By inversion of the rate's integral (E. Çinlar, Introduction to Stochastic Processes, 1975, section 4.7):
/// the integral from one arrival to the next is exponential with mean 1. One draw an arrival, and none is
/// thrown away as thinning does.
class ArrivalRate {
public:
  /// Rates are not negative and finite; at least one that repeats, or is the last, or lasts, is not 0.
  explicit ArrivalRate(StepFunction rate);

  /// When the next one comes after one at `now`, if the integral up to it is `mass`; infinity if the rate
  /// stays 0.
  double next(double now, double mass) const;

private:
  StepFunction rate_;
  double mass_of_period_ = 0;  // of an unrepeated rate: 0
};

}  // namespace asim
