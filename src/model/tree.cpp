#include "model/tree.h"

namespace asim {

const Node::Member* Node::find_member(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key->text == key) return &member;
  }
  for (const Member& member : members) {
    if (!key.empty() && member.meant == key) return &member;
  }
  return nullptr;
}

const Node* Node::find(std::string_view key) const {
  const Member* member = find_member(key);
  return member ? member->value : nullptr;
}

}  // namespace asim
