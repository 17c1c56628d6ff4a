#include "steps/step_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "program/lexer.h"
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

bool is_listed(std::string_view word, std::string_view list) {
  const std::size_t at = list.find(word);
  if (word.empty() || at == std::string_view::npos) return false;
  const std::size_t end = at + word.size();
  return (at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ');
}

/// "did you mean `sleep`?", also for what is called differently elsewhere.
std::string suggest_step(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" (:"));
  for (const StepKind* kind : step_kinds()) {
    if (word == kind->name || is_listed(word, kind->elsewhere))
      return fmt::format("did you mean `{}`?", kind->name);
  }
  return suggestion(text, step_names());
}

std::optional<StepNode> read_bare_word(const Node& node, Diagnostics& diagnostics) {
  const StepKind* kind = find_step_kind(node.text);  // in quotes too: JSON has no other words
  if (!kind) {
    const std::string spaced = with_colon(node.text);
    diagnostics.error(node.span, fmt::format("no step named `{}`", node.text),
                      spaced.empty() ? suggest_step(node.text) : fmt::format("write `{}`", spaced));
    return std::nullopt;
  }
  if (kind->keys.front().required) {
    diagnostics.error(node.span, fmt::format("step `{}` needs a value", kind->name),
                      fmt::format("write `{}: …`", kind->name));
    return std::nullopt;
  }
  return StepNode{node, *kind, node.span};
}

/// Whether text is the beginning of a value, not an operator with one.
bool begins_value(std::string_view text) {
  const char c = text.empty() ? '\0' : text.front();
  const bool is_word = std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  const std::string_view word = text.substr(0, text.find_first_of(" (["));
  return c == '"' || c == '\'' || (is_word && !is_reserved(word));
}

/// Whether all behind a step's first key are keys of this kind of step, and none of those it needs is
/// missing.
bool has_keys_of(const Node& step, const StepKind& kind) {
  for (std::size_t i = 1; i < step.members.size(); ++i) {
    const std::string& key = step.members[i].key->text;
    const bool is_known = find_key(kind.keys, key) || find_key(common_keys(), key) ||
                          (kind.waits() && find_key(waiting_keys(), key));
    if (!is_known || key == kind.name) return false;
  }
  return std::all_of(kind.keys.begin() + 1, kind.keys.end(), [&](const Key& key) {
    return !key.required || step.find(key.name) || step.find(key.unless);
  });
}

/// The kind of a step that begins with another of its keys.
const StepKind* kind_behind(const Node& step) {
  const std::string& first = step.members.front().key->text;
  const bool is_a_key = std::any_of(step_kinds().begin(), step_kinds().end(), [&](const StepKind* kind) {
    return find_key(kind->keys, first) || find_key(common_keys(), first) || find_key(waiting_keys(), first);
  });
  for (const Node::Member& member : step.members) {
    const StepKind* kind = find_step_kind(member.key->text);
    if (kind && is_a_key) return kind;
  }
  return nullptr;
}

/// `put: q 5`, `for: x in [1, 2]`: what should stand under a further key is written behind the first.
void report_two_in_one(const StepNode& step, std::vector<Key>& keys, Diagnostics& diagnostics) {
  const Node* argument = step.argument();
  if (!argument || !argument->is_plain()) return;
  const auto missing = std::find_if(keys.begin() + 1, keys.end(), [&](const Key& key) {
    return key.required && key.type != KeyType::steps && !step.find(key.name) && !step.find(key.unless);
  });
  const std::size_t space = argument->text.find(' ');
  if (missing == keys.end() || space == std::string::npos) return;
  const std::string first = argument->text.substr(0, space);
  std::string second = argument->text.substr(argument->text.find_first_not_of(' ', space));
  const std::string word = fmt::format("{} ", missing->name);  // for: x in …
  if (second.starts_with(word)) {
    second.erase(0, word.size());
  } else if (!is_name(first) || is_reserved(first) || !begins_value(second)) {
    return;
  }
  diagnostics.error(
      argument->span, fmt::format("step `{}` needs `{}:`", step.kind.name, missing->name),
      fmt::format("write `{}: {}` and below it `{}: {}`", step.kind.name, first, missing->name, second));
  diagnostics.mute(argument->span);
  missing->required = false;
}

}  // namespace

void check_step_keys(const StepNode& step, Diagnostics& diagnostics, bool is_branch) {
  std::vector<Key> keys = keys_of(step.kind, is_branch);
  report_two_in_one(step, keys, diagnostics);
  const std::string what = fmt::format("step `{}`", step.kind.name);
  check_members(step.node, keys, what, step.span, diagnostics, [](std::string_view name) -> std::string {
    if (find_step_kind(name)) return fmt::format("`{}` is a step of its own: it needs its own `- `", name);
    return find_key(waiting_keys(), name) ? "only a step that waits can have it" : "";
  });
  for (const Key& key : step.kind.keys) {
    const Node* value = step.find(key.name);
    if (!value) continue;
    if (key.type == KeyType::nothing && !value->is_null() && !(value->is_plain() && value->text == "null")) {
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

const StepKind* meant_kind(const Node& step) {
  if (!step.is_mapping() || step.members.empty()) return nullptr;
  const std::string& word = step.members.front().key->text;
  if (const StepKind* kind = find_step_kind(word)) return kind;
  std::vector<std::string_view> fitting;
  for (const StepKind* kind : step_kinds()) {
    if (has_keys_of(step, *kind)) fitting.push_back(kind->name);
  }
  return find_step_kind(nearest(word, fitting));
}

std::optional<StepNode> read_step(const Node& node, Diagnostics& diagnostics) {
  if (node.is_scalar()) return read_bare_word(node, diagnostics);
  if (!node.is_mapping() || node.members.empty()) {
    diagnostics.error(node.span,
                      "a step must be a mapping such as `sleep: 5`, or a bare word such as `exit`");
    return std::nullopt;
  }
  const Node::Member& first = node.members.front();
  if (const StepKind* kind = find_step_kind(first.key->text)) return StepNode{node, *kind, first.key->span};
  const StepKind* meant = meant_kind(node);
  if (const StepKind* kind = meant ? nullptr : kind_behind(node)) {
    diagnostics.error(first.key->span,
                      fmt::format("a step begins with its kind: write `{}:` first", kind->name));
    return std::nullopt;
  }
  diagnostics.error(first.key->span, fmt::format("no step named `{}`", first.key->text),
                    meant ? fmt::format("did you mean `{}`?", meant->name) : suggest_step(first.key->text));
  if (!meant) return std::nullopt;
  first.meant = meant->name;
  first.is_reported = true;
  return StepNode{node, *meant, first.key->span};
}

}  // namespace asim
