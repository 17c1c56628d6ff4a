// asim help: commands, steps, functions and topics, all from the tables that the program itself works with.

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/diagnostics.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "model/model.h"
#include "program/distributions.h"
#include "program/functions.h"
#include "program/object.h"
#include "record/output.h"
#include "record/sink.h"
#include "run/arrivals.h"
#include "run/declarations.h"
#include "run/experiment_section.h"
#include "run/observation.h"
#include "run/statistics.h"
#include "run/upkeep.h"
#include "steps/registry.h"

namespace asim {
namespace {

constexpr std::size_t kRowsWidth = 90;

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string table(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, display_width(left));
  std::string text;
  for (const auto& [left, right] : rows) {
    const std::string gap(width - display_width(left) + 2, ' ');
    text += right.empty() ? fmt::format("  {}\n", left) : fmt::format("  {}{}{}\n", left, gap, right);
  }
  return text;
}

void add_keys(Rows& rows, std::span<const Key> keys) {
  for (const Key& key : keys) {
    std::string right(key.summary);
    if (key.type != KeyType::nothing)
      right += fmt::format("{}({})", right.empty() ? "" : "  ", description(key.type));
    if (key.required) right += ", required";
    if (!key.fallback.empty()) right += fmt::format(", otherwise {}", key.fallback);
    rows.emplace_back(fmt::format("{}:", key.name), right);
  }
}

std::string key_table(std::span<const Key> keys) {
  Rows rows;
  add_keys(rows, keys);
  return table(rows);
}

std::string indented(std::string_view text) {
  std::string result;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && c != '\n') result += "    ";
    result += c;
    at_start = c == '\n';
  }
  return result;
}

// ---- steps ----

std::string step_help(const StepKind& kind) {
  Rows keys;
  add_keys(keys, kind.keys);
  if (kind.waits()) add_keys(keys, waiting_keys());
  add_keys(keys, common_keys());
  const std::string text =
      fmt::format("{}: {}\n\n{}\n\nKeys:\n{}", kind.name, kind.summary, kind.documentation, table(keys));
  return text +
         fmt::format("\nExample:\n{}\nIts timeline:\n{}", indented(kind.example), indented(kind.timeline));
}

std::string steps_topic() {
  Rows rows;
  for (const StepKind* kind : step_kinds()) rows.emplace_back(kind->name, kind->summary);
  return "Steps:\n" + table(rows) + "\n`asim help STEP` tells more.\n";
}

// ---- functions ----

std::string distribution_signature(const Distribution& d) {
  std::string text;
  for (const DistributionParameter& p : d.parameters) {
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", p.name,
                        p.required ? "" : fmt::format("={}", p.fallback));
  }
  return fmt::format("{}({})", d.name, text);
}

std::string about_draws(bool is_truncated) {
  const std::string_view truncation = "`min=` and `max=` truncate it: values outside are drawn again.\n";
  return fmt::format(
      "{}`stream=\"name\"` names its random stream; without it every place that draws has a stream of its "
      "own.\n",
      is_truncated ? truncation : "");
}

std::string distribution_help(const Distribution& d) {
  std::string text = fmt::format("{}\n\n{}\n\n", distribution_signature(d), d.summary);
  if (d.alternative) text += fmt::format("Also: {}\n", distribution_signature(*d.alternative));
  text += fmt::format("Mean: {}\nVariance: {}\nExample: {}\n", d.mean, d.variance, d.example);
  return text + "\n" + about_draws(!d.yields_bool);
}

std::string function_help(const Function& f) {
  std::string text = fmt::format("{}\n\n{}\n\nExample: {}", f.signature(), f.summary, f.example);
  if (!f.shows.empty()) text += fmt::format("  gives  {}", f.shows);
  text += '\n';
  if (!f.mean.empty()) text += fmt::format("Mean: {}\nVariance: {}\n", f.mean, f.variance);
  const auto is_bound = [](const FunctionParameter& p) { return p.name == "min"; };
  const bool is_truncated = std::any_of(f.parameters.begin(), f.parameters.end(), is_bound);
  if (f.is_random()) text += "\n" + about_draws(is_truncated);
  return text;
}

