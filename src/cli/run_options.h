#pragma once
// The options of `asim run` as they are written, and what they mean.

#include <string>
#include <vector>

#include "cli/command.h"
#include "program/heap.h"
#include "program/program.h"
#include "record/recorder.h"
#include "run/simulation.h"

namespace asim {

/// What all commands that run models take. What was not given is empty: no option takes an empty value.
struct SharedOptions {
  std::string seed, until, warmup, max_events, max_instant, max_memory;

  void add_to(CommandLine&);
  /// Their meaning, with the seed of the environment.
  RunOptions run_options() const;
};

struct RunCommandLine {
  SharedOptions shared;
  std::string model;
  std::vector<std::string> parameters, processes;
  std::string replication, timeline, format, csv, csv_dialect, outputs, stats, summary, draws, replay;
  bool quiet = false, verify = false, dates = false, antithetic = false, trace = false, fingerprint = false;
  Colour colour;

  void add_to(CommandLine&);

  /// What can be understood without the model: numbers, the seed of the environment.
  RunOptions run_options() const;
  /// Refuses results that would go where the model is, or to the same place.
  void check_destinations() const;
  /// … or to standard output together with what tolerates nothing beside it.
  void check_standard_output() const;
  /// UsageError if a result would overwrite what the model consists of or reads.
  void check_inputs(const Program&) const;
  /// Which rows are wanted: --timeline, or else the model's `timeline:`, or else all; and of which processes.
  void choose_rows(const Program&, Recorder&) const;

  // `-` means standard output, and then nothing else stands there.
  bool has_csv_file() const { return !csv.empty() && csv != "-"; }
  bool has_outputs_file() const { return !outputs.empty() && outputs != "-"; }
  bool has_draws_file() const { return !draws.empty() && draws != "-"; }
  bool has_stats_file() const { return !stats.empty() && stats != "-"; }
  bool shows_timeline() const;
  bool shows_summary() const;

private:
  bool is_for_people() const {
    return !quiet && csv != "-" && outputs != "-" && stats != "-" && draws != "-";
  }
};

/// The parameters by name; UsageError if the program has none of that name, or one is given twice.
std::vector<std::pair<std::string, Value>> parse_parameters(const std::vector<std::string>& settings,
                                                            const Program&, Interner&);

}  // namespace asim
