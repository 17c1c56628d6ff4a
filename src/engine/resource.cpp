#include "engine/resource.h"

#include <algorithm>
#include <cassert>

#include "engine/eviction.h"

namespace asim {

// ---- victims ----

bool Resource::is_victim(const Hold& hold, const Claim& claim) const {
  return hold.priority > claim.priority && hold.process != &claim.request->process();
}

Hold* Resource::worst_victim(const Claim& claim) const {
  Hold* hold = holders_.back();
  while (hold && !is_victim(*hold, claim)) hold = holders_.before(*hold);
  return hold;
}

void Resource::preempt_excess() {
  Eviction eviction(loop_, nullptr);
  while (in_use_ > capacity_) eviction.add(*holders_.back());
  eviction.finish();
  serve();
}

// ---- units ----

Resource::Resource(Loop& loop, Amount capacity, LineOrder order, std::size_t queue_limit)
    : loop_(loop),
      capacity_(capacity),
      queue_limit_(queue_limit),
      order_(order),
      line_(loop.pool()),
      holders_(loop.pool()),
      in_use_statistic_(loop.now()),
      waiting_statistic_(loop.now()),
      capacity_statistic_(loop.now(), static_cast<double>(capacity)),
      condition_(condition()),
      condition_since_(loop.now()),
      nominal_capacity_(capacity) {}

void Resource::set_capacity(Amount capacity) {
  nominal_capacity_ = capacity;
  if (!is_down()) change_capacity(capacity);
}

void Resource::break_down() {
  if (breakdowns_++ > 0) return;
  change_capacity(0);
  preempt_excess();
}

void Resource::repair() {
  assert(is_down());
  if (--breakdowns_ == 0) change_capacity(nominal_capacity_);
}

void Resource::change_capacity(Amount capacity) {
  capacity_ = capacity;
  in_use_at_change_ = in_use_;
  capacity_statistic_.set(loop_.now(), static_cast<double>(capacity));
  note_condition();
  serve();
}

double Resource::time_in(Condition condition) const {
  const double past = times_[static_cast<std::size_t>(condition)];
  return condition == condition_ ? past + (loop_.now() - condition_since_) : past;
}

void Resource::reset_statistics() {
  in_use_statistic_.reset(loop_.now());
  waiting_statistic_.reset(loop_.now());
  capacity_statistic_.reset(loop_.now());
  use_before_ = use();
  times_ = {};
  condition_since_ = loop_.now();
  waits_.reset();
  preemptions_ = reneges_ = rejections_ = 0;
  reneged_time_ = 0;
}

Resource::Amount Resource::held(Process& process) const {
  Amount sum = 0;
  for (const Hold* hold = process.holds(); hold; hold = hold->older) {
    if (hold->resource == this) sum += hold->amount;
  }
  return sum;
}

bool Resource::release(Process& process, Amount amount) {
  if (held(process) < amount) return false;
  Hold* older = nullptr;
  for (Hold* hold = process.holds(); amount > 0; hold = older) {
    older = hold->older;
    if (hold->resource != this) continue;
    if (hold->amount > amount) {
      hold->amount -= amount;
      change_in_use(in_use_ - amount);
      break;
    }
    amount -= hold->amount;
    unlink(*hold);
    vacate(*hold);
  }
  serve();
  return true;
}

Resource::Amount Resource::release_all(Process& process) {
  const Amount amount = held(process);
  release(process, amount);
  return amount;
}

void release_everything(Process& process) {
  while (Hold* hold = process.holds()) hold->resource->release(*hold);
}

// ---- the line ----

// Precondition: it does not fit beside what is in use, but would fit alone.
bool Resource::fits_with_victims(const Claim& claim) const {
  Amount missing = in_use_ - (capacity_ - claim.amount);
  const Hold* hold = holders_.back();
  for (; hold && hold->priority > claim.priority; hold = holders_.before(*hold)) {
    if (!is_victim(*hold, claim)) continue;
    if (hold->amount >= missing) return true;
    missing -= hold->amount;
  }
  return false;
}

Hold& Resource::seize(const Claim& claim, Eviction& eviction) {
  while (in_use_ > capacity_ - claim.amount) eviction.add(*worst_victim(claim));
  Hold& hold = make_hold(claim.request->process(), claim.amount, claim.priority);
  hold.request = claim.request;
  return hold;
}

// Granting may, through a group or a request for several resources, come back here; then this loop, which
// looks at the first in line anew each time, does that too, and the stack stays as deep as there are
// resources.
void Resource::serve() {
  if (serving_) return;
  serving_ = true;
  while (const Claim* first = line_.front()) {
    if (!first->request->possible()) break;
    first->request->granted_in_line();
  }
  serving_ = false;
}

// Frees the units, and the hold, while others wait.
void Resource::pass_on(Hold& hold) {
  if (can_hand_over(hold)) [[likely]] {
    hand_over(hold);
    if (line_.empty() || !line_.first().request->preempts()) return;
  } else {
    vacate(hold);
  }
  serve();
}

// The usual case: all units are in use, and the first in line wants as many as are given back, of this
// resource alone, and waits for nothing else. Then all units are in use again: nobody else can be served,
// without preempting.
bool Resource::can_hand_over(const Hold& hold) const {
  const Claim& claim = line_.first();
  return claim.amount == hold.amount && in_use_ == capacity_ && !serving_ && line_.is_plain() &&
         claim.request->claims_.size() == 1 && claim.request->can_be_granted_simply();
}

// A hold that is in no process's list any more becomes another one of as many units, all others being in use.
[[gnu::always_inline]] inline void Resource::change_hands(Hold& hold, Process& process, double priority) {
  holders_.remove(hold);
  in_use_statistic_.dip(loop_.now(), -static_cast<double>(hold.amount));
  times_[static_cast<std::size_t>(condition_)] += loop_.now() - condition_since_;
  condition_since_ = loop_.now();
  hold.newer = nullptr;
  occupy(hold, process, priority);
}

// What vacate() and Acquire::granted_one() do, one after the other.
void Resource::hand_over(Hold& hold) {
  Acquire& request = *line_.first().request;
  leave_line(request.first_);
  change_hands(hold, request.process(), request.priority_);
  hold.request = &request;
  request.first_.hold = &hold;
  request.grant_simply();
}

// Of somebody who sleeps nothing is withdrawn when he is told, so nothing is set going by that.
Hold* Resource::try_preempt(Process& process, Amount amount, double priority) {
  if (in_use_ != capacity_ || !has_worse_holder(priority) || !would_stand_first(priority)) return nullptr;
  Hold& hold = holders_.last();
  Process& victim = *hold.process;
  const bool is_simple = hold.amount == amount && !hold.request && &victim != &process &&
                         victim.state() == Process::State::sleeping;
  if (!is_simple) return nullptr;
  ++preemptions_;
  const Preemption preemption{this, &process, amount, hold.priority, hold.since, hold.order};
  unlink(hold);
  change_hands(hold, process, priority);
  receive(hold, loop_.now());
  victim.on_preempted(preemption);
  serve();
  return &hold;
}

// ---- checking ----

Resource::Amount Resource::received() const {
  Amount sum = 0;
  for (const Hold* hold = holders_.front(); hold; hold = holders_.after(*hold)) {
    if (!hold->request) sum += hold->amount;
  }
  return sum;
}

const char* Resource::inconsistency() const {
  Amount granted = 0;
  for (const Hold* hold = holders_.front(); hold; hold = holders_.after(*hold)) granted += hold->amount;
  if (granted != in_use_) return "what is in use is not the sum of what is held";
  if (in_use_ > std::max(capacity_, in_use_at_change_)) return "more than its capacity is in use";
  const Claim* first = line_.front();
  return first && first->request->possible() ? "a request waits beside what it could have" : nullptr;
}

}  // namespace asim
