#pragma once
// How a process sleeps if nobody watches: in its own slot of the future event list, without an event, or, if
// nothing else is due before, not at all: the clock is set to the end.

#include "steps/execution.h"

namespace asim {

/// … if the slot is taken because the process has scheduled something else in this turn.
const Op* sleep_elsewhere(const Op&, Instance&, double end);
/// … if the numbers of notices have run out.
const Op* sleep_renumbered(Loop&);

/// Sleeps until `end`, which is not before now and not -0; goes on with op.next, which is op.after_sleep.
/// Precondition: no interrupt is pending.
[[gnu::always_inline]] inline const Op* sleep_quickly(const Op& op, State& state, Instance& self,
                                                      double end) {
  Loop& loop = state.loop;
  if (!loop.can_put_to_sleep()) [[unlikely]]
    return sleep_elsewhere(op, self, end);
  if (loop.can_sleep_through(end) && state.way != &Op::stop) {  // nobody calls for attention
    loop.sleep_through(end);
    return go_on_with(*op.next, state, self);
  }
  self.op = &op;
  loop.put_to_sleep(self, end);
  if (loop.must_be_renumbered()) [[unlikely]]
    return sleep_renumbered(loop);
  return kWaits;
}

}  // namespace asim
