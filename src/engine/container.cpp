#include "engine/container.h"

#include <cassert>

namespace asim {

Container::Container(Loop& loop, double capacity, double level, ContainerOrder order)
    : loop_(loop),
      capacity_(capacity),
      level_(level),
      order_(order),
      getters_(loop.pool()),
      putters_(loop.pool()),
      level_statistic_(loop.now(), level) {
  assert(level >= 0 && level <= capacity);
}

void Container::change_level(double difference) {
  level_ += difference;
  level_statistic_.set(loop_.now(), level_);
}

// Begins at the front each time: granting may, through a group, take others out of the line.
bool Container::serve_one(Line<Request>& line) {
  for (Request* request = line.front(); request; request = Line<Request>::after(*request)) {
    if (request->fits()) {
      request->granted_in_line();
      return true;
    }
    if (order_ == ContainerOrder::fifo) return false;
  }
  return false;
}

// What a grant sets going comes back here and is left to the loop that made it.
void Container::settle(Line<Request>& first, Line<Request>& second) {
  if (settling_) return;
  settling_ = true;
  bool any = true;
  while (any) {
    any = false;
    while (serve_one(first)) any = true;
    while (serve_one(second)) any = true;
  }
  settling_ = false;
}

// ---- requests ----

Container::Request::Request(Process& process, Container& container, double amount)
    : Event(process), container_(container), amount_(amount) {
  assert(amount >= 0);
  order = process.loop().next_order();
}

bool Container::Request::may_go() const {
  const Request* first = line().front();
  return !first || container_.order_ == ContainerOrder::first_fit || stands_before(*first);
}

void Container::Request::granted_in_line() {
  line().remove(*this);
  move_amount();
  grant();
}

void Container::Get::take() {
  move_amount();
  mark_granted();
  container_.settle(container_.putters_, container_.getters_);
}

void Container::Put::take() {
  move_amount();
  mark_granted();
  container_.settle(container_.getters_, container_.putters_);
}

void Container::Get::leave() {
  line().remove(*this);
  container_.settle(container_.getters_, container_.putters_);
}

void Container::Put::leave() {
  line().remove(*this);
  container_.settle(container_.putters_, container_.getters_);
}

bool Container::Get::give_back() {
  container_.change_level(amount_);
  container_.settle(container_.getters_, container_.putters_);
  return true;
}

}  // namespace asim
