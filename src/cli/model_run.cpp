#include "cli/model_run.h"

#include <unistd.h>

#include <iostream>

#include "base/diagnostics.h"
#include "steps/registry.h"

namespace asim {

void ModelOptions::add_to(CommandLine& line) {
  line.operand("MODEL", model, "the model file; - is standard input");
  line.texts("-p,--param", parameters, "sets a parameter", "NAME=VALUE");
  shared.add_to(line);
  line.text("--replication", replication, "the replication", "K");
  colour.add_to(line);
}

RunOptions ModelOptions::run_options() const {
  RunOptions result = shared.run_options();
  if (!replication.empty()) result.replication = parse_whole(replication, "--replication");
  if (result.replication == 0) throw UsageError("--replication counts from 1");
  return result;
}

bool ModelRun::in_colour() const { return options_.colour.on(STDERR_FILENO); }

bool ModelRun::load() {
  model_ = load_model(options_.model);
  std::cerr << model_->diagnostics.render(model_->sources, in_colour());
  if (!model_->valid()) return false;
  run_options_.parameters = parse_parameters(options_.parameters, model_->program, interner_);
  return true;
}

std::unique_ptr<Simulation> ModelRun::simulate(Recorder& recorder, Observer* observer) {
  rows::add_all_to(recorder);
  run_options_.observer = observer;
  auto simulation = std::make_unique<Simulation>(model_->program, run_options_, recorder);
  if (simulation->problems().empty()) return simulation;
  Diagnostics diagnostics;
  for (const Diagnostic& p : simulation->problems()) diagnostics.error(p.span, p.message, p.label);
  std::cerr << diagnostics.render(model_->sources, in_colour());
  return nullptr;
}

int ModelRun::report(const RunResult& result) const {
  if (!result.error) return kDone;
  std::cerr << render(*result.error, model_->sources, in_colour());
  return kRunFailed;
}

}  // namespace asim
