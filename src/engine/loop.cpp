#include "engine/loop.h"

#include "engine/coroutine.h"

namespace asim {

void Loop::start_at(Process& process, Coroutine coroutine, double time) {
  give(process, coroutine);
  start_at(process, time);
}

void Loop::start_at(Process& process, double time) { schedule(process, time); }

// resume() and due() are in line with run(): together they are the loop.

// They return whether that was the last turn for now.
[[gnu::always_inline]] inline bool Loop::resume(Process& process) {
  running_ = &process;
  process.state_ = Process::State::running;
  process.frame_.resume();
  if (process.state_ == Process::State::running) [[unlikely]]  // it waits for nothing
    end_turn(process);
  return --turns_left_ == 0;
}

// It has ended, or stopped the run.
void Loop::end_turn(Process& process) {
  if (std::exchange(rests_, false)) {
    end(process);
    lay_to_rest(process);
  } else if (process.frame_.done()) {
    end(process);
    bury(process);
  }
}

// A process whose notice has come and that does not sleep: it begins, or its wait times out.
bool Loop::due_otherwise(Process& process) {
  if (process.state_ != Process::State::waiting) return resume(process);
  process.wake_ = Process::Wake::timed_out;
  process.state_ = Process::State::running;  // whom the withdrawal serves may preempt it
  process.event_->take_back();
  if (process.held_back_ > 0) [[unlikely]] {
    push_ready(process);
    return false;
  }
  return resume(process);
}

// Precondition: the ready queue is empty, so what the notice sets going is resumed next.
[[gnu::always_inline]] inline bool Loop::due(Subject subject) {
  if (subject & kTimerMark) {
    reinterpret_cast<Timer*>(subject & ~kTimerMark)->grant();
    return false;
  }
  Process& process = *reinterpret_cast<Process*>(subject);
  if (process.state_ != Process::State::sleeping) [[unlikely]]
    return due_otherwise(process);
  process.wake_ = Process::Wake::granted;
  return resume(process);
}

// One turn at least is left.
void Loop::set_turn_limit(std::uint64_t limit) {
  const std::uint64_t before = turns();
  turn_limit_ = limit > before ? limit : before + 1;
  turns_left_ = turn_limit_ - before;
}

Loop::Outcome Loop::run(double horizon, std::uint64_t turn_limit) {
  stopped_ = false;
  set_turn_limit(turn_limit);
  latest_ = FutureEventList::latest(horizon);
  const bool has_turns_left = take_turns();
  running_ = nullptr;
  if (!has_turns_left) return stopped_ ? Outcome::stopped : Outcome::paused;
  if (horizon < kForever) now_ = horizon;
  return future_.next_time() == kForever ? Outcome::nothing_left : Outcome::horizon;
}

// Among many processes the next one is in no cache: fetched while this one runs, it is there in time. The
// lines are its own, and those of what lies at the end of whatever is derived from it and behind that: its
// variables and its coroutine's frame, mostly.
[[gnu::always_inline]] inline void Loop::prefetch(Subject subject) {
  const char* memory = reinterpret_cast<const char*>(subject & ~kTimerMark);
  __builtin_prefetch(memory);
  __builtin_prefetch(memory + 2 * 64);
  __builtin_prefetch(memory + 3 * 64);
}

[[gnu::always_inline]] inline bool Loop::take_ready_turn() {
  Process& process = *ready_.pop();
  process.queued_ = false;
  return process.alive() ? resume(process) : bury_cancelled(process);
}

// Whether it ends because nothing is due any more. As long as there are no more than two notices at a time,
// the ready queue is what matters, and the loop has its registers for that; otherwise the walk through the
// future event list needs them all.
bool Loop::take_turns() {
  Subject subject = 0;
  while (true) {
    while (!ready_.empty()) {
      if (take_ready_turn()) [[unlikely]]
        return false;
    }
    if (!future_.is_of_two()) [[unlikely]]
      return take_turns_among_many();
    if (!future_.pop_of_two(latest_, subject, now_)) [[unlikely]]
      return true;
    if (due(subject)) [[unlikely]]
      return false;
  }
}

bool Loop::take_turns_among_many() {
  Subject subject = 0;
  while (true) {
    if (!ready_.empty() && take_ready_turns()) [[unlikely]]
      return false;
    if (!future_.pop_of_many(latest_, subject, now_, prefetch)) [[unlikely]]
      return true;
    future_.for_each_soon(prefetch);
    if (due(subject)) [[unlikely]]
      return false;
  }
}

// All that are due now; precondition: some are. Whether the last was the last turn for now.
[[gnu::noinline]] bool Loop::take_ready_turns() {
  do {
    if (take_ready_turn()) [[unlikely]]
      return true;
  } while (!ready_.empty());
  return false;
}

// Turns the ring once, without this process.
void Loop::unqueue(Process& process) {
  for (std::size_t left = ready_.size(); left > 0; --left) {
    Process* ready = ready_.pop();
    if (ready != &process) ready_.push(ready);
  }
  process.queued_ = false;
}

void Loop::stop() {
  stopped_ = true;
  turn_limit_ = turns() + 1;
  turns_left_ = 1;
}

void Loop::interrupt(Process& process, Interrupt& interrupt) {
  Interrupt** tail = &process.ties().interrupts;
  while (*tail) tail = &(*tail)->next;
  interrupt.next = nullptr;
  *tail = &interrupt;
  switch (process.state_) {
    case Process::State::sleeping:
      unschedule(process);
      process.wake_ = Process::Wake::interrupted;
      push_ready(process);
      break;
    case Process::State::waiting:
      // The interrupted process enters the ready queue before those whom its withdrawal serves.
      unschedule(process);
      process.wake_ = Process::Wake::interrupted;
      push_ready(process);
      process.event_->take_back();
      break;
    case Process::State::ready:
      if (process.wake_ != Process::Wake::granted || !process.event_) break;
      process.wake_ = Process::Wake::interrupted;  // whom the withdrawal serves may preempt it
      if (!process.event_->take_back()) process.wake_ = Process::Wake::granted;
      break;
    default: break;  // it has not begun: it is interrupted at its first wait
  }
}

void Loop::detach(Process& process) {
  // It stands still from now on: whom the withdrawal serves may preempt it.
  switch (std::exchange(process.state_, Process::State::running)) {
    case Process::State::waiting:
      unschedule(process);
      process.event_->withdraw();
      break;
    case Process::State::ready:
      if (process.wake_ == Process::Wake::granted && process.event_) process.event_->withdraw();
      break;
    case Process::State::sleeping:
    case Process::State::created: unschedule(process); break;
    default: break;
  }
}

void Loop::cancel(Process& process) {
  detach(process);
  if (process.event_) process.event_->serve_others();
  end_detached(process);
}

void Loop::end_detached(Process& process) {
  end(process);
  if (process.queued_) return;
  process.queued_ = true;
  ready_.push(&process);
}

void Loop::end(Process& process) {
  process.state_ = Process::State::ended;
  process.on_end();
  if (process.ties_ && !process.ties_->joiners.empty()) wake_joiners(process);
}

void Loop::wake_joiners(Process& process) {
  Line<LineNode>& joiners = process.ties_->joiners;
  while (!joiners.empty()) {
    if (!static_cast<Join*>(joiners.front())->can_be_granted_simply()) [[unlikely]]
      return wake_joiners_otherwise(process);
    static_cast<Join&>(joiners.pop_simply()).grant_simply();
  }
}

void Loop::wake_joiners_otherwise(Process& process) {
  Line<LineNode>& joiners = process.ties_->joiners;
  while (!joiners.empty()) static_cast<Join&>(joiners.pop_simply()).grant();
}

// A turn, in which nothing happens.
bool Loop::bury_cancelled(Process& process) {
  bury(process);
  return --turns_left_ == 0;
}

void Loop::bury(Process& process) {
  process.frame_.destroy();
  process.frame_ = nullptr;
  if (process.ties_) process.cut_ties();
  process.dispose();
}

void Loop::lay_to_rest(Process& process) {
  if (process.has_interrupt()) process.cut_ties();
  process.dispose();
}

// ---- timers ----

void Timer::join() {
  Loop& loop = process().loop();
  const double time = time_ > loop.now_ ? time_ : loop.now_;
  slot_ = loop.future_.schedule(reinterpret_cast<Loop::Subject>(this) | Loop::kTimerMark, time);
}

void Timer::leave() { process().loop().future_.cancel(slot_); }

// ---- joins ----

void Join::join() { stand_in_line(); }

void Join::leave() { target_->ties_->joiners.remove(*this); }

}  // namespace asim