std::string functions_topic() {
  Rows functions, distributions;
  for (const Function& f : all_functions()) functions.emplace_back(f.signature(), f.summary);
  for (const Distribution& d : all_distributions()) {
    distributions.emplace_back(distribution_signature(d), d.summary);
  }
  return "Functions:\n" + table(functions) + "\nRandom values:\n" + table(distributions) +
         "\n`asim help FUNCTION` tells more.\n";
}

// ---- topics ----

std::string model_topic() {
  std::string text = "A model is a YAML file with these keys:\n" + key_table(model_keys());
  text += "\nA parameter is a value, or a mapping with these:\n" + key_table(parameter_keys());
  text += "\nA process:\n" + key_table(process_keys());
  text += "\nIts arrivals:\n" + key_table(arrivals_keys());
  text += "\nA procedure:\n" + key_table(procedure_keys());
  return text + "\nIts experiment:\n" + key_table(experiment_keys());
}

std::string objects_topic() {
  std::string text;
  for (const ObjectSection& section : object_sections()) {
    text += fmt::format("{}{}:\n{}", text.empty() ? "" : "\n", section.key, key_table(section.keys));
    Rows rows;
    for (const Attribute& attribute : attributes(section.kind)) {
      if (attribute.role != Role::state) continue;
      rows.emplace_back(fmt::format(".{}", attribute.name), attribute.summary);
    }
    if (section.kind == ObjectKind::resource) text += "Its downtime:\n" + key_table(downtime_keys());
    text += fmt::format("Expressions can read of {}:\n{}", section.what, table(rows));
  }
  return text + "\nTheir statistics can be read too: `asim help statistics`.\n";
}

std::string statistics_topic() {
  std::string text =
      "Every run keeps these, from the end of the warm-up on (`warmup:`, --warmup; what happens at exactly\n"
      "that time still belongs to it) to its end, what is under way included: who waits counts among those\n"
      "waiting, but not yet among the waits. --stats FILE writes all of them, the summary shows those "
      "marked\n"
      "with *, --summary full all; expressions read them: `teller.mean_wait`, `customer.p90_stay`, and\n"
      "`mean(x)`, `quantile(x, 0.9)`, `histogram(x, [0, 5, 10])` of a tally or track called x. Times are "
      "in\n"
      "the model's unit. Without observations they are null, in CSV empty, in the summary `-`.\n";
  for (const StatisticsTable& table : statistics_kinds()) {
    Rows rows;
    for (const StatisticsTable::Column& column : table.columns) {
      const bool is_short = column.role == Role::headline || column.role == Role::evidence;
      rows.emplace_back(fmt::format("{}{}", column.name, is_short ? " *" : ""), column.summary);
    }
    text += fmt::format("\nOf a {}:\n{}", table.kind, asim::table(rows));
  }
  return text;
}

std::string timeline_topic() {
  std::string text = "Kinds of rows, for --timeline and a model's `timeline:`\n";
  std::size_t width = 0;
  for (const std::string_view name : rows::names()) {
    if (width + name.size() > kRowsWidth) {
      text += '\n';
      width = 0;
    }
    text += fmt::format("{}{}", width == 0 ? "  " : " ", name);
    width += name.size() + 1;
  }
  Rows formats;
  for (const SinkKind& kind : sink_kinds()) formats.emplace_back(kind.name, kind.summary);
  return text + "\n\nFormats, for --format:\n" + table(formats);
}

