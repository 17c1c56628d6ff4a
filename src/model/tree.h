#pragma once
// The YAML document as our own tree: what was written, where, and whether it was quoted.
//
// Nodes are owned by the Document; pointers to them stay valid as long as it lives. Anchors and aliases are
// resolved: an alias is the anchor's node itself, so the same pointer may stand in several places. Scalars
// keep their text: what a scalar means is decided by where it stands (number, condition, value, text).

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"

namespace asim {

struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, mapping };
  struct Member {
    const Node* key;  // always a scalar
    const Node* value;
    // Of a misspelt key: the one that was meant, once a schema has found out (mend_keys). One mistake is one
    // error: all that asks for the key that was meant shall find it.
    mutable std::string_view meant = {};
    mutable bool is_reported = false;

    std::string_view meaning() const { return meant.empty() ? std::string_view(key->text) : meant; }
  };

  Kind kind = Kind::null;
  bool quoted = false;  // a scalar in '…' or "…"
  bool block = false;   // a scalar written with | or >: counts as plain text
  bool flow = false;    // a list or mapping written with brackets
  Span span;  // the scalar with its quotes; the whole of a flow collection; the first line of a block one
  Span text_span;  // of a scalar: the text without quotes, where it maps byte by byte to `text`; else unknown
  std::string text;                   // of a scalar: its value with escapes resolved
  std::vector<std::uint32_t> places;  // of its bytes, as in spans, if text_span is unknown
  std::vector<const Node*> items;
  std::vector<Member> members;

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_mapping() const { return kind == Kind::mapping; }
  bool is_plain() const { return kind == Kind::scalar && !quoted; }

  /// The value of a key in a mapping, or of a misspelt key that is meant to be it; else null.
  const Node* find(std::string_view key) const;
  const Member* find_member(std::string_view key) const;
};

struct Document {
  const Node* root = nullptr;  // null if the text could not be read at all
  std::deque<Node> nodes;

  Node& make() { return nodes.emplace_back(); }
};

}  // namespace asim
