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

bool check_keys(const Node& node, std::span<const Key> keys, std::string_view what, Diagnostics& diagnostics) {
  if (!node.is_mapping()) {
    diagnostics.error(node.span, fmt::format("{} must be a mapping of keys to values", what));
    return false;
  }
  for (const Node::Member& member : node.members) {
    if (find_key(keys, member.key->text)) continue;
    if (node.flow && member.value->is_null()) continue;  // a piece of a split value, which has been reported
    std::vector<std::string_view> names;
    for (const Key& key : keys) names.push_back(key.name);
    diagnostics.error(member.key->span, fmt::format("{} has no key `{}`", what, member.key->text),
                      suggestion(member.key->text, names));
  }
  for (const Key& key : keys) {
    if (key.required && !node.find(key.name)) {
      diagnostics.error(node.span, fmt::format("{} needs `{}:`", what, key.name), std::string(key.summary));
    }
  }
  return true;
}

bool check_list(const Node& node, std::string_view what, Diagnostics& diagnostics) {
  if (node.is_list()) return true;
  diagnostics.error(node.span, fmt::format("{} must be a list", what));
  return false;
}

}  // namespace asim
