#pragma once
// A simulation: everything of one run. It owns its memory, its objects and processes; the program is shared
// and not changed. One thread runs it.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "engine/loop.h"
#include "engine/pool.h"
#include "program/draw_book.h"
#include "program/evaluate.h"
#include "program/observer.h"
#include "program/program.h"
#include "program/state.h"
#include "record/recorder.h"
#include "run/verification.h"

namespace asim {

using Outputs = std::vector<std::pair<std::string, Value>>;

struct RunOptions {
  std::vector<std::pair<std::string, Value>>
      parameters;  // name and value: numbers, booleans, null, immortal text
  std::optional<std::uint64_t> seed;
  std::uint64_t replication = 1;
  std::optional<double> until;
  std::optional<double> warmup;
  std::uint64_t max_events = ~std::uint64_t{0};   // resumptions of processes
  std::uint64_t max_instant = 100'000'000;        // steps while the clock stands still
  std::size_t max_memory = std::size_t{2} << 30;  // bytes
  std::uint64_t turns_between_looks = 1 << 16;    // at whether it has been interrupted
  bool keep_samples = false;                      // of all statistics, so that they have quantiles
  // From the warm-up to the horizon in so many equal intervals: at the end of each the outputs are told, and
  // statistics begin anew. 0: in one piece.
  std::size_t intervals = 0;
  std::function<void(const Outputs&)> on_interval;
  bool antithetic = false;            // even replications mirror the numbers of the one before them
  DrawLog* draw_log = nullptr;        // where every draw is written down
  DrawReplay* draw_replay = nullptr;  // what takes the place of draws
  Observer* observer = nullptr;       // watches the run: it goes slower and does the same
  // Evaluates no more than is quickly known, for those who only look for problems: running it is out of the
  // question.
  bool only_checks = false;
  bool verify = false;  // looks after every turn whether anything was lost: verification.h
};

/// What came of a run.
struct RunResult {
  enum class End : std::uint8_t { nothing_left, horizon, stopped, interrupted, failed };
  End end = End::nothing_left;
  double time = 0;
  std::optional<Diagnostic> error;  // of a failed run
};

class Simulation {
public:
  /// The program and recorder must outlive it.
  Simulation(const Program&, const RunOptions&, Recorder&);
  ~Simulation();

  /// What the parameters make impossible: known without running. Nothing may be run if there is anything.
  const std::vector<Diagnostic>& problems() const { return problems_; }

  /// What the random streams are made from. Precondition: there are no problems.
  std::uint64_t seed();
  /// Infinite if there is none.
  double horizon();

  /// Runs to the end. `interrupted` is asked now and then; once true, the run ends there.
  RunResult run(const std::function<bool()>& interrupted);

  /// The named results, in order, as they were when the run ended; none if it failed.
  const Outputs& outputs() const { return outputs_; }

  /// The time from which on the statistics are.
  double statistics_since() const { return statistics_since_; }

  State& state() { return state_; }
  const State& state() const { return state_; }

private:
  void prepare();
  void prepare_draws();
  void check();
  void keep_samples();
  /// False if there are none of these names.
  bool set_parameters();
  void tell_who(Diagnostic& error) const;
  /// Of a constant that has been evaluated.
  std::optional<double> known_number(Operand) const;
  void check_parameter_limits();
  void check_ranges();
  void check_capacities();
  void check_tables();
  void check_warmup();
  void note_edges();
  double warmup();
  void make_objects();
  void make_processes();
  double setting(Operand, std::optional<double> given, double fallback);
  RunResult::End run_to_end(const std::function<bool()>& interrupted);
  RunResult::End run_to(double time, const std::function<bool()>& interrupted);
  RunResult::End run_in_intervals(const std::function<bool()>& interrupted);
  void begin_anew();
  void reset_statistics();
  void evaluate_outputs();
  RunError memory_error() const;
  Loop::Outcome run_loop(double time, std::uint64_t turn_limit);
  bool has_been_seen() const;
  void let_observe(Observer&);

  const Program& program_;
  const RunOptions& options_;
  Pool pool_;
  Loop loop_;
  State state_;
  DrawBook draw_book_;
  Verification verification_;
  class RowObserver;
  std::unique_ptr<Sink> row_observer_;
  double statistics_since_ = 0;
  std::vector<Diagnostic> problems_;
  Span being_made_;  // before the first event: the declaration of what is made
  Outputs outputs_;
};

/// The parameter's value as a command line gives it: a number, true, false or null; anything else is text.
Value parse_parameter(std::string_view text, Interner&);

}  // namespace asim
