#include "program/distributions.h"

#include <doctest/doctest.h>

#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace asim;

namespace {

std::string complaint(std::string_view name, const std::vector<double>& arguments) {
  const Distribution* distribution = find_distribution(name);
  REQUIRE(distribution != nullptr);
  REQUIRE(distribution->parameters.size() == arguments.size());
  return distribution->check(arguments.data());
}

// Arguments that each entry accepts.
std::vector<double> good_arguments(const Distribution& distribution) {
  std::vector<double> arguments;
  for (const auto& parameter : distribution.parameters) {
    const bool is_probability = parameter.name == "p";
    arguments.push_back(is_probability ? 0.5 : 1.0 + static_cast<double>(arguments.size()));
  }
  return arguments;
}

}  // namespace

TEST_CASE("the language's distributions are all there, each once and documented") {
  std::set<std::string_view> names;
  for (const Distribution& entry : all_distributions()) {
    CHECK(names.insert(entry.name).second);
    CHECK(find_distribution(entry.name) == &entry);
    for (const auto text : {entry.summary, entry.mean, entry.variance, entry.example})
      CHECK_FALSE(text.empty());
    CHECK(entry.example.starts_with(std::string(entry.name) + "("));
    CHECK(entry.yields_bool == (entry.name == "chance"));
  }
  CHECK(names == std::set<std::string_view>{"uniform", "randint", "exponential", "normal", "lognormal",
                                            "triangular", "gamma", "erlang", "weibull", "beta", "pareto",
                                            "poisson", "binomial", "geometric", "chance"});
  CHECK(find_distribution("Normal") == nullptr);
  CHECK(find_distribution("") == nullptr);
}

TEST_CASE("nan and infinity are refused in every argument of every distribution") {
  for (const Distribution& entry : all_distributions()) {
    CAPTURE(entry.name);
    const std::vector<double> good = good_arguments(entry);
    CHECK(entry.check(good.data()) == "");
    for (std::size_t i = 0; i < good.size(); ++i) {
      for (const double bad :
           {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
            -std::numeric_limits<double>::infinity()}) {
        std::vector<double> arguments = good;
        arguments[i] = bad;
        CHECK(entry.check(arguments.data()).find(" must be a finite number, not ") != std::string::npos);
      }
    }
  }
}

TEST_CASE("complaints say what is wrong") {
  CHECK(complaint("normal", {0, -1}) == "the standard deviation must not be negative, not -1");
  CHECK(complaint("normal", {0, std::numeric_limits<double>::quiet_NaN()}) ==
        "the standard deviation must be a finite number, not nan");
  CHECK(complaint("normal", {0, 0}) == "");
  CHECK(complaint("uniform", {5, 2}) == "a must not be above b, but 5 > 2");
  CHECK(complaint("uniform", {-1e308, 1e308}) == "the range from -1e+308 to 1e+308 is too wide");
  CHECK(complaint("randint", {1, 2.5}) == "b must be a whole number (of at most 2^53), not 2.5");
  CHECK(complaint("randint", {-1e17, 2}) == "a must be a whole number (of at most 2^53), not -1e+17");
  CHECK(complaint("exponential", {-0.5}) == "the mean must not be negative, not -0.5");
  CHECK(complaint("lognormal", {0, -2}) == "sigma must not be negative, not -2");
  CHECK(complaint("triangular", {2, 1, 8}) == "low must not be above the mode, but 2 > 1");
  CHECK(complaint("triangular", {2, 9, 8}) == "the mode must not be above high, but 9 > 8");
  CHECK(complaint("gamma", {0, 1}) == "the shape must be positive, not 0");
  CHECK(complaint("gamma", {-0.0, 1}) == "the shape must be positive, not 0");
  CHECK(complaint("weibull", {1, -1}) == "the scale must not be negative, not -1");
  CHECK(complaint("erlang", {1.5, 2}) == "k must be a whole number from 1 to 2^50, not 1.5");
  CHECK(complaint("erlang", {0, 2}) == "k must be a whole number from 1 to 2^50, not 0");
  CHECK(complaint("beta", {1, 0}) == "b must be positive (at least 1e-100), not 0");
  CHECK(complaint("pareto", {2, 0}) == "the scale must be positive, not 0");
  CHECK(complaint("poisson", {1e300}) == "the mean must be at most 2^50, not 1e+300");
  CHECK(complaint("poisson", {0}) == "");
  CHECK(complaint("binomial", {-1, 0.5}) == "n must be a whole number from 0 to 2^50, not -1");
  CHECK(complaint("binomial", {3, 1.5}) == "the probability must be between 0 and 1, not 1.5");
  CHECK(complaint("geometric", {0}) == "the probability must be above 0 and at most 1, not 0");
  CHECK(complaint("chance", {-0.25}) == "the probability must be between 0 and 1, not -0.25");
}

TEST_CASE("exponential by mean and by rate are the same law") {
  const Distribution* by_mean = find_distribution("exponential");
  const Distribution* by_rate = by_mean->alternative;
  REQUIRE(by_rate != nullptr);
  CHECK(by_mean->parameters[0].name == "mean");
  CHECK(by_rate->parameters[0].name == "rate");
  const double mean = 4, rate = 0.25, zero = 0;
  Stream a(1, 0, "x"), b(1, 0, "x");
  for (int i = 0; i < 100; ++i) CHECK(by_mean->draw(a, &mean) == by_rate->draw(b, &rate));
  CHECK(by_rate->check(&zero) == "the rate must be positive, not 0");
}

TEST_CASE("optional parameters have a fallback") {
  const auto parameters = find_distribution("pareto")->parameters;
  CHECK(parameters[0].required);
  CHECK_FALSE(parameters[1].required);
  CHECK(parameters[1].fallback == 1);
}

TEST_CASE("chance yields 0 or 1") {
  const Distribution* chance = find_distribution("chance");
  Stream stream(2, 0, "chance");
  const double p = 0.5;
  std::set<double> seen;
  for (int i = 0; i < 100; ++i) seen.insert(chance->draw(stream, &p));
  CHECK(seen == std::set<double>{0, 1});
}

TEST_CASE("truncation draws again until a value falls between the bounds, both included") {
  const Distribution& normal = *find_distribution("normal");
  const double arguments[] = {10, 5};
  Stream truncated(3, 0, "t"), plain(3, 0, "t");
  for (int i = 0; i < 1000; ++i) {
    const double value = draw_truncated(normal, truncated, arguments, 8, 11);
    double expected = normal.draw(plain, arguments);
    while (expected < 8 || expected > 11) expected = normal.draw(plain, arguments);
    CHECK(value == expected);
  }
  const double die[] = {1, 6};
  CHECK(draw_truncated(*find_distribution("randint"), truncated, die, 6, 6) == 6);
}

TEST_CASE("truncation to where no value falls gives up") {
  const double arguments[] = {0, 1};
  Stream stream(4, 0, "t");
  CHECK_THROWS_WITH_AS((void)draw_truncated(*find_distribution("uniform"), stream, arguments, 2, 3),
                       "uniform gave no value between 2 and 3 in a million draws", std::domain_error);
  CHECK_THROWS_AS((void)draw_truncated(*find_distribution("uniform"), stream, arguments, 1, 0),
                  std::domain_error);
}
