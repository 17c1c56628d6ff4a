#pragma once
// Making the objects that a model declares, and what expressions read of them.

#include <string>

#include "program/frame.h"
#include "program/program.h"

namespace asim {

/// The variables of a process that carries out the schedule of a resource or one of its downtimes
/// (run/upkeep.h).
struct UpkeepSlot {
  enum Slot : std::uint32_t { resource, part, owner, state, number };
  static constexpr double kIsDown = -2;  // the state of a downtime until the repair
};

/// Makes what is declared, evaluated in the frame, and returns the value that its name has: the object, or
/// for an array the list of its objects. The state owns the objects. RunError if a capacity or level makes no
/// sense.
Value make_declared(State&, Frame&, const ObjectDeclaration&, std::string_view owner);

/// The objects that every instance of a process has for itself.
void make_owned_objects(State&, Instance&);

/// "a level must be finite and not negative, not inf"
std::string level_not_finite(double level);
/// "the level 12 is above the capacity 10"
std::string level_above_capacity(double level, double capacity);

}  // namespace asim
