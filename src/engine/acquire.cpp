#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

#include "engine/eviction.h"
#include "engine/resource.h"

namespace asim {

void Acquire::add(Resource& resource, std::uint64_t amount) {
  assert(amount > 0 && state() == State::idle);
  for (Claim& claim : claims_) {
    if (claim.resource != &resource) continue;
    claim.amount += amount;
    return;
  }
  if (claims_.empty()) return claim_one(resource, amount);
  Claim& claim = new_claim();
  claim.priority = priority_;
  claim.order = claims_.front().order = order_;
  claim.resource = &resource;
  claim.request = this;
  claim.amount = amount;
}

// Behind the others. All of them move, but nobody knows them yet.
Claim& Acquire::new_claim() {
  const std::size_t count = claims_.size() + 1;
  PoolAllocator<Claim> allocator(process().loop().pool());
  Claim* more = allocator.allocate(count);
  std::uninitialized_default_construct_n(more, count);
  std::ranges::copy(claims_, more);
  if (count > 2) free_claims();
  claims_ = {more, count};
  return claims_.back();
}

void Acquire::free_claims() {
  PoolAllocator<Claim>(process().loop().pool()).deallocate(claims_.data(), claims_.size());
}

void Acquire::return_after(const Preemption& preemption) {
  assert(claims_.size() == 1 && state() == State::idle);
  claims_.front().order = Claim::kReturning + preemption.order;
}

bool Acquire::refused() {
  const auto is_kept_out = [](const Claim& claim) {
    return !claim.is_returning() && claim.resource->line_is_full();
  };
  if (std::ranges::none_of(claims_, is_kept_out) || possible()) return false;
  for (const Claim& claim : claims_) claim.resource->rejections_ += is_kept_out(claim);
  return true;
}

void Acquire::refuse_to_wait() {
  if (possible()) return;
  for (const Claim& claim : claims_) ++claim.resource->rejections_;
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
  if (claims_.size() == 1 && first_.amount <= first_.resource->free()) return granted_one();
  for (Claim& claim : claims_) claim.resource->leave_line(claim);
  Resource::Eviction eviction(process().loop(), &process());
  seize(eviction);
  grant();
  eviction.finish();
  serve_lines();  // those it held up in other lines
}

// The usual case: no victims, and the one resource is serving its line already.
void Acquire::granted_one() {
  Resource& resource = *first_.resource;
  resource.leave_line(first_);
  first_.hold = &resource.make_hold(process(), first_.amount, priority_);
  first_.hold->request = this;
  grant();
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

}  // namespace asim
