#pragma once
// The instructions of expression code, each only here: name, and what its operands are, which is how dump()
// shows it.
//
//   r  a register          v  any value: register, constant, own or shared variable
//   n  a plain number      j  the index of an instruction        c  a constant's index (a name)
//   f, d, m, t, o  an entry of Expressions::calls, draws, methods, formats, attributes      .  nothing
//
// The first operand is the target, if there is one.

#include <cstdint>

#define ASIM_OPCODES(X)                                                                                      \
  X(check, ".v.") /* throws if this derived constant could not be computed */                                \
  X(move, "rv.")                                                                                             \
  X(load_now, "r..")                                                                                         \
  X(load_self, "r..")                                                                                        \
  X(load_item, "r..")                                                                                        \
  X(negate, "rv.")                                                                                           \
  X(positive, "rv.")                                                                                         \
  X(logical_not, "rv.")                                                                                      \
  X(add, "rvv")                                                                                              \
  X(subtract, "rvv")                                                                                         \
  X(multiply, "rvv")                                                                                         \
  X(divide, "rvv")                                                                                           \
  X(floor_divide, "rvv")                                                                                     \
  X(modulo, "rvv")                                                                                           \
  X(power, "rvv")                                                                                            \
  X(equal, "rvv")                                                                                            \
  X(not_equal, "rvv")                                                                                        \
  X(less, "rvv")                                                                                             \
  X(less_equal, "rvv")                                                                                       \
  X(greater, "rvv")                                                                                          \
  X(greater_equal, "rvv")                                                                                    \
  X(contained, "rvv") /* left in right */                                                                    \
  X(not_contained, "rvv")                                                                                    \
  X(jump, "..j")                                                                                             \
  X(jump_if, ".vj")                                                                                          \
  X(jump_unless, ".vj")                                                                                      \
  X(index, "rvv")                                                                                            \
  X(slice, "rvr") /* bounds: three registers, null where none is given */                                    \
  X(attribute, "rvc")                                                                                        \
  X(object_attribute, "rvo") /* of a value that is known to be such an object */                             \
  X(type_attribute, "rnc")   /* of a process type */                                                         \
  X(type_index, "rnv")                                                                                       \
  X(sole_instance, "rn.")                                                                                    \
  X(make_list, "rn.") /* with room for so many */                                                            \
  X(append, "rv.")                                                                                           \
  X(make_record, "rn.")                                                                                      \
  X(set_member, "rvv")                                                                                       \
  X(begin_text, "r..") /* remembers in the register where the text began */                                  \
  X(append_text, ".v.")                                                                                      \
  X(append_format, ".vt")                                                                                    \
  X(end_text, "r..")                                                                                         \
  X(call, "rrf")           /* arguments in consecutive registers */                                          \
  X(call_math, "rvf")      /* number to number */                                                            \
  X(call_method, "rrm")    /* receiver and arguments in consecutive registers */                             \
  X(draw, "r.d")           /* arguments are constants */                                                     \
  X(draw_with, "rrd")      /* arguments in consecutive registers */                                          \
  X(read_statistic, "rvn") /* the value: q of a quantile */                                                  \
  X(iterate, "rv.")        /* two registers: the list and the position in it */                              \
  X(next, "rrj")           /* of an iteration; jumps at its end */                                           \
  X(keep_least, "rvj")     /* takes the value if it is less than the register or that is null; else jumps */ \
  X(keep_greatest, "rvj")                                                                                    \
  X(mean_of, "rvv")   /* sum and count; null if the count is 0 */                                            \
  X(give, ".v.")      /* the result */                                                                       \
  X(give_text, "...") /* the result is the text appended since the code began */

namespace asim {

enum class Opcode : std::uint8_t {
#define ASIM_OPCODE_NAME(name, operands) name,
  ASIM_OPCODES(ASIM_OPCODE_NAME)
#undef ASIM_OPCODE_NAME
};

}  // namespace asim
