#pragma once
// Places that can be assigned to: `served`, `job.done`, `made[i]`, `teller.capacity`.

#include <cstdint>

#include "base/source.h"
#include "program/frame.h"
#include "program/operand.h"
#include "program/value.h"

namespace asim {

struct Place {
  enum class Kind : std::uint8_t {
    own,        // Frame::own[slot]
    shared,     // State::shared[slot]
    attribute,  // of what `base` yields: a record's member, a process's variable, an object's setting
    member,     // of the list or record that `base` yields
  };
  Kind kind = Kind::own;
  std::uint32_t slot = 0;
  Operand base;
  Operand key;  // of a member
  Value name;   // of an attribute: immortal text
  Span span;    // the whole place
  Span base_span;
  Span key_span;
};

/// Throws RunError where the place does not exist or cannot take the value.
void assign(const Place&, Frame&, Value);

}  // namespace asim
