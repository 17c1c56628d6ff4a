#include "instructions.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "features.h"
#include "measurements.h"
#include "workloads.h"

namespace asim::bench {
namespace {

constexpr std::string_view kFigure = "instructions";
constexpr double kTolerance = 0.03;
constexpr std::uint64_t kShort = 20'000, kLong = 60'000;  // units of work; the start cancels out
constexpr std::uint64_t kMostSleepers = 1'000;  // making more of them takes longer than what is counted

#ifdef __clang__
constexpr std::string_view kCompiler = "clang++";
#else
constexpr std::string_view kCompiler = "g++";
#endif

// Valgrind's last word is "==123== Collected : 456".
double instructions_of(const Command& command) {
  Command counted = {"/usr/bin/valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"};
  counted.insert(counted.end(), command.begin(), command.end());
  const std::string errors = run_or_fail(counted).errors;
  constexpr std::string_view label = "Collected : ";
  const std::size_t place = errors.find(label);
  if (place == std::string::npos) throw std::runtime_error("Valgrind has not counted:\n" + errors);
  return std::strtod(errors.c_str() + place + label.size(), nullptr);
}

// Of those that take different ways through the engine; and what rows cost.
constexpr std::string_view kFeatures[] = {"resource",  "resource_contended", "preemption",     "process",
                                          "interrupt", "first_of_blocks",    "store_filtered", "log_read"};

double instructions_of_each(const std::function<Command(std::uint64_t work)>& command) {
  const double few = instructions_of(command(kShort));
  const double many = instructions_of(command(kLong));
  return (many - few) / static_cast<double>(kLong - kShort);
}

Measurements count_all() {
  Measurements counts;
  for (const Workload& workload : all_workloads) {
    if (workload.sleepers > kMostSleepers) continue;
    counts.emplace_back(workload.title(), instructions_of_each([&](std::uint64_t work) {
                          return asim_command(asim_program, workload, work);
                        }));
  }
  for (const std::string_view feature : kFeatures) {
    counts.emplace_back(
        feature, instructions_of_each([&](std::uint64_t work) { return feature_command(feature, work); }));
  }
  return counts;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

bool check_instructions(const std::string& bounds_path, bool update) {
  if (kCompiler != "g++") {
    fmt::print("the bounds are those of g++: not checked for {}\n", kCompiler);
    return true;
  }
  const Measurements counts = count_all();
  if (update) {
    std::ofstream file(bounds_path);
    file
        << "# Instructions for each customer, item, event or execution of a feature: `./dev bench --instructions` holds them against this.\n"
        << to_csv(counts, kFigure);
    if (!file.flush()) throw std::runtime_error("cannot write " + bounds_path);
    fmt::print("{}", to_csv(counts, kFigure));
    return true;
  }
  const Check check = check_bounds(counts, from_csv(text_of(bounds_path), kFigure), kTolerance);
  fmt::print("{:<19} {:>9} {:>9}\n{}", "workload", "counted", "bound", check.report);
  if (!check.passed) {
    fmt::print("more than {:.0f} % above the bound. If that has to be: ./dev bench --instructions --update\n",
               100 * kTolerance);
  }
  return check.passed;
}

}  // namespace asim::bench
