#pragma once

// Double-double arithmetic (Dekker, "A Floating-Point Technique for Extending the Available Precision", 1971)
// and the bits of a double: what elementary.cpp and trigonometry.cpp share. Round-to-nearest and no
// contraction are assumed.

#include <bit>
#include <cfloat>
#include <cstdint>
#include <limits>

namespace asim::elementary {

static_assert(FLT_EVAL_METHOD == 0 && std::numeric_limits<double>::is_iec559, "needs plain IEEE 754 doubles");

constexpr std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }
constexpr double from_bits(std::uint64_t bits) { return std::bit_cast<double>(bits); }

// The unevaluated sum of two doubles, the low one a small correction of the high one.
struct Double2 {
  double high;
  double low;
};

// a + b exactly, for |a| >= |b| or a == 0.
constexpr Double2 fast_two_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

// a + b exactly.
constexpr Double2 two_sum(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

// The leading 26 bits of the significand; the rest of it has 27.
constexpr double leading_half(double x) { return from_bits(bits_of(x) & 0xFFFFFFFFF8000000); }

// a * b to about 104 bits, unless something overflows or underflows.
constexpr Double2 two_product(double a, double b) {
  const double product = a * b;
  const double a1 = leading_half(a), a2 = a - a1;
  const double b1 = leading_half(b), b2 = b - b1;
  return {product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2};
}

}  // namespace asim::elementary
