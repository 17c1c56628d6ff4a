#include "engine/line.h"

namespace asim {

// Precondition: the node belongs neither first nor last, so a node before it exists.
void LineBase::insert_between(LineNode& node) {
  if (!index_ && size_ <= kFew) {
    LineNode* previous = last_;
    while (node.stands_before(*previous)) previous = previous->previous;
    return link(node, previous, previous->next);
  }
  if (!index_) build_index();
  auto group = index_->upper_bound(node.priority);
  LineNode* previous = group == index_->begin() ? nullptr : std::prev(group)->second;
  // Only what is put back into its old place walks here: newcomers come last in their group.
  while (previous && node.stands_before(*previous)) previous = previous->previous;
  link(node, previous, previous ? previous->next : first_);
  enter_index(node);
}

void LineBase::build_index() {
  index_ = std::make_unique<Index>(PoolAllocator<std::pair<const double, LineNode*>>(pool_));
  for (LineNode* node = first_; node; node = node->next) (*index_)[node->priority] = node;
}

void LineBase::enter_index(LineNode& node) {
  if (node.next && node.next->priority == node.priority) return;
  (*index_)[node.priority] = &node;
}

void LineBase::leave_index(LineNode& node) {
  if (size_ == 1) {
    index_.reset();
    return;
  }
  if (node.next && node.next->priority == node.priority) return;
  if (node.previous && node.previous->priority == node.priority) {
    (*index_)[node.priority] = node.previous;
  } else {
    index_->erase(node.priority);
  }
}

}  // namespace asim
