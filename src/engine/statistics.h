#pragma once

// Statistics that are kept while a simulation runs, in constant time per observation and without allocation
// (Samples excepted). Observations are finite numbers; what cannot be said yet (the mean of nothing) is nan.
// merge() makes one statistic of two; merged in a fixed order the result has the same bits whoever computed
// the parts.

#include <cassert>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace asim {

// Mean and spread of observations. Observations are summed up in blocks, as distances from the first of the
// block, which takes no division and loses nothing to cancellation; blocks are merged after Chan, Golub &
// LeVeque (1979).
class Tally {
public:
  void observe(double x) {
    if (room_ == 0) [[unlikely]]
      begin_block(x);
    if (!(x >= min_)) min_ = x;
    if (!(x <= max_)) max_ = x;
    usual_max_ = max_;
    add(x);
  }

  // The usual case of observe(): calls nothing. Whether it is one: no new block, and no new extreme, so that
  // x is finite.
  bool is_usual(double x) const { return x >= min_ && x <= usual_max_; }
  void observe_usual(double x) { add(x); }

  void merge(const Tally& other);

  [[nodiscard]] std::uint64_t count() const { return count_ + block_count(); }
  [[nodiscard]] double sum() const { return sum_; }
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;  // of the sample, with n - 1; nan below 2 observations
  [[nodiscard]] double sd() const;
  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }

protected:
  // Until the next observe().
  void nothing_is_usual() { usual_max_ = nan; }

private:
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  static constexpr std::uint32_t block_size = 256;

  void add(double x) {
    const double distance = x - origin_;
    distances_ += distance;
    squared_distances_ += distance * distance;
    sum_ += x;
    if (--room_ == 0) [[unlikely]]
      nothing_is_usual();
  }
  std::uint32_t block_count() const { return block_ - room_; }
  void begin_block(double origin);
  void close_block();
  void add_block(std::uint64_t count, double mean, double squares);

  double origin_ = 0;     // of the block under way: its first observation
  double distances_ = 0;  // from it
  double squared_distances_ = 0;
  double sum_ = 0;  // of all
  double min_ = nan;
  double max_ = nan;
  double usual_max_ = nan;   // the same, unless the next observation is unusual, whatever it is
  std::uint32_t block_ = 0;  // how many the block under way is for, 0 if there is none,
  std::uint32_t room_ = 0;   // and how many of them are to come
  std::uint64_t count_ = 0;  // in closed blocks, as are these:
  double mean_ = 0;
  double squares_ = 0;  // the sum of squared deviations from the mean
};

// A histogram whose buckets grow by a constant factor, so that every quantile has a bounded relative error:
// DDSketch, Masson, Rim & Lee (VLDB 2019). Merging loses nothing. At most 150,000 buckets per sign, however
// many observations.
class LogHistogram {
public:
  static constexpr double relative_error = 0.005;

  void observe(double x);
  void merge(const LogHistogram& other);

  [[nodiscard]] std::uint64_t count() const { return negative_.total + zeros_ + positive_.total; }

  // How many are less than x; those within relative_error of it may be counted on the wrong side.
  [[nodiscard]] std::uint64_t count_below(double x) const;

  // The observation with that rank from below (0 … count - 1), within relative_error of it.
  [[nodiscard]] double ranked(std::uint64_t rank) const;

private:
  struct Buckets {
    int first = 0;  // the index of counts[0]
    std::uint64_t total = 0;
    std::vector<std::uint64_t> counts;

    void add(int index, std::uint64_t count);
    void merge(const Buckets& other);
    [[nodiscard]] int index_of_rank(std::uint64_t rank) const;
    [[nodiscard]] std::uint64_t total_up_to(int index) const;
  };

  Buckets negative_;  // by magnitude
  std::uint64_t zeros_ = 0;
  Buckets positive_;
};

// Quantiles of observations: exact up to 100,000 of them, which are all kept (in the order of observation);
// from there on within 0.5 % of an observation of that rank.
class Samples {
public:
  static constexpr std::size_t exact_limit = 100'000;

  void observe(double x);
  void merge(const Samples& other);

  // From now on those below each of these are counted exactly, whatever their number.
  void count_below_exactly(std::vector<double> edges);
  // Forgets the observations.
  void reset();

