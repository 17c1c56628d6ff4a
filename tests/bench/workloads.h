#pragma once
// The models of models/bench/ and how each of the programs is told how much to do.

#include <cstdint>
#include <string>
#include <vector>

#include "programs.h"

namespace asim::bench {

struct Workload {
  std::string model;
  std::string unit;
  std::string work_parameter;
  std::uint64_t work;
  std::uint64_t simpy_work;  // 0: too slow to wait for
  // It is fast enough within either: nanoseconds, which mean little on another machine or a busy one, or as
  // many times what a program written by hand takes, which draws by logarithms.
  double most_nanoseconds;
  std::string yardstick;  // that program: native_YARDSTICK
  double most_ratio;
  std::uint64_t sleepers = 0;  // only where the model has them

  [[nodiscard]] std::string title() const;
};

extern const std::vector<Workload> all_workloads;

/// The asim of this build.
extern const std::string asim_program;

/// The command that runs a workload with so much work: by an asim, by the program written by hand that draws
/// the same numbers, by its yardstick, by SimPy.
Command asim_command(const std::string& program, const Workload&, std::uint64_t work);
Command native_command(const Workload&, std::uint64_t work);
Command yardstick_command(const Workload&, std::uint64_t work);
Command simpy_command(const Workload&, std::uint64_t work);

}  // namespace asim::bench
