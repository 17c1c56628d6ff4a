#include "model/yaml_builder.h"

#include <fmt/format.h>

#include <algorithm>

namespace asim {

namespace {

constexpr std::size_t most_levels = 64;
constexpr std::size_t most_nodes = 1'000'000;  // aliases counted as often as they are used
constexpr std::size_t most_errors = 200;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool means_null(std::string_view word) {
  return word == "~" || word == "null" || word == "Null" || word == "NULL";
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return text;
}

YamlBuilder::YamlBuilder(const Source& source, Diagnostics& diagnostics, Document& document)
    : diagnostics_(diagnostics),
      document_(document),
      text_(without_byte_order_mark(source.text)),
      base_(source.base + static_cast<std::uint32_t>(source.text.size() - text_.size())),
      errors_before_(diagnostics.error_count()) {}

void YamlBuilder::complain(Span place, std::string message, std::string label) {
  // The pieces of a value that was split may be wrong in any way: that is the mistake which was reported.
  if (!in_split_value()) diagnostics_.error(place, std::move(message), std::move(label));
}

void YamlBuilder::report(const YamlMistake& mistake) {
  complain(span(mistake.begin, mistake.end), mistake.message, mistake.label);
}

void YamlBuilder::stop_with(const YamlMistake& mistake) {
  report(mistake);
  throw Stop{};
}

void YamlBuilder::count(std::size_t nodes, std::size_t levels, std::size_t pos) {
  nodes_ += nodes;
  if (nodes_ > most_nodes) {
    stop_with({pos, pos + 1, "the document is too large: more than 1000000 values",
               "an alias counts as all it stands for"});
  }
  if (open_.size() + levels > most_levels)
    stop_with({pos, pos + 1, "nested too deeply: more than 64 levels", {}});
  if (diagnostics_.error_count() - errors_before_ > most_errors) throw Stop{};
}

void YamlBuilder::check_tag(const std::string& tag, std::size_t pos) {
  constexpr std::string_view standard = "tag:yaml.org,2002:";
  if (tag.empty() || tag == "?" || tag == "!") return;
  if (tag.starts_with(standard)) {
    const auto name = std::string_view(tag).substr(standard.size());
    for (const std::string_view known : {"", "str", "int", "float", "bool", "null", "seq", "map"}) {
      if (name == known) return;
    }
  }
  const std::size_t end = text_.skip_word(pos);
  report(
      {pos, end, fmt::format("unknown tag `{}`", text_.slice(pos, end)), "leave it out, or quote the text"});
}

void YamlBuilder::set_anchor(std::size_t anchor, const Node* node, std::size_t nodes, std::size_t levels) {
  if (anchor == 0) return;
  if (anchors_.size() < anchor) anchors_.resize(anchor);
  Anchor& known = anchors_[anchor - 1];
  known.node = node;
  known.nodes = nodes;
  known.levels = levels;
}

void YamlBuilder::begin_document(std::size_t pos) {
  if (!done_) return;
  if (text_.has_at(pos, "---")) stop_with({pos, pos + 3, "a second document: a file holds one document", {}});
  stop_with({pos, std::max(text_.line_end(pos), pos + 1), "text after the end of the document",
             "check the indentation of this line and of those above"});
}

// The parser reports `~`, `null` and nothing at all in the same way, and for nothing it gives the place of
// what comes next: only the text shows which it was.
void YamlBuilder::null(std::size_t pos, std::size_t anchor) {
  const std::size_t begin = text_.skip_properties(pos);
  const std::size_t end = text_.plain_end(begin, in_brackets());
  const auto word = text_.slice(begin, end);
  count(1, 0, begin);
  if (!means_null(word) || is_next_key(begin)) {
    set_anchor(anchor, &add_empty(pos), 1, 0);
    return;
  }
  Node& node = document_.make();
  node.text = word;
  node.kind = word == "~" ? Node::Kind::null : Node::Kind::scalar;
  node.span = node.text_span = span(begin, end);
  set_anchor(anchor, &node, 1, 0);
  last_begin_ = begin;
  add(node, end, 0);
}

const Node& YamlBuilder::add_empty(std::size_t pos) {
  Node& node = document_.make();
  if (open_.empty()) {
    node.span = span(pos, pos);
    add(node, pos, 0);
    return node;
  }
  const Open& parent = open_.back();
  if (parent.node->is_list() && parent.bracketed) {
    report({pos, pos + 1, "nothing stands between two commas", "leave out the comma, or write `null`"});
    node.kind = Node::Kind::scalar;  // nobody shall complain about it once more
    node.text = "null";
  }
  const std::size_t indicator = text_.skip_space(parent.end);
  const bool found = text_.at(indicator) == ':' || text_.at(indicator) == '-';
  const std::size_t end = found ? indicator + 1 : parent.end;
  node.span = span(end, end);
  check_empty_value(indicator);
  add(node, end, 0);
  return node;
}

void YamlBuilder::alias(std::size_t pos, std::size_t anchor) {
  const std::size_t end = text_.skip_word(pos);
  last_begin_ = pos;
  const Anchor known = anchor > 0 && anchor <= anchors_.size() ? anchors_[anchor - 1] : Anchor{};
  if (!known.node) {
    stop_with({pos,
               end,
               fmt::format("`{}` stands inside of what it means: a cyclic alias", text_.slice(pos, end)),
               {}});
  }
  count(known.nodes, known.levels, pos);
  add(*known.node, end, known.levels);
}

void YamlBuilder::scalar(std::size_t pos, const std::string& tag, std::size_t anchor,
                         const std::string& value) {
  const std::size_t begin = text_.skip_properties(pos);
  count(1, 0, begin);
  check_tag(tag, pos);
  Node& node = document_.make();
  node.kind = Node::Kind::scalar;
  node.text = value;
  // Quoted and block scalars have the tag `!` as well, but there the text shows what they are.
  node.quoted = (tag == "!" && text_.at(pos) == '!') || tag == "tag:yaml.org,2002:str";
  const std::size_t end = end_of_scalar(node, begin);
  node.span = span(begin, end);
  set_anchor(anchor, &node, 1, 0);
  last_begin_ = begin;
  const bool is_piece = in_split_value();
  add(node, end, 0);
  if (!is_piece && in_brackets() && node.is_plain()) mend_split_value(node, end);
}

std::size_t YamlBuilder::end_of_scalar(Node& node, std::size_t begin) {
  const char first = text_.at(begin);
  if (first == '"' || first == '\'') return end_of_quoted(node, begin);
  if ((first == '|' || first == '>') && !in_brackets()) return end_of_block(node, begin);
  if (!text_.has_at(begin, node.text)) {
    note_places(node, begin);
    return text_.folded_end(begin, node.text);
  }
  node.text_span = span(begin, begin + node.text.size());
  return begin + node.text.size();
}

std::size_t YamlBuilder::end_of_quoted(Node& node, std::size_t begin) {
  node.quoted = true;
  const auto end = text_.quoted_end(begin);
  if (!end) stop_with(unclosed_quote(text_, begin));
  if (const auto mistake = text_behind_quote(text_, begin, *end, bracket())) stop_with(*mistake);
  if (text_.slice(begin + 1, *end - 1) == node.text) {
    node.text_span = span(begin + 1, *end - 1);
  } else {
    note_places(node, begin);
  }
  return *end;
}

std::size_t YamlBuilder::end_of_block(Node& node, std::size_t begin) {
  node.block = true;
  const std::size_t header_end = text_.line_end(begin);
  const std::size_t content = text_.skip_blanks(text_.next_line(header_end));
  if (!node.text.empty() && text_.has_at(content, node.text)) {
    node.text_span = span(content, content + node.text.size());
  } else {
    note_places(node, content);
  }
  return text_.folded_end(header_end, node.text);
}

void YamlBuilder::note_places(Node& node, std::size_t begin) {
  for (const std::size_t place : text_.places(begin, node.text))
    node.places.push_back(span(place, place).begin);
}

void YamlBuilder::add(const Node& node, std::size_t end, std::size_t levels) {
  last_end_ = std::max(last_end_, end);
  if (open_.empty()) {
    document_.root = &node;
    return;
  }
  Open& parent = open_.back();
  parent.end = std::max(parent.end, end);
  parent.levels = std::max(parent.levels, levels + 1);
  if (skip_piece(node)) return;
  if (parent.node->is_list()) {
    parent.node->items.push_back(&node);
  } else if (parent.has_key) {
    if (parent.key) parent.node->members.push_back({parent.key, &node, {}, false});
    parent.has_key = false;
  } else {
    add_key(node);
  }
}

void YamlBuilder::open(Node::Kind kind, std::size_t pos, const std::string& tag, std::size_t anchor,
                       bool flow) {
  const std::size_t begin = text_.skip_properties(pos);
  count(1, 1, begin);
  check_tag(tag, pos);
  Node& node = document_.make();
  node.kind = kind;
  node.flow = flow;
  const bool bracketed = flow && text_.at(begin) == (kind == Node::Kind::list ? '[' : '{');
  set_anchor(anchor, nullptr, 0, 0);
  open_.push_back(Open{.node = &node,
                       .begin = begin,
                       .end = bracketed ? begin + 1 : begin,
                       .anchor = anchor,
                       .nodes_before = nodes_ - 1,
                       .bracketed = bracketed,
                       .keys = {}});
  last_begin_ = begin;
  last_end_ = std::max(last_end_, open_.back().end);
}

void YamlBuilder::close() {
  Open collection = std::move(open_.back());
  open_.pop_back();
  Node& node = *collection.node;
  const std::size_t end = collection.bracketed ? closing_bracket(collection) : collection.end;
  node.span = span(collection.begin, node.flow ? end : end_of_first_line(collection));
  if (collection.bracketed && !in_brackets()) {
    if (const auto mistake = text_behind_bracket(text_, collection.begin, end)) stop_with(*mistake);
  }
  if (collection.valueless) report_valueless(collection, end);
  set_anchor(collection.anchor, &node, nodes_ - collection.nodes_before, collection.levels);
  add(node, end, collection.levels);
}

std::size_t YamlBuilder::end_of_first_line(const Open& collection) const {
  const std::size_t line_end = text_.line_end(collection.begin);
  const Node& node = *collection.node;
  const Node* first = node.is_list() && !node.items.empty()        ? node.items[0]
                      : node.is_mapping() && !node.members.empty() ? node.members[0].value
                                                                   : nullptr;
  if (!first) return line_end;
  const bool here = first->span.end > base_ + collection.begin && first->span.end <= base_ + line_end;
  return here ? end_of(*first) : line_end;
}

void YamlBuilder::report_stop(std::size_t pos, const std::string& reason) {
  YamlStop where{
      .at = pos, .reason = reason, .understood = last_end_, .last_begin = last_begin_, .brackets = {}};
  for (const Open& collection : open_) {
    if (collection.bracketed) where.brackets.push_back(collection.begin);
  }
  YamlMistake mistake = explain_stop(text_, where);
  if (reason.find("anchor is not defined") != std::string::npos) {
    std::vector<std::string_view> names;
    for (const Anchor& anchor : anchors_) names.push_back(anchor.name);
    mistake.label = suggestion(text_.slice(where.at + 1, text_.skip_word(where.at)), names);
    if (mistake.label.empty()) mistake.label = "text that begins with `*` must be quoted";
  }
  report(mistake);
}

}  // namespace asim
