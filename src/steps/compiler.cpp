#include "steps/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/numbers.h"
#include "steps/execution.h"

namespace asim {
namespace {

/// What a step can name to have its steps carried out.
struct Callees {
  std::string_view kind;
  std::string_view step;                // that takes them
  std::vector<std::string_view> names;  // by index
};

Callees processes(const Program& program) {
  Callees all{"process", "spawn", {}};
  for (const ProcessType& type : program.process_types) {
    if (!type.is_hidden) all.names.push_back(type.name);  // the hidden ones stand last
  }
  return all;
}

Callees procedures(const Program& program) {
  Callees all{"procedure", "call", {}};
  for (const Procedure& procedure : program.procedures) all.names.push_back(procedure.name);
  return all;
}

std::optional<std::uint32_t> find_callee(const Node* node, const Callees& wanted, const Callees& others,
                                         Diagnostics& diagnostics) {
  if (!node || !node->is_scalar()) return std::nullopt;
  const auto found = std::find(wanted.names.begin(), wanted.names.end(), node->text);
  if (found != wanted.names.end()) return static_cast<std::uint32_t>(found - wanted.names.begin());
  const bool is_other = std::find(others.names.begin(), others.names.end(), node->text) != others.names.end();
  diagnostics.error(node->span, fmt::format("no {} named `{}`", wanted.kind, node->text),
                    is_other ? fmt::format("it is a {}: `{}` it", others.kind, others.step)
                             : suggestion(node->text, wanted.names));
  return std::nullopt;
}

bool leads_away(const StepKind& kind) {
  constexpr std::string_view kLeading[] = {"exit", "return", "break", "continue", "fail", "stop"};
  return std::find(std::begin(kLeading), std::end(kLeading), kind.name) != std::end(kLeading);
}

}  // namespace

// ---- lists of steps ----

std::uint32_t StepCompiler::begin_body(LocalScope& scope) {
  scope_ = &scope;
  loops_.clear();
  cleanup_depth_ = 0;
  guards_ = 0;
  departs_ = false;
  expressions_.set_guarded(false);
  body_ = ++bodies_;
  return here();
}

void StepCompiler::steps(const Node* list, std::string_view what) {
  if (!list) return;  // a required key that is absent has been reported
  if (!check_list(*list, what, diagnostics_)) return;
  const auto& items = list->items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Node& item = *items[i];
    const std::size_t before = i;
    for (; i + 1 < items.size(); ++i) {
      const Node* key = stray_key(item, *items[i + 1]);
      if (!key) break;
      diagnostics_.error(key->span, fmt::format("`{}:` belongs to the step above it", key->text),
                         "write it without the `- `, in line with that step's keys");
    }
    if (i == before) step(item);
  }
}

void StepCompiler::step(const Node& node) {
  const std::optional<StepNode> read = read_step(node, diagnostics_);
  if (!read) return steps_of_no_kind(node);
  check_step_keys(*read, diagnostics_);
  const std::string outer(scope_->step());
  scope_->set_step(read->kind.name);
  const std::uint32_t first = here();
  if (read->kind.compile) {
    read->kind.compile(*this, *read);
  } else if (auto op = read->kind.request(*this, *read)) {
    add_waiting(std::move(op), *read);
  }
  if (const Node* label = read->find("name"); label && here() > first) program_.labels[first] = label->text;
  scope_->set_step(outer);
  if (leads_away(read->kind)) note_departure();
}

void StepCompiler::possible_steps(const Node* list, std::string_view what) {
  enter_guard();
  steps(list, what);
  leave_guard();
}

void StepCompiler::enter_guard() {
  ++guards_;
  expressions_.set_guarded(true);
}

void StepCompiler::leave_guard() {
  --guards_;
  expressions_.set_guarded(is_guarded());
}

void StepCompiler::note_departure() {
  departs_ = true;
  expressions_.set_guarded(true);
}

// What stands in a step that is none is checked nevertheless.
void StepCompiler::steps_of_no_kind(const Node& node) {
  begin_loop(here());
  for (const Node::Member& member : node.members) {
    if (holds_steps(member.key->text) && member.value->is_list()) steps(member.value, "");
  }
  end_loop();
}

// ---- keys ----

Argument StepCompiler::compile(const Node& node, Use use, Type expected) {
  if (!node.is_scalar() && use == Use::expression) use = Use::value;  // a list or record written as YAML
  const Typed typed = expressions_.compile(node, use, *scope_, expected);
  return {typed.operand, node.span, typed.type};
}

Argument StepCompiler::number(const StepNode& s, std::string_view key) {
  return expression(s, key, types::number | types::boolean);
}

