#include "engine/distributions.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions.hpp>
#include <cmath>
#include <string>
#include <vector>

using namespace asim;
namespace law = boost::math;

namespace {

using Draw = double (*)(Stream&);

struct Golden {
  const char* name;
  Draw draw;
  std::array<double, 8> values;
};

constexpr int moment_draws = 1'000'000;
constexpr int shape_draws = 200'000;

// Mean and variance of a million draws must be within 5 standard errors of the law's.
template <typename Law>
void check_moments(const char* name, Draw draw, double mean, double variance, double excess_kurtosis,
                   Law shift) {
  Stream stream(11, 0, name);
  double sum = 0, squares = 0;
  for (int i = 0; i < moment_draws; ++i) {
    const double x = shift(draw(stream)) - mean;
    sum += x;
    squares += x * x;
  }
  const double n = moment_draws;
  CHECK(std::fabs(sum / n) < 5 * std::sqrt(variance / n));
  CHECK(std::fabs(squares / n - variance) < 5 * variance * std::sqrt((excess_kurtosis + 2) / n));
}

double same(double x) { return x; }

// Kolmogorov and Smirnov: sqrt(n) times the largest distance of the distribution functions stays below 1.95
// with probability 0.999.
template <typename Law>
void check_continuous(const char* name, Draw draw, const Law& reference) {
  CAPTURE(name);
  check_moments(name, draw, law::mean(reference), law::variance(reference), law::kurtosis_excess(reference),
                same);
  Stream stream(12, 0, name);
  std::vector<double> values;
  for (int i = 0; i < shape_draws; ++i) values.push_back(draw(stream));
  std::sort(values.begin(), values.end());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = law::cdf(reference, values[i]), n = shape_draws;
    distance = std::max({distance, std::fabs(expected - static_cast<double>(i) / n),
                         std::fabs(expected - static_cast<double>(i + 1) / n)});
  }
  CHECK(std::sqrt(static_cast<double>(shape_draws)) * distance < 1.95);
}

// Pearson's chi-square over the values that are expected at least 10 times, the others pooled; the critical
// value is that of probability 0.999. `first` is added to the reference's values.
template <typename Law>
void check_discrete(const char* name, Draw draw, const Law& reference, double first = 0) {
  CAPTURE(name);
  check_moments(name, draw, law::mean(reference), law::variance(reference), law::kurtosis_excess(reference),
                [first](double x) { return x - first; });
  Stream stream(13, 0, name);
  std::vector<double> observed;
  for (int i = 0; i < shape_draws; ++i) {
    const double x = draw(stream) - first;
    REQUIRE_UNARY(x >= 0 && x == std::floor(x));
    const auto index = static_cast<std::size_t>(x);
    if (index >= observed.size()) observed.resize(index + 1);
    ++observed[index];
  }
  double chi_square = 0, pooled_expected = shape_draws, pooled_observed = shape_draws;
  int cells = 0;
  for (std::size_t k = 0; k < observed.size(); ++k) {
    const double expected = shape_draws * law::pdf(reference, static_cast<double>(k));
    if (expected < 10) continue;
    chi_square += (observed[k] - expected) * (observed[k] - expected) / expected;
    pooled_expected -= expected;
    pooled_observed -= observed[k];
    ++cells;
  }
  if (pooled_expected > 1) {
    chi_square += (pooled_observed - pooled_expected) * (pooled_observed - pooled_expected) / pooled_expected;
    ++cells;
  }
  REQUIRE(cells > 1);
  CHECK(chi_square < law::quantile(law::chi_squared(cells - 1), 0.999));
}

}  // namespace

