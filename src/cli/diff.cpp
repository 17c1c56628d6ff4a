// asim diff: where two runs part first.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/run_options.h"
#include "record/output.h"
#include "run/model_compiler.h"
#include "run/run_rows.h"
#include "run/timeline_diff.h"
#include "steps/registry.h"

namespace asim {
namespace {

struct DiffCommandLine {
  SharedOptions shared;
  std::string a, b, replication, against_seed, against_replication, timeline;
  std::vector<std::string> parameters, parameters_a, parameters_b;
  bool any_order = false, quiet = false;
  Colour colour;

  void add_to(CommandLine& line) {
    line.operand("A", a, "a model, or a timeline written with --csv or -f jsonl");
    line.operand("B", b, "another one; without it the same model under other circumstances",
                 CommandLine::Presence::optional);
    const auto add_parameters = [&](const char* name, std::vector<std::string>& all, const char* what) {
      line.texts(name, all, what, "NAME=VALUE");
    };
    add_parameters("-p,--param", parameters, "sets a parameter of both");
    add_parameters("-a,--param-a", parameters_a, "… of A alone");
    add_parameters("-b,--param-b", parameters_b, "… of B alone");
    line.text("--against-seed", against_seed, "the seed of B, if it is not that of A", "N");
    line.text("--replication", replication, "the replication", "K");
    line.text("--against-replication", against_replication, "… of B, if it is not that of A", "K");
    line.text("--timeline", timeline, "which rows of runs count: all, none, or kinds such as log,get",
              "KINDS");
    shared.add_to(line);
    line.flag("--any-order", any_order, "rows of one instant may come in any order");
    line.flag("-q,--quiet", quiet, "says nothing: the exit code tells");
    colour.add_to(line);
  }
};

/// One of the two: a timeline or a run.
class Side {
public:
  /// False: it is a model with mistakes, which have been told.
  bool open(const std::string& path, bool in_colour) {
    file_ = open_timeline(path);
    if (file_) return true;
    model_ = load_model(path);
    std::cerr << model_->diagnostics.render(model_->sources, in_colour);
    return model_->valid();
  }
  bool is_run() const { return model_ != nullptr; }

  bool prepare(RunCommandLine line, bool in_colour) {
    if (!model_) return true;
    options_ = line.run_options();
    options_.parameters = parse_parameters(line.parameters, model_->program, interner_);
    line.choose_rows(model_->program, recorder_);
    simulation_ = std::make_unique<Simulation>(model_->program, options_, recorder_);
    Diagnostics diagnostics;
    for (const Diagnostic& p : simulation_->problems()) diagnostics.error(p.span, p.message, p.label);
    std::cerr << diagnostics.render(model_->sources, in_colour);
    return !diagnostics.has_errors();
  }

  RowSource& start(bool with_ending) {
    if (file_) return *file_;
    rows_ = std::make_unique<RunRows>(*simulation_, recorder_, with_ending, is_interrupted);
    return *rows_;
  }

private:
  std::unique_ptr<RowSource> file_;
  std::unique_ptr<LoadedModel> model_;
  Interner interner_;  // before the options, whose parameters are texts of it
  RunOptions options_;
  Recorder recorder_;
  std::unique_ptr<Simulation> simulation_;
  std::unique_ptr<RunRows> rows_;
};

// ---- what is shown ----

using Cells = std::vector<std::string>;

void add_rows(std::vector<Cells>& table, const std::string& whose, const std::vector<TimelineRow>& rows) {
  for (const TimelineRow& row : rows) {
    table.push_back({whose, number_text(row.time), sanitized(row.process), sanitized(row.event),
                     sanitized(row.object), sanitized(row.detail)});
  }
  if (rows.empty()) table.push_back({whose, "", "(has ended)", "", "", ""});
}

std::string table_text(const std::vector<Cells>& table) {
  std::vector<std::size_t> widths(table.front().size());
  for (const Cells& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const Cells& row : table) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - display_width(row[i]), ' ');
      line += i == 1 ? padding + row[i] + "  " : row[i] + padding + "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string describe(const TimelineDifference& difference, std::uint64_t same) {
  std::string text = same == 0 ? "they part at the first row\n"
                               : fmt::format("they part after {} that are the same\n", plural(same, "row"));
  if (difference.is_order_only)
    text = fmt::format(
        "{}within this instant both have the same rows, in another order (--any-order passes over that)\n",
        text);
  std::vector<Cells> table{{"", "time", "process", "event", "object", "detail"}};
  if (!difference.before.empty()) add_rows(table, "both", difference.before);
  add_rows(table, "A", difference.a);
  add_rows(table, "B", difference.b);
  return text + "\n" + table_text(table);
}

class Diff {
public:
  explicit Diff(DiffCommandLine options) : options_(std::move(options)) {}

