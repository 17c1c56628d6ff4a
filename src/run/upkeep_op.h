#pragma once
// The op of the processes that carry out schedules and downtimes: for upkeep.cpp only.

#include "program/objects.h"
#include "steps/execution.h"

namespace asim {

/// Part 0 is the schedule, part n the n-th downtime.
class UpkeepOp final : public Op {
public:
  const Op* execute(Frame&) const override;
  const Op* resume(Frame&) const override;
  std::string dump() const override { return "upkeep"; }

private:
  const Op* go_on(Frame&) const;
  const Op* change_capacity(Frame&) const;
  const Op* begin_interval(Frame&) const;
  const Op* wait_for_use(Frame&) const;
  const Op* break_down(Frame&) const;
  const Op* repair(Frame&) const;
};

}  // namespace asim
