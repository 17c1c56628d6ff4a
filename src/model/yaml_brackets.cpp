// What YAML's brackets do to their contents: they split text at commas and brackets, and turn `{name}` into a
// mapping.

#include <fmt/format.h>

#include <algorithm>

#include "model/yaml_builder.h"

namespace asim {

namespace {

constexpr std::size_t longest_repair = 300;  // bytes that are looked at for the closing parenthesis

// Behind the parenthesis that closes the last of those open in [begin, end), or nothing.
std::size_t balanced_end(const YamlText& text, std::size_t begin, std::size_t end) {
  const std::size_t limit = end + longest_repair;
  while (end < limit && !text.ends_line(end) && open_parentheses(text.slice(begin, end)) > 0) ++end;
  return open_parentheses(text.slice(begin, end)) == 0 ? end : begin;
}

}  // namespace

std::size_t YamlBuilder::closing_bracket(const Open& collection) const {
  std::size_t pos = text_.skip_space(collection.end);
  while (text_.at(pos) == ',' || text_.at(pos) == ':' || text_.at(pos) == '?')
    pos = text_.skip_space(pos + 1);
  const bool found = text_.at(pos) == (collection.node->is_list() ? ']' : '}');
  return found ? pos + 1 : collection.end;
}

// `{run: min(a, b)}`: YAML ends the value at the comma. The value is put together again, so that whoever
// reads the tree does not complain about the pieces once more; the other pieces arrive as further items or
// keys and are dropped (skip_piece) up to the one that closes the last parenthesis.
void YamlBuilder::mend_split_value(Node& node, std::size_t end) {
  const int balance = open_parentheses(node.text);
  if (balance <= 0) return;
  const char next = text_.at(text_.skip_space(end));
  if (next == '\0' || std::string_view(",[]{?").find(next) == std::string_view::npos) return;
  Open& parent = open_.back();
  const bool list = parent.node->is_list();
  const auto& members = parent.node->members;
  const std::string_view brackets = list ? "[…]" : "{…}";
  const std::size_t begin = begin_of(node);
  const std::size_t whole_end = balanced_end(text_, begin, end);
  std::string advice = fmt::format("write it on a line of its own, without `{}`", brackets);
  if (whole_end > begin) {
    node.text = text_.slice(begin, whole_end);
    node.text_span = span(begin, whole_end);
    const bool is_value = !members.empty() && members.back().value == &node;
    const std::string lead = list ? "- " : is_value ? members.back().key->text + ": " : "";
    advice = fmt::format("write it on a line of its own: `{}{}`", lead, node.text);
  }
  const std::string_view splitter = next == ',' ? "comma" : "bracket";
  complain(node.span, fmt::format("a {} inside `{}` splits the value", splitter, brackets), advice);
  parent.parentheses = balance;
}

bool YamlBuilder::skip_piece(const Node& node) {
  Open& parent = open_.back();
  if (parent.parentheses == 0) return false;
  if (node.is_plain()) parent.parentheses = std::max(0, parent.parentheses + open_parentheses(node.text));
  if (parent.node->is_mapping()) {
    parent.key = nullptr;
    parent.has_key = !parent.has_key;
  }
  return true;
}

bool YamlBuilder::in_split_value() const {
  return std::any_of(open_.begin(), open_.end(), [](const Open& open) { return open.parentheses > 0; });
}

}  // namespace asim
