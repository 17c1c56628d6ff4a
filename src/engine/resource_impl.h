#pragma once
// What happens to a resource all the time, in line with the steps: acquiring what is free, waiting alone in
// line, receiving, releasing. Included by resource.h only.

#include "engine/resource.h"

namespace asim {

inline Resource::Condition Resource::condition() const {
  if (in_use_ == 0) return capacity_ == 0 ? Condition::down : Condition::idle;
  return in_use_ < capacity_ ? Condition::busy : Condition::full;
}

inline void Resource::note_condition() {
  const Condition present = condition();
  if (present == condition_) return;
  times_[static_cast<std::size_t>(condition_)] += loop_.now() - condition_since_;
  condition_ = present;
  condition_since_ = loop_.now();
}

inline void Resource::change_in_use(Amount in_use) {
  in_use_ = in_use;
  in_use_statistic_.set(loop_.now(), static_cast<double>(in_use));
  note_condition();
}

inline Hold& Resource::make_hold(Process& process, Amount amount, double priority) {
  Hold& hold = *loop_.pool().make<Hold>();
  hold.resource = this;
  hold.amount = amount;
  occupy(hold, process, priority);
  change_in_use(in_use_ + amount);
  return hold;
}

inline void Resource::occupy(Hold& hold, Process& process, double priority) {
  hold.priority = priority;
  hold.order = loop_.next_order();
  hold.process = &process;
  hold.since = loop_.now();
  holders_.insert(hold);
}

inline void Resource::receive(Hold& hold, double requested) {
  hold.request = nullptr;
  Hold*& newest = hold.process->newest_hold();
  hold.older = newest;
  if (newest) newest->newer = &hold;
  newest = &hold;
  const double wait = hold.since - requested;
  if (waits_.is_usual(wait)) [[likely]] {
    waits_.observe_usual(wait);
  } else {
    waits_.observe(wait);
  }
}

inline bool Resource::would_stand_first(double priority) const {
  if (line_.empty()) return true;
  const Claim& first = line_.first();
  const bool comes_before_equals = order_ == LineOrder::lifo && !first.is_returning();
  return priority < first.priority || (priority == first.priority && comes_before_equals);
}

inline Hold* Resource::try_acquire(Process& process, Amount amount, double priority) {
  if (amount > free() || !would_stand_first(priority)) return nullptr;
  Hold& hold = make_hold(process, amount, priority);
  receive(hold, loop_.now());
  return &hold;
}

inline void Resource::unlink(Hold& hold) {
  (hold.newer ? hold.newer->older : hold.process->newest_hold()) = hold.older;
  if (hold.older) hold.older->newer = hold.newer;
}

// Frees the units and the hold, which is in no process's list. Serves nobody.
inline void Resource::vacate(Hold& hold) {
  holders_.remove(hold);
  change_in_use(in_use_ - hold.amount);
  loop_.pool().destroy(&hold);
}

inline void Resource::release(Hold& hold) {
  unlink(hold);
  if (line_.empty()) {
    vacate(hold);
  } else {
    pass_on(hold);
  }
}

inline bool Resource::is_first(const Claim& claim) const {
  const Claim* first = line_.front();
  return !first || first == &claim || claim.stands_before(*first);
}

inline bool Resource::fits(const Claim& claim) const {
  if (claim.amount > capacity_) return false;
  const Amount most = capacity_ - claim.amount;
  return in_use_ <= most || (claim.request->preempts() && fits_with_victims(claim));
}

inline bool Resource::could_give(const Claim& claim) const { return is_first(claim) && fits(claim); }

inline void Resource::enter_line(Claim& claim) {
  line_.insert(claim);
  if (claim.is_returning()) ++returned_;
  waiting_statistic_.add(loop_.now(), 1);
}

inline void Resource::leave_line(Claim& claim) {
  line_.remove(claim);
  if (claim.is_returning()) --returned_;
  waiting_statistic_.add(loop_.now(), -1);
}

inline Acquire::Acquire(Process& process, double priority, bool preempt)
    : Event(process),
      priority_(priority),
      requested_(process.loop().now()),
      order_(process.loop().next_order()),
      preempt_(preempt) {}

inline Acquire::Acquire(Process& process, Resource& resource, std::uint64_t amount, double priority,
                        bool preempt)
    : Acquire(process, priority, preempt) {
  claim_one(resource, amount);
}

// A line that is last come, first served is one of its requests for that resource alone.
inline void Acquire::claim_one(Resource& resource, std::uint64_t amount) {
  first_.priority = priority_;
  first_.order = resource.order() == LineOrder::lifo ? -order_ : order_;
  first_.resource = &resource;
  first_.request = this;
  first_.amount = amount;
  claims_ = {&first_, 1};
}

inline void Acquire::receive() {
  if (claims_.size() == 1) [[likely]]
    return first_.resource->receive(*std::exchange(first_.hold, nullptr), requested_);
  for (Claim& claim : claims_) claim.resource->receive(*std::exchange(claim.hold, nullptr), requested_);
}

inline void Acquire::wait_in_line(double timeout) {
  mark_waiting();
  first_.resource->enter_line(first_);
  process().wait_in_line(*this, timeout);
}

}  // namespace asim
