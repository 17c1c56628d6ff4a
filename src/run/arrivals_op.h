#pragma once
// The op of the hidden process that makes the arrivals of another: for arrivals.cpp only.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "program/time_table.h"
#include "steps/execution.h"

namespace asim {

/// Where the times come from: one of `every:`, `rate:`, `at:` and `from:`. The state of a run is in the
/// hidden variables of the arrivals' process (how many have arrived, null before it begins; the position in
/// the list; the list) and in State::arrivals.
class ArrivalsOp final : public Op {
public:
  static constexpr std::uint32_t kSlots = 3;
  using Time = std::optional<double>;  // none: nobody comes any more

  std::uint32_t type = 0;
  Argument every, first, until, count, batch, at;
  TimeTable rate;
  Argument unit_exponential;  // of `rate:`: what is drawn for each arrival
  std::string path;           // of `from:`
  Span path_span;
  std::size_t time_column = 0;
  std::vector<std::uint32_t> variables;  // for each other column the slot of its variable
  std::uint32_t source = 0;              // index into State::arrivals

  /// Who is due now arrives in the place of the arrivals' process. Returns when the next one comes.
  Time begin(Frame&) const;
  const Op* execute(Frame&) const override;
  const Op* resume(Frame&) const override;

  /// Nobody comes any more: the process, which has not started, ends as it does.
  static void finish(Frame& frame) { frame.own[kMade] = kOver; }

  std::string dump() const override;

private:
  enum Slot : std::uint32_t { kMade, kPosition, kList };
  static constexpr double kOver = -1;

  Value list_of_times(Frame&) const;
  void open(State&) const;
  ArrivalsState& state_of(State&) const;
  bool is_complete(Frame&) const;
  void arrive(Frame&) const;
  Time arrive_together(Frame&) const;
  static const Op* wait_for(Frame&, Time);
  Time next_time(Frame&) const;
  Time next_by_interval(Frame&) const;
  Time next_by_rate(Frame&) const;
  Time next_in_list(Frame&) const;
  Time next_in_file(Frame&) const;
  Time checked(Frame&, double time, Span) const;
  void make_arrival(Frame&) const;
};

}  // namespace asim
