// Exact oracles: from the times that a run drew, recursions that know nothing of events compute when
// everybody was served, to the bit. Where times are multiples of 1/64 subtraction is exact, and the textbook
// form in waits can be used; with any other times the same recursions in points of time make the same
// roundings as a clock.

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/numbers.h"
#include "record/recorder.h"
#include "run/model_compiler.h"
#include "run/simulation.h"
#include "steps/registry.h"

namespace asim::test {
namespace {

using Numbers = std::vector<double>;

/// Collects `log` rows that consist of numbers.
class NumberSink : public Sink {
public:
  explicit NumberSink(std::vector<Numbers>& rows) : rows_(rows) {}

  void write(const Row& row) override {
    Numbers numbers;
    for (std::size_t begin = 0; begin < row.detail.size();) {
      const std::size_t end = std::min(row.detail.find(' ', begin), row.detail.size());
      numbers.push_back(parse_number(row.detail.substr(begin, end - begin)).value());
      begin = end + 1;
    }
    rows_.push_back(std::move(numbers));
  }
  void flush() override {}

private:
  std::vector<Numbers>& rows_;
};

/// What the model logs, sorted by the first number.
std::vector<Numbers> logged_by(const std::string& text, std::uint64_t seed) {
  const std::unique_ptr<LoadedModel> model = load_model_text("oracle.yaml", text);
  REQUIRE_MESSAGE(model->valid(), text);
  std::vector<Numbers> rows;
  Recorder recorder;
  rows::add_all_to(recorder);
  recorder.set_all_wanted(false);
  recorder.set_wanted("log", true);
  recorder.add_sink(std::make_unique<NumberSink>(rows));
  recorder.begin();
  RunOptions options;
  options.seed = seed;
  Simulation simulation(model->program, options, recorder);
  REQUIRE(simulation.problems().empty());
  const RunResult result = simulation.run(nullptr);
  REQUIRE_MESSAGE(!result.error, result.error->message);
  std::sort(rows.begin(), rows.end());
  return rows;
}

constexpr std::size_t kCustomers = 3000;
constexpr std::uint64_t kSeeds = 10;

struct Times {
  std::string gap, service;
};
/// The load is nine tenths of so many servers. Gaps of 0 and ends at arrivals are frequent.
Times dyadic_times(int servers) {
  return {"randint(0, 40) / 64", std::to_string(servers) + " * randint(0, 36) / 64"};
}
Times any_times(int servers) { return {"exponential(1)", std::to_string(servers) + " * lognormal(-0.6, 1)"}; }

/// Rows: index, arrival, service, begin, end.
std::vector<Numbers> run_servers(int servers, const Times& times, std::uint64_t seed) {
  const std::string text = R"(
resources: {server: {capacity: )" +
                           std::to_string(servers) + R"(}}
processes:
  customer:
    arrivals: {every: ")" + times.gap +
                           R"(", count: )" + std::to_string(kCustomers) + R"(}
    vars:
      service: )" + times.service +
                           R"(
    steps:
      - with: server
        do:
          - set: {begun: now}
          - sleep: service
      - log: "{self.index} {self.started} {service} {begun} {now}"
)";
  std::vector<Numbers> rows = logged_by(text, seed);
  REQUIRE(rows.size() == kCustomers);
  return rows;
}

double wait_of(const Numbers& row) { return row[3] - row[1]; }

/// Three stations with one server each and so much room before the second and the third. Rows: index,
/// arrival, the three services, the three points of time when it left a station.
std::vector<Numbers> run_tandem(int room_1, int room_2, const Times& times, std::uint64_t seed) {
  const std::string text = R"(
resources:
  station: {count: 3}
  place: {count: 2, capacity: [)" +
                           std::to_string(room_1 + 1) + ", " + std::to_string(room_2 + 1) + R"(]}
processes:
  part:
    arrivals: {every: ")" + times.gap +
                           R"(", count: )" + std::to_string(kCustomers) + R"(}
    vars:
      s0: )" + times.service +
                           R"(
      s1: )" + times.service +
                           R"(
      s2: )" + times.service +
                           R"(
    steps:
      - acquire: station[0]
      - sleep: s0
      - acquire: place[0]
      - release: station[0]
      - set: {d0: now}
      - acquire: station[1]
      - sleep: s1
      - acquire: place[1]
      - release: station[1]
      - release: place[0]
      - set: {d1: now}
      - with: station[2]
        do:
          - sleep: s2
      - release: place[1]
      - log: "{self.index} {self.started} {s0} {s1} {s2} {d0} {d1} {now}"
)";
  std::vector<Numbers> rows = logged_by(text, seed);
  REQUIRE(rows.size() == kCustomers);
  return rows;
}

}  // namespace