TEST_CASE("fixed streams have these draws, to the bit") {
  const Golden rows[] = {
      {"uniform(s, 2, 5)",
       [](Stream& s) { return uniform(s, 2, 5); },
       {0x1.2ec0ea43a306ep+1, 0x1.08b8ab8bd0dd8p+1, 0x1.21fb2fdc8bf8p+2, 0x1.29757061331dbp+2,
        0x1.cb6c7ec9c8554p+1, 0x1.9aada342f93d1p+1, 0x1.05a9716b056f3p+1, 0x1.e6691952463d5p+1}},
      {"randint(s, -3, 1000000)",
       [](Stream& s) { return randint(s, -3, 1000000); },
       {0x1.8cedp+16, 0x1.7d9bp+16, 0x1.a70f8p+17, 0x1.b6154p+18, 0x1.a1b28p+19, 0x1.06964p+19, 0x1.9178p+15,
        0x1.2c7ap+18}},
      {"exponential(s, 4)",
       [](Stream& s) { return exponential(s, 4); },
       {0x1.10b4f5ff7a9eap-2, 0x1.918897c19183bp+0, 0x1.e71bc585ac77ap+0, 0x1.ba38c4c4e6407p+1,
        0x1.11348b061dda4p+3, 0x1.6c808f5673292p-1, 0x1.ec2820fbfcfc5p+1, 0x1.15ae4669eca5fp-2}},
      {"normal(s, 10, 2)",
       [](Stream& s) { return normal(s, 10, 2); },
       {0x1.02086c212d58ap+3, 0x1.58a221aadc383p+3, 0x1.242e8d655b5b8p+3, 0x1.b1dd7d21541cap+2,
        0x1.164a89b5b6722p+3, 0x1.ebee475c67b1dp+2, 0x1.f1f87bed99ae8p+2, 0x1.6a0e16ddd3e9cp+3}},
      {"lognormal(s, 1, 0.5)",
       [](Stream& s) { return lognormal(s, 1, 0.5); },
       {0x1.b7dc4e122e5cfp+0, 0x1.781c5bfbcf9f5p+1, 0x1.42e194594642fp+0, 0x1.cf4613ed1a487p+1,
        0x1.ff94e2f778fd4p+0, 0x1.1d74337ca013ap+2, 0x1.436088b214992p+0, 0x1.0512e02e85a6p+2}},
      {"triangular(s, 2, 3, 8)",
       [](Stream& s) { return triangular(s, 2, 3, 8); },
       {0x1.606a6134c67f2p+1, 0x1.b4b0668bcff83p+2, 0x1.7fff93324c018p+1, 0x1.00fd1d99cb6f4p+2,
        0x1.62d6ea743f2d4p+1, 0x1.cca5052c1cc55p+2, 0x1.aae18902beecep+1, 0x1.2c34a6c1b96e4p+2}},
      {"gamma(s, 2.5, 1.5)",
       [](Stream& s) { return gamma(s, 2.5, 1.5); },
       {0x1.14769d207e27ap+1, 0x1.87ebc6d57a833p+0, 0x1.4ef6582b39bf8p+1, 0x1.3b261e36492a4p+0,
        0x1.55605e9d56542p+1, 0x1.170de6e0710acp+2, 0x1.db724ce1f01f4p-1, 0x1.ffca540c33da2p+1}},
      {"gamma(s, 0.4, 1)",
       [](Stream& s) { return gamma(s, 0.4, 1); },
       {0x1.a864ba2a075a1p-3, 0x1.2106abf28978dp-4, 0x1.31c22c3cd2c5p-3, 0x1.212945d1894cap-1,
        0x1.5430c3fc069eep-7, 0x1.27d7a4e970474p-5, 0x1.0c8cc16e20f4cp+0, 0x1.5a34c4f265a34p+1}},
      {"erlang(s, 3, 6)",
       [](Stream& s) { return erlang(s, 3, 6); },
       {0x1.d7c9bf4109ad1p+2, 0x1.c396794874dd6p+3, 0x1.b63b9633959d9p+2, 0x1.0d6103ae2387ap+2,
        0x1.24613a50f9baep+3, 0x1.1984182778b6bp+2, 0x1.2a2b2b1cf5ffbp+1, 0x1.5272cff232287p+2}},
      {"weibull(s, 1.5, 100)",
       [](Stream& s) { return weibull(s, 1.5, 100); },
       {0x1.8cea1243e266dp+6, 0x1.e421aa82aea28p+5, 0x1.b68eb73bdf04ap+5, 0x1.179f2a414ff66p+4,
        0x1.c66291f114381p+7, 0x1.ac541021a53e3p+5, 0x1.c6c48ffaf2049p+7, 0x1.d481c0d055b58p+6}},
      {"beta(s, 2, 5)",
       [](Stream& s) { return beta(s, 2, 5); },
       {0x1.7decc777b3c49p-2, 0x1.b59c8d788ad7p-4, 0x1.144a1f1a029e4p-2, 0x1.912126ee9739cp-3,
        0x1.08dafacd02195p-1, 0x1.18e674262cf49p-2, 0x1.4d6b779c18bacp-2, 0x1.2ab48ee4b268ap-2}},
      {"beta(s, 0.5, 0.7)",
       [](Stream& s) { return beta(s, 0.5, 0.7); },
       {0x1.6f26a36be9d15p-3, 0x1.44b975000a045p-5, 0x1.656c4602c5933p-1, 0x1.f401463f82385p-3,
        0x1.d9704c1847c91p-13, 0x1.9779630a98123p-1, 0x1.d7d47a3529948p-12, 0x1.4e46b3bc237adp-12}},
      {"pareto(s, 2.5, 3)",
       [](Stream& s) { return pareto(s, 2.5, 3); },
       {0x1.c256da7bad7acp+1, 0x1.f2cde71dfe12p+1, 0x1.8b7a73cc4af9ep+1, 0x1.1e6feb9b03789p+2,
        0x1.a30c13dcd5d1p+2, 0x1.d63482ab2eda8p+1, 0x1.69a0305e4fd26p+2, 0x1.fa87b68ff7066p+2}},
      {"poisson(s, 3.5)",
       [](Stream& s) { return poisson(s, 3.5); },
       {0x1p+2, 0x0p+0, 0x1p+1, 0x1.8p+1, 0x1p+3, 0x1.cp+2, 0x1.8p+1, 0x1p+1}},
      {"poisson(s, 1000)",
       [](Stream& s) { return poisson(s, 1000); },
       {0x1.ed8p+9, 0x1.eep+9, 0x1.e78p+9, 0x1.fd8p+9, 0x1.eap+9, 0x1.0c4p+10, 0x1.00cp+10, 0x1.f48p+9}},
      {"binomial(s, 10, 0.3)",
       [](Stream& s) { return binomial(s, 10, 0.3); },
       {0x1.4p+2, 0x1p+0, 0x1.8p+1, 0x1p+2, 0x1p+1, 0x1.8p+1, 0x1p+1, 0x1.4p+2}},
      {"binomial(s, 500, 0.6)",
       [](Stream& s) { return binomial(s, 500, 0.6); },
       {0x1.38p+8, 0x1.3p+8, 0x1.3fp+8, 0x1.2ap+8, 0x1.2ap+8, 0x1.28p+8, 0x1.29p+8, 0x1.2cp+8}},
      {"geometric(s, 0.2)",
       [](Stream& s) { return geometric(s, 0.2); },
       {0x1.8p+1, 0x1.4p+2, 0x1p+0, 0x1.ep+3, 0x1p+0, 0x1.8p+1, 0x1p+0, 0x1.8p+1}},
      {"chance(s, 0.5) ? 1.0 : 0.0",
       [](Stream& s) { return chance(s, 0.5) ? 1.0 : 0.0; },
       {0x0p+0, 0x0p+0, 0x0p+0, 0x1p+0, 0x0p+0, 0x1p+0, 0x0p+0, 0x0p+0}},
  };
  for (const Golden& row : rows) {
    CAPTURE(row.name);
    Stream stream(7, 3, row.name);
    for (const double value : row.values) CHECK(row.draw(stream) == value);
  }
}

