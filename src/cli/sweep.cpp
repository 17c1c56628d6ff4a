// asim sweep: a model's runs over a design of parameters, with replications, in parallel.

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "base/diagnostics.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/sweep_options.h"
#include "program/value_text.h"
#include "record/output.h"
#include "run/replications.h"
#include "run/resume.h"
#include "run/sweep_summary.h"
#include "run/sweep_table.h"

namespace asim {
namespace {

/// Takes the rows of a sweep, in order: table, summary, progress.
class Results {
public:
  Results(const SweepCommandLine& options, const SweepTable& table, const RunPlan& plan)
      : options_(options),
        table_(table),
        plan_(plan),
        summary_csv_(table.parameter_names(), table.output_names(), options.dialect()),
        summary_table_(table.parameter_names(), table.output_names(), plan.options().antithetic),
        summarizer_(table.output_names().size(), plan.options().antithetic,
                    [this](const PointSummary& point) { add(point); }),
        progress_(!options.quiet) {
    // Before the runs: a path that cannot be written must not cost their results.
    if (!options.csv.empty()) csv_ = std::make_unique<Output>(options.csv, Output::Mode::in_place);
    if (!options.summary.empty()) summary_ = std::make_unique<Output>(options.summary);
    if (summary_) summary_->write(summary_csv_.header());
  }

  /// Goes on behind the finished rows of the file, or begins it anew.
  void begin(const Experiment& experiment, RunPlan& plan) {
    if (!csv_) return;
    std::uint64_t kept = 0;
    if (options_.resume) {
      kept = resume(options_.csv, table_, experiment, plan, [this](const RunRow& row, bool) { count(row); });
      finished_before_ = rows_;
    }
    csv_->keep(kept);
    if (kept == 0) csv_->write(table_.header());
    csv_->flush();
  }

  void add(const RunRow& row, bool last_of_point) {
    if (csv_) {
      csv_->write(table_.line(row, last_of_point));
      csv_->flush();
    }
    count(row);
    progress_.update(rows_, finished_before_, plan_.run_count(), row.point->number, plan_.options().points);
  }

  void finish() {
    progress_.clear();
    summarizer_.finish();
    if (csv_) csv_->close();
    if (summary_) summary_->close();
    if (!options_.shows_table() || table_.is_part()) return;
    Output out("-");
    out.write(summary_table_.text());
    out.close();
  }

  std::uint64_t rows() const { return rows_; }
  std::uint64_t failed() const { return failed_; }
  const std::string& first_failure() const { return first_failure_; }

private:
  void count(const RunRow& row) {
    ++rows_;
    if (row.failed() && ++failed_ == 1) {
      first_failure_ = fmt::format("{}: {}", table_.id(*row.point, row.replication), row.error);
    }
    summarizer_.add(row);
  }

  void add(const PointSummary& point) {
    summary_table_.add(point);
    if (summary_) summary_->write(summary_csv_.lines(point));
  }

  const SweepCommandLine& options_;
  const SweepTable& table_;
  const RunPlan& plan_;
  SummaryCsv summary_csv_;
  SummaryTable summary_table_;
  Summarizer summarizer_;
  Progress progress_;
  std::unique_ptr<Output> csv_, summary_;
  std::uint64_t rows_ = 0, finished_before_ = 0, failed_ = 0;
  std::string first_failure_;
};

class Sweep {
public:
  explicit Sweep(SweepCommandLine options) : options_(std::move(options)) {}

