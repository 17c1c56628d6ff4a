#pragma once
// Steady conditions: those on an item that cannot change their mind while the item and whoever asks stay
// where they are. A queue asks a getter's condition when an item comes or the getter comes; what a condition
// that is not steady reads is watched, so that it is asked again when that changes.

#include "program/frame.h"
#include "program/operand.h"
#include "program/program.h"

namespace asim {

/// Whether the condition on `frame.item` gives the same whenever it is evaluated while `frame.self` waits. It
/// reads nothing but the item, constants and variables that nobody else changes, and draws nothing. Errs on
/// the side of no.
bool is_steady(Operand condition, const Frame& frame);
/// … on any item.
bool is_steady(Operand condition, const Program&);

}  // namespace asim
