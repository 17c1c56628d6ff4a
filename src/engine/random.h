#pragma once

// Random streams: a reproducible source of random bits for every place in a model that draws.
//
// A stream is determined by (seed, replication, name of the place) and by nothing else: not by the order in
// which streams are made or drawn from, so adding a process to a model leaves everybody else's numbers as
// they were. Equal triples give equal streams; different ones give streams that are independent for all
// practical purposes.
//
// Generator:  xoshiro256++ 1.0, Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators" (ACM TOMS
//             2021); period 2^256 - 1.
// Seeding:    Philox4x64-10, Salmon, Moraes, Dror & Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3"
//             (SC 2011), with the key (seed, replication) and the 128-bit FNV-1a hash of the place's name as
//             the counter.
// Bounded:    Lemire, "Fast Random Integer Generation in an Interval" (ACM TOMACS 2019).
//
// All of it is integer arithmetic and an exact scaling: the same bits on every compiler and processor.

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace asim {

class Stream {
public:
  using State = std::array<std::uint64_t, 4>;

  // The name is hashed here and not kept.
  Stream(std::uint64_t seed, std::uint64_t replication, std::string_view place);

  // Continues a stream whose state() was saved. The state of four zeros belongs to no stream (it would yield
  // zeros for ever) and is replaced by a fixed other one.
  [[nodiscard]] static Stream from_state(const State& state);

  [[nodiscard]] const State& state() const { return state_; }

  // 64 random bits.
  std::uint64_t next() {
    auto& [a, b, c, d] = state_;
    const std::uint64_t result = std::rotl(a + d, 23) + a;
    const std::uint64_t shifted = b << 17;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = std::rotl(d, 45);
    return result;
  }

  // In [0, 1): a multiple of 2^-53, each equally likely.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  // In (0, 1): an odd multiple of 2^-53, each equally likely; symmetric around 1/2, fit for a logarithm.
  double open_uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

  // In 0 … n-1, each exactly equally likely. n must not be 0.
  std::uint64_t below(std::uint64_t n);

private:
  explicit Stream(const State& state) : state_(state) {}

  State state_;
};

static_assert(sizeof(Stream) == 32 && std::is_trivially_copyable_v<Stream>);

// The block function of Philox4x64-10, public so that it can be held against the published test vectors.
[[nodiscard]] std::array<std::uint64_t, 4> philox4x64(std::array<std::uint64_t, 4> counter,
                                                      std::array<std::uint64_t, 2> key);

}  // namespace asim
