#pragma once
// From a model's text to its program.

#include <memory>
#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "program/program.h"
#include "run/experiment_section.h"

namespace asim {

/// A model that has been read: its text, for messages, and the program. Immutable, shared by all its
/// simulations.
struct LoadedModel {
  Sources sources;
  Diagnostics diagnostics;
  Program program;
  ExperimentSection experiment;

  bool valid() const { return !diagnostics.has_errors(); }
};

/// Reads a model file with what it includes and compiles it. All mistakes are in `diagnostics`; with errors
/// the program must not be run. "-" is standard input.
std::unique_ptr<LoadedModel> load_model(const std::string& path);
/// The same for a text; includes are looked for beside `name`.
std::unique_ptr<LoadedModel> load_model_text(std::string name, std::string text);

}  // namespace asim
