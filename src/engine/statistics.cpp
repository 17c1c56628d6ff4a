#include "engine/statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "base/elementary.h"

namespace asim {

namespace {

// Bucket i holds growth^(i-1) < x <= growth^i; its representative is within relative_error of both ends.
constexpr double growth = (1 + LogHistogram::relative_error) / (1 - LogHistogram::relative_error);

const double log_growth = elementary::log(growth);

int bucket_of(double magnitude) {
  return static_cast<int>(std::ceil(elementary::log(magnitude) / log_growth));
}

double representative(int bucket) { return elementary::exp(bucket * log_growth) * (2 / (growth + 1)); }

double interpolated(std::span<const double> sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double fraction = position - static_cast<double>(below);
  if (fraction == 0) return sorted[below];
  return sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
}

}  // namespace

void Tally::add_block(std::uint64_t count, double mean, double squares) {
  const auto own = static_cast<double>(count_), others = static_cast<double>(count);
  const double difference = mean - mean_;
  mean_ += difference * (others / (own + others));
  squares_ += squares + difference * difference * (own * others / (own + others));
  count_ += count;
}

void Tally::begin_block(double origin) {
  if (block_count() > 0) close_block();
  origin_ = origin;
  block_ = room_ = block_size;
}

void Tally::close_block() {
  const auto n = static_cast<double>(block_count());
  const double mean_distance = distances_ / n;
  add_block(block_count(), origin_ + mean_distance, squared_distances_ - distances_ * mean_distance);
  block_ = room_ = 0;
  nothing_is_usual();
  distances_ = squared_distances_ = 0;
}

void Tally::merge(const Tally& other) {
  if (other.count() == 0) return;
  if (count() == 0) {
    *this = other;
    return;
  }
  Tally closed = other;
  if (closed.block_count() > 0) closed.close_block();
  if (block_count() > 0) close_block();
  add_block(closed.count_, closed.mean_, closed.squares_);
  sum_ += closed.sum_;
  min_ = std::min(min_, closed.min_);
  max_ = std::max(max_, closed.max_);
}

double Tally::mean() const {
  if (block_count() == 0) return count_ > 0 ? mean_ : nan;
  Tally closed = *this;
  closed.close_block();
  return closed.mean_;
}

double Tally::variance() const {
  if (count() < 2) return nan;
  Tally closed = *this;
  if (closed.block_count() > 0) closed.close_block();
  return std::max(0.0, closed.squares_) / static_cast<double>(closed.count_ - 1);
}

double Tally::sd() const { return std::sqrt(variance()); }

void LogHistogram::observe(double x) {
  if (x > 0) {
    positive_.add(bucket_of(x), 1);
  } else if (x < 0) {
    negative_.add(bucket_of(-x), 1);
  } else {
    ++zeros_;
  }
}

void LogHistogram::merge(const LogHistogram& other) {
  negative_.merge(other.negative_);
  zeros_ += other.zeros_;
  positive_.merge(other.positive_);
}

double LogHistogram::ranked(std::uint64_t rank) const {
  assert(rank < count());
  if (rank < negative_.total) return -representative(negative_.index_of_rank(negative_.total - 1 - rank));
  rank -= negative_.total;
  if (rank < zeros_) return 0;
  return representative(positive_.index_of_rank(rank - zeros_));
}

std::uint64_t LogHistogram::count_below(double x) const {
  if (x > 0) return negative_.total + zeros_ + positive_.total_up_to(bucket_of(x) - 1);
  if (x < 0) return negative_.total - negative_.total_up_to(bucket_of(-x));
  return negative_.total;
}

void LogHistogram::Buckets::add(int index, std::uint64_t count) {
  if (counts.empty()) first = index;
  if (index < first) {
    counts.insert(counts.begin(), static_cast<std::size_t>(first - index), 0);
    first = index;
  }
  const auto offset = static_cast<std::size_t>(index - first);
  if (offset >= counts.size()) counts.resize(offset + 1);
  counts[offset] += count;
  total += count;
}

void LogHistogram::Buckets::merge(const Buckets& other) {
  for (std::size_t i = 0; i < other.counts.size(); ++i) {
    if (other.counts[i] != 0) add(other.first + static_cast<int>(i), other.counts[i]);
  }
}

int LogHistogram::Buckets::index_of_rank(std::uint64_t rank) const {
  std::size_t i = 0;
  for (std::uint64_t passed = counts[0]; passed <= rank; passed += counts[i]) ++i;
  return first + static_cast<int>(i);
}

std::uint64_t LogHistogram::Buckets::total_up_to(int index) const {
  if (index < first) return 0;
  const auto count = std::min(counts.size(), static_cast<std::size_t>(index - first) + 1);
  return std::accumulate(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(count),
                         std::uint64_t{0});
}

void Samples::observe(double x) {
  assert(std::isfinite(x));
  min_ = std::min(min_, x);
  max_ = std::max(max_, x);
  if (!edges_.empty())
    ++cells_[static_cast<std::size_t>(std::ranges::upper_bound(edges_, x) - edges_.begin())];
  if (is_exact() && values_.size() < exact_limit) {
    values_.push_back(x);
    return;
  }
  become_histogram();
  histogram_.observe(x);
}

void Samples::count_below_exactly(std::vector<double> edges) {
  assert(count() == 0);
  edges_.insert(edges_.end(), edges.begin(), edges.end());
  std::ranges::sort(edges_);
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  cells_.assign(edges_.size() + 1, 0);
}

void Samples::reset() {
  std::vector<double> edges = std::move(edges_);
  *this = Samples{};
  count_below_exactly(std::move(edges));
}

void Samples::merge(const Samples& other) {
  if (edges_ == other.edges_) {
    std::ranges::transform(cells_, other.cells_, cells_.begin(), std::plus<>());
  } else {
    edges_.clear();
    cells_.clear();
  }
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  if (is_exact() && other.is_exact() && values_.size() + other.values_.size() <= exact_limit) {
    values_.insert(values_.end(), other.values_.begin(), other.values_.end());
    return;
  }
  become_histogram();
  for (const double x : other.values_) histogram_.observe(x);
  histogram_.merge(other.histogram_);
}

void Samples::become_histogram() {
  for (const double x : values_) histogram_.observe(x);
  values_ = {};
}

std::uint64_t Samples::count_below(double x) const {
  const auto edge = std::ranges::lower_bound(edges_, x);
  if (edge != edges_.end() && *edge == x)
    return std::accumulate(cells_.begin(), cells_.begin() + (edge - edges_.begin()) + 1, std::uint64_t{0});
  if (!is_exact()) return histogram_.count_below(x);
  return static_cast<std::uint64_t>(
      std::count_if(values_.begin(), values_.end(), [x](double value) { return value < x; }));
}

double Samples::quantile(double q) const { return quantiles({&q, 1}).front(); }

std::vector<double> Samples::quantiles(std::span<const double> qs) const {
  std::vector<double> results;
  results.reserve(qs.size());
  std::vector<double> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  for (const double q : qs) {
    assert(q >= 0 && q <= 1);
    if (count() == 0) {
      results.push_back(std::numeric_limits<double>::quiet_NaN());
    } else {
      results.push_back(is_exact() ? interpolated(sorted, q) : approximate_quantile(q));
    }
  }
  return results;
}

double Samples::approximate_quantile(double q) const {
  const auto rank = static_cast<std::uint64_t>(q * static_cast<double>(histogram_.count() - 1));
  return std::clamp(histogram_.ranked(rank), min_, max_);
}

double TimeWeighted::sd(double now) const {
  if (!(now > start_)) return std::numeric_limits<double>::quiet_NaN();
  const double distance = value_ - origin_;
  const double squares = squares_ + distance * distance * (now - since_);
  const double mean_distance = mean(now) - origin_;
  return std::sqrt(std::max(0.0, squares / (now - start_) - mean_distance * mean_distance));
}

}  // namespace asim
