#pragma once
// What a `with` step leaves to others: its answer to a preemption.

#include "engine/resource.h"
#include "program/instance.h"

namespace asim {

/// A hold of the process has been taken away: interrupts it, or sees to it that it gets the resource back.
void take_preemption(Instance& victim, const Preemption&);

/// A process that is held back has been interrupted: it needs nothing back of what the interrupt leaves.
void give_up_returns(Instance&);

/// The request by which a process that is held back gets the resource back; null if it is not.
const Acquire* request_of_held_back(const Instance&);

}  // namespace asim