  [[nodiscard]] std::uint64_t count() const { return is_exact() ? values_.size() : histogram_.count(); }
  [[nodiscard]] bool is_exact() const { return histogram_.count() == 0; }

  // All observations while exact, nothing afterwards.
  [[nodiscard]] std::span<const double> values() const { return values_; }

  // How many are less than x. Not exact any more, and x is no edge: those within relative_error of x may be
  // counted on the wrong side.
  [[nodiscard]] std::uint64_t count_below(double x) const;

  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }

  // 0 <= q <= 1. Exact ones are interpolated linearly between neighbours (type 7 of Hyndman & Fan 1996, the
  // default of numpy and R). nan without observations. For several at once, quantiles() sorts only once.
  [[nodiscard]] double quantile(double q) const;
  [[nodiscard]] std::vector<double> quantiles(std::span<const double> qs) const;

private:
  void become_histogram();
  [[nodiscard]] double approximate_quantile(double q) const;

  std::vector<double> values_;
  LogHistogram histogram_;
  std::vector<double> edges_;         // ascending
  std::vector<std::uint64_t> cells_;  // how many lie below the first, from each to the next, and so on
  double min_ = std::numeric_limits<double>::infinity();
  double max_ = -std::numeric_limits<double>::infinity();
};

// Observations: a tally, and samples if quantiles are asked for, which cost memory.
class Observations : public Tally {
public:
  void observe(double x) {
    Tally::observe(x);
    if (samples_) [[unlikely]] {
      samples_->observe(x);
      nothing_is_usual();
    }
  }

  // From the next observation on; none is usual then.
  void keep_samples() {
    if (!samples_) samples_ = std::make_unique<Samples>();
    nothing_is_usual();
  }

  // Forgets everything (the end of the warm-up); samples are kept on.
  void reset() {
    static_cast<Tally&>(*this) = Tally{};
    if (samples_) samples_->reset();
  }

  // Null if they are not kept.
  [[nodiscard]] const Samples* samples() const { return samples_.get(); }
  [[nodiscard]] Samples* samples() { return samples_.get(); }

private:
  std::unique_ptr<Samples> samples_;
};

// A value that holds over time, weighted by how long it does: the length of a line, the state of a machine.
// Times must not decrease; they have the unit of the clock, and integral() has value times time. Times and
// values that are dyadic give an exact integral.
class TimeWeighted {
public:
  explicit TimeWeighted(double start = 0, double value = 0)
      : value_(value), origin_(value), since_(start), start_(start), min_(value), max_(value) {}

  void set(double now, double value) {
    last_until(now);
    value_ = value;
    if (value < min_) min_ = value;
    if (value > max_) max_ = value;
  }

  // A known delta leaves one comparison: an extreme can be new in its direction only.
  void add(double now, double delta) {
    last_until(now);
    value_ += delta;
    if (delta > 0) {
      if (value_ > max_) max_ = value_;
    } else {
      if (value_ < min_) min_ = value_;
    }
  }

  // add(now, delta), and back; delta is negative.
  void dip(double now, double delta) {
    if (now > since_) last_until(now);  // where things queue up, much is at one instant
    if (value_ + delta < min_) min_ = value_ + delta;
  }

  // Forgets what was before now (the end of the warm-up) and keeps the value.
  void reset(double now) { *this = TimeWeighted(now, value_); }

  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] double start() const { return start_; }
  [[nodiscard]] double integral(double now) const {
    return area_ + (value_ - origin_) * (now - since_) + origin_ * (now - start_);
  }

  // nan as long as no time has passed since the start.
  [[nodiscard]] double mean(double now) const {
    return now > start_ ? integral(now) / (now - start_) : std::numeric_limits<double>::quiet_NaN();
  }

  // The standard deviation over time; nan as long as no time has passed.
  [[nodiscard]] double sd(double now) const;

  // Over all values since the start, also those that held for no time.
  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }

private:
  void last_until(double now) {
    assert(now >= since_);
    const double duration = now - since_;
    const double distance = value_ - origin_;
    const double area = distance * duration;
    area_ += area;
    squares_ += distance * area;
    since_ = now;
  }

  double value_;
  double origin_;       // distances from it lose nothing to cancellation
  double area_ = 0;     // under the distances, up to since_,
  double squares_ = 0;  // and under their squares
  double since_;
  double start_;
  double min_;
  double max_;
};

}  // namespace asim
