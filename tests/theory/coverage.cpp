#include "theory/coverage.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/confidence.h"
#include "run/model_compiler.h"
#include "run/replications.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ASIM_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ASIM_TEST_SANITIZED
#endif
#endif

namespace asim::test {
namespace {

constexpr std::uint64_t kReplications = 20;

/// How many of so many intervals may cover: about 4.5 standard deviations of the binomial distribution around
/// 95 % to the low side, where means that are not quite normal tend to be, and 3 to the high side.
struct Programme {
  std::uint64_t experiments, least_covering, most_covering;
};
constexpr Programme kLong{1000, 921, 975};
constexpr Programme kUsual{200, 176, 199};
[[maybe_unused]] constexpr Programme kSanitized{20, 14, 20};

Programme programme() {
  const char* wish = std::getenv("ASIM_THEORY");
  if (wish && std::string_view(wish) == "1000") return kLong;
#ifdef ASIM_TEST_SANITIZED
  return kSanitized;
#else
  return kUsual;
#endif
}

class Coverage {
public:
  explicit Coverage(const Situation& situation)
      : situation_(situation),
        model_(load_model(fmt::format("{}/models/classic/{}.yaml", ASIM_SOURCE_DIR, situation.model))),
        results_(situation.answers.size()) {
    REQUIRE(model_->valid());
    for (const std::string& parameter : situation.parameters) {
      const std::size_t equals = parameter.find('=');
      design_.add(design_.factor(parameter.substr(0, equals), parameter.substr(equals + 1)));
    }
    for (const KnownAnswer& answer : situation.answers) {
      const std::optional<std::size_t> index = find_output(answer.output);
      REQUIRE_MESSAGE(index, answer.output);
      outputs_.push_back(*index);
    }
  }

  /// Carries out the experiment with this seed.
  void run(std::uint64_t seed) {
    RunOptions options;
    options.seed = seed;
    options.warmup = situation_.warmup;
    options.until = situation_.until;
    PlanOptions plan_options;
    plan_options.replications = kReplications;
    RunPlan plan(plan_options, model_->program.outputs.size());
    PointStatistics statistics(model_->program.outputs.size());
    run_all(
        {*model_, design_, options}, plan, 1,
        [&](const RunRow& row, bool) {
          REQUIRE_MESSAGE(!row.failed(), row.error);
          statistics.add(row);
          compare_theory(row);
        },
        nullptr);
    for (std::size_t i = 0; i < outputs_.size(); ++i) evaluate(i, statistics.output(outputs_[i]));
  }

  void check(const Programme& expected) const {
    for (std::size_t i = 0; i < results_.size(); ++i) {
      const Result& result = results_[i];
      const KnownAnswer& answer = situation_.answers[i];
      const double z =
          (result.means.mean() - answer.value) * std::sqrt(double(expected.experiments)) / result.means.sd();
      const std::string found =
          fmt::format("{} {}: {} is {:.6g}, found {:.6g}; {} of {} intervals cover it, z = {:.2f}",
                      situation_.model, fmt::join(situation_.parameters, " "), answer.output, answer.value,
                      result.means.mean(), result.covering, expected.experiments, z);
      if (std::getenv("ASIM_THEORY")) MESSAGE(found);
      INFO(found);
      CHECK(result.means.count() == expected.experiments);
      CHECK(result.covering >= expected.least_covering);
      CHECK(result.covering <= expected.most_covering);
      CHECK(std::abs(z) <= 4);
    }
  }

private:
  struct Result {
    Tally means;  // one for each experiment
    std::uint64_t covering = 0;
  };

  std::optional<std::size_t> find_output(std::string_view name) const {
    const std::vector<OutputDeclaration>& outputs = model_->program.outputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].name == name) return i;
    }
    return std::nullopt;
  }

  void compare_theory(const RunRow& row) const {
    for (const KnownAnswer& answer : situation_.answers) {
      const std::optional<std::size_t> index = find_output(answer.output + "_in_theory");
      if (index)
        CHECK(observation(row.outputs[*index]).value() == doctest::Approx(answer.value).epsilon(5e-6));
    }
  }

  void evaluate(std::size_t i, const Tally& replications) {
    REQUIRE(replications.count() == kReplications);
    const double distance = std::abs(replications.mean() - situation_.answers[i].value);
    if (distance <= half_width(replications)) ++results_[i].covering;
    results_[i].means.observe(replications.mean());
  }

  const Situation& situation_;
  std::unique_ptr<LoadedModel> model_;
  Design design_;
  std::vector<std::size_t> outputs_;  // of the answers
  std::vector<Result> results_;       // parallel to them
};

}  // namespace

void check_coverage(const Situation& situation) {
  const Programme wanted = programme();
  Coverage coverage(situation);
  for (std::uint64_t seed = 1; seed <= wanted.experiments; ++seed) coverage.run(seed);
  coverage.check(wanted);
}

}  // namespace asim::test