TEST_CASE("Lindley's recursion: the waits before one server") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    const std::vector<Numbers> rows = run_servers(1, dyadic_times(1), seed);
    double wait = 0;
    std::size_t different = 0, waited = 0;
    for (std::size_t n = 0; n < rows.size(); ++n) {
      if (n > 0) wait = std::max(0.0, wait + rows[n - 1][2] - (rows[n][1] - rows[n - 1][1]));
      different += wait_of(rows[n]) != wait;
      waited += wait > 0;
    }
    CHECK(different == 0);
    CHECK(waited > kCustomers / 4);
  }
}

TEST_CASE("Kiefer and Wolfowitz' recursion: the waits before several servers") {
  for (const int servers : {2, 3, 7}) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      CAPTURE(servers);
      CAPTURE(seed);
      const std::vector<Numbers> rows = run_servers(servers, dyadic_times(servers), seed);
      Numbers work(static_cast<std::size_t>(servers));  // what each server still has before it, sorted
      std::size_t different = 0, waited = 0;
      for (std::size_t n = 0; n < rows.size(); ++n) {
        const double gap = n > 0 ? rows[n][1] - rows[n - 1][1] : 0;
        for (double& w : work) w = std::max(0.0, w - gap);
        different += wait_of(rows[n]) != work[0];
        waited += work[0] > 0;
        work[0] += rows[n][2];
        std::sort(work.begin(), work.end());
      }
      CHECK(different == 0);
      CHECK(waited > kCustomers / 4);
    }
  }
}

TEST_CASE("… and with any times: when each service begins and ends") {
  for (const int servers : {1, 2, 5}) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      CAPTURE(servers);
      CAPTURE(seed);
      Numbers free_at(static_cast<std::size_t>(servers));
      std::size_t different = 0, waited = 0;
      for (const Numbers& row : run_servers(servers, any_times(servers), seed)) {
        const auto first = std::min_element(free_at.begin(), free_at.end());
        const double begin = std::max(row[1], *first);
        *first = begin + row[2];
        different += row[3] != begin || row[4] != *first;
        waited += begin > row[1];
      }
      CHECK(different == 0);
      CHECK(waited > kCustomers / 4);
    }
  }
}

TEST_CASE("stations in a row with blocking after service: when each part leaves each station") {
  const std::vector<std::pair<int, int>> rooms = {{0, 0}, {0, 2}, {3, 1}, {1, 0}};
  for (const auto& room : rooms) {
    const int room_1 = room.first, room_2 = room.second;
    CAPTURE(room_1);
    CAPTURE(room_2);
    for (std::uint64_t seed = 1; seed <= 2 * kSeeds; ++seed) {
      CAPTURE(seed);
      const std::vector<Numbers> rows =
          run_tandem(room_1, room_2, seed % 2 == 0 ? dyadic_times(1) : any_times(1), seed);
      // Parts before the first left before the beginning.
      const auto left = [&](std::size_t n, int back, std::size_t station) {
        const auto distance = static_cast<std::size_t>(back);
        return n < distance ? 0.0 : rows[n - distance][5 + station];
      };
      std::size_t different = 0, blocked = 0;
      for (std::size_t n = 0; n < rows.size(); ++n) {
        const Numbers& part = rows[n];
        const double done_0 = std::max(part[1], left(n, 1, 0)) + part[2];
        const double leaves_0 = std::max(done_0, left(n, room_1 + 1, 1));
        const double done_1 = std::max(leaves_0, left(n, 1, 1)) + part[3];
        const double leaves_1 = std::max(done_1, left(n, room_2 + 1, 2));
        const double leaves_2 = std::max(leaves_1, left(n, 1, 2)) + part[4];
        different += part[5] != leaves_0 || part[6] != leaves_1 || part[7] != leaves_2;
        blocked += leaves_0 > done_0 || leaves_1 > done_1;
      }
      CHECK(different == 0);
      CHECK(blocked > kCustomers / 20);
    }
  }
}

}  // namespace asim::test
