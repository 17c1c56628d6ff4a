#include "cli/sweep_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <thread>

#include "base/diagnostics.h"
#include "base/numbers.h"

namespace asim {
namespace {

constexpr std::uint64_t kMostReplications = 1'000'000'000;
constexpr std::uint64_t kMostThreads = 1024;

std::uint64_t parse_count(const std::string& text, std::string_view what, std::uint64_t most) {
  const std::uint64_t count = parse_positive(text, what);
  if (count > most) throw UsageError(fmt::format("{} must be at most {}, not {}", what, most, count));
  return count;
}

std::string environment(const char* name) {
  const char* text = std::getenv(name);
  return text ? text : "";
}

std::optional<Shard> shard_of_slurm() {
  const std::string id = environment("SLURM_ARRAY_TASK_ID"), least = environment("SLURM_ARRAY_TASK_MIN"),
                    count = environment("SLURM_ARRAY_TASK_COUNT");
  if (id.empty() || least.empty() || count.empty()) return std::nullopt;
  const std::uint64_t task = parse_whole(id, "SLURM_ARRAY_TASK_ID");
  const std::uint64_t first = parse_whole(least, "SLURM_ARRAY_TASK_MIN");
  const Shard shard{task - first + 1, parse_positive(count, "SLURM_ARRAY_TASK_COUNT")};
  if (task >= first && shard.part <= shard.parts) return shard;
  throw UsageError(
      fmt::format("Slurm's array has gaps (task {} of {} from {}): give --shard yourself, 1/1 for no parts",
                  task, count, first));
}

std::size_t find_output(const std::string& name, const Program& program) {
  std::vector<std::string_view> names;
  for (const OutputDeclaration& output : program.outputs) names.push_back(output.name);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  const std::string hint = suggestion(name, names);
  throw UsageError(fmt::format("the model has no output `{}`{}{}", name, hint.empty() ? "" : ": ", hint));
}

}  // namespace

std::size_t parse_threads(const std::string& jobs) {
  if (!jobs.empty()) return parse_count(jobs, "--jobs", kMostThreads);
  const std::string given = environment("ASIM_JOBS");
  if (!given.empty()) return parse_count(given, "ASIM_JOBS", kMostThreads);
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
}

void SweepCommandLine::add_to(CommandLine& line) {
  line.operand("MODEL", model, "the model file; - is standard input");
  line.texts("-p,--param", parameters,
             "the values of a parameter: 1,2,4 or 0.1:0.9:0.1; several -p form a grid", "NAME=VALUES");
  line.flag("--zip", zip, "pairs the values of several -p instead: first with first, and so on");
  line.text("--design", design, "takes points from a CSV file with a column for each parameter", "FILE");
  line.text("-r,--replications", replications, "runs of each point (1; with --precision at least 10)", "N");
  line.flag("--antithetic", antithetic,
            "replications in pairs: 2k has the mirrored random numbers of 2k-1, and each pair is one "
            "observation");
  line.texts("--precision", precision,
             "adds replications until the 95 % confidence interval of an output is mean ± 5%, or ± 0.2",
             "OUTPUT=WIDTH");
  line.text("--max-replications", max_replications, "… but no more than so many (1000)", "N");
  line.text("-j,--jobs", jobs, "threads (or ASIM_JOBS, or as many as there are cores)", "N");
  line.text("--csv", csv, "writes a row for each run to a file", "FILE");
  line.flag("--resume", resume, "keeps the finished rows of that file and runs the rest");
  line.text("--summary", summary, "writes means and confidence intervals to a CSV file", "FILE");
  line.choice("--csv-dialect", csv_dialect, "excel: semicolons and a byte order mark", {"plain", "excel"});
  line.text("--shard", shard, "runs only the I-th of N parts, for `asim merge`", "I/N");
  shared.add_to(line);
  line.flag("-q,--quiet", quiet, "no table, no progress");
  colour.add_to(line);
}

std::size_t SweepCommandLine::threads() const { return parse_threads(jobs); }

std::optional<Shard> SweepCommandLine::shard_given() const {
  if (shard.empty()) return shard_of_slurm();
  const std::vector<std::string> words = split(shard, '/');
  if (words.size() != 2) throw UsageError(fmt::format("--shard needs I/N, such as 2/4, not `{}`", shard));
  const Shard result{parse_positive(words[0], "the part of --shard"),
                     parse_positive(words[1], "the number of parts of --shard")};
  if (result.part > result.parts) {
    throw UsageError(fmt::format("--shard {}: there is no part {} of {}", shard, result.part, result.parts));
  }
  return result;
}

void SweepCommandLine::check_destinations() const {
  const bool has_csv_file = !csv.empty() && csv != "-", has_summary_file = !summary.empty() && summary != "-";
  if (csv == "-" && summary == "-") {
    throw UsageError("--csv and --summary cannot both go to standard output");
  }
  if (has_csv_file && has_summary_file && is_same_file(csv, summary)) {
    throw UsageError("--csv and --summary name the same file");
  }
  for (const auto& [what, input] : {std::pair("model", model), std::pair("design", design)}) {
    if (input.empty()) continue;
    if (has_csv_file && is_same_file(csv, input))
      throw UsageError(fmt::format("--csv would overwrite the {}", what));
    if (has_summary_file && is_same_file(summary, input))
      throw UsageError(fmt::format("--summary would overwrite the {}", what));
  }
  if (resume && !has_csv_file) throw UsageError("--resume needs the --csv FILE to go on with");
}

void SweepCommandLine::make_design(const LoadedModel& loaded, Design& result) const {
  const ExperimentSection& section = loaded.experiment;
  std::vector<std::pair<std::string, std::vector<std::string>>> settings = section.parameters;
  for (const std::string& text : parameters) {
    const auto [name, values] = split_setting(text, "-p");
    check_parameter(name, loaded.program);
    const auto same = [&, &given = name](const auto& setting) { return setting.first == given; };
    const auto found = std::find_if(settings.begin(), settings.end(), same);
    const bool is_of_model =
        found < settings.begin() + static_cast<std::ptrdiff_t>(section.parameters.size());
    if (found != settings.end() && is_of_model) {
      found->second = {values};
    } else {
      settings.emplace_back(name, std::vector{values});
    }
  }
  try {
    const std::string& file = design.empty() ? section.design : design;
    if (!file.empty()) result.add_file(file);
    std::vector<Factor> factors;
    for (const auto& [name, texts] : settings) factors.push_back(result.factor(name, texts));
    if (zip || section.zip) {
      result.add_paired(std::move(factors));
    } else {
      for (Factor& factor : factors) result.add(std::move(factor));
    }
  } catch (const DesignError& error) {
    throw UsageError(error.what());
  }
  for (const std::string_view name : result.names()) check_parameter(std::string(name), loaded.program);
}

std::vector<PrecisionGoal> SweepCommandLine::goals(const LoadedModel& loaded) const {
  std::vector<std::pair<std::string, std::string>> wanted;
  for (const std::string& option : precision) {
    for (const std::string& text : split(option, ',')) wanted.push_back(split_setting(text, "--precision"));
  }
  if (wanted.empty()) wanted = loaded.experiment.precision;
  std::vector<PrecisionGoal> all;
  for (const auto& [name, width] : wanted) {
    std::optional<PrecisionGoal> goal = parse_goal(width);
    if (!goal) {
      throw UsageError(
          fmt::format("--precision needs OUTPUT=WIDTH, such as wait=5% or wait=0.2, not `{}`", width));
    }
    goal->output = find_output(name, loaded.program);
    for (const PrecisionGoal& other : all) {
      if (other.output == goal->output) throw UsageError(fmt::format("--precision has `{}` twice", name));
    }
    all.push_back(*goal);
  }
  return all;
}

PlanOptions SweepCommandLine::plan_options(const LoadedModel& loaded, std::uint64_t points) const {
  const ExperimentSection& section = loaded.experiment;
  PlanOptions plan;
  plan.points = points;
  plan.goals = goals(loaded);
  plan.shard = shard_given().value_or(Shard{});
  plan.antithetic = is_antithetic(loaded);
  plan.replications = section.replications.value_or(plan.goals.empty() ? (plan.antithetic ? 2 : 1) : 10);
  if (!replications.empty())
    plan.replications = parse_count(replications, "--replications", kMostReplications);
  if (plan.goals.empty()) {
    if (!max_replications.empty()) throw UsageError("--max-replications goes with --precision");
    check_pairs(plan);
    return plan;
  }
  if (plan.antithetic && plan.replications < 4)
    throw UsageError("--precision needs at least 2 antithetic pairs: 4 replications");
  if (plan.replications < 2) throw UsageError("--precision needs at least 2 replications");
  plan.most_replications =
      section.max_replications.value_or(std::max<std::uint64_t>(plan.replications, 1000));
  if (!max_replications.empty())
    plan.most_replications = parse_count(max_replications, "--max-replications", kMostReplications);
  if (plan.most_replications < plan.replications) {
    throw UsageError(fmt::format("--max-replications {} is less than the {} that each point has",
                                 plan.most_replications, plan.replications));
  }
  check_pairs(plan);
  return plan;
}

void SweepCommandLine::check_pairs(const PlanOptions& plan) const {
  for (const std::uint64_t count : {plan.replications, plan.most_replications}) {
    if (plan.antithetic && count % 2 == 1) {
      throw UsageError(
          fmt::format("antithetic replications come in pairs: their number must be even, not {}", count));
    }
  }
}

}  // namespace asim
