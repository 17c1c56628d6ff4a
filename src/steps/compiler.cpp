#include "steps/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/numbers.h"
#include "steps/execution.h"
#include "steps/jumps.h"

namespace asim {
namespace {

constexpr double kLargestWhole = 9007199254740991;  // 2^53 - 1

}  // namespace

// ---- lists of steps ----

std::uint32_t StepCompiler::begin_body(LocalScope& scope) {
  scope_ = &scope;
  loops_.clear();
  cleanup_depth_ = 0;
  body_ = ++bodies_;
  return here();
}

void StepCompiler::steps(const Node* list, std::string_view what) {
  if (!list) return;  // a required key that is absent has been reported
  if (!check_list(*list, what, diagnostics_)) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Node* key = i + 1 < list->items.size() ? stray_key(*list->items[i], *list->items[i + 1]) : nullptr;
    if (!key) {
      step(*list->items[i]);
      continue;
    }
    diagnostics_.error(key->span, fmt::format("`{}:` belongs to the step above it", key->text),
                       "write it without the `- `, in line with that step's keys");
    ++i;
  }
}

void StepCompiler::step(const Node& node) {
  const std::optional<StepNode> read = read_step(node, diagnostics_);
  if (!read) return;
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
  const Typed typed = expressions_.compile_where(*node, *scope_);
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
  const Node* node = s.find(key);
  if (!node || !node->is_scalar()) return std::nullopt;
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < program_.process_types.size(); ++i) {
    if (program_.process_types[i].name == node->text) return i;
    names.push_back(program_.process_types[i].name);
  }
  const bool is_procedure = std::any_of(program_.procedures.begin(), program_.procedures.end(),
                                        [&](const Procedure& p) { return p.name == node->text; });
  diagnostics_.error(node->span, fmt::format("no process named `{}`", node->text),
                     is_procedure ? "it is a procedure: `call` it" : suggestion(node->text, names));
  return std::nullopt;
}

std::optional<std::uint32_t> StepCompiler::procedure(const StepNode& s, std::string_view key) {
  const Node* node = s.find(key);
  if (!node || !node->is_scalar()) return std::nullopt;
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < program_.procedures.size(); ++i) {
    if (program_.procedures[i].name == node->text) return i;
    names.push_back(program_.procedures[i].name);
  }
  const bool is_process = std::any_of(program_.process_types.begin(), program_.process_types.end(),
                                      [&](const ProcessType& type) { return type.name == node->text; });
  diagnostics_.error(node->span, fmt::format("no procedure named `{}`", node->text),
                     is_process ? "it is a process: `spawn` it" : suggestion(node->text, names));
  return std::nullopt;
}

