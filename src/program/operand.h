#pragma once
// Operands: what the keys of a step became. An operand is eight bytes; the usual ones (a constant, a
// variable, a draw, the time since something) are evaluated in place, everything else is expression code.

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
    now,       // the clock, which is what codes[index] computes
    elapsed,   // the clock minus own[slot], which is what codes[index] computes
  };
  Kind kind = Kind::none;
  std::uint16_t slot = 0;
  std::uint32_t index = 0;

  constexpr Operand() = default;
  constexpr Operand(Kind k, std::uint32_t i, std::uint16_t s = 0) : kind(k), slot(s), index(i) {}

  bool given() const { return kind != Kind::none; }
};

/// A compiled expression with what is known of its value.
struct Typed {
  Operand operand;
  Type type = types::any;
};

}  // namespace asim