  int execute() {
    RunOptions run_options = options_.shared.run_options();
    const std::size_t threads = options_.threads();
    const std::optional<Shard> shard = options_.shard_given();
    options_.check_destinations();
    model_ = load_model(options_.model);
    if (!options_.quiet || !model_->valid()) show(model_->diagnostics);
    if (!model_->valid()) return kBadModel;
    refuse_to_overwrite(model_->program, "--csv", options_.csv);
    refuse_to_overwrite(model_->program, "--summary", options_.summary);
    run_options.antithetic = options_.is_antithetic(*model_);
    options_.make_design(*model_, design_);
    const Experiment experiment{*model_, design_, run_options};
    RunPlan plan(options_.plan_options(*model_, design_.point_count()), model_->program.outputs.size());
    const SweepTable table(experiment, plan.options(), options_.dialect());
    if (table.is_part()) check_part(*shard);
    if (!check_points(experiment)) return kBadModel;
    return run(experiment, plan, table, threads);
  }

private:
  bool in_colour() const { return options_.colour.on(STDERR_FILENO); }
  void show(const Diagnostics& diagnostics) const {
    std::cerr << diagnostics.render(model_->sources, in_colour());
  }
  void warn(std::string message) const {
    std::cerr << render(Diagnostic{Severity::warning, std::move(message), {}, "", {}}, model_->sources,
                        in_colour());
  }

  void check_part(const Shard& shard) const {
    if (!options_.summary.empty())
      throw UsageError("a part has no summary: `asim merge` makes it of all parts");
    if (options_.csv.empty()) throw UsageError("a part needs --csv FILE");
    if (options_.shard.empty() && !options_.quiet)
      std::cerr << fmt::format("part {} of {}, as Slurm's array says\n", shard.part, shard.parts);
  }

  /// Refuses points that cannot be run, before anything is.
  bool check_points(const Experiment& experiment) const {
    Experimenter experimenter(experiment);
    for (std::uint64_t number = 1; number <= design_.point_count(); ++number) {
      const std::shared_ptr<const Point> point = experimenter.point(number);
      if (point->problems.empty()) continue;
      Diagnostics diagnostics;
      for (const Diagnostic& p : point->problems) diagnostics.error(p.span, p.message, p.label);
      show(diagnostics);
      if (design_.point_count() > 1)
        std::cerr << sanitized(fmt::format("at the point {}", words(number))) << '\n';
      return false;
    }
    return true;
  }

  /// "lambda=0.9, tellers=2".
  std::string words(std::uint64_t point) const {
    std::string text;
    for (const auto& [name, value] : design_.point(point - 1)) {
      text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value_text(value));
    }
    return text;
  }

  int run(const Experiment& experiment, RunPlan& plan, const SweepTable& table, std::size_t threads) {
    Results results(options_, table, plan);
    results.begin(experiment, plan);
    watch_signals();
    const bool complete = run_all(
        experiment, plan, threads,
        [&](const RunRow& row, bool last_of_point) { results.add(row, last_of_point); }, is_interrupted);
    results.finish();
    return report(results, plan, complete);
  }

  int report(const Results& results, const RunPlan& plan, bool complete) const {
    if (!plan.imprecise_points().empty()) {
      const std::string first = words(plan.imprecise_points().front());
      warn(fmt::format("{} did not reach the precision in {} replications{}{}",
                       plural(plan.imprecise_points().size(), "point"), plan.options().most_replications,
                       first.empty() ? "" : "; the first: ", first));
    }
    if (results.failed() > 0) {
      std::cerr << fmt::format("error: {} of {} failed; the first, {}\n", results.failed(),
                               plural(results.rows(), "run"), sanitized(results.first_failure()));
    }
    if (!complete) {
      std::cerr << "interrupted: the finished runs are written";
      std::cerr << (options_.csv.empty() || options_.csv == "-" ? "\n" : "; --resume goes on\n");
      return kInterrupted;
    }
    return results.failed() > 0 ? kRunFailed : kDone;
  }

  SweepCommandLine options_;
  std::unique_ptr<LoadedModel> model_;
  Design design_;
};

}  // namespace

Command sweep_command() {
  return {"sweep", "runs a model over many parameters, with replications", [](CommandLine& line) {
            auto options = std::make_shared<SweepCommandLine>();
            options->add_to(line);
            line.on_call([options] {
              try {
                return Sweep(*options).execute();
              } catch (const ResumeError& error) {
                throw UsageError(error.what());
              }
            });
          }};
}

}  // namespace asim
