// asim steady: one long run, its warm-up and batch means.

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <iostream>
#include <memory>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "base/text_table.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/run_options.h"
#include "engine/confidence.h"
#include "record/output.h"
#include "run/steady_state.h"
#include "run/sweep_summary.h"

namespace asim {
namespace {

struct SteadyCommandLine {
  SharedOptions shared;
  std::string model, batches, csv, csv_dialect;
  std::vector<std::string> parameters;
  bool quiet = false;
  Colour colour;

  void add_to(CommandLine& line) {
    line.operand("MODEL", model, "the model file; - is standard input");
    line.texts("-p,--param", parameters, "sets a parameter", "NAME=VALUE");
    line.text("--batches", batches, "so many batches after the warm-up (20)", "N");
    line.text("--csv", csv, "writes the result as CSV to a file", "FILE");
    line.choice("--csv-dialect", csv_dialect, "excel: semicolons and a byte order mark", {"plain", "excel"});
    shared.add_to(line);
    line.flag("-q,--quiet", quiet, "no table");
    colour.add_to(line);
  }
};

class Steady {
public:
  explicit Steady(SteadyCommandLine options) : options_(std::move(options)) {}

  int execute() {
    const RunOptions run_options = options_.shared.run_options();
    SteadyOptions steady;
    if (!options_.batches.empty()) steady.batches = parse_positive(options_.batches, "--batches");
    if (steady.batches < 2 || steady.batches > 10'000) throw UsageError("--batches must be from 2 to 10000");
    steady.warmup = run_options.warmup;
    if (!options_.csv.empty() && is_same_file(options_.csv, options_.model))
      throw UsageError("--csv would overwrite the model");
    model_ = load_model(options_.model);
    if (!options_.quiet || !model_->valid())
      std::cerr << model_->diagnostics.render(model_->sources, in_colour());
    if (!model_->valid()) return kBadModel;
    refuse_to_overwrite(model_->program, "--csv", options_.csv);
    make_design();
    const Experiment experiment{*model_, design_, run_options};
    if (!check(experiment)) return kBadModel;
    std::unique_ptr<Output> csv;
    if (!options_.csv.empty()) csv = std::make_unique<Output>(options_.csv);
    watch_signals();
    const std::optional<SteadyState> state = steady_state(experiment, steady, is_interrupted);
    if (!state) {
      std::cerr << "interrupted\n";
      return kInterrupted;
    }
    return report(*state, csv.get());
  }

private:
  bool in_colour() const { return options_.colour.on(STDERR_FILENO); }

  void make_design() {
    try {
      for (const std::string& text : options_.parameters) {
        const auto [name, value] = split_setting(text, "-p");
        check_parameter(name, model_->program);
        design_.add(Factor{name, {design_.value(value)}});
      }
    } catch (const DesignError& error) {
      throw UsageError(error.what());
    }
  }

  bool check(const Experiment& experiment) const {
    Diagnostics diagnostics;
    const auto point = Experimenter(experiment).point(1);
    for (const Diagnostic& p : point->problems) diagnostics.error(p.span, p.message, p.label);
    std::cerr << diagnostics.render(model_->sources, in_colour());
    if (diagnostics.has_errors()) return false;
    if (model_->program.outputs.empty()) throw UsageError("the model has no `outputs:` to look at");
    RunOptions options = experiment.options;
    options.parameters = design_.point(0);
    Recorder nobody;
    const double horizon = Simulation(model_->program, options, nobody).horizon();
    if (!std::isfinite(horizon)) throw UsageError("one long run needs a horizon: give --until T");
    return true;
  }

  int report(const SteadyState& state, Output* csv) const {
    if (state.error) {
      std::cerr << "error: " << sanitized(*state.error) << '\n';
      return kRunFailed;
    }
    if (csv) csv->write(csv_text(state));
    if (csv) csv->close();
    if (!options_.quiet && options_.csv != "-") {
      Output out("-");
      out.write(table(state));
      out.close();
    }
    return kDone;
  }

  /// Independent batches stay below it in 95 of 100 runs.
  static double correlation_limit(std::size_t batches) {
    return 1.645 / std::sqrt(static_cast<double>(batches));
  }

  std::string csv_text(const SteadyState& state) const {
    CsvLine line(options_.csv_dialect == "excel" ? CsvDialect::excel : CsvDialect::plain);
    std::string text(line.file_start());
    for (const char* name :
         {"output", "warmup", "n", "mean", "sd", "half_width", "low", "high", "correlation"})
      line.add_text(name);
    text += line.take();
    for (const SteadyOutput& output : state.outputs) {
      const Tally tally = output.tally();
      const double half = half_width(tally);
      line.add_text(output.name);
      add_known(line, output.warmup.value_or(std::nan("")));
      line.add_plain(std::to_string(tally.count()));
      for (const double number : {tally.mean(), tally.sd(), half, tally.mean() - half, tally.mean() + half,
                                  lag1_correlation(output.batches)}) {
        add_known(line, number);
      }
      text += line.take();
    }
    return text;
  }

  static std::string table(const SteadyState& state) {
    if (!state.warmup) {
      return "no output is steady within half the run: it is too short, or the load too high\n";
    }
    std::vector<std::vector<std::string>> rows = {{"output", "steady from", "mean", ""}};
    bool is_correlated = false;
    std::size_t batches = 0;
    for (const SteadyOutput& output : state.outputs) {
      const Tally tally = output.tally();
      const bool correlated = lag1_correlation(output.batches) > correlation_limit(output.batches.size());
      is_correlated = is_correlated || correlated;
      batches = std::max(batches, output.batches.size());
      rows.push_back({output.name, output.warmup ? number_text(*output.warmup) : "?",
                      interval_text(tally.mean(), half_width(tally)),
                      correlated ? "batches are correlated" : ""});
    }
    std::string text = text_table(rows);
    text +=
        fmt::format("\n{} batches after a warm-up of {}; ± half the width of the 95 % confidence interval\n",
                    batches, number_text(*state.warmup));
    if (is_correlated)
      text += "Correlated batches: the interval is too narrow, a longer run is needed (--until).\n";
    return text;
  }

  SteadyCommandLine options_;
  std::unique_ptr<LoadedModel> model_;
  Design design_;
};

}  // namespace

Command steady_command() {
  return {"steady", "one long run: where its warm-up ends (MSER-5), and batch means", [](CommandLine& line) {
            auto options = std::make_shared<SteadyCommandLine>();
            options->add_to(line);
            line.on_call([options] { return Steady(*options).execute(); });
          }};
}

}  // namespace asim