TEST_CASE("continuous distributions follow their law") {
  check_continuous(
      "uniform", [](Stream& s) { return uniform(s, -2, 5); }, law::uniform(-2, 5));
  check_continuous(
      "exponential", [](Stream& s) { return exponential(s, 4); }, law::exponential(0.25));
  check_continuous(
      "normal", [](Stream& s) { return normal(s, 10, 2); }, law::normal(10, 2));
  check_continuous(
      "lognormal", [](Stream& s) { return lognormal(s, 1, 0.4); }, law::lognormal(1, 0.4));
  check_continuous(
      "triangular", [](Stream& s) { return triangular(s, 2, 3, 8); }, law::triangular(2, 3, 8));
  check_continuous(
      "triangular, mode at an end", [](Stream& s) { return triangular(s, 2, 8, 8); },
      law::triangular(2, 8, 8));
  check_continuous(
      "gamma 1", [](Stream& s) { return gamma(s, 1, 3); }, law::gamma_distribution<>(1, 3));
  check_continuous(
      "gamma 7.3", [](Stream& s) { return gamma(s, 7.3, 0.5); }, law::gamma_distribution<>(7.3, 0.5));
  check_continuous(
      "gamma 0.3", [](Stream& s) { return gamma(s, 0.3, 2); }, law::gamma_distribution<>(0.3, 2));
  check_continuous(
      "erlang", [](Stream& s) { return erlang(s, 3, 6); }, law::gamma_distribution<>(3, 2));
  check_continuous(
      "erlang 1", [](Stream& s) { return erlang(s, 1, 6); }, law::exponential(1.0 / 6));
  check_continuous(
      "weibull", [](Stream& s) { return weibull(s, 1.5, 100); }, law::weibull(1.5, 100));
  check_continuous(
      "weibull 0.8", [](Stream& s) { return weibull(s, 0.8, 2); }, law::weibull(0.8, 2));
  check_continuous(
      "beta", [](Stream& s) { return beta(s, 2, 5); }, law::beta_distribution<>(2, 5));
  check_continuous(
      "beta 0.5 3", [](Stream& s) { return beta(s, 0.5, 3); }, law::beta_distribution<>(0.5, 3));
  check_continuous(
      "beta 0.2 0.7", [](Stream& s) { return beta(s, 0.2, 0.7); }, law::beta_distribution<>(0.2, 0.7));
  check_continuous(
      "pareto", [](Stream& s) { return pareto(s, 12, 3); }, law::pareto(3, 12));
}

