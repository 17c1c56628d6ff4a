#pragma once
// Builds our tree from what the YAML parser delivers, one thing after another, and checks what the parser
// lets pass: duplicate keys, cyclic and exploding aliases, unclosed quotes, values that YAML splits at a
// comma.
//
// The parser says where each thing begins (byte offsets into the text behind the byte order mark), in the
// order of the text; where it ends is found in the text. Errors go to the diagnostics; what can be repaired
// is repaired in the tree, so that one mistake is one error.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "model/tree.h"
#include "model/yaml_syntax.h"
#include "model/yaml_text.h"

namespace asim {

class YamlBuilder {
public:
  struct Stop {};  // thrown after an error behind which nothing makes sense

  /// All three outlive the builder.
  YamlBuilder(const Source& source, Diagnostics& diagnostics, Document& document);

  const YamlText& text() const { return text_; }

  void begin_document(std::size_t pos);
  void end_document() { done_ = true; }
  /// Anchors are numbered from 1 in the order of their names; 0 is none.
  void name_anchor(const std::string& name) { anchors_.push_back({name}); }
  void null(std::size_t pos, std::size_t anchor);
  void alias(std::size_t pos, std::size_t anchor);
  void scalar(std::size_t pos, const std::string& tag, std::size_t anchor, const std::string& value);
  void open(Node::Kind kind, std::size_t pos, const std::string& tag, std::size_t anchor, bool flow);
  void close();

  void report(const YamlMistake& mistake);
  /// The parser gave up at `pos`, for the reason in its own words.
  void report_stop(std::size_t pos, const std::string& reason);

private:
  // What an alias brings in again.
  struct Anchor {
    std::string name;
    const Node* node = nullptr;  // null while the anchored collection is still open
    std::size_t nodes = 0;
    std::size_t levels = 0;
  };

  // Plain numbers are the same key if they are the same number; everything else is text.
  struct KeyHash {
    std::size_t operator()(const Node*) const;
  };
  struct SameKey {
    bool operator()(const Node*, const Node*) const;
  };

  // A collection that is being read.
  struct Open {
    Node* node;
    std::size_t begin;  // the bracket, or the first key or item
    std::size_t end;    // behind the last thing read in it
    std::size_t anchor;
    std::size_t nodes_before;
    std::size_t levels = 1;  // of the deepest thing in it, itself included
    bool bracketed;          // false: a block collection, or a lone pair in a list, `[a: b]`
    bool has_key = false;
    const Node* key = nullptr;        // waits for its value; null if it was refused
    int parentheses = 0;              // > 0: YAML has split `f(a, b)` and we are between its pieces
    const Node* valueless = nullptr;  // the first key without a value
    std::unordered_set<const Node*, KeyHash, SameKey> keys;
  };

  Span span(std::size_t begin, std::size_t end) const {
    return {base_ + static_cast<std::uint32_t>(begin), base_ + static_cast<std::uint32_t>(end)};
  }
  std::size_t begin_of(const Node& node) const { return node.span.begin - base_; }
  std::size_t end_of(const Node& node) const { return node.span.end - base_; }
  void complain(Span place, std::string message, std::string label);
  [[noreturn]] void stop_with(const YamlMistake& mistake);
  bool in_brackets() const { return !open_.empty() && open_.back().node->flow; }
  char bracket() const { return !in_brackets() ? '\0' : open_.back().node->is_list() ? '[' : '{'; }
  bool value_is_due() const { return !open_.empty() && open_.back().has_key; }

  void count(std::size_t nodes, std::size_t levels, std::size_t pos);
  void check_tag(const std::string& tag, std::size_t pos);
  void set_anchor(std::size_t anchor, const Node* node, std::size_t nodes, std::size_t levels);

  std::size_t end_of_scalar(Node& node, std::size_t begin);
  void note_places(Node&, std::size_t begin);
  std::size_t end_of_quoted(Node& node, std::size_t begin);
  std::size_t end_of_block(Node& node, std::size_t begin);
  const Node& add_empty(std::size_t pos);
  void add(const Node& node, std::size_t end, std::size_t levels);
  std::size_t end_of_first_line(const Open& collection) const;

  // Keys: yaml_keys.cpp.
  bool is_next_key(std::size_t pos) const;
  void add_key(const Node& node);
  void refuse_key(const Node& node);
  void check_duplicate(Open& mapping, const Node& key);
  void check_empty_value(std::size_t indicator);
  void report_valueless(Open& mapping, std::size_t end);
  std::string advice_for_braces(const Open& mapping, std::size_t end) const;

  // What brackets do to their contents: yaml_brackets.cpp.
  std::size_t closing_bracket(const Open& collection) const;
  bool in_split_value() const;
  bool skip_piece(const Node& node);
  void mend_split_value(Node& node, std::size_t end);

  Diagnostics& diagnostics_;
  Document& document_;
  YamlText text_;
  std::uint32_t base_ = 0;
  std::vector<Open> open_;
  std::vector<Anchor> anchors_;
  std::size_t nodes_ = 0;
  std::size_t errors_before_ = 0;
  std::size_t last_begin_ = 0, last_end_ = 0;  // of what was delivered last
  bool done_ = false;
};

/// The text behind a byte order mark.
std::string_view without_byte_order_mark(std::string_view text);

}  // namespace asim
