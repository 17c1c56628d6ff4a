#pragma once
// What the commands that watch one run of a model share: its options, reading it, what is wrong with it.

#include <memory>
#include <string>
#include <vector>

#include "cli/run_options.h"
#include "program/heap.h"
#include "run/model_compiler.h"
#include "run/simulation.h"

namespace asim {

struct ModelOptions {
  SharedOptions shared;
  std::string model, replication;
  std::vector<std::string> parameters;
  Colour colour;

  void add_to(CommandLine&);
  RunOptions run_options() const;
};

class ModelRun {
public:
  /// UsageError if the options make no sense.
  explicit ModelRun(const ModelOptions& options) : options_(options), run_options_(options.run_options()) {}

  /// Reads the model and tells what is wrong with it. False: it cannot be run.
  bool load();
  /// A simulation with this observer. Null: the parameters make it impossible, which has been told.
  std::unique_ptr<Simulation> simulate(Recorder&, Observer*);

  const LoadedModel& model() const { return *model_; }
  RunOptions& run_options() { return run_options_; }

  /// Tells the error of a failed run; the exit code.
  int report(const RunResult&) const;

private:
  bool in_colour() const;

  const ModelOptions& options_;
  Interner interner_;  // before the options, whose parameters are texts of it
  RunOptions run_options_;
  std::unique_ptr<LoadedModel> model_;
};

}  // namespace asim
