// asim run: one run of a model, its timeline, its results.

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "base/diagnostics.h"
#include "cli/interrupt.h"
#include "cli/run_options.h"
#include "record/output.h"
#include "run/draw_files.h"
#include "run/fingerprint.h"
#include "run/model_compiler.h"
#include "run/move_trace.h"
#include "run/report.h"
#include "run/statistics.h"

namespace asim {
namespace {

/// Sees of which processes the rows are that are written.
class Witness final : public Sink {
public:
  explicit Witness(std::vector<std::string> processes) : absent_(std::move(processes)) {}

  void write(const Row& row) override {
    std::erase_if(absent_, [&](const std::string& name) { return is_called(row.process, name); });
  }
  void flush() override {}

  /// Those of the processes that no row was of.
  const std::vector<std::string>& absent() const { return absent_; }

private:
  std::vector<std::string> absent_;
};

class Run {
public:
  explicit Run(RunCommandLine options) : options_(std::move(options)) {}

  int execute() {
    run_options_ = options_.run_options();
    options_.check_destinations();
    options_.check_standard_output();
    model_ = load_model(options_.model);
    if (!options_.quiet || !model_->valid()) tell(model_->diagnostics);
    if (!model_->valid()) return kBadModel;
    options_.check_inputs(model_->program);
    run_options_.parameters = parse_parameters(options_.parameters, model_->program, interner_);
    options_.choose_rows(model_->program, recorder_);
    if (options_.dates && !model_->program.expressions.calendar.epoch)
      throw UsageError("--dates needs a model with `epoch:`");
    prepare_draws();
    if (options_.fingerprint) recorder_.add_observer(fingerprint_);
    if (options_.trace) make_trace();
    if (stdout_.is_terminal()) run_options_.turns_between_looks = 1024;  // some rows may wait to be shown
    Simulation simulation(model_->program, run_options_, recorder_);
    if (!simulation.problems().empty()) return refuse(simulation.problems());
    open_outputs();
    const RunResult result = run(simulation);
    write_results(simulation, result);
    return report(simulation, result);
  }

private:
  bool in_colour() const { return options_.colour.on(STDERR_FILENO); }

  int refuse(const std::vector<Diagnostic>& problems) {
    Diagnostics diagnostics;
    for (const Diagnostic& p : problems) diagnostics.error(p.span, p.message, p.label);
    tell(diagnostics);
    return kBadModel;
  }

  /// With an empty line between what comes one after the other.
  void tell(const Diagnostics& diagnostics) {
    const std::string text = diagnostics.render(model_->sources, in_colour());
    if (!text.empty() && has_told_) std::cerr << '\n';
    has_told_ = has_told_ || !text.empty();
    std::cerr << text;
  }

  void prepare_draws() {
    if (options_.draws.empty() && options_.replay.empty()) return;
    places_ = std::make_unique<DrawPlaces>(model_->program, model_->sources);
    if (!options_.draws.empty()) {
      draws_ = std::make_unique<DrawFile>(*places_);
      run_options_.draw_log = draws_.get();
    }
    if (options_.replay.empty()) return;
    try {
      replay_ = std::make_unique<DrawFileReplay>(options_.replay, *places_);
    } catch (const DrawFileError& error) {
      throw UsageError(error.what());
    }
    run_options_.draw_replay = replay_.get();
  }

  /// Before the run: a path that cannot be written must not cost its results.
  void open_outputs() {
    if (options_.has_csv_file()) csv_ = std::make_unique<Output>(options_.csv);
    if (options_.has_outputs_file()) outputs_ = std::make_unique<Output>(options_.outputs);
    if (options_.has_draws_file()) draws_output_ = std::make_unique<Output>(options_.draws);
    if (options_.has_stats_file()) stats_ = std::make_unique<Output>(options_.stats);
    if (draws_) draws_->begin(draws_output_ ? *draws_output_ : stdout_);
    SinkOptions sink_options;
    sink_options.csv_dialect = dialect();
    if (!options_.csv.empty()) add_sink("csv", csv_ ? *csv_ : stdout_, sink_options);
    if (!options_.shows_timeline()) return;
    sink_options.colour = options_.colour.on(STDOUT_FILENO);
    add_sink(options_.format.empty() ? sink_kinds().front().name : options_.format, stdout_, sink_options);
  }

  /// A trace is written like a timeline, with other columns.
  void make_trace() {
    SinkOptions sink_options;
    sink_options.csv_dialect = dialect();
    sink_options.colour = options_.colour.on(STDOUT_FILENO);
    sink_options.titles = {"time", "process", "move", "place", "what"};
    const SinkKind* kind = find_sink(options_.format.empty() ? sink_kinds().front().name : options_.format);
    trace_sink_ = kind->make(stdout_, sink_options);
    trace_ = std::make_unique<MoveTrace>(model_->sources, *trace_sink_, options_.processes);
    run_options_.observer = trace_.get();
  }

