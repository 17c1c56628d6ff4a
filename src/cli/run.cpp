// asim run: one run of a model, its timeline, its results.

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <memory>

#include "base/diagnostics.h"
#include "cli/command.h"
#include "program/heap.h"
#include "record/output.h"
#include "record/recorder.h"
#include "run/model_compiler.h"
#include "run/report.h"
#include "run/simulation.h"
#include "steps/registry.h"

namespace asim {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void note_signal(int) { g_interrupted = 1; }

/// The options as they were written; they are understood once the model is read.
struct Options {
  std::string model;
  std::vector<std::string> parameters;
  std::string seed, replication, until, warmup, max_events, max_instant, max_memory;
  std::string timeline, format = "table", csv, outputs;
  std::string csv_dialect = "plain";
  std::vector<std::string> processes;
  bool quiet = false;
  Colour colour;

  void add_to(CLI::App& app);
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// "512M", "2G", "1000000": bytes.
std::size_t parse_size(const std::string& text) {
  constexpr std::string_view kUnits = "KMGT";
  std::string digits = text;
  unsigned shift = 0;
  const std::size_t unit = digits.empty() ? std::string::npos : kUnits.find(digits.back());
  if (unit != std::string::npos) {
    shift = 10 * static_cast<unsigned>(unit + 1);
    digits.pop_back();
  }
  const std::uint64_t number = parse_whole(digits, "--max-memory");
  if (number > (~std::size_t{0} >> shift)) throw UsageError(fmt::format("--max-memory is too large: `{}`", text));
  return std::size_t{number} << shift;
}

class Run {
 public:
  explicit Run(Options options) : options_(std::move(options)) {}

  int execute() {
    model_ = load_model(options_.model);
    if (!options_.quiet || !model_->valid()) {
      std::cerr << model_->diagnostics.render(model_->sources, options_.colour.on(STDERR_FILENO));
    }
    if (!model_->valid()) return kBadModel;
    read_options();
    open_outputs();
    Simulation simulation(model_->program, run_options_, recorder_);
    if (!simulation.problems().empty()) return refuse(simulation.problems());
    return finish(simulation, run(simulation));
  }

 private:
  void read_options() {
    for (const std::string& text : options_.parameters) {
      const std::size_t equals = text.find('=');
      if (equals == std::string::npos) throw UsageError(fmt::format("-p needs NAME=VALUE, not `{}`", text));
      const std::string name = text.substr(0, equals);
      check_parameter_name(name);
      run_options_.parameters.emplace_back(name, parse_parameter(text.substr(equals + 1), interner_));
    }
    const char* seed = std::getenv("ASIM_SEED");
    if (!options_.seed.empty()) {
      run_options_.seed = parse_whole(options_.seed, "--seed");
    } else if (seed && *seed) {
      run_options_.seed = parse_whole(seed, "ASIM_SEED");
    }
    if (!options_.replication.empty()) run_options_.replication = parse_whole(options_.replication, "--replication");
    if (!options_.until.empty()) run_options_.until = parse_time(options_.until, "--until");
    if (!options_.warmup.empty()) run_options_.warmup = parse_time(options_.warmup, "--warmup");
    if (!options_.max_events.empty()) run_options_.max_events = parse_whole(options_.max_events, "--max-events");
    if (!options_.max_instant.empty()) run_options_.max_instant = parse_whole(options_.max_instant, "--max-instant");
    if (!options_.max_memory.empty()) run_options_.max_memory = parse_size(options_.max_memory);
    choose_rows();
  }

  void check_parameter_name(const std::string& name) const {
    std::vector<std::string_view> names;
    for (const Parameter& parameter : model_->program.parameters) {
      if (parameter.name == name) return;
      names.push_back(parameter.name);
    }
    const std::string hint = suggestion(name, names);
    throw UsageError(fmt::format("the model has no parameter `{}`{}{}", name, hint.empty() ? "" : ": ", hint));
  }

  /// Which rows are wanted: --timeline, or else the model's `timeline:`, or else all.
  void choose_rows() {
    rows::add_all_to(recorder_);
    std::optional<std::vector<std::string>> kinds = model_->program.timeline;
    if (options_.timeline == "all") {
      kinds.reset();
    } else if (options_.timeline == "none") {
      kinds.emplace();
    } else if (!options_.timeline.empty()) {
      kinds = split(options_.timeline, ',');
    }
    recorder_.set_all_wanted(!kinds);
    if (!kinds) kinds.emplace();
    for (const std::string& kind : *kinds) {
      if (recorder_.set_wanted(kind, true)) continue;
      const std::string hint = suggestion(kind, rows::names());
      throw UsageError(fmt::format("no kind of timeline row is called `{}`{}{}", kind, hint.empty() ? "" : ": ", hint));
    }
    for (const std::string& process : options_.processes) recorder_.add_process(process);
  }

