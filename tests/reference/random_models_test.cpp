// Random models, run by the program and by the naive reference interpreter: their `log` rows must be the
// same, whether the program writes the others too or takes the shorter ways of a quiet run (Op::quick). Rows
// of all kinds must be those of an observed run, in which all is done at length, whichever of them are
// wanted. ASIM_RANDOM_MODELS=10000 tries that many, beginning with number ASIM_FIRST_RANDOM_MODEL.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "program/observer.h"
#include "record/recorder.h"
#include "reference/generate.h"
#include "reference/interpreter.h"
#include "reference/shrink.h"
#include "reference/to_yaml.h"
#include "run/model_compiler.h"
#include "run/simulation.h"
#include "steps/registry.h"

namespace asim::test::reference {
namespace {

class LogRows final : public Sink {
public:
  explicit LogRows(std::vector<LogRow>& rows) : rows_(rows) {}
  void write(const Row& row) override {
    if (row.event != "log") return;
    rows_.push_back({static_cast<int>(row.time), std::string(row.process), std::string(row.detail)});
  }
  void flush() override {}

private:
  std::vector<LogRow>& rows_;
};

struct Run {
  std::string error;  // why it failed, or why the model cannot be run
  bool valid = true;
  Result result;
};

Run run_by_program(const Model& model, bool is_quiet) {
  const std::unique_ptr<LoadedModel> loaded = load_model_text("random.yaml", to_yaml(model));
  Run run;
  if (!loaded->valid()) return {loaded->diagnostics.render(loaded->sources, false), false, {}};
  Recorder recorder;
  rows::add_all_to(recorder);
  if (is_quiet) {
    recorder.set_all_wanted(false);
    recorder.set_wanted("log", true);
  }
  recorder.add_sink(std::make_unique<LogRows>(run.result.rows));
  recorder.begin();
  const RunOptions options;
  Simulation simulation(loaded->program, options, recorder);
  const RunResult result = simulation.run(nullptr);
  recorder.end();
  run.result.failed = result.error.has_value();
  if (result.error) run.error = render(*result.error, loaded->sources, false);
  return run;
}

class AllRows final : public Sink {
public:
  explicit AllRows(std::vector<std::string>& rows) : rows_(rows) {}
  void write(const Row& row) override {
    rows_.push_back(fmt::format("{} {} {} {} {}", row.time, row.process, row.event, row.object, row.detail));
  }
  void flush() override {}

private:
  std::vector<std::string>& rows_;
};

/// The rows of the kinds that are wanted; the kinds are by number.
std::vector<std::string> rows_of(const LoadedModel& loaded, const std::vector<bool>& wanted,
                                 Observer* observer) {
  std::vector<std::string> rows;
  Recorder recorder;
  rows::add_all_to(recorder);
  for (std::size_t kind = 0; kind < recorder.kinds().size(); ++kind)
    recorder.set_wanted(static_cast<EventKind>(kind), wanted[kind]);
  recorder.add_sink(std::make_unique<AllRows>(rows));
  recorder.begin();
  RunOptions options;
  options.observer = observer;
  Simulation(loaded.program, options, recorder).run(nullptr);
  recorder.end();
  return rows;
}

bool differ(const Run& run, const Result& reference) {
  return run.result.rows != reference.rows || run.result.failed != reference.failed;
}
bool differ(const Model& model) {
  const Run run = run_by_program(model, false);
  if (!run.valid) return false;
  const Result reference = interpret(model);
  return differ(run, reference) || differ(run_by_program(model, true), reference);
}

bool has_comparable_branches(const std::vector<Step>& steps);

/// An `all_of` that is a branch of `first_of` contains a sleep: see generate.h.
bool is_comparable(const Step& step) {
  const auto sleeps = [](const Step& part) { return part.kind == Kind::sleep; };
  const auto good_part = [&](const Step& part) {
    const bool may_begin_early = step.kind == Kind::first_of && part.kind == Kind::all_of;
    return !may_begin_early || std::ranges::any_of(part.parts, sleeps);
  };
  return std::ranges::all_of(step.parts, good_part) && has_comparable_branches(step.parts) &&
         has_comparable_branches(step.body) && has_comparable_branches(step.otherwise) &&
         has_comparable_branches(step.finally);
}

bool has_comparable_branches(const std::vector<Step>& steps) {
  return std::ranges::all_of(steps, is_comparable);
}

/// What is still a difference when steps have been left out.
bool still_differ(const Model& model) {
  const auto good = [](const ProcessType& type) { return has_comparable_branches(type.steps); };
  return std::ranges::all_of(model.processes, good) && differ(model);
}

std::string text_of(const std::vector<LogRow>& rows, std::size_t index) {
  if (index >= rows.size()) return "nothing more";
  return fmt::format("{} {} {}", rows[index].time, rows[index].process, rows[index].text);
}

/// The model and the first row that differs.
std::string report(const Model& model) {
  const Result reference = interpret(model);
  Run run = run_by_program(model, true);
  const bool is_quiet = differ(run, reference);
  if (!is_quiet) run = run_by_program(model, false);
  const std::vector<LogRow>& rows = run.result.rows;
  std::size_t first = 0;
  while (first < rows.size() && first < reference.rows.size() && rows[first] == reference.rows[first])
    ++first;
  std::string text = to_yaml(model) + (is_quiet ? "in a quiet run:\n" : "");
  for (std::size_t i = 0; i < first; ++i) text += "  " + text_of(rows, i) + "\n";
  text += "program:   " + text_of(rows, first) + (run.result.failed ? ", fails\n" + run.error : "") + "\n";
  text += "reference: " + text_of(reference.rows, first) + (reference.failed ? ", fails" : "") + "\n";
  return text;
}

int number_of_models() {
  const char* wanted = std::getenv("ASIM_RANDOM_MODELS");
  return wanted != nullptr ? std::atoi(wanted) : 1000;
}

int first_model() {
  const char* wanted = std::getenv("ASIM_FIRST_RANDOM_MODEL");
  return wanted != nullptr ? std::atoi(wanted) : 1;
}

}  // namespace

TEST_CASE("random models give the same timeline as the reference interpreter") {
  std::size_t rows = 0;
  int failed = 0;
  const int models = number_of_models();
  for (int seed = first_model(); seed < first_model() + models; ++seed) {
    CAPTURE(seed);
    const Model model = generate(static_cast<std::uint64_t>(seed));
    const Run run = run_by_program(model, false);
    REQUIRE_MESSAGE(run.valid, to_yaml(model) << run.error);
    if (differ(model)) FAIL(report(shrink(model, still_differ)));
    rows += run.result.rows.size();
    failed += run.result.failed ? 1 : 0;
  }
  CHECK(rows > static_cast<std::size_t>(models) * 10);  // otherwise the models stopped doing anything
  CHECK(failed < models / 5);
}

TEST_CASE("the rows of a kind are the same, whichever others are wanted") {
  Recorder recorder;
  rows::add_all_to(recorder);
  const std::vector<std::string>& kinds = recorder.kinds();
  std::size_t compared = 0;
  const int models = number_of_models() / 4;
  for (int seed = first_model(); seed < first_model() + models; ++seed) {
    CAPTURE(seed);
    std::mt19937 choice(static_cast<unsigned>(seed));
    const std::string model = to_yaml(generate(static_cast<std::uint64_t>(seed)));
    CAPTURE(model);
    const std::unique_ptr<LoadedModel> loaded = load_model_text("random.yaml", model);
    Observer observer;
    const std::vector<std::string> all = rows_of(*loaded, std::vector<bool>(kinds.size(), true), &observer);
    for (const unsigned one_in : {1U, 2U, 4U}) {
      std::vector<bool> wanted(kinds.size());
      for (std::size_t kind = 0; kind < wanted.size(); ++kind) wanted[kind] = choice() % one_in == 0;
      std::vector<std::string> expected;
      for (const std::string& row : all) {
        const std::size_t begin = row.find(' ', row.find(' ') + 1) + 1;
        const std::string kind = row.substr(begin, row.find(' ', begin) - begin);
        const auto at = static_cast<std::size_t>(std::ranges::find(kinds, kind) - kinds.begin());
        REQUIRE(at < kinds.size());
        if (wanted[at]) expected.push_back(row);
      }
      REQUIRE(rows_of(*loaded, wanted, nullptr) == expected);
      compared += expected.size();
    }
  }
  CHECK(compared > static_cast<std::size_t>(models) * 10);
}

}  // namespace asim::test::reference
