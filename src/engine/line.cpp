#include "engine/line.h"

namespace asim {

// Precondition: the node belongs neither first nor last, so a node before it exists.
void LineBase::insert_between(LineNode& node) {
  if (!index_ && first().priority == last().priority) return put_back(node);
  const bool walks = !index_ && size_ <= kFew;
  LineLinks* previous = walks ? ends_.previous : last_of_group_before(node);
  // In an index only what is put back into its old place walks: newcomers come last in their group.
  while (previous != &ends_ && node.stands_before(static_cast<LineNode&>(*previous)))
    previous = previous->previous;
  link(node, previous);
  if (!walks) enter_index(node);
}

/// One of the only priority returns: it was among the first when it left.
void LineBase::put_back(LineNode& node) {
  LineLinks* next = ends_.next;
  while (static_cast<LineNode&>(*next).stands_before(node)) next = next->next;
  link(node, next->previous);
}

/// The last node whose priority is not above this one's; the line's own links if there is none.
LineLinks* LineBase::last_of_group_before(const LineNode& node) {
  if (!index_) build_index();
  const auto group = index_->upper_bound(node.priority);
  return group == index_->begin() ? &ends_ : std::prev(group)->second;
}

void LineBase::build_index() {
  index_ = std::make_unique<Index>(PoolAllocator<std::pair<const double, LineNode*>>(pool_));
  for (LineNode* each = node(ends_.next); each; each = node(each->next)) (*index_)[each->priority] = each;
}

void LineBase::enter_index(LineNode& newcomer) {
  if (has_priority(newcomer.next, newcomer.priority)) return;
  (*index_)[newcomer.priority] = &newcomer;
}

void LineBase::leave_index(LineNode& leaving) {
  if (size_ == 1) {
    index_.reset();
    return;
  }
  if (has_priority(leaving.next, leaving.priority)) return;
  if (has_priority(leaving.previous, leaving.priority)) {
    (*index_)[leaving.priority] = node(leaving.previous);
  } else {
    index_->erase(leaving.priority);
  }
}

bool LineBase::has_priority(LineLinks* links, double priority) const {
  const LineNode* there = node(links);
  return there && there->priority == priority;
}

}  // namespace asim
