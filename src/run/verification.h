#pragma once
// Verification: a run looks at itself. Between any two turns nothing may be lost, doubled or forgotten,
// whatever the model does:
//   queue      put = taken + in transit + left + removed; the capacity is kept
//   resource   in use = what is held, by those who live; the capacity is kept
//   container  the level is between 0 and the capacity
//   gate       nobody waits while it is open
//   process    the integral of the number in system = the sum of the times in system (J. D. C. Little, 1961)
// and nobody waits beside what the object could give.
// Above the capacity there may be what was given back, or what a reduced capacity had allowed.
//
// A violation is a mistake of asim, not of the model: a RunError that begins with "conservation violated".

#include <cstdint>
#include <vector>

#include "program/state.h"

namespace asim {

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
  /// The living of one type, those that have not started included.
  struct Population {
    std::uint32_t alive = 0;
    double since = 0;     // when it became so
    double integral = 0;  // over time, from begin() on
    double age = 0;       // of all together, at begin()
  };

  void follow_populations();
  void check_objects() const;
  void check_holders() const;
  void check_times_in_system();
  std::vector<double> ages() const;

  const State& state_;
  bool every_turn_;
  std::uint64_t turns_between_;
  std::vector<Population> populations_;  // by process type
};

}  // namespace asim
