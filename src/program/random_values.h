#pragma once
// What the functions that draw have in common: bounds, numbers in lists, rows of the table. Only for the
// files that make the table up.

#include <array>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "program/functions.h"

namespace asim {

/// `min=` and `max=` of a call.
struct Bounds {
  double low = -HUGE_VAL, high = HUGE_VAL;
  bool given = false;

  bool admit(double x) const { return low <= x && x <= high; }
  /// RunError if the value is no number.
  bool admit(const Arguments&, const Value&) const;
};

/// Of the arguments `first` and the one behind it; null is none. RunError if nothing lies between them.
Bounds bounds_of(const Arguments&, std::size_t first);

/// The numbers of a list argument. RunError if it is none, or has other members.
class Numbers {
public:
  Numbers(const Arguments&, std::size_t argument);
  Numbers(const Numbers&) = delete;
  Numbers& operator=(const Numbers&) = delete;

  std::size_t size() const { return all_.size(); }
  double operator[](std::size_t i) const { return all_[i]; }
  std::span<const double> all() const { return all_; }
  std::span<double> all() { return all_; }
  /// RunError with "a mean must not be negative or infinite, not -1" for the first number that is not in
  /// order.
  template <class Holds>
  void require(Span span, std::string_view rule, Holds holds) const {
    for (const double x : all_) {
      if (!holds(x)) refuse(span, rule, x);
    }
  }

private:
  [[noreturn]] static void refuse(Span, std::string_view rule, double);

  std::array<double, 16> few_;  // no allocation for the usual short list
  std::vector<double> many_;
  std::span<double> all_;
};

/// A weight; RunError if it is negative or infinite.
double to_weight(const Arguments&, const Value&, Span);

inline constexpr int kMostAttempts = 1'000'000;
[[noreturn]] void throw_never_between(const Arguments&, const Bounds&);

/// Draws until a number is admitted.
template <class AnyDice, class Draw>
double drawn_between(const Arguments& a, const Bounds& bounds, AnyDice& dice, Draw draw) {
  double x = draw(dice);
  for (int attempt = 1; !bounds.admit(x); ++attempt) {
    if (attempt == kMostAttempts) throw_never_between(a, bounds);
    dice.again();
    x = draw(dice);
  }
  return x;
}
/// A row of the table.
Function random_function(std::string_view name, std::span<const FunctionParameter> parameters, Type result,
                         Value (*call)(const Arguments&), Value (*mirrored)(const Arguments&));

}  // namespace asim