  bool shows_timeline() const { return !options_.quiet && options_.csv.empty(); }
  /// Formats for programs: nothing else may stand beside them on standard output.
  bool is_data() const { return options_.format == "csv" || options_.format == "jsonl"; }

  void open_outputs() {
    SinkOptions sink_options;
    if (options_.csv_dialect == "excel") sink_options.csv_dialect = CsvDialect::excel;
    if (!options_.csv.empty()) {
      csv_ = std::make_unique<Output>(options_.csv);
      recorder_.add_sink(find_sink("csv")->make(*csv_, sink_options));
    }
    if (!shows_timeline()) return;
    sink_options.colour = options_.colour.on(STDOUT_FILENO);
    recorder_.add_sink(find_sink(options_.format)->make(stdout_, sink_options));
  }

  int refuse(const std::vector<Diagnostic>& problems) {
    Diagnostics diagnostics;
    for (const Diagnostic& p : problems) diagnostics.error(p.span, p.message, p.label);
    std::cerr << diagnostics.render(model_->sources, options_.colour.on(STDERR_FILENO));
    return kBadModel;
  }

  RunResult run(Simulation& simulation) {
    std::signal(SIGINT, note_signal);
    std::signal(SIGTERM, note_signal);
    recorder_.begin();
    const RunResult result = simulation.run([] { return g_interrupted != 0; });
    recorder_.end();
    return result;
  }

  int finish(Simulation& simulation, const RunResult& result) {
    if (!options_.quiet && !(is_data() && shows_timeline())) stdout_.write("\n" + summary(simulation, result, model_->sources));
    if (!options_.outputs.empty() && !result.error) write_outputs(simulation);
    stdout_.close();
    if (csv_) csv_->close();
    if (result.error) {
      std::cerr << render(*result.error, model_->sources, options_.colour.on(STDERR_FILENO));
      return kRunFailed;
    }
    if (result.end == RunResult::End::interrupted) {
      std::cerr << "interrupted: what was computed so far is written\n";
      return kInterrupted;
    }
    return kDone;
  }

  void write_outputs(Simulation& simulation) {
    const std::string text = outputs_csv(simulation);
    if (options_.outputs == "-") {
      stdout_.write(text);
      return;
    }
    Output file(options_.outputs);
    file.write(text);
    file.close();
  }

  Options options_;
  RunOptions run_options_;
  Interner interner_;
  std::unique_ptr<LoadedModel> model_;
  Output stdout_{"-"};
  std::unique_ptr<Output> csv_;
  Recorder recorder_;
};

void Options::add_to(CLI::App& app) {
  std::vector<std::string> formats;
  for (const SinkKind& kind : sink_kinds()) formats.emplace_back(kind.name);
  app.add_option("MODEL", model, "the model file; - is standard input")->required();
  app.add_option("-p,--param", parameters, "sets a parameter; a number, true, false or null, anything else is text")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_option("--seed", seed, "the seed of the random streams")->type_name("N");
  app.add_option("--replication", replication, "the replication; with the seed it repeats one run of a sweep")
      ->type_name("K");
  app.add_option("--until", until, "the horizon")->type_name("T");
  app.add_option("--warmup", warmup, "statistics are reset at this time")->type_name("T");
  app.add_option("--timeline", timeline, "which rows: all, none, or kinds such as log,get,put")->type_name("KINDS");
  app.add_option("--process", processes, "only rows of this process; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("-f,--format", format, "how the timeline is written")->check(CLI::IsMember(formats));
  app.add_option("--csv", csv, "writes the timeline as CSV to a file")->type_name("FILE");
  app.add_option("--csv-dialect", csv_dialect, "plain or excel")->check(CLI::IsMember({"plain", "excel"}));
  app.add_option("--outputs", outputs, "writes the outputs as CSV: name,value")->type_name("FILE");
  app.add_flag("-q,--quiet", quiet, "no timeline, no summary");
  app.add_option("--max-events", max_events, "ends the run with an error after so many events")->type_name("N");
  app.add_option("--max-instant", max_instant, "… after so many steps while the clock stands still")->type_name("N");
  app.add_option("--max-memory", max_memory, "… when it needs more memory: 512M, 2G")->type_name("SIZE");
  colour.add_to(app);
}

}  // namespace

Command run_command() {
  return {"run", "runs a model: its timeline, then a summary", [](CLI::App& app, int& exit_code) {
            auto options = std::make_shared<Options>();
            options->add_to(app);
            app.callback([options, &exit_code] { exit_code = Run(*options).execute(); });
          }};
}

}  // namespace asim
