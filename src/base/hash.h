#pragma once
// A hash of text and numbers that is the same on every machine: FNV-1a with 64 bits (Fowler, Noll & Vo),
// mixed at the end by the finalizer of MurmurHash3. Tells things apart, no protection against forgery.

#include <cstdint>
#include <string_view>

namespace asim {

class Hash {
public:
  /// With its length, so that "ab", "c" differs from "a", "bc".
  Hash& add(std::string_view text) {
    add(std::uint64_t{text.size()});
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    return *this;
  }

  Hash& add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(number >> shift));
    return *this;
  }

  std::uint64_t value() const {
    std::uint64_t x = state_;
    x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
    x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
    return x ^ (x >> 33);
  }

private:
  void add_byte(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001B3; }

  std::uint64_t state_ = 0xCBF29CE484222325;
};

}  // namespace asim
