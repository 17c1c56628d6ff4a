#include "engine/random.h"

#include <cassert>

namespace asim {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t high_word(Wide value) { return static_cast<std::uint64_t>(value >> 64); }
constexpr std::uint64_t low_word(Wide value) { return static_cast<std::uint64_t>(value); }

constexpr Wide wide(std::uint64_t high, std::uint64_t low) { return (static_cast<Wide>(high) << 64) | low; }

// FNV-1a with 128 bits (Fowler, Noll & Vo): no cryptographic strength, but two names of a model never collide
// by chance, and Philox does the mixing.
Wide fnv1a(std::string_view text) {
  constexpr Wide prime = wide(0x0000000001000000, 0x000000000000013B);
  Wide hash = wide(0x6C62272E07BB0142, 0x62B821756295C58D);
  for (const char character : text) {
    hash ^= static_cast<unsigned char>(character);
    hash *= prime;
  }
  return hash;
}

}  // namespace

std::array<std::uint64_t, 4> philox4x64(std::array<std::uint64_t, 4> counter,
                                        std::array<std::uint64_t, 2> key) {
  constexpr int rounds = 10;
  for (int round = 0; round < rounds; ++round) {
    const Wide even = static_cast<Wide>(0xD2E7470EE14C6C93) * counter[0];
    const Wide odd = static_cast<Wide>(0xCA5A826395121157) * counter[2];
    counter = {high_word(odd) ^ counter[1] ^ key[0], low_word(odd), high_word(even) ^ counter[3] ^ key[1],
               low_word(even)};
    key[0] += 0x9E3779B97F4A7C15;
    key[1] += 0xBB67AE8584CAA73B;
  }
  return counter;
}

Stream::Stream(std::uint64_t seed, std::uint64_t replication, std::string_view place) : state_{} {
  const Wide hash = fnv1a(place);
  *this = from_state(philox4x64({low_word(hash), high_word(hash), 0, 0}, {seed, replication}));
}

Stream Stream::from_state(const State& state) {
  const bool degenerate = (state[0] | state[1] | state[2] | state[3]) == 0;
  return Stream(degenerate ? State{1, 2, 3, 4} : state);
}

std::uint64_t Stream::below(std::uint64_t n) {
  assert(n > 0);
  Wide product = static_cast<Wide>(next()) * n;
  if (low_word(product) < n) {
    const std::uint64_t surplus =
        (0 - n) % n;  // 2^64 mod n: that many low words would come up once too often
    while (low_word(product) < surplus) product = static_cast<Wide>(next()) * n;
  }
  return high_word(product);
}

}  // namespace asim
