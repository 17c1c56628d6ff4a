#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/double2.h"
#include "base/elementary.h"

namespace asim::elementary {

namespace {

__extension__ using Wide = unsigned __int128;

// x = quadrant * pi/2 + rest (modulo 2 pi), |rest| at most about pi/4.
struct Reduced {
  unsigned quadrant;
  Double2 rest;
};

constexpr Double2 half_pi{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};

// The bits of 2/pi after the point: enough for the largest double.
constexpr std::array<std::uint64_t, 19> two_over_pi = {
    0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
    0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4,
    0x9C845F8BBDF9283B, 0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
    0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB};

// 64 bits of 2/pi of which the first has the weight 2^-(position + 1); position may be negative.
std::uint64_t two_over_pi_bits(int position) {
  const auto word = [](int index) {
    return index >= 0 && index < 19 ? two_over_pi[static_cast<unsigned>(index)] : 0;
  };
  const int index = position >> 6, offset = position & 63;
  if (offset == 0) return word(index);
  return (word(index) << offset) | (word(index + 1) >> (64 - offset));
}

// Payne & Hanek: x * 2/pi modulo 4 in 192-bit integers, for positive x. Multiples of 4 never enter the
// product; with 190 fraction bits some 70 are left after the worst cancellation that a double can cause.
Reduced reduce_exactly(double x) {
  const std::uint64_t significand = (bits_of(x) & 0x000FFFFFFFFFFFFF) | 0x0010000000000000;
  const int exponent = static_cast<int>(bits_of(x) >> 52) - 1075;  // x = significand * 2^exponent
  const int first = exponent - 2;
  const Wide low = static_cast<Wide>(significand) * two_over_pi_bits(first + 128);
  const Wide middle = static_cast<Wide>(significand) * two_over_pi_bits(first + 64) + (low >> 64);
  const std::uint64_t high = significand * two_over_pi_bits(first) + static_cast<std::uint64_t>(middle >> 64);

  // high has two integer bits and the first 62 fraction bits; a fraction above one half counts down from the
  // next.
  Wide fraction = (static_cast<Wide>(high) << 66) |
                  (static_cast<Wide>(static_cast<std::uint64_t>(middle)) << 2) |
                  (static_cast<std::uint64_t>(low) >> 62);
  std::uint64_t tail = static_cast<std::uint64_t>(low) << 2;
  const bool negative = (fraction >> 127) != 0;
  if (negative) {
    fraction = ~fraction;
    tail = ~tail;
  }
  double unit = 0x1p-53;
  while ((fraction >> 127) == 0 && unit > 0x1p-180) {
    fraction = (fraction << 1) | (tail >> 63);
    tail <<= 1;
    unit *= 0.5;
  }
  const double sign = negative ? -unit : unit;
  const Double2 turn{
      static_cast<double>(static_cast<std::uint64_t>(fraction >> 75)) * sign,
      static_cast<double>(static_cast<std::uint64_t>(fraction >> 22) & 0x001FFFFFFFFFFFFF) * sign * 0x1p-53};
  const Double2 product = two_product(turn.high, half_pi.high);
  return {static_cast<unsigned>(high >> 62) + (negative ? 1U : 0U),
          fast_two_sum(product.high, product.low + (turn.high * half_pi.low + turn.low * half_pi.high))};
}

// For positive finite x. Cody & Waite in three parts where they suffice: the first two leave room for n.
Reduced reduce(double x) {
  constexpr double first = 0x1.921fb54400000p+0, second = 0x1.0b4611a600000p-34,
                   third = 0x1.3198a2e037073p-69;
  constexpr double to_integer = 0x1.8p52;
  if (x <= 0x1.921fb54442d18p-1) return {0, {x, 0}};
  if (x > 0x1p20) return reduce_exactly(x);
  const double shifted = x * 0x1.45f306dc9c883p-1 + to_integer;
  const double n = shifted - to_integer;
  const Double2 rest = two_sum(x - n * first, -n * second);
  if (std::fabs(rest.high) < 0x1p-24) return reduce_exactly(x);
  return {static_cast<unsigned>(bits_of(shifted) & 3), fast_two_sum(rest.high, rest.low - n * third)};
}

// Taylor's polynomials; what they leave out is below 2^-63 of the result for |x| <= pi/4.
double sine(Double2 x) {
  const double s = x.high * x.high;
  const double tail =
      -1.0 / 5040 +
      s * (1.0 / 362880 + s * (-1.0 / 39916800 + s * (1.0 / 6227020800 + s * (-1.0 / 1307674368000 +
                                                                              s * (1.0 / 355687428096000)))));
  const double cubic = s * x.high * (-1.0 / 6 + s * (1.0 / 120 + s * tail));
  return x.high + (cubic + x.low * (1 - 0.5 * s));
}

double cosine(Double2 x) {
  const double s = x.high * x.high;
  const double tail =
      -1.0 / 720 +
      s * (1.0 / 40320 + s * (-1.0 / 3628800 +
                              s * (1.0 / 479001600 + s * (-1.0 / 87178291200 + s * (1.0 / 20922789888000)))));
  const double half = 0.5 * s;
  const double top = 1 - half;
  return top + (((1 - top) - half) + (s * s * (1.0 / 24 + s * tail) - x.high * x.low));
}

// sin(x + quarter_turns * pi/2) for x >= 0
double sine_of_quadrant(const Reduced& reduced, unsigned quarter_turns) {
  const unsigned quadrant = (reduced.quadrant + quarter_turns) & 3;
  const double value = (quadrant & 1) != 0 ? cosine(reduced.rest) : sine(reduced.rest);
  return (quadrant & 2) != 0 ? -value : value;
}

bool is_finite(double x) { return std::fabs(x) < std::numeric_limits<double>::infinity(); }

}  // namespace

double sin(double radians) {
  if (!is_finite(radians)) return std::numeric_limits<double>::quiet_NaN();
  if (radians == 0) return radians;
  const double value = sine_of_quadrant(reduce(std::fabs(radians)), 0);
  return radians < 0 ? -value : value;
}

double cos(double radians) {
  if (!is_finite(radians)) return std::numeric_limits<double>::quiet_NaN();
  return sine_of_quadrant(reduce(std::fabs(radians)), 1);
}

}  // namespace asim::elementary
