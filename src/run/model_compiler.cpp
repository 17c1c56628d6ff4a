#include "run/model_compiler.h"

#include <fmt/format.h>

#include <set>
#include <span>
#include <vector>

#include "model/model.h"
#include "program/collected.h"
#include "record/recorder.h"
#include "run/declarations.h"
#include "run/model_names.h"
#include "run/model_values.h"
#include "run/process_compiler.h"
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
        names_(tree, program_, expressions_, sources_, diagnostics_),
        values_(steps_),
        processes_(tree, program_, sources_, steps_, names_, values_) {}

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
    for (std::size_t i = 0; i < tree_.procedures.size(); ++i) processes_.procedure(i);
    for (std::size_t i = 0; i < tree_.processes.size(); ++i) processes_.process(i);
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
    values_.known_number(tree_.until, program_.until, program_.until_span,
                         {0, false, "the horizon must not be negative"}, Use::point);
    values_.known_number(tree_.warmup, program_.warmup, program_.warmup_span,
                         {0, false, "the warm-up must not be negative"}, Use::point);
    values_.known_number(tree_.seed, program_.seed, program_.seed_span,
                         {0, true, "a seed must be a whole number and not negative"});
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
        values_.require_constant(fallback);
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
    values_.require_constant(argument);
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
          i, values_.initial_value(*tree_.vars[i].value, std::span(names).subspan(i), scope).operand);
    }
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
    if (symbol && symbol->kind == Symbol::Kind::shared) values_.refuse_unknown(setting->span);
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
  ModelValues values_;
  ProcessCompiler processes_;
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
