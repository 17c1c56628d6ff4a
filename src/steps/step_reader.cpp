#include "steps/step_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "steps/registry.h"

namespace asim {
namespace {

/// Whether compiling a value of this type reports what is no such thing, an absent value too.
bool is_checked_later(KeyType type) {
  constexpr KeyType kChecked[] = {KeyType::value,       KeyType::steps,        KeyType::clauses,
                                  KeyType::assignments, KeyType::observations, KeyType::cases,
                                  KeyType::counter};
  return std::find(std::begin(kChecked), std::end(kChecked), type) != std::end(kChecked);
}

/// "sleep 5" and "sleep:5" as they were meant: "sleep: 5"; empty if they begin with no kind of step.
std::string with_colon(std::string_view text) {
  const std::size_t end = text.find_first_of(": ");
  if (end == std::string_view::npos || !find_step_kind(text.substr(0, end))) return {};
  const std::size_t value = text.find_first_not_of(": ", end);
  if (value == std::string_view::npos) return {};
  return fmt::format("{}: {}", text.substr(0, end), text.substr(value));
}

std::optional<StepNode> read_bare_word(const Node& node, Diagnostics& diagnostics) {
  const StepKind* kind = node.quoted ? nullptr : find_step_kind(node.text);
  if (!kind) {
    const std::string spaced = with_colon(node.text);
    diagnostics.error(
        node.span, fmt::format("no step named `{}`", node.text),
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

void check_step_keys(const StepNode& step, Diagnostics& diagnostics, bool is_branch) {
  std::vector<Key> keys(step.kind.keys.begin(), step.kind.keys.end());
  keys.insert(keys.end(), common_keys().begin(), common_keys().end());
  if (is_branch) keys.insert(keys.end(), branch_keys().begin(), branch_keys().end());
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
    } else if (key.required && value->is_null() && !is_checked_later(key.type)) {
      diagnostics.error(value->span,
                        fmt::format("a value is missing: `{}:` needs {}", key.name, description(key.type)));
    }
  }
}

const Node* stray_key(const Node& above, const Node& item) {
  if (!above.is_mapping() || above.members.empty() || !item.is_mapping() || item.members.empty())
    return nullptr;
  const StepKind* kind = find_step_kind(above.members.front().key->text);
  const Node& key = *item.members.front().key;
  const bool is_step =
      find_step_kind(key.text) && !item.members.front().value->is_list();  // `do: x`, not `do: [steps]`
  if (!kind || is_step || above.find(key.text)) return nullptr;
  const bool belongs =
      find_key(kind->keys, key.text) || (kind->waits() && find_key(waiting_keys(), key.text));
  return belongs ? &key : nullptr;
}

std::optional<StepNode> read_step(const Node& node, Diagnostics& diagnostics) {
  if (node.is_scalar()) return read_bare_word(node, diagnostics);
  if (!node.is_mapping() || node.members.empty()) {
    diagnostics.error(node.span,
                      "a step must be a mapping such as `sleep: 5`, or a bare word such as `exit`");
    return std::nullopt;
  }
  const Node& first = *node.members.front().key;
  if (const StepKind* kind = find_step_kind(first.text)) return StepNode{node, *kind, first.span};
  for (const Node::Member& member : node.members) {
    if (!find_step_kind(member.key->text)) continue;
    diagnostics.error(first.span,
                      fmt::format("a step begins with its kind: write `{}:` first", member.key->text));
    return std::nullopt;
  }
  diagnostics.error(first.span, fmt::format("no step named `{}`", first.text),
                    suggestion(first.text, step_names()));
  return std::nullopt;
}

}  // namespace asim