Argument StepCompiler::expression(const StepNode& s, std::string_view key, Type expected) {
  const Node* node = s.find(key);
  return node && !node->is_null() ? compile(*node, Use::expression, expected) : Argument{};
}

Argument StepCompiler::condition(const StepNode& s, std::string_view key) { return expression(s, key); }

Argument StepCompiler::value(const StepNode& s, std::string_view key) {
  const Node* node = s.find(key);
  return node ? compile(*node, Use::value) : Argument{};
}

Argument StepCompiler::text(const StepNode& s, std::string_view key) {
  const Node* node = s.find(key);
  return node && !node->is_null() ? compile(*node, Use::text) : Argument{};
}

Argument StepCompiler::where(const StepNode& s, std::string_view key) {
  const Node* node = s.find(key);
  if (!node) return {};
  const std::size_t draws = program_.expressions.draws.size() + program_.expressions.stream_names.size();
  const Typed typed = expressions_.compile_where(*node, *scope_);
  if (program_.expressions.draws.size() + program_.expressions.stream_names.size() > draws) {
    diagnostics_.error(node->span, fmt::format("`{}:` must not draw random numbers", key),
                       "it is asked several times for the same item");
  }
  return {typed.operand, node->span, typed.type};
}

Variable StepCompiler::variable(const StepNode& s, std::string_view key) {
  const Node* node = s.find(key);
  if (!node) return {};
  if (!node->is_scalar() || !is_name(node->text)) {
    diagnostics_.error(node->span, fmt::format("`{}:` needs a name", key));
    return {};
  }
  if (!check_name(*node, diagnostics_)) return {};
  return variable_named(node->text);
}

Variable StepCompiler::variable_named(std::string_view name) {
  const Symbol* symbol = scope_->find(name);
  if (!symbol) return {};
  const bool own = symbol->kind == Symbol::Kind::own;
  return {own ? Variable::Kind::own : Variable::Kind::shared, symbol->slot};
}

std::optional<std::uint32_t> StepCompiler::process_type(const StepNode& s, std::string_view key) {
  return find_callee(s.find(key), processes(program_), procedures(program_), diagnostics_);
}

std::optional<std::uint32_t> StepCompiler::procedure(const StepNode& s, std::string_view key) {
  return find_callee(s.find(key), procedures(program_), processes(program_), diagnostics_);
}

std::vector<Argument> StepCompiler::arguments(const StepNode& s, std::string_view key,
                                              const std::vector<std::string>& names,
                                              std::string_view callee) {
  std::vector<Argument> result(names.size());
  const Node* node = s.find(key);
  if (node && !node->is_mapping()) {
    diagnostics_.error(node->span, fmt::format("`{}:` must be a mapping of names to values", key));
    return result;
  }
  std::vector<std::string_view> missing;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (const Node* given = node ? node->find(names[i]) : nullptr) {
      result[i] = compile(*given, Use::value);
    } else {
      missing.push_back(names[i]);
    }
  }
  for (std::size_t i = 0; node && i < node->members.size(); ++i) {
    const Node& name = *node->members[i].key;
    if (std::find(names.begin(), names.end(), name.text) != names.end()) continue;
    diagnostics_.error(name.span, fmt::format("`{}` takes no argument `{}`", callee, name.text),
                       suggestion(name.text, missing));
    std::erase(missing, nearest(name.text, missing));
  }
  for (const std::string_view name : missing) {
    diagnostics_.error(node ? node->span : s.span, fmt::format("`{}` needs the argument `{}`", callee, name));
  }
  return result;
}

void StepCompiler::check_range(const Argument& argument, Range range) {
  if (argument.operand.kind != Operand::Kind::constant) return;
  const RangeCheck check{argument.operand, argument.span, range.least, range.whole, range.rule};
  const std::optional<double> known = program_.expressions.literal_number(argument.operand);
  if (!known) {
    if (!is_guarded()) program_.range_checks.push_back(check);
  } else if (const std::string problem = range_problem(check, *known); !problem.empty()) {
    diagnostics_.error(argument.span, problem);
  }
}

std::string range_problem(const RangeCheck& check, double x) {
  const bool is_endless = x == Loop::kForever;
  const bool is_whole = !check.whole || is_endless || x == std::floor(x);
  const bool is_too_large = check.whole && x > kLargestWhole && !is_endless;
  if (x >= check.least && is_whole && !is_too_large) return {};
  const std::string_view subject = check.rule.substr(0, check.rule.find(" must "));
  if (std::isnan(x)) return fmt::format("{} must be a number, not nan", subject);
  if (is_too_large) return fmt::format("{} is too large: {}", subject, number_text(x));
  return fmt::format("{}, not {}", check.rule, number_text(x));
}

}  // namespace asim
