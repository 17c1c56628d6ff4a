#include "run/timeline_diff.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace asim {
namespace {

constexpr std::size_t kRowsBefore = 3;
constexpr std::size_t kRowsShown = 4;

bool comes_before(const TimelineRow& x, const TimelineRow& y) {
  return std::tie(x.process, x.event, x.object, x.detail) < std::tie(y.process, y.event, y.object, y.detail);
}

std::vector<TimelineRow> sorted(std::vector<TimelineRow> rows) {
  std::sort(rows.begin(), rows.end(), comes_before);
  return rows;
}

}  // namespace

std::vector<TimelineRow> only_in(const std::vector<TimelineRow>& rows,
                                 const std::vector<TimelineRow>& others) {
  std::multiset<TimelineRow, decltype(&comes_before)> left(others.begin(), others.end(), comes_before);
  std::vector<TimelineRow> result;
  for (const TimelineRow& row : rows) {
    const auto found = left.find(row);
    if (found == left.end()) {
      result.push_back(row);
    } else {
      left.erase(found);
    }
  }
  return result;
}

TimelineComparison::Rows TimelineComparison::Instants::next() {
  if (!std::exchange(has_begun_, true)) ahead_ = source_.next();
  Rows rows;
  while (ahead_ && (rows.empty() || rows.front().time == ahead_->time)) {
    rows.push_back(std::move(*ahead_));
    ahead_ = source_.next();
  }
  return rows;
}

std::optional<TimelineDifference> TimelineComparison::find() {
  while (true) {
    Rows a = a_.next(), b = b_.next();
    if (a.empty() && b.empty()) return {};
    const bool is_same = a == b || (any_order_ && sorted(a) == sorted(b));
    if (!is_same) return part(std::move(a), std::move(b));
    same_ += a.size();
    remember(a, a.size());
  }
}

void TimelineComparison::remember(const Rows& rows, std::size_t count) {
  for (std::size_t i = count - std::min(count, kRowsBefore); i < count; ++i) last_.push_back(rows[i]);
  while (last_.size() > kRowsBefore) last_.pop_front();
}

TimelineDifference TimelineComparison::part(Rows a, Rows b) {
  TimelineDifference difference;
  const bool same_time = !a.empty() && !b.empty() && a.front().time == b.front().time;
  difference.is_order_only = same_time && sorted(a) == sorted(b);
  if (any_order_ && same_time) {
    difference.a = only_in(a, b);
    difference.b = only_in(b, a);
  } else {
    const auto [end_a, end_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto common = static_cast<std::size_t>(end_a - a.begin());
    same_ += common;
    remember(a, common);
    difference.a.assign(end_a, a.end());
    difference.b.assign(end_b, b.end());
  }
  difference.before.assign(last_.begin(), last_.end());
  fill(difference.a, a_);
  fill(difference.b, b_);
  return difference;
}

void TimelineComparison::fill(Rows& rows, Instants& more) {
  while (rows.size() < kRowsShown) {
    Rows next = more.next();
    if (next.empty()) break;
    rows.insert(rows.end(), next.begin(), next.end());
  }
  if (rows.size() > kRowsShown) rows.resize(kRowsShown);
}

}  // namespace asim
