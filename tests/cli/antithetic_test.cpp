// --antithetic: pairs of replications whose random numbers mirror each other.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/model_files.h"

namespace asim::test {
namespace {

constexpr const char* kNumbers = R"yaml(model: numbers
processes:
  a:
    steps:
      - loop: 20
        do:
          - log: "{uniform(0, 1)}"
)yaml";

/// A queue whose mean wait falls and rises with its random numbers.
constexpr const char* kQueue = R"yaml(model: queue
params: {load: 0.5}
resources: {server: {}}
processes:
  guest:
    arrivals: {every: exponential(1), count: 200}
    vars: {arrived: now}
    steps:
      - with: server
        do: [{tally: {wait: now - arrived}}, {sleep: exponential(load)}]
outputs: {wait: mean(wait), u: "0 if guest.finished > 1e9 else null"}
)yaml";

std::vector<double> logged(const ModelFile& model, std::vector<std::string> words) {
  words.insert(words.begin(), {"run", model.path(), "-f", "csv", "--timeline", "log"});
  const std::string rows = asim(words).out;
  std::vector<double> all;
  for (std::size_t at = rows.find(",log,,"); at != std::string::npos; at = rows.find(",log,,", at + 1))
    all.push_back(std::strtod(rows.c_str() + at + 6, nullptr));
  return all;
}

/// The cells of a CSV text, by rows.
std::vector<std::vector<std::string>> cells_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    auto& row = rows.emplace_back(1);
    for (; at < end; ++at) {
      if (text[at] == ',') {
        row.emplace_back();
      } else {
        row.back() += text[at];
      }
    }
    at = end + 1;
  }
  return rows;
}

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

}  // namespace

TEST_CASE("the mirrored run has the numbers from the other end") {
  const ModelFile model(kNumbers);
  const std::vector<double> plain = logged(model, {}), mirrored = logged(model, {"--antithetic"});
  REQUIRE(plain.size() == 20);
  REQUIRE(mirrored.size() == 20);
  for (std::size_t i = 0; i < plain.size(); ++i) CHECK(plain[i] + mirrored[i] == doctest::Approx(1));
  CHECK(logged(model, {"--antithetic", "--replication", "1"}) == plain);
  CHECK(logged(model, {"--antithetic", "--replication", "3"}) == logged(model, {"--replication", "3"}));
  CHECK(logged(model, {"--antithetic", "--replication", "2"}) == mirrored);
}

TEST_CASE("every kind of draw is mirrored, and what is drawn beside it keeps step") {
  const auto value_of = [](const std::string& draw, bool mirrored) {
    const ModelFile model("model: m\nprocesses:\n  a:\n    steps:\n      - log: \"{" + draw +
                          "} {uniform(0, 1, stream='s')}\"\n");
    std::vector<std::string> words = {"run", model.path(), "-f", "csv", "--timeline", "log"};
    if (mirrored) words.push_back("--antithetic");
    const CommandResult result = asim(words);
    CHECK(result.err == "");
    const std::size_t at = result.out.find(",log,,") + 6, space = result.out.find(' ', at);
    return std::pair(number(result.out.substr(at)), number(result.out.substr(space)));
  };
  for (const std::string law : {"exponential(1",
                                "normal(0, 1",
                                "gamma(2, 3",
                                "erlang(3, 6",
                                "weibull(2, 1",
                                "lognormal(0, 1",
                                "beta(2, 3",
                                "pareto(3",
                                "triangular(0, 1, 5",
                                "poisson(8",
                                "binomial(20, 0.4",
                                "geometric(0.1",
                                "randint(1, 9",
                                "normal(0, 1, min=-3",
                                "exponential(2, max=4",
                                "hyperexponential([0.5, 0.5], [1, 3]",
                                "coxian([1, 2], [0.5]",
                                "choice([1, 2, 3, 4, 5]",
                                "discrete({1: 2, 3: 1, 9: 1}",
                                "empirical([4, 1, 9, 2, 7]",
                                "empirical([4, 1, 9, 2, 7], interpolate=true",
                                "empirical([0, 1, 4], [1, 2]",
                                "shuffle([1, 2, 3, 4])[0] + uniform(0, 0",
                                "sample([1, 2, 3, 4], 2)[0] + uniform(0, 0"}) {
    CAPTURE(law);
    const std::string draw = law + ", stream='s')";
    const auto plain = value_of(draw, false), mirrored = value_of(draw, true);
    CHECK(plain.second + mirrored.second == doctest::Approx(1));
  }
  const auto low = value_of("empirical([4, 1, 9, 2, 7])", false),
             high = value_of("empirical([4, 1, 9, 2, 7])", true);
  const std::vector<double> sorted = {1, 2, 4, 7, 9};
  const auto rank = [&](double x) { return std::find(sorted.begin(), sorted.end(), x) - sorted.begin(); };
  CHECK(rank(low.first) + rank(high.first) == 4);
}

