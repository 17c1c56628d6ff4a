#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/eviction.h"
#include "engine/resource.h"

namespace asim {

Acquire::Acquire(Process& process, double priority, bool preempt)
    : Event(process),
      claims_(PoolAllocator<Claim>(process.loop().pool())),
      priority_(priority),
      requested_(process.loop().now()),
      order_(process.loop().next_order()),
      preempt_(preempt) {}

Acquire::Acquire(Process& process, Resource& resource, std::uint64_t amount, double priority, bool preempt)
    : Acquire(process, priority, preempt) {
  add(resource, amount);
}

void Acquire::add(Resource& resource, std::uint64_t amount) {
  assert(amount > 0 && state() == State::idle);
  for (Claim& claim : claims_) {
    if (claim.resource != &resource) continue;
    claim.amount += amount;
    return;
  }
  Claim claim;
  claim.priority = priority_;
  claim.order = claims_.empty() && resource.order() == LineOrder::lifo ? -order_ : order_;
  claim.resource = &resource;
  claim.request = this;
  claim.amount = amount;
  if (!claims_.empty()) claims_.front().order = order_;
  claims_.push_back(claim);
}

void Acquire::return_after(const Preemption& preemption) {
  assert(claims_.size() == 1 && state() == State::idle);
  claims_.front().order = Claim::kReturning + preemption.order;
}

bool Acquire::refused() {
  if (possible()) return false;
  bool any = false;
  for (const Claim& claim : claims_) {
    if (claim.is_returning() || !claim.resource->line_is_full()) continue;
    ++claim.resource->rejections_;
    any = true;
  }
  return any;
}

void Acquire::refuse_to_wait() {
  if (possible()) return;
  for (const Claim& claim : claims_) ++claim.resource->rejections_;
}

bool Acquire::possible() const {
  return std::all_of(claims_.begin(), claims_.end(),
                     [](const Claim& c) { return c.resource->could_give(c); });
}

void Acquire::seize(Resource::Eviction& eviction) {
  for (Claim& claim : claims_) claim.hold = &claim.resource->seize(claim, eviction);
}

void Acquire::serve_lines() {
  for (const Claim& claim : claims_) claim.resource->serve();
}

void Acquire::take() {
  return_from_withdrawal();
  Resource::Eviction eviction(process().loop(), &process());
  seize(eviction);
  mark_granted();
  if (eviction.empty()) return;
  eviction.finish();
  serve_lines();  // a victim may have lost more than was needed
}

void Acquire::granted_in_line() {
  for (Claim& claim : claims_) claim.resource->leave_line(claim);
  Resource::Eviction eviction(process().loop(), &process());
  seize(eviction);
  grant();
  eviction.finish();
  serve_lines();  // those it held up in other lines
}

void Acquire::join() {
  return_from_withdrawal();
  for (Claim& claim : claims_) claim.resource->enter_line(claim);
}

void Acquire::leave() {
  for (Claim& claim : claims_) claim.resource->leave_line(claim);
  give_up(process().now());
}

bool Acquire::give_back() {
  if (const Hold* hold = claims_.front().hold) give_up(hold->since);
  for (Claim& claim : claims_) {
    if (claim.hold) claim.resource->vacate(*std::exchange(claim.hold, nullptr));
  }
  return true;
}

void Acquire::give_up(double until) {
  withdrawn_ = true;
  for (const Claim& claim : claims_) {
    ++claim.resource->reneges_;
    claim.resource->reneged_time_ += wait(until);
  }
  requested_ += process().now() - until;
}

// In the same instant: see Event::reopen.
void Acquire::return_from_withdrawal() {
  if (!std::exchange(withdrawn_, false)) [[likely]]
    return;
  for (const Claim& claim : claims_) {
    --claim.resource->reneges_;
    claim.resource->reneged_time_ -= wait(process().now());
  }
}

// Preempted between the grant and the receipt. The part of an all_of may have been granted for a while: that
// time it did not stand in line.
void Acquire::lose() {
  requested_ += process().now() - claims_.front().hold->since;
  for (Claim& claim : claims_) claim.resource->vacate(*std::exchange(claim.hold, nullptr));
  join();
  revoke();
}

void Acquire::receive() {
  for (Claim& claim : claims_) claim.resource->receive(*std::exchange(claim.hold, nullptr), requested_);
}

}  // namespace asim
