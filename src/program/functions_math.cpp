// Functions of numbers, and conversions between numbers and text.

#include <cmath>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "base/elementary.h"
#include "base/numbers.h"
#include "program/function_tables.h"
#include "program/heap.h"
#include "program/operations.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr FunctionParameter kNumber[] = {{"x", types::numeric}};
constexpr FunctionParameter kRounded[] = {{"x", types::numeric}, {"digits", types::numeric, false}};
constexpr FunctionParameter kConverted[] = {{"x", types::numeric | types::text}};
constexpr FunctionParameter kAnything[] = {{"x"}};

double number(const Arguments& a, std::size_t i) { return to_number(a[i], a.excerpt, a.spans[i]); }

// Half to even, as in Python: decimal digits are taken from the exact value, not from a scaled one.
Value round_number(const Arguments& a) {
  const double x = number(a, 0);
  const std::int64_t digits = a[1].is_null() ? 0 : to_integer(a[1], a.excerpt, a.spans[1]);
  if (!std::isfinite(x) || digits > 300) return x;
  if (digits == 0) return std::nearbyint(x);
  if (digits < -308) return 0.0;
  if (digits < 0) {
    const double unit = elementary::pow(10, static_cast<double>(-digits));
    return std::nearbyint(x / unit) * unit;
  }
  return parse_number(fmt::format("{:.{}f}", x, static_cast<int>(digits))).value_or(x);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

double converted(const Arguments& a) {
  if (!a[0].is_text()) return number(a, 0);
  const std::string_view text = trimmed(a[0].as_text()->view());
  if (text == "inf" || text == "+inf") return INFINITY;
  if (text == "-inf") return -INFINITY;
  const auto value = parse_number(text);
  if (!value) throw RunError(a.spans[0], fmt::format("the text '{}' is not a number", text));
  return *value;
}

Value to_float(const Arguments& a) { return converted(a); }

Value to_whole(const Arguments& a) {
  const double x = converted(a);
  if (!std::isfinite(x)) throw RunError(a.spans[0], fmt::format("{} has no whole part", number_text(x)));
  return std::trunc(x);
}

Value to_text(const Arguments& a) {
  if (a[0].is_text()) return a[0];
  return Value::adopt(Text::make(a.pool, value_text(a[0])));
}

Function of_number(std::string_view name, double (*math)(double), std::string_view domain,
                   std::string_view summary, std::string_view example, std::string_view shows) {
  Function f;
  f.name = name;
  f.parameters = kNumber;
  f.result = types::number;
  f.math = math;
  f.domain = domain;
  f.summary = summary;
  f.example = example;
  f.shows = shows;
  return f;
}

Function conversion(std::string_view name, std::span<const FunctionParameter> parameters, Type result,
                    Value (*call)(const Arguments&), std::string_view summary, std::string_view example,
                    std::string_view shows) {
  Function f;
  f.name = name;
  f.parameters = parameters;
  f.result = result;
  f.call = call;
  f.summary = summary;
  f.example = example;
  f.shows = shows;
  return f;
}

}  // namespace

std::span<const Function> math_functions() {
  using elementary::cos, elementary::exp, elementary::log, elementary::log10, elementary::sin;
  static const Function table[] = {
      of_number(
          "abs", [](double x) { return std::fabs(x); }, "a number", "the magnitude of a number", "abs(-3)",
          "3"),
      of_number(
          "floor", [](double x) { return std::floor(x); }, "a number", "the next whole number below or equal",
          "floor(-2.5)", "-3"),
      of_number(
          "ceil", [](double x) { return std::ceil(x); }, "a number", "the next whole number above or equal",
          "ceil(2.1)", "3"),
      of_number(
          "sqrt", [](double x) { return std::sqrt(x); }, "a number that is not negative", "the square root",
          "sqrt(16)", "4"),
      of_number(
          "exp", [](double x) { return exp(x); }, "a number below 709.78", "e to the power x", "exp(0)", "1"),
      of_number(
          "log", [](double x) { return log(x); }, "a number above zero", "the natural logarithm", "log(1)",
          "0"),
      of_number(
          "log10", [](double x) { return log10(x); }, "a number above zero", "the logarithm to the base 10",
          "log10(1000)", "3"),
      of_number(
          "sin", [](double x) { return sin(x); }, "a finite number", "the sine of an angle in radians",
          "sin(0)", "0"),
      of_number(
          "cos", [](double x) { return cos(x); }, "a finite number", "the cosine of an angle in radians",
          "cos(0)", "1"),
      conversion("round", kRounded, types::number, round_number,
                 "the nearest number with so many decimals; halves go to the even neighbour",
                 "round(2.675, 1)", "2.7"),
      conversion("int", kConverted, types::number, to_whole,
                 "the whole part of a number, or of one written as text", "int('12') + int(2.9)", "14"),
      conversion("float", kConverted, types::number, to_float, "the number that a text says", "float('2.5')",
                 "2.5"),
      conversion("str", kAnything, types::text, to_text, "a value as it prints", "str(2) + '%'", "2%"),
  };
  return table;
}

}  // namespace asim