  CsvDialect dialect() const {
    return options_.csv_dialect == "excel" ? CsvDialect::excel : CsvDialect::plain;
  }

  void add_sink(std::string_view format, Output& output, const SinkOptions& sink_options) {
    SinkOptions options = sink_options;
    const Calendar& calendar = model_->program.expressions.calendar;
    const bool is_for_people = format == "table" || format == "markdown";
    if (calendar.epoch && (is_for_people || options_.dates)) options.calendar = &calendar;
    recorder_.add_sink(find_sink(format)->make(output, options));
    if (witness_ || options_.processes.empty()) return;
    auto witness = std::make_unique<Witness>(options_.processes);
    witness_ = witness.get();
    recorder_.add_sink(std::move(witness));
  }

  RunResult run(Simulation& simulation) {
    watch_signals();
    recorder_.begin();
    if (trace_sink_) trace_sink_->begin();
    stdout_.gather(true);
    const RunResult result = simulation.run([this] {
      stdout_.show_gathered();
      return is_interrupted();
    });
    if (trace_sink_) trace_sink_->end();
    recorder_.end();
    stdout_.gather(false);
    return result;
  }

  std::string stats_csv(Simulation& simulation, const RunResult& result) const {
    const bool failed = result.end == RunResult::End::failed;
    return statistics_csv(failed ? std::vector<StatisticsTable>() : statistics_of(simulation), dialect());
  }

  /// A failed run has no outputs and statistics: their files hold the header alone, and not what an earlier
  /// run left there.
  void write_results(Simulation& simulation, const RunResult& result) {
    if (options_.shows_summary()) {
      const bool is_below_a_table =
          (options_.shows_timeline() && (recorder_.has_written() || options_.format == "markdown")) ||
          options_.trace;
      const SummaryLength length = options_.summary == "full" ? SummaryLength::full : SummaryLength::brief;
      stdout_.write((is_below_a_table ? "\n" : "") + summary(simulation, result, model_->sources, length));
    }
    if (options_.fingerprint) {
      const std::string hash = fingerprint_.text(simulation, result);
      stdout_.write(options_.quiet ? hash + "\n" : "fingerprint: " + hash + "\n");
    }
    if (!options_.outputs.empty()) (outputs_ ? *outputs_ : stdout_).write(outputs_csv(simulation, dialect()));
    if (!options_.stats.empty()) (stats_ ? *stats_ : stdout_).write(stats_csv(simulation, result));
    for (Output* output : {&stdout_, csv_.get(), outputs_.get(), stats_.get(), draws_output_.get()}) {
      if (output) output->close();
    }
  }

  int report(const Simulation& simulation, const RunResult& result) const {
    if (witness_) {
      for (const std::string& name : witness_->absent()) warn_of_absent(name);
    }
    if (replay_) {
      const std::string left_over = replay_->left_over();
      if (!left_over.empty()) warn(left_over);
    }
    if (!options_.shows_summary() && !options_.quiet) warn_of_holds(simulation);
    if (result.error) {
      std::cerr << render(*result.error, model_->sources, in_colour());
      return kRunFailed;
    }
    if (result.end == RunResult::End::interrupted) {
      std::cerr << "interrupted: what was computed so far is written\n";
      return kInterrupted;
    }
    return kDone;
  }

  void warn_of_absent(const std::string& process) const {
    std::vector<std::string_view> names;
    for (const ProcessType& type : model_->program.process_types) names.push_back(type.name);
    const std::string hint = suggestion(process, names);
    const std::string message =
        fmt::format("no row is of a process `{}`{}{}", process, hint.empty() ? "" : ": ", hint);
    warn(message);
  }

  /// What the summary would have said.
  void warn_of_holds(const Simulation& simulation) const {
    for (const std::string& line : warnings(simulation.state())) warn(line);
  }

  void warn(const std::string& message) const {
    std::cerr << render(Diagnostic{Severity::warning, message, {}, "", {}}, model_->sources, in_colour());
  }

  RunCommandLine options_;
  Interner interner_;  // before the options, whose parameters are texts of it
  RunOptions run_options_;
  std::unique_ptr<LoadedModel> model_;
  Output stdout_{"-"};
  std::unique_ptr<Output> csv_, outputs_, stats_, draws_output_;
  std::unique_ptr<DrawPlaces> places_;
  std::unique_ptr<DrawFile> draws_;
  std::unique_ptr<DrawFileReplay> replay_;
  Fingerprint fingerprint_;
  std::unique_ptr<Sink> trace_sink_;
  std::unique_ptr<MoveTrace> trace_;
  Recorder recorder_;
  bool has_told_ = false;
  const Witness* witness_ = nullptr;  // the recorder's
};

}  // namespace

Command run_command() {
  return {"run", "runs a model: its timeline, then a summary", [](CommandLine& line) {
            auto options = std::make_shared<RunCommandLine>();
            options->add_to(line);
            line.on_call([options] { return Run(*options).execute(); });
          }};
}

}  // namespace asim
