#include "engine/process.h"

#include <utility>

#include "engine/loop.h"

namespace asim {

void Process::abandon() {
  if (frame_) frame_.destroy();
  if (ties_) loop_->pool().destroy(ties_);
}

Process::Ties& Process::make_ties() {
  ties_ = loop_->pool().make<Ties>(loop_->pool());
  return *ties_;
}

void Process::cut_ties() { loop_->pool().destroy(std::exchange(ties_, nullptr)); }

double Process::wake_time() const {
  return slot_ == kNoSlot || state_ == State::running ? Loop::kForever : loop_->future_.time_of(slot_);
}

Process::Awaiter Process::wait(Event& event) { return wait(event, Loop::kForever); }

Process::Awaiter Process::wait(Event& event, double timeout) {
  const bool at_once = timeout > 0 ? event.begin() : event.attempt();
  if (at_once) {
    wake_ = Wake::granted;
    return {this, true};
  }
  if (timeout <= 0) {
    event.take_back();
    wake_ = Wake::timed_out;
    return {this, true};
  }
  return wait_on(event, timeout);
}

Process::Awaiter Process::wait_on(Event& event, double timeout) {
  if (has_interrupt()) [[unlikely]] {
    event.take_back();
    wake_ = Wake::interrupted;
    return {this, true};
  }
  wait_in_line(event, timeout);
  return {this, false};
}

// A revocation comes in the instant of the grant, so the deadline is not past.
void Process::revoked() {
  if (state_ != State::ready) return;
  loop_->unqueue(*this);
  state_ = State::waiting;
  if (limit_ < Loop::kForever) loop_->schedule(*this, limit_);
}

void Process::hold_back(bool restart) {
  ++held_back_;
  if (state_ == State::sleeping && held_back_ == 1) {
    limit_ = wake_time() - (restart ? waiting_since_ : loop_->now_);
    loop_->unschedule(*this);
  } else if (state_ == State::ready && queued_) {
    loop_->unqueue(*this);
  }
}

void Process::let_go() {
  if (--held_back_ > 0) return;
  if (state_ == State::sleeping) {
    waiting_since_ = loop_->now_;
    loop_->schedule(*this, loop_->now_ + limit_);
  } else if (state_ == State::ready) {
    loop_->push_ready(*this);
  }
}

Interrupt* Process::take_interrupt() {
  Interrupt* first = ties_->interrupts;
  ties_->interrupts = first->next;
  return first;
}

}  // namespace asim
