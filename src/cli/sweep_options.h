#pragma once
// The options of `asim sweep` as they are written, and what they mean.

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/run_options.h"
#include "record/csv.h"
#include "run/design.h"
#include "run/run_plan.h"

namespace asim {

struct SweepCommandLine {
  SharedOptions shared;
  std::string model;
  std::vector<std::string> parameters, precision;
  std::string design, replications, max_replications, jobs, shard;
  std::string csv, csv_dialect, summary;
  bool zip = false, antithetic = false, resume = false, quiet = false;
  Colour colour;

  void add_to(CommandLine&);

  // What can be understood without the model. All raise UsageError.
  std::size_t threads() const;
  /// --shard, or what Slurm says of an array of jobs, or nothing.
  std::optional<Shard> shard_given() const;
  /// Refuses results that would go where the model is, or to the same place.
  void check_destinations() const;

  /// Of the model's `experiment:` and the command line.
  void make_design(const LoadedModel&, Design&) const;
  bool is_antithetic(const LoadedModel& loaded) const { return antithetic || loaded.experiment.antithetic; }
  PlanOptions plan_options(const LoadedModel&, std::uint64_t points) const;

  CsvDialect dialect() const { return csv_dialect == "excel" ? CsvDialect::excel : CsvDialect::plain; }
  /// For people, on standard output.
  bool shows_table() const { return !quiet && csv != "-" && summary != "-"; }

private:
  std::vector<PrecisionGoal> goals(const LoadedModel&) const;
  void check_pairs(const PlanOptions&) const;
};

/// -j, or ASIM_JOBS, or as many as there are cores.
std::size_t parse_threads(const std::string& jobs);

}  // namespace asim
