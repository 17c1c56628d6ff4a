#include "run/model_compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <span>
#include <vector>

#include "base/numbers.h"
#include "model/model.h"
#include "program/collected.h"
#include "record/recorder.h"
#include "run/arrivals.h"
#include "run/declarations.h"
#include "run/model_names.h"
#include "run/simulation.h"
#include "run/upkeep.h"
#include "steps/capacities.h"
#include "steps/compiler.h"

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
        steps_(program_, expressions_, diagnostics_),
        names_(tree, program_, expressions_, sources_, diagnostics_) {}

  void compile() {
    program_.input_files = tree_.files;
    settings();
    names_.declare_shared();
    names_.declare_objects();
    parameters();
    names_.declare_procedures();
    names_.declare_processes();
    names_.declare_locals();
    compile_shared();
    compile_objects();
    for (std::size_t i = 0; i < tree_.procedures.size(); ++i) compile_procedure(i);
    for (std::size_t i = 0; i < tree_.processes.size(); ++i) {
      compile_process(i);
      compile_arrivals(i);
    }
    compile_upkeep_process();
    compile_outputs();
    compile_horizon();
    store_statistics();
    check_capacities();
    if (!diagnostics_.has_errors()) names_.warn_of_unread();  // behind a mistake may stand what reads them
    program_.link();
  }

