// asim compare: two scenarios under common random numbers.

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "base/diagnostics.h"
#include "base/text_table.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/sweep_options.h"
#include "engine/confidence.h"
#include "record/output.h"
#include "run/comparison.h"
#include "run/sweep_summary.h"

namespace asim {
namespace {

constexpr std::uint64_t kReplications = 20;

struct CompareCommandLine {
  SharedOptions shared;
  std::string model_a, model_b, replications, jobs, csv, csv_dialect;
  std::vector<std::string> parameters, parameters_a, parameters_b;
  bool quiet = false;
  Colour colour;

  void add_to(CommandLine& line) {
    line.operand("A", model_a, "a model file");
    line.operand("B", model_b, "another one; without it the same model with other parameters",
                 CommandLine::Presence::optional);
    const auto add_parameters = [&](const char* name, std::vector<std::string>& all, const char* what) {
      line.texts(name, all, what, "NAME=VALUE");
    };
    add_parameters("-p,--param", parameters, "sets a parameter of both");
    add_parameters("-a,--param-a", parameters_a, "… of A alone");
    add_parameters("-b,--param-b", parameters_b, "… of B alone");
    line.text("-r,--replications", replications, "pairs of runs (20)", "N");
    line.text("-j,--jobs", jobs, "threads (or ASIM_JOBS, or as many as there are cores)", "N");
    line.text("--csv", csv, "writes the comparison as CSV to a file", "FILE");
    line.choice("--csv-dialect", csv_dialect, "excel: semicolons and a byte order mark", {"plain", "excel"});
    shared.add_to(line);
    line.flag("-q,--quiet", quiet, "no table");
    colour.add_to(line);
  }
};

/// One side of the comparison.
struct Scenario {
  std::unique_ptr<LoadedModel> model;
  Design design;
};

class Compare {
public:
  explicit Compare(CompareCommandLine options) : options_(std::move(options)) {}

  int execute() {
    const RunOptions run_options = options_.shared.run_options();
    const std::size_t threads = parse_threads(options_.jobs);
    const std::uint64_t replications = options_.replications.empty()
                                           ? kReplications
                                           : parse_positive(options_.replications, "--replications");
    if (replications < 2) throw UsageError("a comparison needs at least 2 replications");
    check_usage();
    if (!load(a_, options_.model_a) ||
        !load(b_, options_.model_b.empty() ? options_.model_a : options_.model_b)) {
      return kBadModel;
    }
    make_design(a_, options_.parameters_a);
    make_design(b_, options_.parameters_b);
    const Experiment a{*a_.model, a_.design, run_options}, b{*b_.model, b_.design, run_options};
    if (!check(a) || !check(b)) return kBadModel;
    std::unique_ptr<Output> csv;
    if (!options_.csv.empty()) csv = std::make_unique<Output>(options_.csv);
    watch_signals();
    const std::optional<Comparison> result = compare(a, b, replications, threads, is_interrupted);
    if (!result) {
      std::cerr << "interrupted\n";
      return kInterrupted;
    }
    return report(*result, csv.get());
  }

private:
  bool in_colour() const { return options_.colour.on(STDERR_FILENO); }

  void check_usage() const {
    if (options_.model_b.empty() && options_.parameters_a.empty() && options_.parameters_b.empty()) {
      throw UsageError("nothing to compare: give a second model, or -a or -b NAME=VALUE");
    }
    for (const std::string& model : {options_.model_a, options_.model_b}) {
      if (!options_.csv.empty() && !model.empty() && is_same_file(options_.csv, model))
        throw UsageError("--csv would overwrite the model");
    }
  }

  bool load(Scenario& scenario, const std::string& path) const {
    scenario.model = load_model(path);
    if (!options_.quiet || !scenario.model->valid())
      std::cerr << scenario.model->diagnostics.render(scenario.model->sources, in_colour());
    if (scenario.model->valid()) refuse_to_overwrite(scenario.model->program, "--csv", options_.csv);
    return scenario.model->valid();
  }

  void make_design(Scenario& scenario, const std::vector<std::string>& own) const {
    try {
      for (const std::vector<std::string>* all : {&options_.parameters, &own}) {
        for (const std::string& text : *all) {
          const auto [name, value] = split_setting(text, "a parameter");
          check_parameter(name, scenario.model->program);
          scenario.design.add(Factor{name, {scenario.design.value(value)}});
        }
      }
    } catch (const DesignError& error) {
      throw UsageError(error.what());
    }
  }

  bool check(const Experiment& experiment) const {
    Diagnostics diagnostics;
    const auto point = Experimenter(experiment).point(1);
    for (const Diagnostic& p : point->problems) diagnostics.error(p.span, p.message, p.label);
    std::cerr << diagnostics.render(experiment.model.sources, in_colour());
    return !diagnostics.has_errors();
  }

  int report(const Comparison& comparison, Output* csv) const {
    if (comparison.outputs.empty()) throw UsageError("no output has the same name in both models");
    if (csv) csv->write(csv_text(comparison));
    if (csv) csv->close();
    if (!options_.quiet && options_.csv != "-") {
      Output out("-");
      out.write(table(comparison));
      out.close();
    }
    if (comparison.failed == 0) return kDone;
    std::cerr << fmt::format("error: {} failed; the first: {}\n", plural(comparison.failed, "pair"),
                             sanitized(comparison.first_error));
    return kRunFailed;
  }

  std::string csv_text(const Comparison& comparison) const {
    CsvLine line(options_.csv_dialect == "excel" ? CsvDialect::excel : CsvDialect::plain);
    std::string text(line.file_start());
    for (const char* name :
         {"output", "n", "mean_a", "mean_b", "difference", "sd", "half_width", "low", "high"})
      line.add_text(name);
    text += line.take();
    for (const ComparedOutput& output : comparison.outputs) {
      const double mean = output.difference.mean(), half = half_width(output.difference);
      line.add_text(output.name).add_plain(std::to_string(output.difference.count()));
      for (const double number :
           {output.a.mean(), output.b.mean(), mean, output.difference.sd(), half, mean - half, mean + half}) {
        add_known(line, number);
      }
      text += line.take();
    }
    return text;
  }

  static std::string_view verdict(const Tally& difference) {
    const double half = half_width(difference);
    if (difference.mean() - half > 0) return "B is larger";
    if (difference.mean() + half < 0) return "B is smaller";
    return difference.count() > 1 ? "may be chance" : "";
  }

  static std::string table(const Comparison& comparison) {
    std::vector<std::vector<std::string>> rows = {{"output", "A", "B", "B - A", ""}};
    for (const ComparedOutput& output : comparison.outputs) {
      const auto interval = [](const Tally& tally) { return interval_text(tally.mean(), half_width(tally)); };
      rows.push_back({output.name, interval(output.a), interval(output.b), interval(output.difference),
                      std::string(verdict(output.difference))});
    }
    return text_table(rows) + fmt::format(
                                  "\n{} under common random numbers; ± half the width of the 95 % "
                                  "confidence interval\n",
                                  plural(comparison.pairs, "pair") + " of runs");
  }

  CompareCommandLine options_;
  Scenario a_, b_;
};

}  // namespace

Command compare_command() {
  return {"compare", "two scenarios under common random numbers", [](CommandLine& line) {
            auto options = std::make_shared<CompareCommandLine>();
            options->add_to(line);
            line.on_call([options] { return Compare(*options).execute(); });
          }};
}

}  // namespace asim