  int execute() {
    check_usage();
    const bool in_colour = options_.colour.on(STDERR_FILENO);
    if (!a_.open(options_.a, in_colour) || !b_.open(options_.b.empty() ? options_.a : options_.b, in_colour))
      return kBadModel;
    check_settings();
    if (!a_.prepare(line(options_.parameters_a, "", ""), in_colour) ||
        !b_.prepare(line(options_.parameters_b, options_.against_seed, options_.against_replication),
                    in_colour))
      return kBadModel;
    const bool both_run = a_.is_run() && b_.is_run();
    if (a_.is_run() || b_.is_run()) watch_signals();
    try {
      RowSource& a = a_.start(both_run);
      TimelineComparison comparison(a, b_.start(both_run), options_.any_order);
      const std::optional<TimelineDifference> difference = comparison.find();
      if (is_interrupted()) {
        std::cerr << "interrupted\n";
        return kInterrupted;
      }
      return report(difference, comparison.same());
    } catch (const TimelineError& error) {
      std::cerr << "error: " << sanitized(error.what()) << '\n';
      return kBadModel;
    }
  }

private:
  void check_usage() const {
    const bool differs = !options_.parameters_a.empty() || !options_.parameters_b.empty() ||
                         !options_.against_seed.empty() || !options_.against_replication.empty();
    if (options_.b.empty() && !differs) {
      throw UsageError(
          "nothing to compare: give a second model or timeline, or -a or -b NAME=VALUE, --against-seed or "
          "--against-replication");
    }
  }

  /// A timeline has happened already.
  void check_settings() const {
    if (a_.is_run() && b_.is_run()) return;
    if (!a_.is_run() && options_.b.empty())
      throw UsageError(fmt::format("`{}` is a timeline: give what to compare it with", options_.a));
    const auto refuse = [](bool given, std::string_view option, std::string_view side) {
      if (given) throw UsageError(fmt::format("{} is about {}, which is a timeline", option, side));
    };
    if (!a_.is_run()) refuse(!options_.parameters_a.empty(), "-a", "A");
    if (b_.is_run()) return;
    refuse(!options_.parameters_b.empty(), "-b", "B");
    refuse(!options_.against_seed.empty(), "--against-seed", "B");
    refuse(!options_.against_replication.empty(), "--against-replication", "B");
  }

  /// The options of one side, as `asim run` has them. Of two runs all rows count, and beside a timeline those
  /// that the run would write.
  RunCommandLine line(const std::vector<std::string>& own, const std::string& seed,
                      const std::string& replication) const {
    RunCommandLine result;
    result.shared = options_.shared;
    if (!seed.empty()) result.shared.seed = seed;
    result.parameters = options_.parameters;
    result.parameters.insert(result.parameters.end(), own.begin(), own.end());
    result.replication = replication.empty() ? options_.replication : replication;
    result.timeline = options_.timeline;
    if (result.timeline.empty() && a_.is_run() && b_.is_run()) result.timeline = "all";
    return result;
  }

  int report(const std::optional<TimelineDifference>& difference, std::uint64_t same) const {
    if (!options_.quiet) {
      Output out("-");
      out.write(difference ? describe(*difference, same)
                           : fmt::format("no difference: {}\n", plural(same, "row")));
      out.close();
    }
    return difference ? kRunFailed : kDone;
  }

  DiffCommandLine options_;
  Side a_, b_;
};

}  // namespace

Command diff_command() {
  return {"diff", "where two runs or timelines part first", [](CommandLine& line) {
            auto options = std::make_shared<DiffCommandLine>();
            options->add_to(line);
            line.on_call([options] { return Diff(*options).execute(); });
          }};
}

}  // namespace asim
