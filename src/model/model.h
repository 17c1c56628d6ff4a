#pragma once
// A model as written: its sections with what is declared in each, over all included files.
//
// Only the shape is checked here: which sections there are, that they are mappings, that includes exist and
// form no cycle. What stands in the declarations is the compiler's.

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "model/schema.h"
#include "model/tree.h"

namespace asim {

struct Declaration {
  const Node* name;  // a scalar
  const Node* value;
};

struct ModelTree {
  // Settings; null if not given.
  const Node* title = nullptr;
  const Node* about = nullptr;
  const Node* time_unit = nullptr;
  const Node* epoch = nullptr;
  const Node* until = nullptr;
  const Node* warmup = nullptr;
  const Node* seed = nullptr;
  const Node* timeline = nullptr;
  const Node* experiment = nullptr;

  // Declarations in order, those of included files first.
  std::vector<Declaration> params, vars, queues, resources, containers, gates, procedures, processes, outputs;

  std::vector<std::string> files;  // the model and what it includes

  std::deque<Document> documents;  // own the nodes
};

/// Reads a model and what it includes; "-" is standard input. Mistakes are in the diagnostics.
ModelTree read_model(const std::string& path, Sources&, Diagnostics&);
/// The same for a text that is there already; includes are looked for beside `name`.
ModelTree read_model_text(std::string name, std::string text, Sources&, Diagnostics&);

/// The top-level keys of a model file, for help.
std::span<const Key> model_keys();

}  // namespace asim