TEST_CASE("discrete distributions follow their law") {
  check_discrete(
      "poisson 0.2", [](Stream& s) { return poisson(s, 0.2); }, law::poisson(0.2));
  check_discrete(
      "poisson 9.9", [](Stream& s) { return poisson(s, 9.9); }, law::poisson(9.9));
  check_discrete(
      "poisson 10", [](Stream& s) { return poisson(s, 10); }, law::poisson(10));
  check_discrete(
      "poisson 350.5", [](Stream& s) { return poisson(s, 350.5); }, law::poisson(350.5));
  check_discrete(
      "binomial 10 0.3", [](Stream& s) { return binomial(s, 10, 0.3); }, law::binomial(10, 0.3));
  check_discrete(
      "binomial 12 0.9", [](Stream& s) { return binomial(s, 12, 0.9); }, law::binomial(12, 0.9));
  check_discrete(
      "binomial 20 0.5", [](Stream& s) { return binomial(s, 20, 0.5); }, law::binomial(20, 0.5));
  check_discrete(
      "binomial 2000 0.7", [](Stream& s) { return binomial(s, 2000, 0.7); }, law::binomial(2000, 0.7));
  check_discrete(
      "geometric 0.2", [](Stream& s) { return geometric(s, 0.2); }, law::geometric(0.2), 1);
  check_discrete(
      "geometric 0.9", [](Stream& s) { return geometric(s, 0.9); }, law::geometric(0.9), 1);
  check_discrete(
      "chance", [](Stream& s) { return chance(s, 0.3) ? 1.0 : 0.0; }, law::bernoulli(0.3));
}

