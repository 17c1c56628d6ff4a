#include "engine/event.h"

#include "engine/group.h"
#include "engine/loop.h"

namespace asim {

void Event::grant_part() { group_->part_granted(*this); }

void Event::revoke() {
  mark_waiting();
  if (group_) {
    group_->part_revoked(*this);
  } else {
    process_->revoked();
  }
}

void Event::reopen() {
  for (Group* group = group_; group; group = group->group_) group->rejoin();
}

double Event::rivals_hold_back(const void* source) const {
  double amount = 0;
  for (const Event* event = this; event->group_; event = event->group_) {
    if (!event->group_->is_choice()) continue;
    for (std::size_t i = 0; i < event->group_->size(); ++i) {
      const Event& part = event->group_->part(i);
      if (&part != event) amount += part.holds_back_from(source);
    }
  }
  return amount;
}

}  // namespace asim