private:
  // ---- settings ----

  void settings() {
    const auto text = [](const Node* node) { return node ? node->text : std::string(); };
    program_.title = text(tree_.title);
    program_.about = text(tree_.about);
    program_.time_unit = text(tree_.time_unit);
    calendar();
    if (tree_.timeline) program_.timeline = read_timeline(*tree_.timeline, diagnostics_);
  }

  void calendar() {
    Calendar& calendar = program_.expressions.calendar;
    calendar.unit_name = program_.time_unit;
    calendar.unit = seconds_of_unit(program_.time_unit);
    if (!tree_.epoch) return;
    calendar.epoch = parse_date(tree_.epoch->text);
    if (!calendar.epoch) {
      diagnostics_.error(tree_.epoch->span, "`epoch:` must be a date",
                         "as in 2026-01-05, or with a time of day 2026-01-05 08:00");
    } else if (!calendar.unit) {
      calendar.epoch.reset();
      diagnostics_.error(tree_.epoch->span,
                         "`epoch:` needs a `time_unit:`: seconds, minutes, hours, days or weeks");
    }
  }

  void compile_horizon() {
    LocalScope scope(names_.model(), "model", false);
    steps_.begin_body(scope);
    require_constant(number(tree_.until, program_.until, program_.until_span,
                            {0, false, "the horizon must not be negative"}, Use::point));
    require_constant(number(tree_.warmup, program_.warmup, program_.warmup_span,
                            {0, false, "the warm-up must not be negative"}, Use::point));
    known_number(tree_.seed, program_.seed, program_.seed_span,
                 {0, true, "a seed must be a whole number and not negative"});
  }

  Argument number(const Node* node, Operand& operand, Span& span, StepCompiler::Range range,
                  Use use = Use::expression) {
    if (!node) return {};
    const Argument argument = steps_.compile(*node, use, types::number);
    steps_.check_range(argument, range);
    operand = argument.operand;
    span = node->span;
    return argument;
  }

  void known_number(const Node* node, Operand& operand, Span& span, StepCompiler::Range range) {
    require_constant(number(node, operand, span, range));
  }

  void require_constant(const Argument& argument) {
    if (argument.given() && argument.operand.kind != Operand::Kind::constant) not_known(argument.span);
  }

  void not_known(Span span) {
    diagnostics_.error(span, "this must be known before the run: it may depend on parameters only");
  }

  // ---- parameters ----

  void parameters() {
    LocalScope scope(names_.model(), "params", false);
    steps_.begin_body(scope);
    for (const OrderedParameter& p : in_order_of_use(tree_.params, diagnostics_))
      parameter(*p.declaration, p.in_cycle);
  }

  void parameter(const Declaration& declaration, bool in_cycle) {
    const ParameterNodes nodes = read_parameter(*declaration.value, diagnostics_);
    Argument fallback;
    if (nodes.fallback && !in_cycle) {
      fallback = steps_.compile(*nodes.fallback, Use::value);
      if (fallback.given() && !fallback.type.may_be(types::plain)) {
        diagnostics_.error(fallback.span,
                           fmt::format("a parameter must be a number, text, true, false or null, not {}",
                                       fallback.type.description()),
                           "`vars:` can be lists and records");
      } else {
        require_constant(fallback);
      }
    }
    Parameter parameter;
    parameter.name = declaration.name->text;
    parameter.about = nodes.about ? nodes.about->text : "";
    parameter.span = declaration.name->span;
    parameter.fallback = fallback.operand;
    parameter.slot = expressions_.add_parameter(fallback.operand, parameter.span);
    parameter.min = limit(nodes.min);
    parameter.max = limit(nodes.max);
    names_.declare(declaration,
                   {Symbol::Kind::constant, parameter.slot, fallback.type, parameter.span, false});
    program_.parameters.push_back(std::move(parameter));
  }

  Operand limit(const Node* node) {
    if (!node) return {};
    const Argument argument = steps_.compile(*node, Use::expression, types::number);
    require_constant(argument);
    return argument.operand;
  }

  // ---- compilation ----

  void compile_shared() {
    LocalScope scope(names_.model(), "vars", false);
    steps_.begin_body(scope);
    std::vector<const Node*> names;
    for (const Declaration& variable : tree_.vars) names.push_back(variable.name);
    for (std::uint32_t i = 0; i < tree_.vars.size(); ++i) {
      program_.shared_initial.emplace_back(
          i, initial_value(*tree_.vars[i].value, std::span(names).subspan(i), scope).operand);
    }
  }

  /// The value of the first of these variables, which get theirs in order.
  Argument initial_value(const Node& value, std::span<const Node* const> variables, LocalScope& scope) {
    const auto is_read = [&scope](const Node* name) {
      const Symbol* symbol = scope.find(name->text);
      return symbol != nullptr && symbol->read;
    };
    std::vector<const Node*> unread;
    std::copy_if(variables.begin(), variables.end(), std::back_inserter(unread), std::not_fn(is_read));
    const Argument result = steps_.compile(value, Use::value);
    for (const Node* name : unread) {
      if (!is_read(name)) continue;
      diagnostics_.error(value.span, fmt::format("`{}` has no value yet", name->text),
                         "variables get theirs in order");
    }
    return result;
  }

  void compile_objects() {
    LocalScope scope(names_.model(), "model", false);
    steps_.begin_body(scope);
    for (std::size_t i = 0; i < program_.objects.size(); ++i) {
      const auto& [section, declaration] = names_.objects()[i];
      section->compile_settings(program_.objects[i], *declaration.value, steps_);
      if (!declaration.value->is_mapping()) continue;
      check_known(declaration.value->find("count"));
      for (const SettingKey& key : section->settings) check_known(declaration.value->find(key.name));
    }
    for (std::size_t i = 0; i < program_.objects.size(); ++i) {
      const auto& [section, declaration] = names_.objects()[i];
      if (!has_upkeep(*declaration.value)) continue;
      LocalScope of_object(names_.model(), declaration.name->text, false);
      steps_.begin_body(of_object);
      of_object.set_step("upkeep");
      compile_upkeep(steps_, *declaration.value, program_.objects[i]);
    }
  }

  void compile_upkeep_process() {
    if (!names_.has_upkeep()) return;
    ProcessType& type = program_.process_types[program_.upkeep_type];
    LocalScope scope(names_.model(), type.name, true);
    type.entry.index = steps_.begin_body(scope);
    emit_upkeep(steps_);
    type.own_names = scope.slots();
    type.own_slots = static_cast<std::uint32_t>(scope.slots().size());
  }

  /// Objects are made before the variables have values.
  void check_known(const Node* setting) {
    const Symbol* symbol = setting && setting->is_plain() ? names_.model().find(setting->text) : nullptr;
    if (symbol && symbol->kind == Symbol::Kind::shared) not_known(setting->span);
  }

  void compile_procedure(std::size_t i) {
    Procedure& procedure = program_.procedures[i];
    LocalScope& scope = names_.procedure(i);
    procedure.entry.index = steps_.begin_body(scope);
    const Node* steps = tree_.procedures[i].value->find("steps");
    steps_.possible_steps(steps, "`steps:`");
    check_not_empty(steps, fmt::format("procedure `{}`", procedure.name));
    emit_return(steps_, procedure.span);
    procedure.own_slots = static_cast<std::uint32_t>(scope.slots().size());
  }

  void compile_process(std::size_t i) {
    const Node& node = *tree_.processes[i].value;
    if (!node.is_mapping()) return;
    ProcessType& type = program_.process_types[i];
    LocalScope& scope = names_.process(i);
    type.entry.index = steps_.begin_body(scope);
    compile_owned_objects(node, type, i);
    compile_count_and_start(node, type);
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
  }

  void check_not_empty(const Node* steps, const std::string& what) {
    if (!steps || !steps->is_list() || !steps->items.empty()) return;
    diagnostics_.error(steps->span, fmt::format("{} has no steps: an empty list", what));
  }

  void warn_of_missing_arguments(const Node& node, const ProcessType& type) {
    if (type.arguments == 0 || !begins_by_itself(node)) return;
    const Node& arguments = *node.find("args");
    diagnostics_.warning(arguments.span,
                         fmt::format("`{}` begins by itself, and nobody passes it {}", type.name,
                                     type.arguments == 1 ? "this argument" : "these arguments"),
                         "`count: 0` if only `spawn` makes it");
  }

  /// Whether at least one instance is known to begin.
  static bool begins_by_itself(const Node& process) {
    const Node* arrivals = process.find("arrivals");
    const Node* count = arrivals ? arrivals->find("count") : process.find("count");
    if (!count) return true;
    const std::optional<double> number = parse_number(count->text);
    return number && *number >= 1;
  }

  void compile_owned_objects(const Node& node, ProcessType& type, std::size_t process) {
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
  void refuse_variables(const Node& object, const LocalScope& scope, std::uint32_t known,
                        std::set<std::string_view>& refused) {
    for (const auto& [name, symbol] : scope.own()) {
      const bool is_variable = symbol.slot >= known && symbol.type == types::any;
      if (!symbol.read || !is_variable || !refused.insert(name).second) continue;
      diagnostics_.error(object.span, fmt::format("`{}` depends on the variable `{}`", object.text, name),
                         "it is made before the variables have values: it may depend on arguments");
    }
  }

  void compile_count_and_start(const Node& node, ProcessType& type) {
    known_number(node.find("count"), type.count, type.count_span,
                 {0, true, "a count must be a whole number and not negative"});
    number(node.find("start"), type.start, type.start_span, {0, false, "a start must not be negative"},
           Use::point);
  }

  void initial_variables(const Node& node, LocalScope& scope) {
    const Node* vars = node.find("vars");
    if (!vars || !vars->is_mapping()) return;
    scope.set_step("vars");
    std::vector<const Node*> names;
    for (const Node::Member& member : vars->members) names.push_back(member.key);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const Node::Member& member = vars->members[i];
      if (!scope.declares(member.key->text)) continue;
      const Argument value = initial_value(*member.value, std::span(names).subspan(i), scope);
      emit_initial(steps_, member.key->span, scope.find(member.key->text)->slot, value);
    }
    scope.set_step("");
  }

  void compile_arrivals(std::size_t i) {
    const std::optional<std::uint32_t> index = program_.process_types[i].arrivals;
    if (!index) return;
    const Node& arrivals = *tree_.processes[i].value->find("arrivals");
    std::vector<std::uint32_t> variables;
    Diagnostics reported_before;
    for (const std::string& column : arrival_columns(arrivals, sources_, reported_before)) {
      variables.push_back(names_.process(i).find(column)->slot);
    }
    ProcessType& source = program_.process_types[*index];
    LocalScope scope(names_.model(), source.name, true);
    source.entry.index = steps_.begin_body(scope);
    scope.set_step("arrivals");
    emit_arrivals(steps_, arrivals, static_cast<std::uint32_t>(i), sources_, variables);
    source.own_names = scope.slots();
    source.own_slots = static_cast<std::uint32_t>(scope.slots().size());
  }

  void compile_outputs() {
    LocalScope scope(names_.model(), "outputs", false);
    steps_.begin_body(scope);
    std::set<std::string_view> known;
    for (const Declaration& declaration : tree_.outputs) {
      if (!known.insert(declaration.name->text).second) {
        diagnostics_.error(declaration.name->span,
                           fmt::format("duplicate output `{}`", declaration.name->text));
      }
      const Argument value = steps_.compile(*declaration.value, Use::expression);
      program_.outputs.push_back({declaration.name->text, value.operand, declaration.value->span});
    }
  }

  // ---- afterwards ----

  /// What the compiled expressions ask of the collected statistics and the process types.
  void store_statistics() {
    for (const auto& [name, statistic] : names_.model().statistics()) {
      std::vector<CollectedStatistic>* all[] = {&program_.tallies, &program_.counts, &program_.tracks};
      std::vector<CollectedStatistic>& list = *all[static_cast<std::size_t>(statistic.kind)];
      if (list.size() <= statistic.slot) list.resize(statistic.slot + 1);
      list[statistic.slot] = {name, statistic.needs_samples};
    }
    for_each_attribute([this](std::string_view name, Role role) {
      if (role == Role::quantile && names_.model().reads_attribute(std::string(name)))
        program_.reads_quantiles = true;
    });
    for (const auto& [name, symbol] : names_.model().symbols()) {
      if (symbol.kind == Symbol::Kind::process_type)
        program_.process_types[symbol.slot].is_indexed = symbol.is_indexed;
    }
  }

  void check_capacities() {
    find_impossible_demands(
        program_, [&](Operand operand) { return program_.expressions.literal_number(operand); },
        [&](Span span, std::string message) { diagnostics_.error(span, std::move(message)); });
  }

  const ModelTree& tree_;
  Program& program_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  ExpressionCompiler expressions_;
  StepCompiler steps_;
  ModelNames names_;
};

