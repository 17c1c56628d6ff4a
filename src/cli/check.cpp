// asim check: all errors and warnings of models; nothing is run.

#include <iostream>

#include "base/utf8.h"
#include "cli/command.h"
#include "record/output.h"
#include "record/recorder.h"
#include "run/model_compiler.h"
#include "run/simulation.h"

namespace asim {
namespace {

struct Check {
  std::vector<std::string> models;
  Colour colour;

  /// Whether the model is fine, with warnings or without.
  bool check(const std::string& path, Output& out) const {
    const std::unique_ptr<LoadedModel> model = load_model(path);
    if (model->valid()) {
      Recorder nobody;
      RunOptions defaults;
      defaults.only_checks = true;
      const Simulation simulation(model->program, defaults, nobody);
      for (const Diagnostic& problem : simulation.problems()) {
        model->diagnostics.error(problem.span, problem.message, problem.label);
      }
    }
    std::cerr << model->diagnostics.render(model->sources, colour.on(2));
    if (!model->valid()) return false;
    out.write(sanitized(path) + ": no errors\n");
    out.flush();  // the next model's errors come after it
    return true;
  }

  int run() const {
    Output out("-");
    bool fine = true;
    for (const std::string& path : models) fine = check(path, out) && fine;
    out.close();
    return fine ? kDone : kBadModel;
  }
};

}  // namespace

Command check_command() {
  return {"check", "all errors and warnings of models; nothing is run", [](CommandLine& line) {
            auto check = std::make_shared<Check>();
            line.operands("MODEL", check->models, "model files; - is standard input");
            check->colour.add_to(line);
            line.on_call([check] { return check->run(); });
          }};
}

}  // namespace asim
