#include "base/elementary.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/double2.h"

namespace asim::elementary {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double smallest_normal = std::numeric_limits<double>::min();

// ---- tables ----
// Computed by the compiler in fixed point with 120 fraction bits, so that no floating-point rounding enters
// them.

__extension__ using Fixed = __int128;
__extension__ using Wide = unsigned __int128;

constexpr int fraction_bits = 120;
constexpr Fixed fixed_one = Fixed{1} << fraction_bits;
constexpr Fixed fixed_ln2 = (Fixed{0x00B17217F7D1CF79} << 64) | Fixed{0xABC9E3B39803F2F6};

// For 0 <= a, b < 2, good to a few units of 2^-120.
constexpr Fixed fixed_product(Fixed a, Fixed b) {
  constexpr Fixed low_word = (Fixed{1} << 64) - 1;
  return (((a >> 64) * (b >> 64)) << 8) + (((a >> 64) * (b & low_word)) >> 56) +
         (((a & low_word) * (b >> 64)) >> 56);
}

// ln(j/128) = 2 artanh((j - 128)/(j + 128))
constexpr Fixed fixed_log(int j) {
  const Fixed numerator = j - 128, denominator = j + 128;
  Fixed power = (fixed_one / denominator) * numerator;
  Fixed sum = power;
  for (int n = 3; power != 0; n += 2) {
    power = (power / (denominator * denominator)) * (numerator * numerator);
    sum += power / n;
  }
  return 2 * sum;
}

// 2^(j/128) for 0 <= j < 128
constexpr Fixed fixed_exp2(int j) {
  const Fixed x = fixed_ln2 / 128 * j;
  Fixed term = fixed_one, sum = fixed_one;
  for (int n = 1; term != 0; ++n) {
    term = fixed_product(term, x) / n;
    sum += term;
  }
  return sum;
}

// Splits with the high part a multiple of 2^-high_bits.
constexpr Double2 split(Fixed value, int high_bits) {
  const Fixed high = value >> (fraction_bits - high_bits);
  const Fixed low = value - (high << (fraction_bits - high_bits));
  return {static_cast<double>(high) / static_cast<double>(Fixed{1} << high_bits),
          static_cast<double>(low) / static_cast<double>(fixed_one)};
}

struct LogEntry {
  Double2 logarithm;
  double reciprocal;
};

constexpr int log_first = 91;  // 91/128 … 181/128, the multiples nearest to sqrt(1/2) … sqrt(2)
constexpr auto log_table = [] {
  std::array<LogEntry, 91> table{};
  for (int j = log_first; j - log_first < 91; ++j) {
    table[static_cast<unsigned>(j - log_first)] = {split(fixed_log(j), 42), 128.0 / j};
  }
  return table;
}();

constexpr auto exp2_table = [] {
  std::array<Double2, 128> table{};
  for (int j = 0; j < 128; ++j) table[static_cast<unsigned>(j)] = split(fixed_exp2(j), 52);
  return table;
}();

// ---- logarithms ----

constexpr Double2 ln2{0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45};  // the high part leaves room for 11 bits

// (log(1 + z) - z + z*z/2) / z^3 for |z| < 1/180
constexpr double log_tail(double z) {
  const double s = z * z;
  return (1.0 / 3 - z * (1.0 / 4)) +
         s * ((1.0 / 5 - z * (1.0 / 6)) + s * ((1.0 / 7 - z * (1.0 / 8)) + s * (1.0 / 9)));
}

// log(x) with about 70 significant bits, for positive finite x: with x = 2^exponent * m, c the multiple of
// 1/128 nearest to m, and z of 26 bits so that z * c and z * z are exact,
//   m = c (1 + z) + rest,   log(m) = log(c) + log(1 + z) - log(1 - rest/m).
// Near 1, c is 1 and its logarithm 0, so nothing cancels.
Double2 extended_log(double x) {
  constexpr std::uint64_t sqrt_half = 0x3FE6A09E00000000;
  const std::int64_t subnormal = x < smallest_normal ? 54 : 0;
  if (subnormal != 0) [[unlikely]]
    x *= 0x1p54;
  const std::int64_t shift = static_cast<std::int64_t>(bits_of(x) - sqrt_half) >> 52;
  const double m = from_bits(bits_of(x) - (static_cast<std::uint64_t>(shift) << 52));
  const double exponent = static_cast<double>(shift - subnormal);

  const int nearest = static_cast<int>(m * 128 + 0.5);
  const LogEntry& entry = log_table[static_cast<unsigned>(nearest - log_first)];
  const double c = nearest * 0x1p-7;
  const double z = leading_half((m - c) * entry.reciprocal);
  const double t = ((m - c) - z * c) / m;

  const Double2 first = fast_two_sum(exponent * ln2.high + entry.logarithm.high, z);
  const Double2 second = fast_two_sum(first.high, -0.5 * z * z);
  const double constant = exponent * ln2.low + entry.logarithm.low;
  const double correction = t + (0.5 * t * t + z * z * z * log_tail(z));
  return fast_two_sum(second.high, second.low + (first.low + (constant + correction)));
}

// The logarithm of 0, of negative numbers, of inf and of nan.
double special_log(double x) {
  if (x == 0) return -infinity;
  return x > 0 ? x : not_a_number;
}

constexpr bool is_positive_finite(double x) { return x > 0 && x < infinity; }

// ---- exponential ----

// value * 2^exponent, rounded once more only where the result is subnormal. -1130 < exponent < 1100
double scale(double value, std::int64_t exponent) {
  const auto power = [](std::int64_t n) { return from_bits(static_cast<std::uint64_t>(n + 1023) << 52); };
  if (exponent >= -1021 && exponent <= 1023) [[likely]]
    return value * power(exponent);
  return exponent > 0 ? value * power(exponent - 100) * 0x1p100 : value * power(exponent + 110) * 0x1p-110;
}

// exp(x + tail) for a small tail.
double exp_of_sum(double x, double tail) {
  constexpr double steps_per_unit = 0x1.71547652b82fep+7;  // 128/ln 2
  constexpr Double2 step{0x1.62e42fef80000p-8, 0x1.1cf79abc9e3b4p-43};
  constexpr double to_integer = 0x1.8p52;  // adding it rounds to an integer in the low bits
  if (!(x < 710)) return x > 0 ? infinity : not_a_number;
  if (x < -746) return 0;
  const double shifted = x * steps_per_unit + to_integer;
  const double n = shifted - to_integer;
  const auto whole = static_cast<std::int64_t>(n);
  const double r = ((x - n * step.high) - n * step.low) + tail;
  const double p = r + r * r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120))));
  const Double2 root = exp2_table[static_cast<std::uint64_t>(whole) & 127];
  return scale(root.high + (root.low + root.high * p), whole >> 7);
}

