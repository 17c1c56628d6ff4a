#include "run/process_compiler.h"

#include <fmt/format.h>

#include <optional>
#include <span>
#include <vector>

#include "base/numbers.h"
#include "run/arrivals.h"
#include "run/declarations.h"
#include "run/upkeep.h"

namespace asim {
namespace {

/// Whether at least one instance is known to begin.
bool begins_by_itself(const Node& process) {
  const Node* arrivals = process.find("arrivals");
  const Node* count = arrivals ? arrivals->find("count") : process.find("count");
  if (!count) return true;
  const std::optional<double> number = parse_number(count->text);
  return number && *number >= 1;
}

}  // namespace

void ProcessCompiler::procedure(std::size_t i) {
  Procedure& procedure = program_.procedures[i];
  LocalScope& scope = names_.procedure(i);
  procedure.entry.index = steps_.begin_body(scope);
  const Node* steps = tree_.procedures[i].value->find("steps");
  steps_.possible_steps(steps, "`steps:`");
  check_not_empty(steps, fmt::format("procedure `{}`", procedure.name));
  emit_return(steps_, procedure.span);
  procedure.own_slots = static_cast<std::uint32_t>(scope.slots().size());
}

void ProcessCompiler::process(std::size_t i) {
  const Node& node = *tree_.processes[i].value;
  if (!node.is_mapping()) return;
  ProcessType& type = program_.process_types[i];
  LocalScope& scope = names_.process(i);
  type.entry.index = steps_.begin_body(scope);
  compile_owned_objects(node, type, i);
  count_and_start(node, type);
  if (!begins_by_itself(node)) steps_.enter_guard();
  warn_of_missing_arguments(node, type);
  initial_variables(node, scope);
  if (const Node* name = node.find("name")) {
    emit_rename(steps_, name->span, steps_.compile(*name, Use::text));
  }
  const Node* steps = node.find("steps");
  steps_.steps(steps, "`steps:`");
  check_not_empty(steps, fmt::format("process `{}`", type.name));
  emit_return(steps_, type.span);
  type.own_names = scope.slots();
  type.own_slots = static_cast<std::uint32_t>(scope.slots().size());
  arrivals(i);
}

void ProcessCompiler::check_not_empty(const Node* steps, const std::string& what) {
  if (!steps || !steps->is_list() || !steps->items.empty()) return;
  steps_.diagnostics().error(steps->span, fmt::format("{} has no steps: an empty list", what));
}

void ProcessCompiler::warn_of_missing_arguments(const Node& node, const ProcessType& type) {
  if (type.arguments == 0 || !begins_by_itself(node)) return;
  const Node& arguments = *node.find("args");
  steps_.diagnostics().warning(arguments.span,
                               fmt::format("`{}` begins by itself, and nobody passes it {}", type.name,
                                           type.arguments == 1 ? "this argument" : "these arguments"),
                               "`count: 0` if only `spawn` makes it");
}

void ProcessCompiler::compile_owned_objects(const Node& node, ProcessType& type, std::size_t process) {
  std::size_t i = 0;
  std::set<std::string_view> refused;
  for (const auto& [section, declaration] : owned_objects(node)) {
    section->compile_settings(type.objects[i], *declaration.value, steps_);
    if (has_upkeep(*declaration.value)) {
      names_.process(process).set_step("upkeep");
      compile_upkeep(steps_, *declaration.value, type.objects[i]);
      names_.process(process).set_step("");
    }
    ++i;
    refuse_variables(*declaration.name, names_.process(process), names_.known_at_start(process), refused);
  }
}

/// Objects that a process owns are made before its variables have values.
void ProcessCompiler::refuse_variables(const Node& object, const LocalScope& scope, std::uint32_t known,
                                       std::set<std::string_view>& refused) {
  for (const auto& [name, symbol] : scope.own()) {
    const bool is_variable = symbol.slot >= known && symbol.type == types::any;
    if (!symbol.read || !is_variable || !refused.insert(name).second) continue;
    steps_.diagnostics().error(object.span,
                               fmt::format("`{}` depends on the variable `{}`", object.text, name),
                               "it is made before the variables have values: it may depend on arguments");
  }
}

void ProcessCompiler::count_and_start(const Node& node, ProcessType& type) {
  values_.known_number(node.find("count"), type.count, type.count_span,
                       {0, true, "a count must be a whole number and not negative"});
  values_.number(node.find("start"), type.start, type.start_span, {0, false, "a start must not be negative"},
                 Use::point);
}

void ProcessCompiler::initial_variables(const Node& node, LocalScope& scope) {
  const Node* vars = node.find("vars");
  if (!vars || !vars->is_mapping()) return;
  scope.set_step("vars");
  std::vector<const Node*> names;
  for (const Node::Member& member : vars->members) names.push_back(member.key);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Node::Member& member = vars->members[i];
    if (!scope.declares(member.key->text)) continue;
    const Argument value = values_.initial_value(*member.value, std::span(names).subspan(i), scope);
    emit_initial(steps_, member.key->span, scope.find(member.key->text)->slot, value);
  }
  scope.set_step("");
}

void ProcessCompiler::arrivals(std::size_t i) {
  const std::optional<std::uint32_t> index = program_.process_types[i].arrivals;
  if (!index) return;
  const Node& node = *tree_.processes[i].value->find("arrivals");
  std::vector<std::uint32_t> variables;
  Diagnostics reported_before;
  for (const std::string& column : arrival_columns(node, sources_, reported_before)) {
    variables.push_back(names_.process(i).find(column)->slot);
  }
  ProcessType& source = program_.process_types[*index];
  LocalScope scope(names_.model(), source.name, true);
  source.entry.index = steps_.begin_body(scope);
  scope.set_step("arrivals");
  emit_arrivals(steps_, node, static_cast<std::uint32_t>(i), sources_, variables);
  source.own_names = scope.slots();
  source.own_slots = static_cast<std::uint32_t>(scope.slots().size());
}

}  // namespace asim
