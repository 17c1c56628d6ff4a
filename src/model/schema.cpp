#include "model/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace asim {

std::string_view description(KeyType type) {
  switch (type) {
    case KeyType::number: return "a number";
    case KeyType::whole: return "a whole number";
    case KeyType::condition: return "a condition";
    case KeyType::value: return "a value";
    case KeyType::text: return "text";
    case KeyType::expression: return "an expression";
    case KeyType::literal: return "plain text";
    case KeyType::queue: return "a queue";
    case KeyType::store: return "a queue or a container";
    case KeyType::resource: return "a resource, or a list of resources";
    case KeyType::container: return "a container";
    case KeyType::gate: return "a gate";
    case KeyType::process: return "a process";
    case KeyType::process_type: return "the name of a process";
    case KeyType::procedure: return "the name of a procedure";
    case KeyType::name: return "a name";
    case KeyType::counter: return "the name of a count";
    case KeyType::arguments: return "a mapping of names to values";
    case KeyType::assignments: return "a mapping of places to values";
    case KeyType::observations: return "a mapping of names to numbers";
    case KeyType::outputs: return "a mapping of names to expressions";
    case KeyType::steps: return "a list of steps";
    case KeyType::cases: return "a mapping of values to lists of steps";
    case KeyType::clauses: return "a list of mappings with steps";
    case KeyType::branches: return "a mapping of names to steps";
    case KeyType::names: return "a list of names";
    case KeyType::nothing: return "nothing";
    case KeyType::mapping: return "a mapping";
    case KeyType::list: return "a list";
  }
  return "";
}

const Key* find_key(std::span<const Key> keys, std::string_view name) {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

void check_members(const Node& node, std::span<const Key> keys, std::string_view what, Span missing_at,
                   Diagnostics& diagnostics, const KeyAdvice& advice) {
  std::vector<std::string_view> absent;
  std::vector<const Key*> missing;
  for (const Key& key : keys) {
    if (node.find(key.name)) continue;
    absent.push_back(key.name);
    if (key.required && !node.find(key.unless)) missing.push_back(&key);
  }
  for (const Node::Member& member : node.members) {
    const std::string& name = member.key->text;
    if (find_key(keys, name)) continue;
    if (node.flow && member.value->is_null()) continue;  // a piece of a split value, which has been reported
    std::string_view meant = nearest(name, absent);
    const bool has_steps = member.value->is_list();
    const bool fits = missing.size() == 1 && has_steps == (missing.front()->type == KeyType::steps);
    std::string label;
    if (meant.empty() && advice && !(fits && has_steps)) label = advice(name);
    if (meant.empty() && label.empty() && fits) meant = missing.front()->name;
    if (!meant.empty()) label = fmt::format("did you mean `{}`?", meant);
    std::erase_if(missing, [&](const Key* key) {
      return !meant.empty() && (key->name == meant || key->unless == meant);
    });
    diagnostics.error(member.key->span, fmt::format("{} has no key `{}`", what, name), label);
  }
  for (const Key* key : missing) {
    diagnostics.error(missing_at, fmt::format("{} needs `{}:`", what, key->name), std::string(key->summary));
  }
}

bool check_keys(const Node& node, std::span<const Key> keys, std::string_view what,
                Diagnostics& diagnostics) {
  const bool needs_any = std::any_of(keys.begin(), keys.end(), [](const Key& key) { return key.required; });
  if (!node.is_mapping() && !(node.is_null() && needs_any)) {
    diagnostics.error(node.span, fmt::format("{} must be a mapping of keys to values", what));
    return false;
  }
  check_members(node, keys, what, node.span, diagnostics);
  return node.is_mapping();
}

bool check_list(const Node& node, std::string_view what, Diagnostics& diagnostics) {
  if (node.is_list()) return true;
  if (node.is_null()) {
    diagnostics.error(node.span, fmt::format("{} is empty: it must be a list", what));
  } else {
    diagnostics.error(node.span, fmt::format("{} must be a list", what),
                      node.is_mapping() && !node.flow ? "each item of a list begins with `- `" : "");
  }
  return false;
}

}  // namespace asim