// ---- power ----

enum class Integrality { not_integer, even, odd };

Integrality integrality(double y) {
  const double magnitude = std::fabs(y);
  if (magnitude >= 0x1p53) return Integrality::even;
  const auto truncated = static_cast<std::int64_t>(magnitude);
  if (static_cast<double>(truncated) != magnitude) return Integrality::not_integer;
  return (truncated & 1) != 0 ? Integrality::odd : Integrality::even;
}

// |x|^y for x in {0, ±inf} or y = ±inf; x is not ±1 if y is infinite, and y is neither 0 nor nan.
double special_pow(double magnitude, double y) {
  const bool grows = (magnitude > 1) == (y > 0);
  return grows ? infinity : 0;
}

// magnitude^y for positive finite magnitude and finite y.
double positive_pow(double magnitude, double y) {
  if (std::fabs(y) < 0x1p-70) return 1;
  if (std::fabs(y) > 0x1p70) return magnitude == 1 ? 1 : special_pow(magnitude, y);
  const Double2 logarithm = extended_log(magnitude);
  const Double2 product = two_product(logarithm.high, y);
  return exp_of_sum(product.high, product.low + logarithm.low * y);
}

}  // namespace

double log(double x) {
  if (!is_positive_finite(x)) [[unlikely]]
    return special_log(x);
  return extended_log(x).high;
}

double log10(double x) {
  if (!is_positive_finite(x)) return special_log(x);
  constexpr Double2 log10_e{0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
  const Double2 logarithm = extended_log(x);
  const Double2 product = two_product(logarithm.high, log10_e.high);
  return product.high + (product.low + (logarithm.high * log10_e.low + logarithm.low * log10_e.high));
}

double log1p(double x) {
  const Double2 sum = two_sum(1, x);
  if (!is_positive_finite(sum.high)) return special_log(sum.high);
  const Double2 logarithm = extended_log(sum.high);
  return logarithm.high + (logarithm.low + sum.low / sum.high);
}

double exp(double x) { return exp_of_sum(x, 0); }

double pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return not_a_number;
  const double magnitude = std::fabs(x);
  if (std::fabs(y) == infinity) return magnitude == 1 ? 1 : special_pow(magnitude, y);
  const Integrality kind = integrality(y);
  if (magnitude == 0 || magnitude == infinity) {
    return kind == Integrality::odd ? std::copysign(special_pow(magnitude, y), x) : special_pow(magnitude, y);
  }
  if (x > 0) return positive_pow(x, y);
  if (kind == Integrality::not_integer) return not_a_number;
  return kind == Integrality::odd ? -positive_pow(magnitude, y) : positive_pow(magnitude, y);
}

}  // namespace asim::elementary
