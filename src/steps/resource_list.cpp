#include "steps/resource_list.h"

#include "steps/capacities.h"

namespace asim {
namespace {

/// A name that is known to be no list is to be a resource.
Type expected_of(StepCompiler& c, const Node& node) {
  const Symbol* symbol = node.is_plain() ? c.scope().find(node.text) : nullptr;
  return symbol && !symbol->type.may_be(types::list) ? types::resource : types::resource | types::list;
}

}  // namespace

ResourceList::ResourceList(StepCompiler& c, const StepNode& s, std::string_view key) : span_(s.span) {
  const Node* node = s.find(key);
  if (!node || node->is_null()) return;
  span_ = node->span;
  if (node->is_list()) {
    for (const Node* item : node->items)
      members_.push_back(c.compile(*item, Use::expression, expected_of(c, *item)));
    return;
  }
  members_.push_back(c.compile(*node, Use::expression, expected_of(c, *node)));
  is_constant_ = find_object(c.program(), members_.front().operand) != nullptr;
}

}  // namespace asim
