#include "workloads.h"

#include <fmt/format.h>

namespace asim::bench {
namespace {

// The others take the work and the number of sleepers as arguments.
Command other_command(Command command, const Workload& workload, std::uint64_t work) {
  command.push_back(std::to_string(work));
  if (workload.sleepers > 0) command.push_back(std::to_string(workload.sleepers));
  return command;
}

}  // namespace

std::string Workload::title() const {
  return sleepers == 0 ? model : fmt::format("{} n={}", model, sleepers);
}

const std::vector<Workload> all_workloads = {
    {"mm1", "customer", "customers", 1'000'000, 100'000, 50, "mm1_log", 1.2},
    {"mm1_processes", "customer", "customers", 1'000'000, 100'000, 70, "mm1_log", 1.7},
    {"ping_pong", "item", "n", 1'000'000, 100'000, 18, "mm1_log", 0.5},
    {"sleepers", "event", "events", 1'000'000, 100'000, 20, "sleepers_log", 0.6, 10},
    {"sleepers", "event", "events", 1'000'000, 100'000, 40, "sleepers_log", 0.6, 1'000},
    {"sleepers", "event", "events", 1'000'000, 100'000, 90, "sleepers_log", 0.5, 100'000},
    {"sleepers", "event", "events", 8'000'000, 0, 160, "sleepers_log", 0.5, 1'000'000},
};

const std::string asim_program = fmt::format("{}/asim", ASIM_BINARY_DIR);

Command asim_command(const std::string& program, const Workload& workload, std::uint64_t work) {
  Command command = {program,
                     "run",
                     fmt::format("{}/models/bench/{}.yaml", ASIM_SOURCE_DIR, workload.model),
                     "--quiet",
                     "--timeline",
                     "none",
                     "--outputs",
                     "-",
                     "-p",
                     fmt::format("{}={}", workload.work_parameter, work)};
  if (workload.sleepers > 0) command.insert(command.end(), {"-p", fmt::format("n={}", workload.sleepers)});
  return command;
}

Command native_command(const Workload& workload, std::uint64_t work) {
  return other_command({fmt::format("{}/native_{}", ASIM_BINARY_DIR, workload.model)}, workload, work);
}

Command yardstick_command(const Workload& workload, std::uint64_t work) {
  return other_command({fmt::format("{}/native_{}", ASIM_BINARY_DIR, workload.yardstick)}, workload, work);
}

Command simpy_command(const Workload& workload, std::uint64_t work) {
  return other_command({python, fmt::format("{}/tests/bench/simpy_{}.py", ASIM_SOURCE_DIR, workload.model)},
                       workload, work);
}

}  // namespace asim::bench