TEST_CASE("randint is uniform and includes both ends") {
  Stream stream(14, 0, "randint");
  constexpr int n = 700'000;
  std::array<int, 7> counts{};
  for (int i = 0; i < n; ++i) ++counts.at(static_cast<std::size_t>(randint(stream, -3, 3) + 3));
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - n / 7.0) * (count - n / 7.0) / (n / 7.0);
  CHECK(chi_square < 22.458);  // 6 degrees of freedom, probability 0.999
  CHECK(randint(stream, 5, 5) == 5);
  const double wide = randint(stream, -0x1p53, 0x1p53);
  CHECK(std::fabs(wide) <= 0x1p53);
}

TEST_CASE("the ziggurats' tails and layers join: rare values come as often as they should") {
  Stream stream(15, 0, "tails");
  constexpr int n = 20'000'000;
  int exponential_tail = 0, normal_tail = 0, exponential_head = 0, normal_head = 0;
  for (int i = 0; i < n; ++i) {
    const double e = standard_exponential(stream), z = std::fabs(standard_normal(stream));
    exponential_tail += e > 8 ? 1 : 0;
    normal_tail += z > 3.8 ? 1 : 0;
    exponential_head += e < 0.05 ? 1 : 0;
    normal_head += z < 0.2 ? 1 : 0;
  }
  const auto deviation = [](int count, double p) {
    return std::fabs(count - n * p) / std::sqrt(n * p * (1 - p));
  };
  CHECK(deviation(exponential_tail, std::exp(-8.0)) < 4);
  CHECK(deviation(normal_tail, std::erfc(3.8 / std::sqrt(2.0))) < 4);
  CHECK(deviation(exponential_head, -std::expm1(-0.05)) < 4);
  CHECK(deviation(normal_head, std::erf(0.2 / std::sqrt(2.0))) < 4);
}

TEST_CASE("degenerate arguments give the only possible value") {
  Stream stream(16, 0, "degenerate");
  CHECK(uniform(stream, 3, 3) == 3);
  CHECK(exponential(stream, 0) == 0);
  CHECK(normal(stream, 3, 0) == 3);
  CHECK(triangular(stream, 3, 3, 3) == 3);
  CHECK(gamma(stream, 2, 0) == 0);
  CHECK(poisson(stream, 0) == 0);
  CHECK(binomial(stream, 0, 0.5) == 0);
  CHECK(binomial(stream, 7, 0) == 0);
  CHECK(binomial(stream, 7, 1) == 7);
  CHECK(binomial(stream, 0x1p50, 1) == 0x1p50);
  CHECK(geometric(stream, 1) == 1);
  for (int i = 0; i < 1000; ++i) {
    CHECK_FALSE(chance(stream, 0));
    CHECK(chance(stream, 1));
  }
}

TEST_CASE("extreme arguments give sensible values") {
  Stream stream(17, 0, "extreme");
  for (int i = 0; i < 10'000; ++i) {
    CHECK_UNARY(std::fabs(poisson(stream, 0x1p50) - 0x1p50) < 8 * 0x1p25);
    CHECK_UNARY(std::fabs(binomial(stream, 0x1p50, 0.5) - 0x1p49) < 8 * 0x1p24);
    CHECK_UNARY(geometric(stream, 1e-300) > 1e290);
    const double share = beta(stream, 1e-100, 1e-100);
    CHECK_UNARY(share >= 0);
    CHECK_UNARY(share <= 1);
    CHECK_UNARY(gamma(stream, 1e-300, 1) >= 0);
    CHECK_UNARY(gamma(stream, 1e300, 1) == doctest::Approx(1e300));
  }
}