std::string time_topic() {
  return "With `time_unit:` seconds, minutes, hours, days or weeks, times can be written as people do, where "
         "a\n"
         "number is due and within expressions:\n"
         "  8h30m, 1.5h, 2 days, 1 day 6h   durations; s, m, h, d, w, min, … (m: minutes)\n"
         "and as the whole of a value, quoted or not:\n"
         "  09:15, 9:15:30                  a time of day: where a point of time is due (`sleep_until`, "
         "`until`,\n"
         "                                  `warmup`, `start`, `first`, `at`, the times of `rate` and "
         "`schedule`)\n"
         "                                  the first one; for `sleep_until` the next one, now if it is "
         "that time;\n"
         "                                  elsewhere (`sleep`, `timeout`, `every`, …) 9 hours and 15 "
         "minutes\n"
         "  2026-01-05, 2026-01-05 09:15    a date, where a point of time is due; needs `epoch:`\n"
         "`epoch: 2026-01-05 08:00` is the date of time 0; without it time 0 is midnight. With it tables, "
         "Markdown\n"
         "and the summary show dates; CSV and JSON Lines keep numbers, and have dates with --dates. The "
         "calendar is\n"
         "the Gregorian one, leap years included, without time zones and daylight saving time. "
         "`date(now)`,\n"
         "`weekday(now)`, `time_of_day(now)` and `time('2026-01-05 09:15')` go from one to the other.\n"
         "\n"
         "`rate: [[0, 2], [60, 5]]` of arrivals: a Poisson process with 2 arrivals in a unit of time until "
         "60, then\n"
         "5; with `period:` again and again, the last rate until the first time of the next period. Without "
         "one,\n"
         "nobody comes before the first time. The next arrival is found from the integral of the rate, "
         "which is\n"
         "exact and takes one draw an arrival.\n"
         "\n"
         "`schedule: [[0, 2], [480, 4]]` of a resource: its capacity from when on, with `period:` again and "
         "again;\n"
         "before the first time `capacity:` holds. When it falls, holders finish, unless `on_reduction: "
         "preempt`.\n"
         "`downtime: {every: exponential(100), for: 5}`: out of order for 5 each time it has worked for so "
         "long\n"
         "since the last repair; holders are preempted. `of: use` counts only while anything of it is in "
         "use.\n"
         "Several stand in a list; for the members of an array, `every:` and `for:` take lists, and "
         "`schedule:` a\n"
         "list of schedules, [] for none. Out of order its capacity is 0; a `set` of it counts after the "
         "repair.\n"
         "Rows of the timeline: `capacity`, `down` with how long, `up`. What these do at a time comes "
         "before what\n"
         "processes do, if they have been waiting for that time longer. They do not keep a run going that "
         "has no\n"
         "horizon. Utilization is what was in use of the capacity that there was; who finishes after a "
         "reduction\n"
         "can make it more than 1.\n";
}

std::string random_topic() {
  return "Every place in a model that draws has a random stream of its own, made from the seed, the "
         "replication\n"
         "and the place's name (process, step, function); `stream=\"name\"` makes one that several places "
         "share.\n"
         "The values of parameters do not count: all points of a sweep meet the same random numbers.\n"
         "\n"
         "--antithetic mirrors: replication 2k has the streams of 2k-1, and where that drew a value x with "
         "the\n"
         "distribution function F(x), it has the one with 1 - F(x). So do all distributions; lists are "
         "mirrored by\n"
         "position (choice, discrete, shuffle, sample, choose) or by rank (empirical), hyperexponential "
         "and coxian\n"
         "branch by branch and phase by phase. Two are independent instead of opposite: what truncation "
         "refuses\n"
         "and draws again, and poisson, binomial, gamma, erlang and beta with means, trials or shapes "
         "above 10000\n"
         "or shapes too small to invert (gamma 0.05, beta 0.5). A pair is one observation: intervals are "
         "made of\n"
         "the means of pairs.\n"
         "\n"
         "--draws FILE writes a row for each draw, --replay FILE takes the values from such a file:\n" +
         table({{"place", "file:line:column of what draws, the file relative to the model's folder"},
                {"stream", "the name of its stream"},
                {"process, time", "who drew, and when; not read"},
                {"value",
                 "a number, true, false; the chosen member; of shuffle and sample a JSON list; of "
                 "`choose:` the branch, from 0"},
                {"position", "of the chosen member, if an equal one stands before it; mostly empty"}}) +
         "Reading needs `value` and `stream` or `place`. The values of a stream are drawn in the order of "
         "their\n"
         "rows; if there are too few the run fails, if there are too many it ends with a warning. What "
         "trace()\n"
         "gives is read from its own file.\n";
}

