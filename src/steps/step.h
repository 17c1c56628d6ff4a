#pragma once
// Step kinds: everything about a kind stands in one file, steps/<kind>.cpp, as one StepKind. The registry
// lists them; from it come parsing, unknown-key errors, help, the reference and a test that runs every
// example.
//
// Adding a kind: write its file (keys, compile, the op with execute, documentation, an example with its
// timeline) and add one line to registry.cpp.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "model/schema.h"
#include "model/tree.h"

namespace asim {

class StepCompiler;
class WaitingOp;
struct StepNode;

struct StepKind {
  std::string_view name;
  std::span<const Key> keys;  // the first is the kind's own: `sleep: 5`
  std::string_view summary;   // one line
  std::string_view documentation;
  std::string_view example;   // a whole model
  std::string_view timeline;  // the `log` rows of the example: "0 sleeper start\n…"

  std::string_view elsewhere = {};  // what other simulators and languages call it, for suggestions
  bool writes_rows = true;          // in the timeline

  /// Emits the step's ops. A kind that waits for one event can leave it null and give `request` instead.
  void (*compile)(StepCompiler&, const StepNode&) = nullptr;
  /// For kinds that wait: the op that makes the event; it may then be a branch of first_of and all_of, and
  /// takes `timeout:` and `on_timeout:`.
  std::unique_ptr<WaitingOp> (*request)(StepCompiler&, const StepNode&) = nullptr;
  /// What a row of this kind tells of its process, as a predicate: "takes 3 out of `jobs`". Null: nothing, it
  /// is told otherwise.
  std::string (*story)(std::string_view object, std::string_view detail) = nullptr;

  bool waits() const { return request != nullptr; }
};

/// A step as written: a mapping whose first key is its kind, or a bare word.
struct StepNode {
  const Node& node;
  const StepKind& kind;
  Span span;  // of the kind's word: what errors of the step as a whole point at

  const Node* find(std::string_view key) const { return node.is_mapping() ? node.find(key) : nullptr; }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  /// What stands behind the kind's word; null for a bare word.
  const Node* argument() const { return find(kind.name); }
};

}  // namespace asim
