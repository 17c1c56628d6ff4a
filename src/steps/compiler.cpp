#include "steps/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/numbers.h"
#include "steps/execution.h"
#include "steps/jumps.h"

namespace asim {
namespace {

/// Keys of a step that its kind does not know. A key that is itself a kind usually lacks its dash.
void check_step_keys(const StepNode& step, Diagnostics& diagnostics) {
  std::vector<Key> keys(step.kind.keys.begin(), step.kind.keys.end());
  keys.insert(keys.end(), common_keys().begin(), common_keys().end());
  if (step.kind.waits()) keys.insert(keys.end(), waiting_keys().begin(), waiting_keys().end());
  const std::string what = fmt::format("step `{}`", step.kind.name);
  check_members(step.node, keys, what, step.span, diagnostics, [](std::string_view name) -> std::string {
    if (find_step_kind(name)) return fmt::format("`{}` is a step of its own: it needs its own `- `", name);
    return find_key(waiting_keys(), name) ? "only a step that waits can have it" : "";
  });
  for (const Key& key : step.kind.keys) {
    const Node* value = step.find(key.name);
    if (!value) continue;
    if (key.type == KeyType::nothing && !value->is_null()) {
      diagnostics.error(value->span, fmt::format("{} takes no value", what));
    } else if (key.required && value->is_null() && key.type != KeyType::value) {
      diagnostics.error(value->span, fmt::format("a value is missing: `{}:` needs {}", key.name,
                                                 description(key.type)));
    }
  }
}

/// "sleep 5" and "sleep:5" as they were meant: "sleep: 5"; empty if they begin with no kind of step.
std::string with_colon(std::string_view text) {
  const std::size_t end = text.find_first_of(": ");
  if (end == std::string_view::npos || !find_step_kind(text.substr(0, end))) return {};
  const std::size_t value = text.find_first_not_of(": ", end);
  if (value == std::string_view::npos) return {};
  return fmt::format("{}: {}", text.substr(0, end), text.substr(value));
}

/// The first key of an item that is no step, but a key which the step above it lacks: a dash too many.
const Node* stray_key(const Node& above, const Node& item) {
  if (!above.is_mapping() || above.members.empty() || !item.is_mapping() || item.members.empty()) return nullptr;
  const StepKind* kind = find_step_kind(above.members.front().key->text);
  const Node& key = *item.members.front().key;
  const bool is_step = find_step_kind(key.text) && !item.members.front().value->is_list();  // `do: x`, not `do: [steps]`
  if (!kind || is_step || above.find(key.text)) return nullptr;
  const bool belongs = find_key(kind->keys, key.text) || (kind->waits() && find_key(waiting_keys(), key.text));
  return belongs ? &key : nullptr;
}

std::optional<StepNode> read_bare_word(const Node& node, Diagnostics& diagnostics) {
  const StepKind* kind = node.quoted ? nullptr : find_step_kind(node.text);
  if (!kind) {
    const std::string spaced = with_colon(node.text);
    diagnostics.error(node.span, fmt::format("no step named `{}`", node.text),
                      spaced.empty() ? suggestion(node.text, step_names()) : fmt::format("write `{}`", spaced));
    return std::nullopt;
  }
  if (kind->keys.front().required) {
    diagnostics.error(node.span, fmt::format("step `{}` needs a value", kind->name),
                      fmt::format("write `{}: …`", kind->name));
    return std::nullopt;
  }
  return StepNode{node, *kind, node.span};
}

}  // namespace

std::optional<StepNode> read_step(const Node& node, Diagnostics& diagnostics) {
  if (node.is_scalar()) return read_bare_word(node, diagnostics);
  if (!node.is_mapping() || node.members.empty()) {
    diagnostics.error(node.span, "a step must be a mapping such as `sleep: 5`, or a bare word such as `exit`");
    return std::nullopt;
  }
  const Node& first = *node.members.front().key;
  if (const StepKind* kind = find_step_kind(first.text)) return StepNode{node, *kind, first.span};
  for (const Node::Member& member : node.members) {
    if (!find_step_kind(member.key->text)) continue;
    diagnostics.error(first.span, fmt::format("a step begins with its kind: write `{}:` first", member.key->text));
    return std::nullopt;
  }
  diagnostics.error(first.span, fmt::format("no step named `{}`", first.text), suggestion(first.text, step_names()));
  return std::nullopt;
}

// ---- lists of steps ----

std::uint32_t StepCompiler::begin_body(LocalScope& scope) {
  scope_ = &scope;
  loops_.clear();
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
  program_.range_checks.push_back({argument.operand, argument.span, range.least, range.whole, range.rule});
}

// ---- ops ----

void StepCompiler::add(std::unique_ptr<Op> op, Span span) {
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
  const Node* on_timeout = s.find("on_timeout");
  if (!on_timeout) return;
  if (!s.has("timeout")) {
    diagnostics_.error(s.node.find_member("on_timeout")->key->span, "`on_timeout:` without `timeout:`");
  }
  Jump& past = emit<Jump>(s.span);
  op.on_timeout.index = here();
  steps(on_timeout, "`on_timeout:`");
  past.target.index = here();
}

// ---- loops ----

void StepCompiler::begin_loop(std::uint32_t continue_at) { loops_.push_back({continue_at, {}}); }

void StepCompiler::end_loop() {
  for (Jump* jump : loops_.back().breaks) jump->target.index = here();
  loops_.pop_back();
}

void StepCompiler::jump_out(const StepNode& s, bool to_continue) {
  if (loops_.empty()) {
    diagnostics_.error(s.span, fmt::format("`{}` outside a loop", s.kind.name));
    return;
  }
  Jump& jump = emit<Jump>(s.span);
  if (to_continue) {
    jump.target.index = loops_.back().continue_at;
  } else {
    loops_.back().breaks.push_back(&jump);
  }
}

}  // namespace asim
