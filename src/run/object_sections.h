#pragma once
// The sections that declare objects: `resources:`, `queues:`, `containers:`, `gates:`, in a model and in a
// process.

#include <span>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "program/program.h"
#include "steps/compiler.h"

namespace asim {

/// A key that takes an expression, or for the members of an array a list of them.
struct SettingKey {
  std::string_view name;
  std::string_view several;  // "capacities"
  Setting ObjectDeclaration::*setting;
  StepCompiler::Range range;
};

struct ObjectSection {
  std::string_view key;  // "queues"
  ObjectKind kind;
  std::vector<Declaration> ModelTree::*declarations;
  std::span<const Key> keys;
  std::span<const SettingKey> settings;
  std::span<const std::string_view> orders;  // by number
  std::string_view what;                     // "a queue"

  /// Checks the keys; name, kind, order and whether it is an array. The operands come with
  /// compile_settings().
  ObjectDeclaration read(const Declaration&, Diagnostics&) const;
  void compile_settings(ObjectDeclaration&, const Node&, StepCompiler&) const;
};

std::span<const ObjectSection> object_sections();

/// An object as written, in one of the sections.
struct ObjectNode {
  const ObjectSection* section;
  Declaration declaration;
};
/// The objects of the model, section by section.
std::vector<ObjectNode> model_objects(const ModelTree&);
/// The objects that every instance of a process has for itself.
std::vector<ObjectNode> owned_objects(const Node& process);

}  // namespace asim
