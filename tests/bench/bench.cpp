// How fast is asim? Runs each model of models/bench/ with asim, as a program written by hand, and with SimPy,
// and prints nanoseconds of CPU time for each customer, item or event. "By hand" is what asim is held
// against: an event queue and logarithms, of the same workload or, where two processes only take turns, of
// M/M/1. "Same draws" is the workload by hand with asim's random numbers, which must give the same result.
//
// Programs run as whole processes. Their repetitions are interleaved, so that a machine that slows down does
// so for all, and the median counts. Start-up is measured with a run that has next to nothing to do and is
// taken off everybody's time: making a million sleepers belongs to it, a process made for each customer does
// not. Compare the ratios; the absolute times drift. The exit code is 1 if a program fails or instructions
// are above their bounds, and 2 for wrong usage; being slow is no failure.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "contestant.h"
#include "features.h"
#include "instructions.h"
#include "measurements.h"
#include "workloads.h"

namespace asim::bench {
namespace {

constexpr std::string_view kUsage =
    "usage: asim_bench [--quick] [--only mm1|mm1_processes|ping_pong|sleepers]\n"
    "                  [--save FILE | --compare FILE | --against PROGRAM]\n"
    "       asim_bench --features [--quick] [--only FEATURE] [--save FILE | --compare FILE]\n"
    "       asim_bench --instructions [--update]\n"
    "  --save FILE        writes what was measured to a file, as CSV\n"
    "  --compare FILE     holds what is measured against such a file\n"
    "  --against PROGRAM  runs another asim beside this one\n"
    "  --features         measures single features instead, one by one\n"
    "  --instructions     counts instructions and holds them against tests/bench/instructions.csv\n"
    "  --update           makes these counts the bounds\n";
constexpr std::string_view kFigure = "ns";
constexpr std::string_view kByHand = " by hand";  // what is appended to a workload's name in saved results

struct Options {
  bool quick = false;
  std::string only, save, compare, against;
  bool features = false, instructions = false, update = false;
};

// Nothing if the command line is wrong.
std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    std::string* value = argument == "--only"      ? &options.only
                         : argument == "--save"    ? &options.save
                         : argument == "--compare" ? &options.compare
                         : argument == "--against" ? &options.against
                                                   : nullptr;
    if (value && i + 1 < argc) {
      *value = argv[++i];
    } else if (argument == "--quick") {
      options.quick = true;
    } else if (argument == "--features") {
      options.features = true;
    } else if (argument == "--instructions") {
      options.instructions = true;
    } else if (argument == "--update") {
      options.update = true;
    } else {
      return std::nullopt;
    }
  }
  const auto is_it = [&](const Workload& workload) { return workload.model == options.only; };
  const bool known = options.features ? is_feature(options.only) : std::ranges::any_of(all_workloads, is_it);
  if (!options.only.empty() && !known) return std::nullopt;
  const int results = !options.save.empty() + !options.compare.empty() + !options.against.empty();
  if (results > 1 || (options.update && !options.instructions)) return std::nullopt;
  if (options.features && (options.instructions || !options.against.empty())) return std::nullopt;
  return options;
}

std::vector<Workload> wanted_workloads(const Options& options) {
  std::vector<Workload> wanted;
  for (const Workload& workload : all_workloads) {
    const bool is_named = options.only.empty() || workload.model == options.only;
    if (is_named && !(options.quick && workload.sleepers >= 1'000'000)) wanted.push_back(workload);
  }
  return wanted;
}

Contestant contestant(Command (*command)(const Workload&, std::uint64_t), const Workload& workload,
                      std::uint64_t work) {
  return {command(workload, work), command(workload, 1), work};
}

Contestant asim_contestant(const std::string& program, const Workload& workload, std::uint64_t work) {
  return {asim_command(program, workload, work), asim_command(program, workload, 1), work};
}

// ---- beside programs written by hand, and SimPy ----

void print_header() {
  fmt::print("{:<19} {:<9} {:>7} {:>6} {:>8} {:>6} {:>6} {:>10} {:>7} {:>11} {:>9} {:>6}  {}\n", "workload",
             "ns per", "asim", "limit", "by hand", "ratio", "limit", "same draws", "SimPy", "SimPy/asim",
             "start ms", "MB", "result");
}

/// The last line is `name,value`; statistics may be summed up in another order.
bool agree(const std::string& a, const std::string& b) {
  const auto value = [](const std::string& line) {
    return std::strtod(line.c_str() + line.find(',') + 1, nullptr);
  };
  const double x = value(a), y = value(b);
  return a.substr(0, a.find(',')) == b.substr(0, b.find(',')) && std::abs(x - y) <= 1e-12 * std::abs(x);
}

/// Whether it is fast enough and the result is right.
std::string verdict(const Workload& workload, const Contestant& asim, const Contestant& native,
                    const Contestant& yardstick) {
  const std::string result = asim.result(), expected = native.result();
  const bool is_slow =
      asim.nanoseconds() > workload.most_nanoseconds && asim.ratio_to(yardstick) > workload.most_ratio;
  return (agree(result, expected) ? "the same" : fmt::format("DIFFERS: {} and {}", result, expected)) +
         (is_slow ? ", above both limits" : "");
}

