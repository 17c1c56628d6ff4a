#pragma once

// Elementary functions with the same bits on every compiler, processor and C library.
//
// The C library's log, exp, pow, sin and cos differ in the last bit from one version or processor to the
// next, which is enough to send a simulation another way. These are made of nothing but IEEE 754 double
// additions, multiplications and divisions in a fixed order (compile with -ffp-contract=off and without
// -ffast-math; round-to-nearest is assumed) and of tables that the compiler computes in integer arithmetic.
//
// Error: below 1 unit in the last place everywhere, subnormal results and huge arguments of sin and cos
// included.
// Largest error seen over millions of points per function against 80-bit long double, in such units:
//   log 0.501, log10 0.501, log1p 0.67, sin 0.78, cos 0.78
//   exp and pow 0.52, or 0.76 where the result is subnormal
// Time: 1 to 2 times that of a C library that may use FMA; log 2.7 times, being almost correctly rounded.
//
// Special values are those of C's Annex F (log(0) is -inf, log(-1) is nan, pow(x, 0) is 1, …); errno and the
// floating-point flags are left alone.
//
// Methods: table-driven reduction after Tang, "Table-Driven Implementation of the Exponential/Logarithm
// Function" (ACM TOMS 1989, 1990); double-double arithmetic after Dekker (1971); Payne & Hanek's reduction
// (1983).

namespace asim::elementary {

[[nodiscard]] double log(double x);
[[nodiscard]] double log10(double x);
[[nodiscard]] double log1p(double x);  // log(1 + x) without the loss for small x
[[nodiscard]] double exp(double x);
[[nodiscard]] double pow(double x, double y);
[[nodiscard]] double sin(double radians);
[[nodiscard]] double cos(double radians);

}  // namespace asim::elementary
