#pragma once

// Dice: a stream as the samplers of lists and mixtures use it, as it is or mirrored.
//
// A mirrored stream gives to each draw the value that lies as far from the other end of its law: the uniform
// u becomes 1 - u, the i-th of n becomes the i-th from the end, the exponential value with the distribution
// function F becomes the one with 1 - F. Both follow the same law and take the same bits of the stream, so
// that two runs, one of them mirrored, stay in step: antithetic variates, Hammersley & Morton (1956).

#include "engine/distributions.h"
#include "engine/random.h"

namespace asim {

// The value of the exponential distribution with mean 1 that exceeds as many others as x is exceeded by:
// -log(1 - exp(-x)). x >= 0; finite also for x = 0, whose probability is 2^-53.
double mirrored_exponential(double x);

// A stream that depends on where this one is and on nothing else: for what a mirrored draw needs beyond the
// bits that the plain one takes.
Stream beside(const Stream& stream);

class Dice {
public:
  static constexpr bool kMirrored = false;
  explicit Dice(Stream& stream) : stream_{stream} {}

  double uniform() { return stream_.uniform(); }
  std::uint64_t below(std::uint64_t n) { return stream_.below(n); }
  double exponential() { return standard_exponential(stream_); }
  // What was drawn is refused: another attempt follows.
  void again() {}

private:
  Stream& stream_;
};

// Only the first attempt is mirrored: the ones of the plain draw are no partners of later ones.
class MirroredDice {
public:
  static constexpr bool kMirrored = true;
  explicit MirroredDice(Stream& stream) : stream_{stream}, beside_{beside(stream)} {}

  double uniform() { return is_first_ ? (1 - 0x1p-53) - stream_.uniform() : beside_.uniform(); }
  std::uint64_t below(std::uint64_t n) { return is_first_ ? n - 1 - stream_.below(n) : beside_.below(n); }
  double exponential() {
    return is_first_ ? mirrored_exponential(standard_exponential(stream_)) : standard_exponential(beside_);
  }
  void again() { is_first_ = false; }

private:
  Stream& stream_;
  Stream beside_;
  bool is_first_ = true;
};

}  // namespace asim