std::vector<Argument> StepCompiler::arguments(const StepNode& s, std::string_view key,
                                              const std::vector<std::string>& names, std::string_view callee) {
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
    program_.range_checks.push_back(check);
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

// ---- ops ----

void StepCompiler::add(std::unique_ptr<Op> op, Span span) {
  op->body = body_;
  program_.ops.push_back(std::move(op));
  program_.spans.push_back(span);
  program_.labels.emplace_back();
}

void StepCompiler::complete_waiting(WaitingOp& op, const StepNode& s) {
  op.timeout = number(s, "timeout");
  check_range(op.timeout, {0, false, "a timeout must not be negative"});
  op.as = variable(s);
  op.span = s.span;
  op.row = rows::of(s.kind);
}

void StepCompiler::add_waiting(std::unique_ptr<WaitingOp> owned, const StepNode& s) {
  WaitingOp& op = *owned;
  complete_waiting(op, s);
  add(std::move(owned), s.span);
  emit_behind(s.span);
  if (s.has("on_timeout") && !s.has("timeout")) {
    diagnostics_.error(s.node.find_member("on_timeout")->key->span, "`on_timeout:` without `timeout:`");
  }
  steps_instead(s, "on_timeout", op.on_timeout);
  if (find_key(s.kind.keys, "on_full")) steps_instead(s, "on_full", op.on_full);
}

std::vector<Jump*> StepCompiler::add_entrance(std::unique_ptr<WaitingOp> owned, const StepNode& s) {
  WaitingOp& op = *owned;
  complete_waiting(op, s);
  add(std::move(owned), s.span);
  Jump& inside = emit<Jump>(s.span);
  std::vector<Jump*> past;
  const auto way_past = [&](std::string_view key, Target& target) {
    target.index = here();
    if (const Node* list = s.find(key)) steps(list, fmt::format("`{}:`", key));
    past.push_back(&emit<Jump>(s.span));
  };
  if (s.has("timeout")) way_past("on_timeout", op.on_timeout);
  if (s.has("on_full")) way_past("on_full", op.on_full);
  inside.target.index = here();
  return past;
}

void StepCompiler::steps_instead(const StepNode& s, std::string_view key, Target& target) {
  const Node* list = s.find(key);
  if (!list) return;
  Jump& past = emit<Jump>(s.span);
  target.index = here();
  steps(list, fmt::format("`{}:`", key));
  past.target.index = here();
}

// ---- branches ----

std::unique_ptr<WaitingOp> StepCompiler::branch_op(const StepNode& s, std::size_t then) {
  const std::size_t outer = std::exchange(enclosing_then_, then);
  const std::string outer_step(scope_->step());
  scope_->set_step(s.kind.name);
  std::unique_ptr<WaitingOp> op = s.kind.request(*this, s);
  if (op) complete_waiting(*op, s);
  scope_->set_step(outer_step);
  enclosing_then_ = outer;
  return op;
}

std::size_t StepCompiler::emit_later(BehindOp steps) {
  behind_.push_back(steps);
  return behind_.size() - 1;
}

void StepCompiler::emit_behind(Span span) {
  if (behind_.empty()) return;
  const std::vector<BehindOp> all = std::exchange(behind_, {});
  std::vector<Jump*> jumps{&emit<Jump>(span)};
  std::vector<std::pair<Jump*, std::size_t>> to_enclosing;
  for (const BehindOp& later : all) {
    if (later.kind == BehindOp::Kind::child) {
      emit_child(later, span);
      continue;
    }
    later.target->index = here();
    steps(later.steps, "`then:`");
    Jump& jump = emit<Jump>(span);
    if (later.enclosing_then == BehindOp::kNone) {
      jumps.push_back(&jump);
    } else {
      to_enclosing.emplace_back(&jump, later.enclosing_then);
    }
  }
  for (Jump* jump : jumps) jump->target.index = here();
  for (const auto& [jump, enclosing] : to_enclosing) jump->target.index = all[enclosing].target->index;
}

// A body of its own: no loop around it can be left from within, and nothing around it guards it.
void StepCompiler::emit_child(const BehindOp& child, Span span) {
  const std::vector<Loop> outer_loops = std::exchange(loops_, {});
  const std::size_t outer_depth = std::exchange(cleanup_depth_, 0);
  const std::uint32_t outer_body = std::exchange(body_, ++bodies_);
  child.target->index = here();
  steps(child.steps, "a branch");
  emit<End>(span);
  body_ = outer_body;
  cleanup_depth_ = outer_depth;
  loops_ = outer_loops;
}

// ---- loops ----

void StepCompiler::begin_loop(std::uint32_t continue_at) { loops_.push_back({continue_at, cleanup_depth_, {}}); }

void StepCompiler::end_loop() {
  for (Target* target : loops_.back().breaks) target->index = here();
  loops_.pop_back();
}

void StepCompiler::jump_out(const StepNode& s, bool to_continue) {
  if (loops_.empty()) {
    diagnostics_.error(s.span, fmt::format("`{}` outside a loop", s.kind.name));
    return;
  }
  const bool past_cleanup = loops_.back().cleanup_depth < cleanup_depth_;
  Target& target = past_cleanup ? emit<Leave>(s.span).target : emit<Jump>(s.span).target;
  if (to_continue) {
    target.index = loops_.back().continue_at;
  } else {
    loops_.back().breaks.push_back(&target);
  }
}

}  // namespace asim
