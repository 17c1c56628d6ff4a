#include "engine/group.h"

#include <algorithm>
#include <utility>

namespace asim {

bool Group::take_back_parts() {
  closed_ = true;
  bool any = parts_.empty();
  for (Event* part : parts_) {
    if (part->state() == State::waiting) any |= part->take_back();
  }
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
    if ((*part)->state() != State::idle) any |= (*part)->take_back();
  }
  return any;
}

void Group::destroy_parts(Pool& pool) {
  for (Event* part : parts_) part->destroy(pool);
}

// ---- first_of ----

bool FirstOf::possible() const {
  return std::any_of(parts_.begin(), parts_.end(), [](Event* part) { return part->possible(); });
}

void FirstOf::take() {
  mark_waiting();
  closed_ = false;
  beginning_ = true;
  for (std::size_t i = 0; i < parts_.size() && !closed_; ++i) {
    if (parts_[i]->state() == State::idle && parts_[i]->attempt()) part_granted(*parts_[i]);
  }
  beginning_ = false;
}

bool FirstOf::begin() {
  take();
  beginning_ = true;
  // A part may be done by what a later one sets going, or, itself an all_of, only now that it has begun.
  for (std::size_t i = 0; i < parts_.size() && !closed_; ++i) {
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
  if (beginning_) {
    mark_granted();
  } else {
    grant();
  }
  withdraw_losers();
  withdrawing_ = outer;
  if (!closed_) rejoin();
}

// What a withdrawal serves may revoke the decision, and even let another part win.
void FirstOf::withdraw_losers() {
  for (std::size_t i = 0; i < parts_.size() && closed_; ++i) {
    if (i != winner_) parts_[i]->take_back();
  }
}

void FirstOf::part_revoked(Event&) {
  if (!granted()) return;
  closed_ = false;
  revoke();
}

// Not while a part is still being withdrawn; then it is done after that.
void FirstOf::rejoin() {
  if (withdrawing_) return;
  for (std::size_t i = 0; i < parts_.size() && !closed_ && state() == State::waiting; ++i) {
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