/// A model with mistakes: what its parameters rule out is told with them.
void add_parameter_problems(LoadedModel& model) {
  if (!model.diagnostics.has_errors()) return;
  for (const Parameter& parameter : model.program.parameters) {
    if (parameter.fallback.kind != Operand::Kind::constant) return;  // its mistake is enough
  }
  Recorder nobody;
  RunOptions options;
  options.only_checks = true;
  const Simulation simulation(model.program, options, nobody);
  for (const Diagnostic& problem : simulation.problems())
    model.diagnostics.error(problem.span, problem.message, problem.label);
}

void compile(const ModelTree& tree, LoadedModel& model) {
  ModelCompiler(tree, model).compile();
  if (tree.experiment) {
    model.experiment = read_experiment(*tree.experiment, tree, model.sources, model.diagnostics);
  }
  add_parameter_problems(model);
}

}  // namespace

std::unique_ptr<LoadedModel> load_model(const std::string& path) {
  auto model = std::make_unique<LoadedModel>();
  const ModelTree tree = read_model(path, model->sources, model->diagnostics);
  compile(tree, *model);
  return model;
}

std::unique_ptr<LoadedModel> load_model_text(std::string name, std::string text) {
  auto model = std::make_unique<LoadedModel>();
  const ModelTree tree =
      read_model_text(std::move(name), std::move(text), model->sources, model->diagnostics);
  compile(tree, *model);
  return model;
}

}  // namespace asim
