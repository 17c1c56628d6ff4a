// asim check: all errors and warnings of models; nothing is run.

#include <iostream>

#include "cli/command.h"
#include "record/recorder.h"
#include "run/model_compiler.h"
#include "run/simulation.h"

namespace asim {
namespace {

struct Check {
  std::vector<std::string> models;
  Colour colour;

  /// Whether the model is fine, with warnings or without.
  bool check(const std::string& path) const {
    const std::unique_ptr<LoadedModel> model = load_model(path);
    if (model->valid()) {
      Recorder nobody;
      const RunOptions defaults;
      const Simulation simulation(model->program, defaults, nobody);
      for (const Diagnostic& problem : simulation.problems()) {
        model->diagnostics.error(problem.span, problem.message, problem.label);
      }
    }
    std::cerr << model->diagnostics.render(model->sources, colour.on(2));
    if (model->valid()) std::cout << path << ": no errors\n";
    return model->valid();
  }

  int run() const {
    bool fine = true;
    for (const std::string& path : models) fine = check(path) && fine;
    return fine ? kDone : kBadModel;
  }
};

}  // namespace

Command check_command() {
  return {"check", "all errors and warnings of models; nothing is run", [](CLI::App& app, int& exit_code) {
            auto check = std::make_shared<Check>();
            app.add_option("MODEL", check->models, "model files")->required();
            check->colour.add_to(app);
            app.callback([check, &exit_code] { exit_code = check->run(); });
          }};
}

}  // namespace asim
