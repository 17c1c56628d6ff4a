#pragma once
// Where two timelines part first.

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "record/timeline_reader.h"

namespace asim {

/// Those of `rows` of one instant that are not among `others`, in their order; what is there twice must be
/// there twice.
std::vector<TimelineRow> only_in(const std::vector<TimelineRow>& rows,
                                 const std::vector<TimelineRow>& others);

struct TimelineDifference {
  std::vector<TimelineRow> before;  // the last of the rows that are the same
  std::vector<TimelineRow> a, b;    // what comes then in each, the first of it; empty: it has ended
  bool is_order_only = false;       // within this instant both have the same rows, in another order
};

/// Compares instant by instant. With `any_order` the rows of one instant are compared as a multiset, so that
/// an instant whose rows only come in another order counts as the same.
class TimelineComparison {
public:
  TimelineComparison(RowSource& a, RowSource& b, bool any_order) : a_(a), b_(b), any_order_(any_order) {}
  std::optional<TimelineDifference> find();
  /// The rows that were the same.
  std::uint64_t same() const { return same_; }

private:
  using Rows = std::vector<TimelineRow>;

  class Instants {
  public:
    explicit Instants(RowSource& source) : source_(source) {}
    /// All rows of the next instant; none at the end.
    Rows next();

  private:
    RowSource& source_;
    std::optional<TimelineRow> ahead_;
    bool has_begun_ = false;
  };

  void remember(const Rows& rows, std::size_t count);
  TimelineDifference part(Rows a, Rows b);
  static void fill(Rows& rows, Instants& more);

  Instants a_, b_;
  bool any_order_;
  std::uint64_t same_ = 0;
  std::deque<TimelineRow> last_;
};

}  // namespace asim
