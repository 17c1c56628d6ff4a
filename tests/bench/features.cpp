#include "features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <vector>

#include "contestant.h"
#include "programs.h"
#include "workloads.h"

namespace asim::bench {
namespace {

constexpr double kAtLeast = 50;  // times SimPy's speed
constexpr std::uint64_t kWork = 1'000'000, kSimpyWork = 50'000;

// In asimpy's order.
constexpr Feature kFeatures[] = {
    {"all_of_ready", "all_of of what is ready", "all_of_ready", kWork, 0},
    {"all_of_blocks", "all_of that waits", "all_of_blocks", kWork, 0},
    {"barrier", "barrier", "barrier", kWork, kSimpyWork},
    {"container", "container, 2 puts and 2 gets", "container", kWork, kSimpyWork},
    {"container_try", "container, now or not at all", "container_try", kWork, 0},
    {"log", "log without a timeline", "log", kWork, 0},
    {"log_read", "log, written as CSV", "log", kWork, 0, Feature::Way::run_with_timeline},
    {"run_until", "a run until 100", "run_until", kWork / 4, kSimpyWork / 50, Feature::Way::sweep},
    {"event", "event that happens", "event", kWork, kSimpyWork},
    {"event_cancelled", "event, its waiter cancelled", "event_cancelled", kWork, kSimpyWork},
    {"event_failed", "event that fails", "event_failed", kWork, 0},
    {"first_of_ready", "first_of of what is ready", "first_of_ready", kWork, kSimpyWork},
    {"first_of_blocks", "first_of that waits", "first_of_blocks", kWork, kSimpyWork},
    {"interrupt", "interrupt", "interrupt", kWork, kSimpyWork},
    {"interrupt_cause", "interrupt with cause", "interrupt_cause", kWork, kSimpyWork},
    {"preemption", "preemption", "preemption", kWork, kSimpyWork},
    {"preemption_cause", "preemption, its cause read", "preemption_cause", kWork, 0},
    {"preemptive_unpreempted", "preemptive, not preempted", "preemptive_unpreempted", kWork, kSimpyWork},
    {"priority_queue", "priority queue, 3 items", "priority_queue", kWork, kSimpyWork},
    {"process", "process start and end", "process", kWork, kSimpyWork},
    {"queue", "queue", "queue", kWork, kSimpyWork},
    {"queue_get_blocks", "queue, get waits", "queue_get_blocks", kWork, kSimpyWork},
    {"queue_put_blocks", "queue, put waits", "queue_put_blocks", kWork, kSimpyWork},
    {"queue_try", "queue, now or not at all", "queue_try", kWork, 0},
    {"resource_contended", "resource contended", "resource_contended", kWork, kSimpyWork},
    {"resource_with", "resource through `with`", "resource_with", kWork, 0},
    {"resource_multi", "resource of four units", "resource_multi", kWork, kSimpyWork},
    {"resource_try", "resource, now or not at all", "resource_try", kWork, 0},
    {"resource", "resource uncontended", "resource", kWork, kSimpyWork},
    {"store", "store of records", "store", kWork, kSimpyWork},
    {"store_filtered", "store, filtered", "store_filtered", kWork, kSimpyWork},
    {"store_try", "store, now or not at all", "store_try", kWork, 0},
    {"timeout", "timeout", "timeout", kWork, kSimpyWork},
};

Command asim_command(const Feature& feature, std::uint64_t work) {
  const std::string model = fmt::format("{}/models/bench/features/{}.yaml", ASIM_SOURCE_DIR, feature.model);
  const std::string count = fmt::format("n={}", work);
  switch (feature.way) {
    case Feature::Way::run_with_timeline: return {asim_program, "run", model, "-f", "csv", "-p", count};
    case Feature::Way::sweep: return {asim_program, "sweep", model, "-j", "1", "-r", std::to_string(work)};
    default: return {asim_program, "run", model, "--quiet", "--timeline", "none", "-p", count};
  }
}

Command simpy_command(const Feature& feature, std::uint64_t work) {
  return {python, fmt::format("{}/tests/bench/simpy_features.py", ASIM_SOURCE_DIR),
          std::string(feature.model), std::to_string(work)};
}

struct Times {
  double asim;
  std::optional<double> simpy;
  double ratio;  // SimPy's to asim's; 0 without SimPy
};

Times measure(const Feature& feature, bool quick, bool with_simpy) {
  const std::uint64_t part = quick ? 4 : 1;
  const auto contestant = [&](Command (*command)(const Feature&, std::uint64_t), std::uint64_t work) {
    return Contestant(command(feature, work), command(feature, 1), work);
  };
  Contestant asim = contestant(asim_command, feature.work / part);
  std::optional<Contestant> simpy;
  if (with_simpy && feature.simpy_work > 0) simpy = contestant(simpy_command, feature.simpy_work / part);
  for (int repetition = 0; repetition < (quick ? 3 : 5); ++repetition) {
    asim.measure();
    if (simpy && repetition < 3) simpy->measure();
  }
  if (!simpy) return {asim.nanoseconds(), std::nullopt, 0};
  return {asim.nanoseconds(), simpy->nanoseconds(), simpy->ratio_to(asim)};
}

}  // namespace

bool is_feature(std::string_view name) {
  return std::ranges::find(kFeatures, name, &Feature::name) != std::end(kFeatures);
}

Command feature_command(std::string_view name, std::uint64_t work) {
  return asim_command(*std::ranges::find(kFeatures, name, &Feature::name), work);
}

Measurements bench_features(std::string_view only, bool quick, bool with_simpy) {
  Measurements results;
  int compared = 0, slow = 0;
  fmt::print("{:<23} {:<29} {:>8} {:>9} {:>11}\n", "feature, ns for each", "", "asim", "SimPy", "SimPy/asim");
  for (const Feature& feature : kFeatures) {
    if (!only.empty() && feature.name != only) continue;
    const Times times = measure(feature, quick, with_simpy);
    const bool is_slow = times.simpy && times.ratio < kAtLeast;
    compared += times.simpy.has_value();
    slow += is_slow;
    fmt::print("{:<23} {:<29} {:>8.1f} {:>9} {:>11}{}\n", feature.name, feature.title, times.asim,
               times.simpy ? fmt::format("{:.0f}", *times.simpy) : "-",
               times.simpy ? fmt::format("{:.0f}", times.ratio) : "-", is_slow ? "  below 50" : "");
    std::fflush(stdout);
    results.emplace_back(feature.name, times.asim);
  }
  if (compared > 0) {
    fmt::print("{} of {} that SimPy has are at least {:.0f} times as fast\n", compared - slow, compared,
               kAtLeast);
  }
  return results;
}

}  // namespace asim::bench