TEST_CASE("a sweep's pairs are its observations: their means, and half as many") {
  const ModelFile model(kQueue);
  const std::string summary = model.file("summary.csv");
  const CommandResult result = asim({"sweep", model.path(), "--antithetic", "-r", "20", "--csv",
                                     model.file("runs.csv"), "--summary", summary});
  CHECK(result.err == "");
  CHECK(result.out.find("10 antithetic pairs of replications") != std::string::npos);
  const auto runs = cells_of(read_file(model.file("runs.csv")));
  REQUIRE(runs.size() == 21);
  std::vector<double> pairs;
  for (std::size_t i = 1; i < runs.size(); i += 2)
    pairs.push_back((number(runs[i][4]) + number(runs[i + 1][4])) / 2);
  double mean = 0, squares = 0;
  for (const double x : pairs) mean += x / 10;
  for (const double x : pairs) squares += (x - mean) * (x - mean) / 9;
  const auto row = cells_of(read_file(summary))[1];  // load,output,n,mean,sd,half_width,low,high
  CHECK(row[2] == "10");
  CHECK(number(row[3]) == doctest::Approx(mean));
  CHECK(number(row[4]) == doctest::Approx(std::sqrt(squares)));
  CHECK(number(row[5]) ==
        doctest::Approx(2.262157163 * std::sqrt(squares / 10)));  // t of 9 degrees of freedom
  const auto nothing = cells_of(read_file(summary))[2];
  CHECK(nothing[2] == "0");
  CHECK(runs[1][0].front() == 'a');
}

TEST_CASE("a row of an antithetic sweep is repeated by asim run") {
  const ModelFile model(kQueue);
  const auto runs = cells_of(asim({"sweep", model.path(), "--antithetic", "-r", "4", "--csv", "-"}).out);
  const auto plain = cells_of(asim({"sweep", model.path(), "-r", "3", "--csv", "-"}).out);
  for (const std::size_t k : {1u, 2u, 3u, 4u}) {
    const auto outputs = cells_of(
        asim({"run", model.path(), "--antithetic", "--replication", std::to_string(k), "--outputs", "-"})
            .out);
    CHECK(outputs[1][1] == runs[k][4]);
  }
  CHECK(runs[1][4] == plain[1][4]);
  CHECK(runs[3][4] == plain[3][4]);
}

TEST_CASE("pairs narrow the interval of what is monotone in the random numbers") {
  const ModelFile model(kQueue);
  const auto half_width = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"sweep", model.path(), "-q", "-r", "200", "--summary", model.file("s.csv")});
    CHECK(asim(words).exit_code == 0);
    return number(cells_of(read_file(model.file("s.csv")))[1][5]);
  };
  CHECK(half_width({"--antithetic"}) < 0.9 * half_width({}));
}

TEST_CASE("parts, threads and resuming give the bytes of the whole") {
  const ModelFile model(kQueue);
  const std::string whole = model.file("whole.csv"), merged = model.file("merged.csv");
  const std::vector<std::string> sweep = {"sweep", model.path(), "-q", "--antithetic",
                                          "-r",    "6",          "-p", "load=0.4,0.6"};
  const auto with = [&](std::vector<std::string> more) {
    std::vector<std::string> words = sweep;
    words.insert(words.end(), more.begin(), more.end());
    const CommandResult result = asim(words);
    CHECK(result.err == "");
  };
  with({"--csv", whole, "--summary", model.file("s1.csv"), "-j", "2"});
  for (const std::string part : {"1", "2", "3"})
    with({"--shard", part + "/3", "--csv", model.file("p" + part)});
  CHECK(asim({"merge", model.file("p1"), model.file("p2"), model.file("p3"), "--csv", merged, "--summary",
              model.file("s2.csv")})
            .exit_code == 0);
  CHECK(read_file(merged) == read_file(whole));
  CHECK(read_file(model.file("s2.csv")) == read_file(model.file("s1.csv")));
  const CommandResult other =
      asim({"sweep", model.path(), "-r", "6", "-p", "load=0.4,0.6", "--csv", whole, "--resume"});
  CHECK(other.exit_code == 2);
  const std::string rows = read_file(whole);
  std::size_t third = 0;
  for (int i = 0; i < 4; ++i) third = rows.find('\n', third) + 1;
  write_file(whole, rows.substr(0, third));
  with({"--csv", whole, "--resume", "--summary", model.file("s3.csv")});
  CHECK(read_file(whole) == rows);
  CHECK(read_file(model.file("s3.csv")) == read_file(model.file("s1.csv")));
}

TEST_CASE("precision counts pairs") {
  const ModelFile model(kQueue);
  const CommandResult result = asim(
      {"sweep", model.path(), "--antithetic", "--precision", "wait=20%", "--csv", model.file("runs.csv")});
  CHECK(result.exit_code == 0);
  const std::size_t runs = cells_of(read_file(model.file("runs.csv"))).size() - 1;
  CHECK(runs >= 10);
  CHECK(runs % 2 == 0);
  CHECK(asim({"sweep", model.path(), "--antithetic", "-r", "5"}).err ==
        usage_error("antithetic replications come in pairs: their number must be even, not 5"));
  CHECK(asim({"sweep", model.path(), "--antithetic", "-r", "2", "--precision", "wait=9%"}).err ==
        usage_error("--precision needs at least 2 antithetic pairs: 4 replications"));
}

TEST_CASE("a model can ask for pairs itself") {
  const ModelFile model(std::string(kQueue) + "experiment: {antithetic: true, replications: 4}\n");
  CHECK(asim({"sweep", model.path()}).out.find("2 antithetic pairs of replications") != std::string::npos);
  const ModelFile wrong(std::string(kQueue) + "experiment: {antithetic: often}\n");
  CHECK(asim({"check", wrong.path()}).err.starts_with("error: `antithetic:` must be true or false\n"));
}

}  // namespace asim::test
