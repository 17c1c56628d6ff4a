#pragma once
// An experiment: a model's runs at the points of a design, each with several replications.
//
// A run is told apart by its point and its replication, both counted from 1. All points share the seed, so
// that replication k meets the same random numbers at every point (common random numbers). What a run gives
// depends on nothing but model, parameters, seed and replication: not on the thread, the part or the machine
// that carries it out.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/design.h"
#include "run/model_compiler.h"
#include "run/simulation.h"

namespace asim {

/// A cell of a table of results. Only text needs protection from spreadsheets.
struct Cell {
  std::string text;
  bool is_text = false;
  std::optional<double> number = {};  // of a value that is one; not of what has been read from a file
  bool operator==(const Cell& other) const { return text == other.text && is_text == other.is_text; }
};
Cell cell_of(const Value&);

struct Experiment {
  const LoadedModel& model;
  const Design& design;
  RunOptions options;  // what all runs share; parameters and replication are each run's own
};

/// What the runs of a design point share.
struct Point {
  std::uint64_t number = 0;      // from 1
  std::vector<Cell> parameters;  // every parameter of the model, in order of declaration
  std::uint64_t seed = 0;
  std::uint64_t hash = 0;            // of model, settings, parameters and seed
  std::vector<Diagnostic> problems;  // what makes it impossible
};

/// One finished run: a row of the table.
struct RunRow {
  std::shared_ptr<const Point> point;
  std::uint64_t replication = 0;
  std::vector<Cell> outputs;  // empty cells if it failed
  std::string error;          // one line with its place; empty if all went well

  bool failed() const { return !error.empty(); }
};

/// The model's parameters in order of declaration.
std::vector<const Parameter*> parameters_in_order(const Program&);

/// A hash of what was read and of the settings that all runs share.
std::uint64_t hash_of(const Experiment&);

/// Identifies a run, the same on every machine: `r`, eight digits of hash_of(experiment), `-`, twelve of the
/// run itself.
std::string run_id(std::uint64_t experiment_hash, const Point&, std::uint64_t replication);
/// The part of a run id that is the same for all runs of an experiment.
std::string run_id_prefix(std::uint64_t experiment_hash);

/// Carries out runs, one after the other, each in a simulation of its own. One thread uses it.
class Experimenter {
public:
  explicit Experimenter(const Experiment&);

  /// Precondition: 1 <= number <= the design's points.
  std::shared_ptr<const Point> point(std::uint64_t number);

  /// Nothing if it was interrupted.
  std::optional<RunRow> run(std::uint64_t point, std::uint64_t replication,
                            const std::function<bool()>& interrupted);

private:
  std::string error_text(const Diagnostic&) const;
  RunRow result_of(Simulation&, const RunResult&);

  const Experiment& experiment_;
  std::vector<const Parameter*> parameters_;
  std::uint64_t hash_;
  RunOptions options_;  // of the latest point
  std::shared_ptr<const Point> point_;
  Recorder nobody_;
};

}  // namespace asim
