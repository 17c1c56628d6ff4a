#pragma once
// Steady conditions: those on an item that cannot change their mind while the item and whoever asks stay
// where they are. A queue asks a getter's condition when an item comes or the getter comes, and not again
// when a variable that the condition reads changes later; so only a steady one can be asked once more to see
// whether the queue was right.

#include "program/frame.h"
#include "program/operand.h"

namespace asim {

/// Whether the condition on `frame.item` gives the same whenever it is evaluated while `frame.self` waits. It
/// reads nothing but the item, constants and variables that nobody else changes, and draws nothing. Errs on
/// the side of no.
bool is_steady(Operand condition, const Frame& frame);

}  // namespace asim
