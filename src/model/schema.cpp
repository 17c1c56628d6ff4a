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

namespace {

/// The required keys that a mapping lacks.
std::vector<const Key*> missing_keys(const Node& node, std::span<const Key> keys) {
  std::vector<const Key*> missing;
  for (const Key& key : keys) {
    if (key.required && !node.find(key.name) && !node.find(key.unless)) missing.push_back(&key);
  }
  return missing;
}

std::vector<std::string_view> absent_keys(const Node& node, std::span<const Key> keys) {
  std::vector<std::string_view> absent;
  for (const Key& key : keys) {
    if (!node.find(key.name)) absent.push_back(key.name);
  }
  return absent;
}

/// A key with a list where only a list of steps is missing, or no list where only something else is.
bool fits_what_is_missing(const Node::Member& member, const std::vector<const Key*>& missing) {
  return missing.size() == 1 && member.value->is_list() == (missing.front()->type == KeyType::steps);
}

}  // namespace

void mend_keys(const Node& node, std::span<const Key> keys) {
  for (const Node::Member& member : node.members) {
    if (!member.meant.empty() || find_key(keys, member.key->text)) continue;
    member.meant = nearest(member.key->text, absent_keys(node, keys));
  }
  for (const Node::Member& member : node.members) {
    if (!member.meant.empty() || find_key(keys, member.key->text)) continue;
    const std::vector<const Key*> missing = missing_keys(node, keys);
    if (member.value->is_list() && fits_what_is_missing(member, missing))
      member.meant = missing.front()->name;
  }
}

void check_members(const Node& node, std::span<const Key> keys, std::string_view what, Span missing_at,
                   Diagnostics& diagnostics, const KeyAdvice& advice) {
  mend_keys(node, keys);
  for (const Node::Member& member : node.members) {
    const std::string& name = member.key->text;
    if (find_key(keys, name) || member.is_reported) continue;
    if (node.flow && member.value->is_null()) continue;  // a piece of a split value, which has been reported
    std::string label = member.meant.empty() && advice ? advice(name) : "";
    const std::vector<const Key*> missing = missing_keys(node, keys);
    if (member.meant.empty() && label.empty() && fits_what_is_missing(member, missing))
      member.meant = missing.front()->name;
    if (!member.meant.empty()) label = fmt::format("did you mean `{}`?", member.meant);
    diagnostics.error(member.key->span, fmt::format("{} has no key `{}`", what, name), label);
    member.is_reported = true;
  }
  for (const Key* key : missing_keys(node, keys)) {
    const std::string other = key->unless.empty() ? "" : fmt::format(" or `{}:`", key->unless);
    diagnostics.error(missing_at, fmt::format("{} needs `{}:`{}", what, key->name, other),
                      std::string(key->summary));
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
