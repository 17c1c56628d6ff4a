#pragma once
// The hot part of the loop, of processes and of events: in line with whoever calls it. Included by loop.h
// only.

#include "engine/loop.h"

namespace asim {

inline void Loop::push_ready(Process& process) {
  process.state_ = Process::State::ready;
  if (process.held_back_ > 0) [[unlikely]]
    return;
  process.queued_ = true;
  ready_.push(&process);
}

inline void Loop::start(Process& process) {
  process.queued_ = true;
  ready_.push(&process);
}

inline void Loop::schedule(Process& process, double time) {
  process.slot_ = future_.schedule(reinterpret_cast<Subject>(&process), time);
}

inline void Loop::unschedule(Process& process) {
  if (process.slot_ == Process::kNoSlot) return;
  future_.cancel(process.slot_);
  process.slot_ = Process::kNoSlot;
}

inline Process::Process(Loop& loop) : loop_(&loop) {
  loop.ready_.reserve(loop.processes_ + 1);
  ++loop.processes_;
}

inline Process::~Process() {
  --loop_->processes_;
  if (frame_ || ties_) [[unlikely]]
    abandon();
}

inline void Process::granted() {
  if (state_ != State::waiting) [[unlikely]]
    return;  // it is beginning the event and will see for itself
  loop_->unschedule(*this);
  wake_ = Wake::granted;
  loop_->push_ready(*this);
}

inline void Event::grant() {
  mark_granted();
  if (group_) {
    grant_part();
  } else {
    process_->granted();
  }
}

// Asked one after the other: made one load of all eight bytes, it would have to wait until what has just been
// stored to some of them has left the store buffer.
inline bool Process::can_be_granted_simply() const {
  if (slot_ != kNoSlot) return false;
  asm volatile("");
  return held_back_ == 0;
}

inline void Process::granted_simply() {
  state_ = State::ready;
  wake_ = Wake::granted;
  held_back_ = 0;  // as it is: so that the four are one store
  queued_ = true;
  loop_->ready_.push(this);
}

inline bool Event::can_be_granted_simply() const { return !group_ && process_->can_be_granted_simply(); }
inline bool Event::is_alone() const { return !group_; }

inline void Event::grant_simply() {
  mark_granted();
  process_->granted_simply();
}

inline double Process::now() const { return loop_->now(); }

inline void Process::come_to_rest() { loop_->rests_ = true; }

inline void Process::wait_in_line(Event& event) {
  event_ = &event;
  state_ = State::waiting;
  slot_ = kNoSlot;
  waiting_since_ = loop_->now_;
  limit_ = Loop::kForever;
}

inline void Process::wait_in_line(Event& event, double timeout) {
  wait_in_line(event);
  if (timeout == Loop::kForever) return;
  limit_ = loop_->now_ + timeout;
  loop_->schedule(*this, limit_);
}

inline void Loop::put_to_sleep(Process& process, double end) {
  process.state_ = Process::State::sleeping;
  process.waiting_since_ = now_;
  process.slot_ = future_.schedule_in_open_slot(reinterpret_cast<Subject>(&process), end);
}

inline Process::Awaiter Process::fall_asleep(double until) {
  if (has_interrupt()) [[unlikely]] {
    wake_ = Wake::interrupted;
    return {this, true};
  }
  state_ = State::sleeping;
  waiting_since_ = loop_->now_;
  loop_->schedule(*this, until);
  return {this, false};
}

}  // namespace asim
