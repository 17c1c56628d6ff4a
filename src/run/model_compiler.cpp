#include "run/model_compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <deque>
#include <set>

#include "model/model.h"
#include "run/arrivals.h"
#include "run/declarations.h"
#include "steps/capacities.h"
#include "steps/compiler.h"
#include "steps/jumps.h"

namespace asim {
namespace {

/// The stages in which a model becomes a program: names first, so that everything can refer to everything.
class ModelCompiler {
 public:
  ModelCompiler(const ModelTree& tree, LoadedModel& model)
      : tree_(tree),
        program_(model.program),
        sources_(model.sources),
        diagnostics_(model.diagnostics),
        expressions_(program_.expressions, diagnostics_, model.sources),
        steps_(program_, expressions_, diagnostics_) {}

  void compile() {
    settings();
    declare_shared();
    declare_objects();
    parameters();
    declare_processes();
    collect();
    compile_shared();
    compile_objects();
    for (std::size_t i = 0; i < tree_.procedures.size(); ++i) compile_procedure(i);
    for (std::size_t i = 0; i < tree_.processes.size(); ++i) {
      compile_process(i);
      compile_arrivals(i);
    }
    compile_outputs();
    compile_horizon();
    statistics();
    check_capacities();
    if (!diagnostics_.has_errors()) warn_of_unread_names();  // behind a mistake may stand what reads them
    program_.link();
  }

 private:
  // ---- settings ----

  void settings() {
    const auto text = [](const Node* node) { return node ? node->text : std::string(); };
    program_.title = text(tree_.title);
    program_.about = text(tree_.about);
    program_.time_unit = text(tree_.time_unit);
    if (tree_.timeline) program_.timeline = read_timeline(*tree_.timeline, diagnostics_);
  }

  void compile_horizon() {
    LocalScope scope(names_, "model", false);
    steps_.begin_body(scope);
    const auto setting = [&](const Node* node, Operand& operand, Span& span, StepCompiler::Range range) {
      if (!node) return;
      const Argument argument = steps_.compile(*node, Use::expression, types::number);
      operand = argument.operand;
      span = node->span;
      require_constant(argument, node->span);
      steps_.check_range(argument, range);
    };
    setting(tree_.until, program_.until, program_.until_span, {0, false, "the horizon must not be negative"});
    setting(tree_.warmup, program_.warmup, program_.warmup_span, {0, false, "the warm-up must not be negative"});
    setting(tree_.seed, program_.seed, program_.seed_span,
            {0, true, "a seed must be a whole number and not negative"});
  }

  /// What must be known before the run may depend on parameters only.
  void require_constant(const Argument& argument, Span span) {
    if (!argument.given() || argument.operand.kind == Operand::Kind::constant) return;
    diagnostics_.error(span, "this must be known before the run: it may depend on parameters only");
  }

  // ---- parameters ----

  void parameters() {
    LocalScope scope(names_, "params", false);
    steps_.begin_body(scope);
    for (const OrderedParameter& p : in_order_of_use(tree_.params, diagnostics_)) parameter(*p.declaration, p.in_cycle);
  }

  void parameter(const Declaration& declaration, bool in_cycle) {
    const ParameterNodes nodes = read_parameter(*declaration.value, diagnostics_);
    Argument fallback;
    if (nodes.fallback && !in_cycle) {
      fallback = steps_.compile(*nodes.fallback, Use::value);
      require_constant(fallback, nodes.fallback->span);
    }
    Parameter parameter;
    parameter.name = declaration.name->text;
    parameter.about = nodes.about ? nodes.about->text : "";
    parameter.span = declaration.name->span;
    parameter.fallback = fallback.operand;
    parameter.slot = expressions_.add_parameter(fallback.operand, parameter.span);
    parameter.min = limit(nodes.min);
    parameter.max = limit(nodes.max);
    declare(declaration, {Symbol::Kind::constant, parameter.slot, fallback.type, parameter.span, false});
    program_.parameters.push_back(std::move(parameter));
  }

  Operand limit(const Node* node) {
    if (!node) return {};
    const Argument argument = steps_.compile(*node, Use::expression, types::number);
    require_constant(argument, node->span);
    return argument.operand;
  }

  // ---- names ----

  void declare(const Declaration& declaration, Symbol symbol) {
    if (check_name(*declaration.name, diagnostics_)) names_.declare(declaration.name->text, symbol, diagnostics_);
  }


  void declare_shared() {
    for (const Declaration& declaration : tree_.vars) {
      const auto slot = static_cast<std::uint32_t>(program_.shared_names.size());
      program_.shared_names.push_back(declaration.name->text);
      declare(declaration, {Symbol::Kind::shared, slot, types::any, declaration.name->span, false});
    }
  }

