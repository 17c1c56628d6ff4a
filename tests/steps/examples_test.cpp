// Every step kind's example, run: its `log` rows must be those the documentation shows.

#include <doctest/doctest.h>

#include <memory>
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
