#include "engine/random.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

using asim::Stream;

TEST_CASE("philox4x64 gives the known answers of Random123") {
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  CHECK(asim::philox4x64({0, 0, 0, 0}, {0, 0}) ==
        std::array<std::uint64_t, 4>{0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B,
                                     0x7E68B68AEC7BA23B});
  CHECK(asim::philox4x64({ones, ones, ones, ones}, {ones, ones}) ==
        std::array<std::uint64_t, 4>{0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6,
                                     0xA09CAEBF594F0BA0});
}

TEST_CASE("xoshiro256++ gives the numbers of its reference implementation") {
  Stream stream = Stream::from_state({1, 2, 3, 4});
  constexpr std::array<std::uint64_t, 10> expected = {41943041,
                                                      58720359,
                                                      3588806011781223,
                                                      3591011842654386,
                                                      9228616714210784205U,
                                                      9973669472204895162U,
                                                      14011001112246962877U,
                                                      12406186145184390807U,
                                                      15849039046786891736U,
                                                      10450023813501588000U};
  for (const std::uint64_t word : expected) CHECK(stream.next() == word);
}

TEST_CASE("the hash of the place is FNV-1a with 128 bits") {
  // FNV-1a of "a" is d228cb696f1a8caf78912b704e4a8964.
  const auto state = asim::philox4x64({0x78912B704E4A8964, 0xD228CB696F1A8CAF, 0, 0}, {5, 6});
  CHECK(Stream(5, 6, "a").state() == state);
}

TEST_CASE("a fixed stream has these draws") {
  Stream stream(42, 0, "bank.yaml/customers");
  constexpr std::array<std::uint64_t, 8> expected = {
      0x3540416E471CF0F9, 0x3BB84925751F357B, 0xB6B79EFC0C005424, 0x77C2AE2FDA4DB417,
      0x1E5DF1599E7281F6, 0x0B9E3035ABC2C85D, 0xD32A0C74570AE8F4, 0xAD5200A3EA40280F};
  for (const std::uint64_t word : expected) CHECK(stream.next() == word);
}

TEST_CASE("streams differ by seed, replication and place, and by nothing else") {
  Stream stream(1, 2, "place");
  CHECK(Stream(1, 2, "place").state() == stream.state());
  CHECK(Stream(2, 2, "place").state() != stream.state());
  CHECK(Stream(1, 1, "place").state() != stream.state());
  CHECK(Stream(2, 1, "place").state() != stream.state());
  CHECK(Stream(1, 2, "places").state() != stream.state());
  CHECK(Stream(1, 2, "").state() != stream.state());
}

TEST_CASE("a saved state continues the stream") {
  Stream stream(1, 2, "place");
  for (int i = 0; i < 5; ++i) stream.next();
  Stream continued = Stream::from_state(stream.state());
  for (int i = 0; i < 5; ++i) CHECK(continued.next() == stream.next());
}

TEST_CASE("the state of zeros does not yield zeros for ever") {
  Stream stream = Stream::from_state({0, 0, 0, 0});
  CHECK((stream.next() | stream.next()) != 0);
}

TEST_CASE("uniform values at the ends of the range") {
  // With a + d = 0 and a = 0 the first word is 0; with a = ~0 and a + d = 0 it is all ones.
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  CHECK(Stream::from_state({0, 1, 1, 0}).uniform() == 0);
  CHECK(Stream::from_state({0, 1, 1, 0}).open_uniform() == 0x1p-53);
  CHECK(Stream::from_state({ones, 1, 1, 1}).next() == ones);
  CHECK(Stream::from_state({ones, 1, 1, 1}).uniform() == 1 - 0x1p-53);
  CHECK(Stream::from_state({ones, 1, 1, 1}).open_uniform() == 1 - 0x1p-53);
}

TEST_CASE("streams of neighbouring seeds, replications and places are uncorrelated") {
  constexpr int n = 100'000;
  const auto correlation = [](Stream a, Stream b) {
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
    return 12 * sum / std::sqrt(n);  // standard normal if they are independent
  };
  const Stream base(1, 1, "p1");
  CHECK(std::fabs(correlation(base, Stream(2, 1, "p1"))) < 4);
  CHECK(std::fabs(correlation(base, Stream(1, 2, "p1"))) < 4);
  CHECK(std::fabs(correlation(base, Stream(1, 1, "p2"))) < 4);
}

TEST_CASE("below is uniform, chi-square with the critical value for p = 0.001") {
  Stream stream(9, 0, "below");
  constexpr int n = 600'000;
  std::array<int, 6> counts{};
  for (int i = 0; i < n; ++i) ++counts.at(stream.below(6));
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - n / 6.0) * (count - n / 6.0) / (n / 6.0);
  CHECK(chi_square < 20.515);  // 5 degrees of freedom
}

TEST_CASE("below has no bias where the plain multiplication has a large one") {
  // For n = 3/4 of 2^64, taking the high word alone would yield every third value twice as often.
  Stream stream(9, 0, "bias");
  constexpr std::uint64_t n = 3 * (std::uint64_t{1} << 62);
  constexpr int draws = 300'000;
  int multiples_of_three = 0;
  for (int i = 0; i < draws; ++i) {
    const std::uint64_t value = stream.below(n);
    CHECK_UNARY(value < n);
    multiples_of_three += value % 3 == 0 ? 1 : 0;
  }
  CHECK(std::fabs(multiples_of_three - draws / 3.0) < 5 * std::sqrt(draws * 2 / 9.0));
  CHECK(stream.below(1) == 0);
}
