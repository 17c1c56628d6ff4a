#pragma once
// `experiment:` in a model: what `asim sweep` does without options. The command line has the last word.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/model.h"

namespace asim {

struct ExperimentSection {
  /// Parameters with their values as `-p` takes them, in order; each text is a value, a range or a list.
  std::vector<std::pair<std::string, std::vector<std::string>>> parameters;
  std::string design;  // the path of a file; empty if none
  bool zip = false, antithetic = false;
  std::optional<std::uint64_t> replications, max_replications;
  /// Names of outputs with the width wanted: "5%", "0.2".
  std::vector<std::pair<std::string, std::string>> precision;
};

std::span<const Key> experiment_keys();

/// Mistakes are in the diagnostics: unknown keys, parameters and outputs, ranges that cannot be meant.
ExperimentSection read_experiment(const Node&, const ModelTree&, const Sources&, Diagnostics&);

}  // namespace asim
