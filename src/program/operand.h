#pragma once
// Operands: what the keys of a step became. An operand is eight bytes; the usual ones (a constant, a variable) are
// read in place, everything else is expression code.

#include <cstdint>

#include "program/type.h"

namespace asim {

struct Operand {
  enum class Kind : std::uint8_t {
    none,      // the key was not given
    constant,  // State::constants[index]: literals, parameters and whatever is computed from them alone
    own,       // Frame::own[index]
    shared,    // State::shared[index]
    draw,      // Expressions::draws[index]: a distribution whose arguments are all constants
    code,      // Expressions::codes[index]
  };
  Kind kind = Kind::none;
  std::uint32_t index = 0;

  bool given() const { return kind != Kind::none; }
};

/// A compiled expression with what is known of its value.
struct Typed {
  Operand operand;
  Type type = types::any;
};

}  // namespace asim