std::string trace_topic() {
  Rows moves;
  for (const MoveKind& kind : move_kinds()) moves.emplace_back(kind.name, kind.summary);
  return "`asim run --trace` shows a run move by move, in the columns time, process, move, place (the "
         "step's\n"
         "line) and what. The moves:\n" +
         table(moves) + "\n`asim explain` tells the same at length.\n";
}

struct Topic {
  std::string_view name;
  std::string_view summary;
  std::string (*text)();
};

constexpr Topic kTopics[] = {
    {"model", "the keys of a model file", model_topic},
    {"objects", "queues and the like: their keys and what can be read of them", objects_topic},
    {"steps", "all steps", steps_topic},
    {"timeline", "the kinds of rows and the formats of a timeline", timeline_topic},
    {"trace", "the moves that --trace shows", trace_topic},
    {"functions", "all functions and distributions", functions_topic},
    {"time", "times and dates, rates that change, schedules and downtimes", time_topic},
    {"random", "random streams, mirrored runs, files of draws", random_topic},
    {"statistics", "what is measured in every run, and how to read it", statistics_topic},
};

std::string overview() {
  Rows all, topics;
  for (const Command& command : commands()) all.emplace_back(command.name, command.summary);
  for (const Topic& topic : kTopics) topics.emplace_back(topic.name, topic.summary);
  return "asim runs discrete-event simulations that are described in YAML files.\n\n"
         "Usage: asim COMMAND …, or asim MODEL for asim run MODEL\n\n"
         "Commands:\n" +
         table(all) + "\n`asim COMMAND --help` shows a command's options.\n\nTopics of `asim help`:\n" +
         table(topics) + "\n`asim help STEP` and `asim help FUNCTION` explain a single one.\n";
}

/// The help on a word, or nothing.
std::string help_on(std::string_view word, const CommandLine& line) {
  // `log`, `count`, `time` and `trace` are functions too.
  const Function* function = find_function(word);
  const std::string about_function = function ? function_help(*function) : "";
  const std::string appended = function ? "\n" + about_function : "";
  if (const StepKind* kind = find_step_kind(word)) return step_help(*kind) + appended;
  if (const Distribution* distribution = find_distribution(word)) return distribution_help(*distribution);
  for (const Topic& topic : kTopics) {
    if (topic.name == word) return topic.text() + appended;
  }
  if (function) return about_function;
  for (const Command& command : commands()) {
    if (command.name == word) return line.help_of(word);
  }
  return "";
}

std::vector<std::string_view> words() {
  std::vector<std::string_view> all = step_names();
  for (const Distribution& d : all_distributions()) all.push_back(d.name);
  for (const Function& f : all_functions()) all.push_back(f.name);
  for (const Topic& topic : kTopics) all.push_back(topic.name);
  for (const Command& command : commands()) all.push_back(command.name);
  return all;
}

int show(const std::string& word, const CommandLine& line) {
  const std::string text = word.empty() ? overview() : help_on(word, line);
  if (text.empty()) {
    const std::string hint = suggestion(word, words());
    throw UsageError(fmt::format("no help on `{}`{}{}", word, hint.empty() ? "" : ": ", hint));
  }
  Output out("-");
  out.write(text);
  out.close();
  return kDone;
}

}  // namespace

Command help_command() {
  return {"help", "explains a command, a step, a function or a topic", [](CommandLine& line) {
            auto word = std::make_shared<std::string>();
            line.operand("WORD", *word, "a command, step, function or topic",
                         CommandLine::Presence::optional);
            line.on_call([word, line] { return show(*word, line); });
          }};
}

}  // namespace asim