void print_row(const Workload& workload, const Contestant& asim, const Contestant& native,
               const Contestant& yardstick, const std::optional<Contestant>& simpy) {
  fmt::print("{:<19} {:<9} {:>7.1f} {:>6.0f} {:>8.1f} {:>6.2f} {:>6.1f} {:>10.1f} ", workload.title(),
             workload.unit, asim.nanoseconds(), workload.most_nanoseconds, yardstick.nanoseconds(),
             asim.ratio_to(yardstick), workload.most_ratio, native.nanoseconds());
  fmt::print("{:>7} {:>11} ", simpy ? fmt::format("{:.0f}", simpy->nanoseconds()) : "-",
             simpy ? fmt::format("{:.0f}", simpy->ratio_to(asim)) : "-");
  fmt::print("{:>9.1f} {:>6.1f}  {}\n", asim.start_milliseconds(), asim.megabytes(),
             verdict(workload, asim, native, yardstick));
  std::fflush(stdout);
}

void bench(const Workload& workload, bool quick, bool with_simpy, Measurements& results) {
  const std::uint64_t work = quick ? workload.work / 10 : workload.work;
  const std::uint64_t simpy_work = quick ? workload.simpy_work / 10 : workload.simpy_work;
  Contestant asim = asim_contestant(asim_program, workload, work);
  Contestant native = contestant(native_command, workload, work);
  Contestant yardstick = contestant(yardstick_command, workload, work);
  std::optional<Contestant> simpy;
  if (with_simpy && simpy_work > 0) simpy = contestant(simpy_command, workload, simpy_work);
  const int repetitions = quick ? 3 : 7;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    asim.measure();
    yardstick.measure();
    native.measure();
    if (simpy && repetition < 3) simpy->measure();
  }
  print_row(workload, asim, native, yardstick, simpy);
  results.emplace_back(workload.title(), asim.nanoseconds());
  results.emplace_back(workload.title() + std::string(kByHand), native.nanoseconds());
}

// ---- beside what was measured before, and another asim ----

// The programs written by hand have not changed: what became of their times is the machine's doing.
void print_comparison(const Measurements& now, const Measurements& before) {
  fmt::print("\n{:<23} {:>9} {:>9} {:>9} {:>9}\n", "workload", "ns before", "ns now", "ratio", "machine");
  for (const auto& [workload, value] : now) {
    const std::optional<double> then = find(before, workload);
    if (!then || workload.ends_with(kByHand)) continue;
    const std::string native = workload + std::string(kByHand);
    const std::optional<double> native_now = find(now, native), native_then = find(before, native);
    const double machine = native_now && native_then ? *native_now / *native_then : 1;
    fmt::print("{:<23} {:>9.1f} {:>9.1f} {:>9.2f} {:>9}\n", workload, *then, value, value / *then / machine,
               native_now && native_then ? fmt::format("{:.2f}", machine) : "-");
  }
}

void bench_against(const std::string& other, const Options& options) {
  fmt::print("{:<19} {:<9} {:>9} {:>9} {:>9}\n", "workload", "ns per", "other", "this", "ratio");
  for (const Workload& workload : wanted_workloads(options)) {
    const std::uint64_t work = options.quick ? workload.work / 10 : workload.work;
    Contestant before = asim_contestant(other, workload, work);
    Contestant now = asim_contestant(asim_program, workload, work);
    for (int repetition = 0; repetition < (options.quick ? 3 : 9); ++repetition) {
      before.measure();
      now.measure();
    }
    fmt::print("{:<19} {:<9} {:>9.1f} {:>9.1f} {:>9.2f}\n", workload.title(), workload.unit,
               before.nanoseconds(), now.nanoseconds(), now.ratio_to(before));
    std::fflush(stdout);
  }
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Measurements bench_workloads(const Options& options, bool with_simpy) {
  print_header();
  Measurements results;
  for (const Workload& workload : wanted_workloads(options))
    bench(workload, options.quick, with_simpy, results);
  return results;
}

void bench_all(const Options& options) {
  Measurements before;
  if (!options.compare.empty()) before = from_csv(text_of(options.compare), kFigure);
  std::ofstream saved;
  if (!options.save.empty()) {
    saved.open(options.save);
    if (!saved) throw std::runtime_error("cannot write " + options.save);
  }
  const bool with_simpy = simpy_is_there();
  if (!with_simpy) fmt::print(stderr, "no SimPy for {} (Debian: python3-simpy): left out\n", python);
  const Measurements results = options.features ? bench_features(options.only, options.quick, with_simpy)
                                                : bench_workloads(options, with_simpy);
  if (saved.is_open() && !(saved << to_csv(results, kFigure)).flush())
    throw std::runtime_error("cannot write " + options.save);
  if (!options.compare.empty()) print_comparison(results, before);
}

}  // namespace
}  // namespace asim::bench

int main(int argc, char** argv) try {
  using namespace asim::bench;
  const std::optional<Options> options = parse(argc, argv);
  if (!options) {
    fmt::print(stderr, "{}", kUsage);
    return 2;
  }
  if (options->instructions) {
    const std::string bounds = std::string(ASIM_SOURCE_DIR) + "/tests/bench/instructions.csv";
    return check_instructions(bounds, options->update) ? 0 : 1;
  }
  if (!options->against.empty()) {
    bench_against(options->against, *options);
  } else {
    bench_all(*options);
  }
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 1;
}
