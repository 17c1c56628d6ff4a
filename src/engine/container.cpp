#include "engine/container.h"

#include <algorithm>
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

// The first in line that can go on now and overtakes nobody by that; null if there is none.
Container::Request* Container::next_served(const Line<Request>& line) const {
  for (Request* request = line.front(); request; request = line.after(*request)) {
    if (request->fits()) return request;
    if (order_ == ContainerOrder::fifo) return nullptr;
  }
  return nullptr;
}

// Begins at the front each time: granting may, through a group, take others out of the line.
bool Container::serve_one(Line<Request>& line) {
  Request* request = next_served(line);
  if (request) request->granted_in_line();
  return request != nullptr;
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

void Container::Put::move_amount() {
  container_.change_level(amount_);
  container_.note_put(amount_);
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

bool Container::Get::give_back() {
  container_.change_level(amount_);
  container_.level_given_back_ = container_.level_;
  return true;
}

// ---- statistics ----

void Container::reset_statistics() {
  level_statistic_.reset(loop_.now());
  puts_ = gets_ = 0;
  amount_in_ = amount_out_ = 0;
}

// ---- checking ----

const char* Container::inconsistency() const {
  if (!(level_ >= 0)) return "its level is negative";
  if (level_ > std::max(capacity_, level_given_back_)) return "its level is above its capacity";
  if (next_served(getters_)) return "a get waits beside an amount it could have";
  return next_served(putters_) ? "a put waits beside room" : nullptr;
}

}  // namespace asim
