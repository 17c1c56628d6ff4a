// What may be a key, and what a key without a value means.

#include <fmt/format.h>

#include <functional>
#include <optional>

#include "base/numbers.h"
#include "model/yaml_builder.h"

namespace asim {

namespace {

constexpr std::size_t few_members = 16;  // up to here a search beats a hash table

// "b:2" as it was meant: "b: 2"; empty if there is no colon in it.
std::string with_space_behind_colon(const Node& key) {
  const std::size_t colon = key.quoted ? std::string::npos : key.text.find(':');
  if (colon == std::string::npos || colon + 1 == key.text.size()) return {};
  return key.text.substr(0, colon) + ": " + key.text.substr(colon + 1);
}

// `{name}` is most probably text: nobody shall complain about a mapping in its place. The members stay for
// where names are declared.
void become_text(Node& node, const std::string& text) {
  node.kind = Node::Kind::scalar;
  node.flow = false;
  node.quoted = true;
  node.text = text;
}

// "x = 5", "x += 1" and "x := 5" as YAML writes them: "x: 5", "x: x + 1"; else empty.
std::string assignment_as_pair(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 >= text.size()) return {};
  const bool has_operator = std::string_view("+-*/:").find(text[equals - 1]) != std::string_view::npos;
  const std::size_t name_end = text.find_last_not_of(' ', equals - (has_operator ? 2 : 1));
  const std::size_t value = text.find_first_not_of(' ', equals + 1);
  if (name_end == std::string::npos || value == std::string::npos) return {};
  const std::string name = text.substr(0, name_end + 1);
  if (name.find_first_of(" =<>!(\"'") != std::string::npos || text[value] == '=') return {};
  const bool changes = has_operator && text[equals - 1] != ':';
  const std::string first = changes ? fmt::format("{} {} ", name, text[equals - 1]) : "";
  return fmt::format("{}: {}{}", name, first, text.substr(value));
}

// A mapping under this key has mappings as its values, which may be empty.
bool declares_objects(std::string_view key) {
  return key == "gates" || key == "queues" || key == "resources" || key == "containers";
}

std::optional<double> number_of(const Node& key) {
  return key.quoted ? std::nullopt : parse_number(key.text);
}

}  // namespace

std::size_t YamlBuilder::KeyHash::operator()(const Node* key) const {
  const std::optional<double> number = number_of(*key);
  return number ? std::hash<double>()(*number) : std::hash<std::string>()(key->text);
}

bool YamlBuilder::SameKey::operator()(const Node* a, const Node* b) const {
  const std::optional<double> number = number_of(*a);
  const std::optional<double> other = number_of(*b);
  return number || other ? number == other : a->text == b->text;
}

// In a block mapping what stands in the keys' column is the next key, not a value.
bool YamlBuilder::is_next_key(std::size_t pos) const {
  if (!value_is_due() || in_brackets() || pos <= open_.back().end) return false;
  return text_.column(pos) <= text_.column(open_.back().begin);
}

void YamlBuilder::add_key(const Node& node) {
  Open& parent = open_.back();
  parent.has_key = true;
  parent.key = nullptr;
  if (!node.is_scalar()) {
    refuse_key(node);
  } else if (node.is_plain() && node.text == "<<") {
    complain(node.span, "merge keys `<<` are not supported", "write the keys out, or use `include`");
  } else {
    parent.key = &node;
    check_duplicate(parent, node);
  }
}

void YamlBuilder::refuse_key(const Node& node) {
  if (node.is_null() && text_.at(text_.skip_space(begin_of(node))) == ',') {
    complain(node.span, "nothing stands between two commas", "leave out the comma");
    return;
  }
  const std::string_view what = node.is_null() ? "nothing" : node.is_list() ? "a list" : "a mapping";
  complain(node.span, fmt::format("a key must be a word or text, this is {}", what),
           node.is_null() ? "" : "put text that begins with a bracket in quotes");
}

void YamlBuilder::check_duplicate(Open& mapping, const Node& key) {
  const Node* first = nullptr;
  if (mapping.keys.empty() && mapping.node->members.size() < few_members) {
    for (const auto& member : mapping.node->members) {
      if (SameKey()(member.key, &key)) first = member.key;
    }
  } else {
    if (mapping.keys.empty()) {
      for (const auto& member : mapping.node->members) mapping.keys.insert(member.key);
    }
    const auto [known, is_new] = mapping.keys.insert(&key);
    if (!is_new) first = *known;
  }
  if (!first) return;
  if (!in_split_value()) {
    diagnostics_.error(key.span, fmt::format("duplicate key `{}`", key.text))
        .note(first->span, "first declared here");
  }
  mapping.key = nullptr;
}

void YamlBuilder::check_empty_value(std::size_t indicator) {
  Open& parent = open_.back();
  if (!parent.has_key || !parent.key) return;
  if (parent.node->flow) {
    if (!parent.valueless) parent.valueless = parent.key;
    return;
  }
  const std::size_t line = text_.line_begin(parent.end);
  if (text_.at(indicator) == ':' || text_.at(line + text_.indentation(line)) == '?') return;
  const std::string spaced = with_space_behind_colon(*parent.key);
  complain(
      parent.key->span, "a colon is missing behind this key",
      spaced.empty() ? "write `key: value`" : fmt::format("write a space after the colon: `{}`", spaced));
}

// `{name}`: what was meant where it stands.
std::string YamlBuilder::advice_for_braces(const Open& mapping, std::size_t end) const {
  const Node& first = *mapping.node->members[0].key;
  const std::string assignment = assignment_as_pair(first.text);
  if (!assignment.empty()) return fmt::format("write `{{{}}}`", assignment);
  const Node* parent = open_.empty() ? nullptr : open_.back().key;
  if (parent && !parent->quoted && declares_objects(parent->text))
    return fmt::format("write `{{{}: {{}}}}`", first.text);
  if (!open_.empty() && open_.back().node->is_list() && mapping.node->members.size() == 1)
    return fmt::format("a step that is one word has no braces; text must be quoted: {}",
                       quote_for_yaml(text_.slice(mapping.begin, end)));
  return "text that begins with `{` must be quoted: " + quote_for_yaml(text_.slice(mapping.begin, end));
}

void YamlBuilder::report_valueless(Open& mapping, std::size_t end) {
  const Node& key = *mapping.valueless;
  Node& node = *mapping.node;
  const bool alone = node.members.size() == 1 && mapping.bracketed;
  const bool has_colon = text_.at(text_.skip_space(end_of(key))) == ':';
  // At the end of the file the parser makes a pair of a list's last item: the open bracket is the mistake
  // then.
  if (!mapping.bracketed && !has_colon) return;
  const bool is_first = !node.members.empty() && node.members[0].key == &key;
  const bool is_assignment = !assignment_as_pair(key.text).empty();
  const std::string spaced = is_assignment ? "" : with_space_behind_colon(key);
  std::string label = "quote the text if the comma before it is part of it";
  if (has_colon) {
    label = "write a value behind the colon";
  } else if (!spaced.empty()) {
    label = fmt::format("write a space after the colon: `{}`", spaced);
  } else if (is_first) {
    label = advice_for_braces(mapping, end);
    if (alone) become_text(node, std::string(text_.slice(mapping.begin, end)));
  }
  complain(key.span, fmt::format("a key without a value: `{}`", key.text), label);
  if (has_colon) {
    if (const Node* value = node.find(key.text)) diagnostics_.mute(value->span);
  } else if (is_first) {
    diagnostics_.mute(node.span);
  }
}

}  // namespace asim
