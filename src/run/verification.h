#pragma once
// Verification: a run looks at itself. Between any two turns nothing may be lost, doubled or forgotten,
// whatever the model does:
//   queue      put = taken + in transit + left + removed; the capacity is kept
//   resource   in use = what is held, by those who live; the capacity is kept
//   container  the level is between 0 and the capacity
//   gate       nobody waits while it is open
// and nobody waits beside what the object could give. At the end, and at the end of the warm-up, the integral
// of a number over time is the sum of times (J. D. C. Little, 1961): of those who have left and of those
// still there, in queues, in the lines of resources and gates, and between the start and the end of
// processes. Above the capacity there may be what was given back, or what a reduced capacity had allowed.
//
// A violation is a mistake of asim, not of the model: a RunError that begins with "conservation violated".

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "program/state.h"

namespace asim {

/// Two accounts of the same: a number over time, and the times of those who made it up.
struct Account {
  const void* subject;
  std::string_view kind, name;
  Span span;
  std::string_view number;  // "their number", "the number in line"
  double integral;
  double times;  // of those who left since the statistics began, and of those still there
};

/// Of all queues, resources, gates and process types. Little's law says that both are the same, but for the
/// times that those who were there when the statistics began had behind them.
std::vector<Account> accounts_of(const State&);

class Verification {
public:
  /// The state must outlive it. Without `every_turn` builds with assertions look now and then, others never.
  Verification(const State& state, bool every_turn);

  /// How many turns may pass before after_turns() is due.
  std::uint64_t turns_between() const { return turns_between_; }

  /// Statistics begin, once everything is made or reset.
  void begin();
  void after_turns();
  /// Before they are reset, and when the run ends.
  void conclude();

private:
  void check_objects() const;
  void check_holders() const;
  void check_times() const;

  const State& state_;
  bool every_turn_;
  std::uint64_t turns_between_;
  std::map<const void*, double> times_at_begin_;  // by object or process type: of those there already
};

}  // namespace asim
