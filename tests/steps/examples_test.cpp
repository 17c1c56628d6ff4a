// Every step kind's example, run: its `log` rows must be those the documentation shows.

#include <doctest/doctest.h>

#include <memory>
#include <set>
#include <string>

#include "base/numbers.h"
#include "record/recorder.h"
#include "run/model_compiler.h"
#include "run/simulation.h"
#include "steps/registry.h"

namespace asim {
namespace {

/// Keeps the `log` rows as "TIME PROCESS TEXT" lines.
class LogLines final : public Sink {
public:
  explicit LogLines(std::string& lines) : lines_(lines) {}
  void write(const Row& row) override {
    if (row.event != "log") return;
    lines_ += number_text(row.time) + " " + std::string(row.process) + " " + std::string(row.detail) + "\n";
  }
  void flush() override {}

private:
  std::string& lines_;
};

class Kinds final : public Sink {
public:
  explicit Kinds(std::set<std::string>& kinds) : kinds_(kinds) {}
  void write(const Row& row) override { kinds_.emplace(row.event); }
  void flush() override {}

private:
  std::set<std::string>& kinds_;
};

/// The kinds of rows that an example writes.
std::set<std::string> kinds_written_by(std::string_view model_text) {
  const std::unique_ptr<LoadedModel> model = load_model_text("example.yaml", std::string(model_text));
  std::set<std::string> kinds;
  Recorder recorder;
  rows::add_all_to(recorder);
  recorder.add_sink(std::make_unique<Kinds>(kinds));
  recorder.begin();
  const RunOptions options;
  Simulation(model->program, options, recorder).run(nullptr);
  return kinds;
}

std::string logged_by(std::string_view model_text) {
  const std::unique_ptr<LoadedModel> model = load_model_text("example.yaml", std::string(model_text));
  if (!model->diagnostics.all().empty()) return model->diagnostics.render(model->sources, false);
  std::string lines;
  Recorder recorder;
  rows::add_all_to(recorder);
  recorder.add_sink(std::make_unique<LogLines>(lines));
  recorder.begin();
  const RunOptions options;
  Simulation simulation(model->program, options, recorder);
  const RunResult result = simulation.run(nullptr);
  recorder.end();
  return result.error ? render(*result.error, model->sources, false) : lines;
}

}  // namespace

TEST_CASE("the example of every step kind gives the timeline that its documentation shows") {
  for (const StepKind* kind : step_kinds()) {
    CAPTURE(kind->name);
    CHECK(logged_by(kind->example) == kind->timeline);
  }
}

TEST_CASE("every kind of row is written by somebody, and each step kind writes its own or none") {
  const std::vector<std::string_view> names = rows::names();
  const std::set<std::string> listed(names.begin(), names.end());
  std::set<std::string> written{"timeout", "capacity", "down", "up"};
  for (const StepKind* kind : step_kinds()) {
    CAPTURE(kind->name);
    const std::set<std::string> kinds = kinds_written_by(kind->example);
    CHECK(kinds.contains(std::string(kind->name)) == kind->writes_rows);
    written.insert(kinds.begin(), kinds.end());
  }
  CHECK(written == listed);
}

TEST_CASE("every step kind is documented") {
  for (const StepKind* kind : step_kinds()) {
    CAPTURE(kind->name);
    CHECK_FALSE(kind->summary.empty());
    CHECK_FALSE(kind->documentation.empty());
    CHECK(kind->keys.front().name == kind->name);
    CHECK((kind->compile != nullptr) != (kind->request != nullptr));
    for (const Key& key : kind->keys) {
      if (key.type != KeyType::nothing) CHECK_FALSE(key.summary.empty());
    }
  }
}

}  // namespace asim
