#include "engine/group.h"

#include <algorithm>
#include <utility>

#include "engine/loop.h"

namespace asim {

bool Group::withdraw_parts() {
  closed_ = true;
  bool any = parts_.empty();
  for (Event* part : parts_) any |= part->state() != State::idle && part->withdraw();
  return any;
}

double Group::holds_back_from(const void* source) const {
  double amount = 0;
  for (const Event* part : parts_) amount += part->holds_back_from(source);
  return amount;
}

void Group::serve_after(State) {
  for (Event* part : parts_) part->serve_others();
}

void Group::destroy_parts(Pool& pool) {
  for (Event* part : parts_) part->destroy(pool);
}

// ---- first_of ----

bool FirstOf::has(std::size_t i) {
  if (i < parts_.size()) return true;
  Event* part = make_part();
  if (part) add(*part);
  return part != nullptr;
}

// Making parts is no change that anybody sees.
bool FirstOf::possible() const {
  for (std::size_t i = 0; const_cast<FirstOf*>(this)->has(i); ++i) {
    if (parts_[i]->possible()) return true;
  }
  return false;
}

void FirstOf::take() {
  mark_waiting();
  closed_ = false;
  beginning_ = true;
  for (std::size_t i = 0; !closed_ && has(i); ++i) {
    if (parts_[i]->state() == State::idle && parts_[i]->attempt()) part_granted(*parts_[i]);
  }
  beginning_ = false;
}

bool FirstOf::begin() {
  take();
  beginning_ = true;
  // A part may be done by what a later one sets going, or, itself an all_of, only now that it has begun.
  for (std::size_t i = 0; !closed_ && has(i); ++i) {
    if (parts_[i]->state() == State::idle && parts_[i]->begin()) part_granted(*parts_[i]);
  }
  beginning_ = false;
  return granted();
}

void FirstOf::part_granted(Event& part) {
  if (closed_) {
    if (!granted() || parts_[winner_] != &part) part.take_back();
    return;
  }
  closed_ = true;
  winner_ = static_cast<std::size_t>(std::find(parts_.begin(), parts_.end(), &part) - parts_.begin());
  const bool outer = std::exchange(withdrawing_, true);
  for (Event* loser : parts_) {
    if (loser != &part) loser->withdraw();
  }
  if (beginning_) {
    mark_granted();
  } else {
    grant();
  }
  // Whoever is served may revoke the decision.
  for (Event* loser : parts_) {
    if (loser != &part) loser->serve_others();
  }
  withdrawing_ = outer;
  if (!closed_) rejoin();
}

void FirstOf::part_revoked(Event&) {
  if (!granted()) return;
  closed_ = false;
  revoke();
}

// Not while a part is still being withdrawn; then it is done after that.
void FirstOf::rejoin() {
  if (withdrawing_) return;
  for (std::size_t i = 0; !closed_ && state() == State::waiting && has(i); ++i) {
    if (parts_[i]->state() == State::idle && parts_[i]->begin()) part_granted(*parts_[i]);
  }
}

void FirstOf::destroy(Pool& pool) {
  destroy_parts(pool);
  pool.destroy(this);
}

// ---- all_of ----

// Parts that want the same thing may be possible one by one and not together. take() then has begun some of
// them and leaves the whole waiting.
bool AllOf::possible() const {
  return std::all_of(parts_.begin(), parts_.end(), [](Event* part) { return part->possible(); });
}

void AllOf::take() {
  mark_waiting();
  closed_ = false;
  beginning_ = true;
  for (std::size_t i = 0; i < parts_.size() && !closed_; ++i) {
    if (parts_[i]->state() == State::idle) parts_[i]->begin();
  }
  beginning_ = false;
  if (!closed_ && all_granted()) mark_granted();
}

bool AllOf::all_granted() const {
  return std::all_of(parts_.begin(), parts_.end(), [](Event* part) { return part->granted(); });
}

bool AllOf::begin() {
  take();
  return granted();
}

void AllOf::part_granted(Event& part) {
  if (closed_) {
    part.take_back();
    return;
  }
  if (!beginning_ && all_granted()) grant();
}

void AllOf::part_revoked(Event&) {
  if (granted() && !closed_) revoke();
}

void AllOf::destroy(Pool& pool) {
  destroy_parts(pool);
  pool.destroy(this);
}

}  // namespace asim