  void declare_objects() {
    for (const ObjectSection& section : object_sections()) {
      for (const Declaration& declaration : tree_.*section.declarations) {
        ObjectDeclaration object = section.kind_of(declaration, diagnostics_);
        object.slot = expressions_.add_external();
        const Symbol::Kind kind = object.is_array ? Symbol::Kind::constant : Symbol::Kind::object;
        const Type type = object.is_array ? types::list : object_type(object.kind);
        declare(declaration, {kind, object.slot, type, object.span, false});
        program_.objects.push_back(std::move(object));
        object_nodes_.push_back(declaration.value);
      }
    }
  }

  /// `steps:` in the column of the process that it belongs to.
  bool is_stray_key(std::size_t i) const {
    const std::vector<Declaration>& processes = tree_.processes;
    return i > 0 && i < processes.size() && find_key(process_keys(), processes[i].name->text) &&
           (processes[i - 1].value->is_null() || is_stray_key(i - 1));
  }

  bool check_process(std::size_t i) {
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

  void check_procedure_is_new(const Declaration& declaration) {
    for (const Procedure& other : program_.procedures) {
      if (other.name != declaration.name->text) continue;
      diagnostics_.error(declaration.name->span, fmt::format("duplicate name: `{}` is declared twice", other.name))
          .notes.push_back({other.span, "first declared here"});
      return;
    }
  }

  void declare_processes() {
    for (const Declaration& declaration : tree_.procedures) {
      check_procedure_is_new(declaration);
      Procedure procedure;
      procedure.name = declaration.name->text;
      procedure.span = declaration.name->span;
      LocalScope& scope = procedure_scopes_.emplace_back(names_, procedure.name, true);
      if (check_keys(*declaration.value, procedure_keys(), "a procedure", diagnostics_)) {
        procedure.argument_names = declare_arguments(*declaration.value, scope);
      }
      program_.procedures.push_back(std::move(procedure));
    }
    for (std::size_t i = 0; i < tree_.processes.size(); ++i) {
      const Declaration& declaration = tree_.processes[i];
      ProcessType type;
      type.name = declaration.name->text;
      type.span = declaration.name->span;
      LocalScope& scope = process_scopes_.emplace_back(names_, type.name, true);
      const auto index = static_cast<std::uint32_t>(program_.process_types.size());
      declare(declaration, {Symbol::Kind::process_type, index, types::process_type, type.span, false});
      if (check_process(i)) {
        type.arguments = static_cast<std::uint32_t>(declare_arguments(*declaration.value, scope).size());
        type.own_names = scope.slots();
      }
      program_.process_types.push_back(std::move(type));
    }
    declare_arrivals();
    ProcessType branch;
    branch.is_hidden = branch.is_branch = true;
    program_.process_types.push_back(std::move(branch));
  }

  void declare_arrivals() {
    for (std::size_t i = 0; i < tree_.processes.size(); ++i) {
      const Node* arrivals = tree_.processes[i].value->find("arrivals");
      if (!arrivals || !check_arrivals(*tree_.processes[i].value, *arrivals, diagnostics_)) continue;
      ProcessType source;
      source.name = program_.process_types[i].name + " arrivals";
      source.span = arrivals->span;
      source.is_hidden = true;
      program_.process_types[i].arrivals = static_cast<std::uint32_t>(program_.process_types.size());
      program_.process_types.push_back(std::move(source));
      for (const std::string& column : arrival_columns(*arrivals, sources_, diagnostics_)) {
        process_scopes_[i].declare(column, types::any, arrivals->find("from")->span);
      }
    }
  }

  void compile_arrivals(std::size_t i) {
    const std::optional<std::uint32_t> index = program_.process_types[i].arrivals;
    if (!index) return;
    const Node& arrivals = *tree_.processes[i].value->find("arrivals");
    std::vector<std::uint32_t> variables;
    Diagnostics reported_before;
    for (const std::string& column : arrival_columns(arrivals, sources_, reported_before)) {
      variables.push_back(process_scopes_[i].find(column)->slot);
    }
    ProcessType& source = program_.process_types[*index];
    LocalScope scope(names_, source.name, true);
    source.entry.index = steps_.begin_body(scope);
    scope.set_step("arrivals");
    emit_arrivals(steps_, arrivals, static_cast<std::uint32_t>(i), sources_, variables);
    source.own_names = scope.slots();
    source.own_slots = static_cast<std::uint32_t>(scope.slots().size());
  }

  std::vector<std::string> declare_arguments(const Node& node, LocalScope& scope) {
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

  void warn_if_hiding(const Node& name) {
    const Symbol* shared = names_.find(name.text);
    if (!shared) return;
    diagnostics_.warning(name.span, fmt::format("`{}` hides something of the same name", name.text))
        .notes.push_back({shared->declared, "declared here"});
  }

  /// The names that steps set, before any step is compiled.
  void collect() {
    for (std::size_t i = 0; i < tree_.processes.size(); ++i) {
      const Node& node = *tree_.processes[i].value;
      declare_variables(node, process_scopes_[i]);
      declare_owned_objects(node, process_scopes_[i], program_.process_types[i]);
      if (const Node* steps = node.find("steps")) collect_names(*steps, process_scopes_[i], diagnostics_);
    }
    for (std::size_t i = 0; i < tree_.procedures.size(); ++i) {
      const Node* steps = tree_.procedures[i].value->find("steps");
      if (steps) collect_names(*steps, procedure_scopes_[i], diagnostics_);
    }
  }

  void declare_variables(const Node& node, LocalScope& scope) {
    const Node* vars = node.find("vars");
    if (!vars || vars->is_null()) return;
    if (!vars->is_mapping()) {
      diagnostics_.error(vars->span, "`vars:` must be a mapping of names to values");
    }
    // What a list of them holds is declared nevertheless, so that this stays the only error.
    for (const Node* item : vars->items) {
      if (item->is_scalar()) scope.declare(item->text, types::any, item->span);
      for (const Node::Member& member : item->members) scope.declare(member.key->text, types::any, member.key->span);
    }
    for (const Node::Member& member : vars->members) {
      if (!check_name(*member.key, diagnostics_)) continue;
      warn_if_hiding(*member.key);
      scope.declare(member.key->text, types::any, member.key->span);
    }
  }

  void declare_owned_objects(const Node& node, LocalScope& scope, ProcessType& type) {
    for (const ObjectSection& section : object_sections()) {
      const Node* objects = node.find(section.key);
      if (!objects || !objects->is_mapping()) continue;
      for (const Node::Member& member : objects->members) {
        ObjectDeclaration object = section.kind_of({member.key, member.value}, diagnostics_);
        const Type object_kind = object.is_array ? types::list : object_type(object.kind);
        object.slot = scope.declare(member.key->text, object_kind, member.key->span).slot;
        type.objects.push_back(std::move(object));
      }
    }
  }

  // ---- compilation ----

  void compile_shared() {
    LocalScope scope(names_, "vars", false);
    steps_.begin_body(scope);
    for (std::uint32_t i = 0; i < tree_.vars.size(); ++i) {
      program_.shared_initial.emplace_back(i, steps_.compile(*tree_.vars[i].value, Use::value).operand);
    }
  }

  void compile_objects() {
    LocalScope scope(names_, "model", false);
    steps_.begin_body(scope);
    for (std::size_t i = 0; i < program_.objects.size(); ++i) {
      compile_settings(program_.objects[i], *object_nodes_[i], steps_);
      for (const std::string_view key : {"count", "capacity", "queue_limit", "level", "open"}) {
        check_setting(*object_nodes_[i], key);
      }
    }
  }

  /// Objects are made before the variables have values.
  void check_setting(const Node& object, std::string_view key) {
    const Node* value = object.is_mapping() ? object.find(key) : nullptr;
    const Symbol* symbol = value && value->is_plain() ? names_.find(value->text) : nullptr;
    if (!symbol || symbol->kind != Symbol::Kind::shared) return;
    diagnostics_.error(value->span, "this must be known before the run: it may depend on parameters only");
  }

  void compile_procedure(std::size_t i) {
    Procedure& procedure = program_.procedures[i];
    LocalScope& scope = procedure_scopes_[i];
    procedure.entry.index = steps_.begin_body(scope);
    steps_.steps(tree_.procedures[i].value->find("steps"), "`steps:`");
    emit_return(steps_, procedure.span);
    procedure.own_slots = static_cast<std::uint32_t>(scope.slots().size());
  }

  void compile_process(std::size_t i) {
    const Node& node = *tree_.processes[i].value;
    if (!node.is_mapping()) return;
    ProcessType& type = program_.process_types[i];
    LocalScope& scope = process_scopes_[i];
    type.entry.index = steps_.begin_body(scope);
    compile_owned_objects(node, type);
    compile_count_and_start(node, type);
    initial_variables(node, scope);
    if (const Node* name = node.find("name")) {
      emit_rename(steps_, name->span, steps_.compile(*name, Use::text));
    }
    const Node* steps = node.find("steps");
    steps_.steps(steps, "`steps:`");
    if (steps && steps->is_list() && steps->items.empty()) {
      diagnostics_.error(steps->span, fmt::format("process `{}` has no steps: an empty list", type.name));
    }
    emit_return(steps_, type.span);
    type.own_names = scope.slots();
    type.own_slots = static_cast<std::uint32_t>(scope.slots().size());
  }

  void compile_owned_objects(const Node& node, ProcessType& type) {
    std::size_t i = 0;
    for (const ObjectSection& section : object_sections()) {
      const Node* objects = node.find(section.key);
      if (!objects || !objects->is_mapping()) continue;
      for (const Node::Member& member : objects->members) compile_settings(type.objects[i++], *member.value, steps_);
    }
  }

  void compile_count_and_start(const Node& node, ProcessType& type) {
    if (const Node* count = node.find("count")) {
      const Argument argument = steps_.compile(*count, Use::expression, types::number);
      require_constant(argument, count->span);
      steps_.check_range(argument, {0, true, "a count must be a whole number and not negative"});
      type.count = argument.operand;
      type.count_span = count->span;
    }
    if (const Node* start = node.find("start")) {
      const Argument argument = steps_.compile(*start, Use::expression, types::number);
      steps_.check_range(argument, {0, false, "a start must not be negative"});
      type.start = argument.operand;
      type.start_span = start->span;
    }
  }

  void initial_variables(const Node& node, LocalScope& scope) {
    const Node* vars = node.find("vars");
    if (!vars || !vars->is_mapping()) return;
    scope.set_step("vars");
    for (const Node::Member& member : vars->members) {
      if (!scope.declares(member.key->text)) continue;
      const Argument value = steps_.compile(*member.value, Use::value);
      emit_initial(steps_, member.key->span, scope.find(member.key->text)->slot, value);
    }
    scope.set_step("");
  }

  void compile_outputs() {
    LocalScope scope(names_, "outputs", false);
    steps_.begin_body(scope);
    std::set<std::string_view> known;
    for (const Declaration& declaration : tree_.outputs) {
      if (!known.insert(declaration.name->text).second) {
        diagnostics_.error(declaration.name->span, fmt::format("duplicate output `{}`", declaration.name->text));
      }
      const Argument value = steps_.compile(*declaration.value, Use::expression);
      program_.outputs.push_back({declaration.name->text, value.operand, declaration.value->span});
    }
  }

  // ---- afterwards ----

  void statistics() {
    for (const auto& [name, statistic] : names_.statistics()) {
      std::vector<CollectedStatistic>* all[] = {&program_.tallies, &program_.counts, &program_.tracks};
      std::vector<CollectedStatistic>& list = *all[static_cast<std::size_t>(statistic.kind)];
      if (list.size() <= statistic.slot) list.resize(statistic.slot + 1);
      list[statistic.slot] = {name, statistic.needs_samples};
    }
    for (const auto& [name, symbol] : names_.symbols()) {
      if (symbol.kind == Symbol::Kind::process_type) program_.process_types[symbol.slot].is_indexed = symbol.is_indexed;
    }
  }

  void check_capacities() {
    find_impossible_demands(
        program_, [&](Operand operand) { return program_.expressions.literal_number(operand); },
        [&](Span span, std::string message) { diagnostics_.error(span, std::move(message)); });
  }

  void warn_of_unread_names() {
    for (const LocalScope& scope : process_scopes_) {
      for (const auto& [name, symbol] : scope.own()) warn_if_unread(name, symbol);
    }
    for (const LocalScope& scope : procedure_scopes_) {
      for (const auto& [name, symbol] : scope.own()) warn_if_unread(name, symbol);
    }
    for (const auto& [name, symbol] : names_.symbols()) {
      if (symbol.kind == Symbol::Kind::shared) warn_if_unread(name, symbol);
    }
  }

  void warn_if_unread(const std::string& name, const Symbol& symbol) {
    if (symbol.read || names_.reads_attribute(name)) return;
    diagnostics_.warning(symbol.declared, fmt::format("`{}` is set and never read", name));
  }

  const ModelTree& tree_;
  Program& program_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  ExpressionCompiler expressions_;
  StepCompiler steps_;
  ModelScope names_;
  std::deque<LocalScope> process_scopes_, procedure_scopes_;
  std::vector<const Node*> object_nodes_;
};

}  // namespace

std::unique_ptr<LoadedModel> load_model(const std::string& path) {
  auto model = std::make_unique<LoadedModel>();
  const ModelTree tree = read_model(path, model->sources, model->diagnostics);
  ModelCompiler(tree, *model).compile();
  return model;
}

std::unique_ptr<LoadedModel> load_model_text(std::string name, std::string text) {
  auto model = std::make_unique<LoadedModel>();
  const ModelTree tree = read_model_text(std::move(name), std::move(text), model->sources, model->diagnostics);
  ModelCompiler(tree, *model).compile();
  return model;
}

}  // namespace asim
