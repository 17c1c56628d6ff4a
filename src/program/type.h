#pragma once
// What is known of a value's kind before the run: a set of the kinds it may have.
//
// Literals, parameters and declarations are known; variables, members of records and results of calls may be
// anything. A check can only fail where the sets have nothing in common.

#include <cstdint>
#include <string>

namespace asim {

class Type {
public:
  constexpr Type() = default;
  constexpr explicit Type(std::uint16_t bits) : bits_(bits) {}
  constexpr Type operator|(Type o) const { return Type(static_cast<std::uint16_t>(bits_ | o.bits_)); }
  constexpr Type operator&(Type o) const { return Type(static_cast<std::uint16_t>(bits_ & o.bits_)); }
  constexpr bool may_be(Type o) const { return (bits_ & o.bits_) != 0; }
  constexpr bool is_only(Type o) const { return bits_ != 0 && (bits_ & ~o.bits_) == 0; }
  constexpr bool operator==(const Type&) const = default;

  /// "a number", "text or a list", for messages.
  std::string description() const;

private:
  std::uint16_t bits_ = 0;
};

namespace types {
inline constexpr Type null{1}, boolean{2}, number{4}, text{8}, list{16}, record{32}, queue{64}, resource{128},
    container{256}, gate{512}, instance{1024}, process_type{2048};
inline constexpr Type numeric = number | boolean;
inline constexpr Type sequence = text | list;
inline constexpr Type plain = numeric | text | null;
inline constexpr Type object = queue | resource | container | gate;
inline constexpr Type any{0x7FF};       // all but process types, which are no values
inline constexpr Type condition = any;  // truth as in Python: null, false, 0 and what is empty are false
}  // namespace types

}  // namespace asim
