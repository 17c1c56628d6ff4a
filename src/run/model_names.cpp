#include "run/model_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "program/instance_access.h"
#include "program/object_types.h"
#include "run/arrivals.h"
#include "run/declarations.h"
#include "run/upkeep.h"
#include "steps/compiler.h"

namespace asim {
namespace {

Type type_of(const ObjectDeclaration& object) {
  return object.is_array ? types::list : object_type(object.kind);
}

/// Of those that begin by themselves.
std::optional<double> known_number_of_instances(const Node& process) {
  const Node* count = process.find("count");
  if (process.find("arrivals")) return std::nullopt;
  return count ? parse_number(count->text) : 1.0;
}

}  // namespace

void ModelNames::declare(const Declaration& declaration, Symbol symbol) {
  if (check_name(*declaration.name, diagnostics_))
    model_.declare(declaration.name->text, symbol, diagnostics_);
}

void ModelNames::declare_shared() {
  for (const Declaration& declaration : tree_.vars) {
    const auto slot = static_cast<std::uint32_t>(program_.shared_names.size());
    program_.shared_names.push_back(declaration.name->text);
    declare(declaration, {Symbol::Kind::shared, slot, types::any, declaration.name->span, false});
  }
}

void ModelNames::declare_objects() {
  objects_ = model_objects(tree_);
  for (const auto& [section, declaration] : objects_) {
    has_upkeep_ = has_upkeep_ || asim::has_upkeep(*declaration.value);
    ObjectDeclaration object = section->read(declaration, diagnostics_);
    object.slot = expressions_.add_external();
    const Symbol::Kind kind = object.is_array ? Symbol::Kind::constant : Symbol::Kind::object;
    Symbol symbol{kind, object.slot, type_of(object), object.span};
    if (const Node* count = declaration.value->find("count")) symbol.size = parse_number(count->text);
    declare(declaration, symbol);
    program_.objects.push_back(std::move(object));
  }
}

// ---- procedures and processes ----

void ModelNames::check_procedure_is_new(const Declaration& declaration) {
  for (const Procedure& other : program_.procedures) {
    if (other.name != declaration.name->text) continue;
    diagnostics_
        .error(declaration.name->span, fmt::format("duplicate name: `{}` is declared twice", other.name))
        .note(other.span, "first declared here");
    return;
  }
}

void ModelNames::declare_procedures() {
  for (const Declaration& declaration : tree_.procedures) {
    check_procedure_is_new(declaration);
    Procedure procedure;
    procedure.name = declaration.name->text;
    procedure.span = declaration.name->span;
    LocalScope& scope = procedures_.emplace_back(model_, procedure.name, true);
    if (check_keys(*declaration.value, procedure_keys(), "a procedure", diagnostics_)) {
      procedure.argument_names = declare_arguments(*declaration.value, scope);
    }
    program_.procedures.push_back(std::move(procedure));
  }
}

/// `steps:` in the column of the process that it belongs to.
bool ModelNames::is_stray_key(std::size_t i) const {
  const std::vector<Declaration>& processes = tree_.processes;
  return i > 0 && i < processes.size() && find_key(process_keys(), processes[i].name->text) &&
         (processes[i - 1].value->is_null() || is_stray_key(i - 1));
}

bool ModelNames::check_process(std::size_t i) {
  const Declaration& declaration = tree_.processes[i];
  if (is_stray_key(i + 1) && declaration.value->is_null()) return false;  // is reported there
  if (!is_stray_key(i)) return check_keys(*declaration.value, process_keys(), "a process", diagnostics_);
  if (!is_stray_key(i - 1)) {
    diagnostics_.error(declaration.name->span,
                       fmt::format("bad indentation: `{}:` stands beside the process `{}`, not in it",
                                   declaration.name->text, tree_.processes[i - 1].name->text),
                       "indent it deeper than the name of the process");
  }
  return false;
}

void ModelNames::declare_processes() {
  for (std::size_t i = 0; i < tree_.processes.size(); ++i) {
    const Declaration& declaration = tree_.processes[i];
    ProcessType type;
    type.name = declaration.name->text;
    type.span = declaration.name->span;
    LocalScope& scope = processes_.emplace_back(model_, type.name, true);
    const auto index = static_cast<std::uint32_t>(program_.process_types.size());
    model_.add_process(scope);
    Symbol symbol{Symbol::Kind::process_type, index, types::process_type, type.span};
    symbol.size = known_number_of_instances(*declaration.value);
    declare(declaration, symbol);
    if (check_process(i)) {
      type.arguments = static_cast<std::uint32_t>(declare_arguments(*declaration.value, scope).size());
      type.own_names = scope.slots();
    }
    program_.process_types.push_back(std::move(type));
  }
  declare_arrivals();
  program_.upkeep_type = static_cast<std::uint32_t>(program_.process_types.size());
  ProcessType upkeep;
  upkeep.name = "upkeep";
  upkeep.is_hidden = true;
  program_.process_types.push_back(std::move(upkeep));
  ProcessType branch;
  branch.name = "branches";
  branch.is_hidden = branch.is_branch = true;
  program_.process_types.push_back(std::move(branch));
}

void ModelNames::declare_arrivals() {
  for (std::size_t i = 0; i < tree_.processes.size(); ++i) {
    const Node& process = *tree_.processes[i].value;
    const Node* arrivals = process.find("arrivals");
    if (!arrivals || !check_arrivals(process, *arrivals, diagnostics_)) continue;
    ProcessType source;
    source.name = program_.process_types[i].name + " arrivals";
    source.span = arrivals->span;
    source.is_hidden = true;
    program_.process_types[i].arrivals = static_cast<std::uint32_t>(program_.process_types.size());
    program_.process_types.push_back(std::move(source));
    const std::size_t errors = diagnostics_.error_count();
    const std::vector<std::string> columns = arrival_columns(*arrivals, sources_, diagnostics_);
    if (diagnostics_.error_count() > errors) processes_[i].mark_incomplete();
    for (const std::string& column : columns) {
      warn_if_attribute(column, arrivals->find("from")->span);
      processes_[i].declare(column, types::any, arrivals->find("from")->span);
    }
  }
}

std::vector<std::string> ModelNames::declare_arguments(const Node& node, LocalScope& scope) {
  std::vector<std::string> names;
  const Node* arguments = node.find("args");
  if (!arguments || !check_list(*arguments, "`args:`", diagnostics_)) return names;
  for (const Node* argument : arguments->items) {
    if (!argument->is_scalar()) {
      diagnostics_.error(argument->span, "`args:` must be a list of names");
    } else if (scope.declares(argument->text)) {
      diagnostics_.error(argument->span, fmt::format("duplicate argument `{}`", argument->text));
    } else {
      check_name(*argument, diagnostics_);
      warn_if_hiding(*argument);
      scope.declare(argument->text, types::any, argument->span);
      names.push_back(argument->text);
    }
  }
  return names;
}

// ---- what they have for themselves ----

void ModelNames::declare_locals() {
  for (std::size_t i = 0; i < tree_.processes.size(); ++i) {
    const Node& node = *tree_.processes[i].value;
    known_at_start_.push_back(static_cast<std::uint32_t>(processes_[i].slots().size()));
    declare_variables(node, processes_[i]);
    declare_owned_objects(node, processes_[i], program_.process_types[i]);
    if (const Node* steps = node.find("steps")) collect_names(*steps, processes_[i], diagnostics_);
  }
  for (std::size_t i = 0; i < tree_.procedures.size(); ++i) {
    const Node* steps = tree_.procedures[i].value->find("steps");
    if (steps) collect_names(*steps, procedures_[i], diagnostics_);
  }
}

void ModelNames::declare_variables(const Node& process, LocalScope& scope) {
  const Node* vars = process.find("vars");
  if (!vars || vars->is_null()) return;
  if (!vars->is_mapping()) {
    diagnostics_.error(vars->span, "`vars:` must be a mapping of names to values");
  }
  // What a list of them holds is declared nevertheless, so that this stays the only error.
  for (const Node* item : vars->items) {
    if (item->is_scalar()) scope.declare(item->text, types::any, item->span);
    for (const Node::Member& member : item->members)
      scope.declare(member.key->text, types::any, member.key->span);
  }
  for (const Node::Member& member : vars->members) {
    if (!check_name(*member.key, diagnostics_)) continue;
    if (scope.declares(member.key->text)) {
      diagnostics_.error(member.key->span, fmt::format("duplicate name `{}`", member.key->text))
          .note(scope.find(member.key->text)->declared, "it is an argument");
    }
    warn_if_hiding(*member.key);
    scope.declare(member.key->text, types::any, member.key->span);
  }
}

void ModelNames::declare_owned_objects(const Node& process, LocalScope& scope, ProcessType& type) {
  for (const auto& [section, declaration] : owned_objects(process)) {
    has_upkeep_ = has_upkeep_ || asim::has_upkeep(*declaration.value);
    ObjectDeclaration object = section->read(declaration, diagnostics_);
    object.slot = scope.declare(declaration.name->text, type_of(object), declaration.name->span).slot;
    type.objects.push_back(std::move(object));
  }
}

// ---- warnings ----

void ModelNames::warn_if_attribute(std::string_view name, Span span) {
  const auto attributes = instance_attributes();
  if (std::find(attributes.begin(), attributes.end(), name) == attributes.end()) return;
  diagnostics_.warning(span,
                       fmt::format("a variable `{0}`: `self.{0}` is this, not the process's own", name));
}

void ModelNames::warn_if_hiding(const Node& name) {
  warn_if_attribute(name.text, name.span);
  const Symbol* shared = model_.find(name.text);
  if (!shared) return;
  diagnostics_.warning(name.span, fmt::format("`{}` hides something of the same name", name.text))
      .note(shared->declared, "declared here");
}

void ModelNames::warn_of_unread() const {
  for (const std::deque<LocalScope>* scopes : {&processes_, &procedures_}) {
    for (const LocalScope& scope : *scopes) {
      for (const auto& [name, symbol] : scope.own()) warn_if_unread(name, symbol);
    }
  }
  for (const auto& [name, symbol] : model_.symbols()) {
    if (symbol.kind == Symbol::Kind::shared) warn_if_unread(name, symbol);
  }
}

void ModelNames::warn_if_unread(const std::string& name, const Symbol& symbol) const {
  if (symbol.read || model_.reads_attribute(name)) return;
  diagnostics_.warning(symbol.declared, fmt::format("`{}` is set and never read", name));
}

}  // namespace asim
