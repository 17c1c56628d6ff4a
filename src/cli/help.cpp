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

std::string distribution_help(const Distribution& d) {
  std::string text = fmt::format("{}\n\n{}\n\n", distribution_signature(d), d.summary);
  if (d.alternative) text += fmt::format("Also: {}\n", distribution_signature(*d.alternative));
  text += fmt::format("Mean: {}\nVariance: {}\nExample: {}\n", d.mean, d.variance, d.example);
  return text +
         "\n`min=` and `max=` truncate it: values outside are drawn again. `stream=\"name\"` names its "
         "random stream;\n"
         "without it every place that draws has a stream of its own.\n";
}

std::string function_help(const Function& f) {
  std::string text = fmt::format("{}\n\n{}\n\nExample: {}", f.signature(), f.summary, f.example);
  if (!f.shows.empty()) text += fmt::format("  gives  {}", f.shows);
  return text + "\n";
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
      "`mean(x)`, `quantile(x, 0.9)`, `histogram(x, [0, 5, 10])` of a tally or track called x. Times are in\n"
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
std::string help_on(std::string_view word, CLI::App& root) {
  if (const StepKind* kind = find_step_kind(word)) return step_help(*kind);
  if (const Distribution* distribution = find_distribution(word)) return distribution_help(*distribution);
  if (const Function* function = find_function(word)) return function_help(*function);
  for (const Topic& topic : kTopics) {
    if (topic.name == word) return topic.text();
  }
  for (const Command& command : commands()) {
    if (command.name == word) return root.get_subcommand(std::string(word))->help("asim");
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

int show(const std::string& word, CLI::App& root) {
  const std::string text = word.empty() ? overview() : help_on(word, root);
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
  return {"help", "explains a command, a step, a function or a topic", [](CLI::App& app, int& exit_code) {
            auto word = std::make_shared<std::string>();
            app.add_option("WORD", *word, "a command, step, function or topic");
            app.callback([word, &exit_code, &app] { exit_code = show(*word, *app.get_parent()); });
          }};
}

}  // namespace asim
