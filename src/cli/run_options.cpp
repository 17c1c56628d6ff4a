#include "cli/run_options.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <optional>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "steps/registry.h"

namespace asim {
namespace {

/// "512M", "2G", "1000000": bytes.
std::size_t parse_size(const std::string& text) {
  constexpr std::string_view kUnits = "KMGT";
  const std::size_t unit = kUnits.find(text.back());
  if (unit == std::string::npos) return parse_whole(text, "--max-memory");
  const std::string digits = text.substr(0, text.size() - 1);
  if (digits.empty()) throw UsageError(fmt::format("--max-memory needs a number before `{}`", text));
  const unsigned shift = 10 * static_cast<unsigned>(unit + 1);
  const std::uint64_t number = parse_whole(digits, "--max-memory");
  if (number > (~std::size_t{0} >> shift))
    throw UsageError(fmt::format("--max-memory is too large: `{}`", text));
  return std::size_t{number} << shift;
}

void check_apart(std::string_view option, const std::string& path, std::string_view other,
                 const std::string& other_path) {
  if (other_path.empty() || (path == "-") != (other_path == "-")) return;
  if (path == "-")
    throw UsageError(fmt::format("{} and {} cannot both go to standard output", option, other));
  if (is_same_file(path, other_path))
    throw UsageError(fmt::format("{} and {} name the same file", option, other));
}

void check_kind(const std::string& kind, bool known) {
  if (known || find_step_kind(kind)) return;  // a step that writes no rows
  if (kind.empty()) throw UsageError("--timeline has a comma too many");
  const std::string hint = suggestion(kind, rows::names());
  throw UsageError(fmt::format("no kind of timeline row is called `{}`: {}", kind,
                               hint.empty() ? "`asim help timeline` lists them" : hint));
}

}  // namespace

void SharedOptions::add_to(CommandLine& line) {
  line.text("--seed", seed, "the seed of the random streams (or ASIM_SEED, or the model's, or 1)", "N");
  line.text("--until", until, "the horizon", "T");
  line.text("--warmup", warmup, "statistics are reset at this time", "T");
  line.text("--max-events", max_events, "ends a run with an error after so many events", "N");
  line.text("--max-instant", max_instant, "… after so many steps while the clock stands still", "N");
  line.text("--max-memory", max_memory, "… when it needs more memory: 512M, 2G", "SIZE");
}

void RunCommandLine::add_to(CommandLine& line) {
  std::vector<std::string> formats;
  for (const SinkKind& kind : sink_kinds()) formats.emplace_back(kind.name);
  line.operand("MODEL", model, "the model file; - is standard input");
  line.texts("-p,--param", parameters,
             "sets a parameter; a number, true, false or null, anything else is text", "NAME=VALUE");
  shared.add_to(line);
  line.text("--replication", replication, "the replication; with the seed it repeats one run of a sweep",
            "K");
  line.text("--timeline", timeline, "which rows: all, none, or kinds such as log,get,put", "KINDS");
  line.texts("--process", processes, "only rows of this process; repeatable", "NAME");
  line.choice("-f,--format", format, "how the timeline is written to standard output", formats);
  line.text("--csv", csv, "writes the timeline as CSV to a file; the terminal shows the summary", "FILE");
  line.choice("--csv-dialect", csv_dialect, "excel: semicolons and a byte order mark", {"plain", "excel"});
  line.flag("--dates", dates, "in CSV and JSON Lines too, the times are dates (of a model with `epoch:`)");
  line.text("--outputs", outputs, "writes the outputs as CSV: name,value", "FILE");
  line.text("--stats", stats, "writes all statistics as CSV: object,statistic,value", "FILE");
  line.text("--draws", draws, "writes every random draw to a CSV file: place, stream, process, time, value",
            "FILE");
  line.text("--replay", replay, "feeds recorded draws back, in place of random ones", "FILE");
  line.flag("--antithetic", antithetic,
            "mirrors the random numbers: replication 2k has those of 2k-1; alone, replication 2");
  line.choice("--summary", summary, "full: all statistics, explained; -: the summary and nothing else",
              {"brief", "full", "-"});
  line.flag("-q,--quiet", quiet, "no timeline, no summary");
  line.flag("--verify", verify, "checks after every event that nothing was lost or doubled; slow");
  line.flag("--trace", trace, "shows every move of the loop and of each process, instead of the timeline");
  line.flag("--fingerprint", fingerprint,
            "shows a hash of all that happened; with -q nothing else on standard output");
  colour.add_to(line);
}

RunOptions SharedOptions::run_options() const {
  RunOptions result;
  const char* environment_seed = std::getenv("ASIM_SEED");
  if (!seed.empty()) {
    result.seed = parse_whole(seed, "--seed");
  } else if (environment_seed && *environment_seed) {
    result.seed = parse_whole(environment_seed, "ASIM_SEED");
  }
  if (!until.empty()) result.until = parse_time(until, "--until");
  if (!warmup.empty()) result.warmup = parse_time(warmup, "--warmup");
  if (!max_events.empty()) result.max_events = parse_positive(max_events, "--max-events");
  if (!max_instant.empty()) result.max_instant = parse_positive(max_instant, "--max-instant");
  if (!max_memory.empty()) result.max_memory = parse_size(max_memory);
  return result;
}

RunOptions RunCommandLine::run_options() const {
  RunOptions result = shared.run_options();
  if (antithetic && !replay.empty())
    throw UsageError("--antithetic mirrors random numbers, and with --replay there are none");
  result.antithetic = antithetic;
  if (antithetic) result.replication = 2;
  if (!replication.empty()) result.replication = parse_whole(replication, "--replication");
  if (result.replication == 0) throw UsageError("--replication counts from 1");
  result.keep_samples = !stats.empty() || summary == "full";
  result.verify = verify;
  return result;
}

void RunCommandLine::check_destinations() const {
  const std::pair<std::string_view, const std::string&> all[] = {
      {"--csv", csv}, {"--stats", stats}, {"--outputs", outputs}, {"--draws", draws}};
  for (std::size_t i = 0; i < std::size(all); ++i) {
    const auto& [option, path] = all[i];
    if (path.empty()) continue;
    for (std::size_t j = i + 1; j < std::size(all); ++j)
      check_apart(option, path, all[j].first, all[j].second);
    if (path != "-" && is_same_file(path, model))
      throw UsageError(fmt::format("{} would overwrite the model", option));
    if (path != "-" && !replay.empty() && is_same_file(path, replay))
      throw UsageError(fmt::format("{} would overwrite the draws that --replay reads", option));
    if (path == "-" && summary == "-")
      throw UsageError(fmt::format("{} and --summary cannot both go to standard output", option));
  }
}

// Of what shows a run to people there is one place on standard output, and data tolerates nothing beside it.
void RunCommandLine::check_standard_output() const {
  const auto check = [&](bool given, std::string_view option) {
    if (!given) return;
    for (const auto& [other, path] : {std::pair<std::string_view, const std::string&>{"--csv", csv},
                                      {"--stats", stats},
                                      {"--outputs", outputs},
                                      {"--summary", summary}}) {
      if (path == "-")
        throw UsageError(fmt::format("{} and {} cannot both go to standard output", option, other));
    }
  };
  check(trace, "--trace");
  check(fingerprint, "--fingerprint");
  const bool is_data = (format == "csv" || format == "jsonl") && (trace || shows_timeline());
  if (fingerprint && is_data)
    throw UsageError(fmt::format("-f {} leaves no place for --fingerprint on standard output", format));
}

void RunCommandLine::check_inputs(const Program& program) const {
  refuse_to_overwrite(program, "--csv", csv);
  refuse_to_overwrite(program, "--stats", stats);
  refuse_to_overwrite(program, "--outputs", outputs);
  refuse_to_overwrite(program, "--draws", draws);
}

std::vector<std::pair<std::string, Value>> parse_parameters(const std::vector<std::string>& settings,
                                                            const Program& program, Interner& interner) {
  std::vector<std::pair<std::string, Value>> values;
  for (const std::string& text : settings) {
    const auto [name, value] = split_setting(text, "-p");
    for (const auto& [other, ignored] : values) {
      if (other == name) throw UsageError(fmt::format("parameter `{}` is given twice", name));
    }
    check_parameter(name, program);
    if (const auto number = parse_number(value); number && std::isinf(*number))
      throw UsageError(fmt::format("-p {}: the number is too large; `inf` is infinity", text));
    values.emplace_back(name, parse_parameter(value, interner));
  }
  return values;
}

void RunCommandLine::choose_rows(const Program& program, Recorder& recorder) const {
  rows::add_all_to(recorder);
  std::optional<std::vector<std::string>> kinds = program.timeline;
  if (timeline == "all") {
    kinds.reset();
  } else if (timeline == "none") {
    kinds.emplace();
  } else if (!timeline.empty()) {
    kinds = split(timeline, ',');
  }
  recorder.set_all_wanted(!kinds);
  if (!kinds) kinds.emplace();
  for (const std::string& kind : *kinds) check_kind(kind, recorder.set_wanted(kind, true));
  for (const std::string& process : processes) recorder.add_process(process);
}

bool RunCommandLine::shows_timeline() const {
  return !trace && is_for_people() && summary != "-" && (csv.empty() || !format.empty());
}

bool RunCommandLine::shows_summary() const {
  const bool is_data = format == "csv" || format == "jsonl";
  return is_for_people() && !(is_data && (trace || shows_timeline()));
}

}  // namespace asim
