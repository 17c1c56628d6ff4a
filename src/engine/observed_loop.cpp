// The loop as it runs when somebody watches, or decides in which order what is due together is taken. Turn
// for turn it does what Loop::run() does, in plain steps, so that nothing of this is in the way there.

#include <utility>
#include <vector>

#include "engine/coroutine.h"
#include "engine/loop.h"

namespace asim {

class Loop::ObservedRun {
public:
  ObservedRun(Loop& loop, LoopObserver& observer, double horizon)
      : loop_(loop), observer_(observer), latest_(FutureEventList::latest(horizon)) {}

  /// One turn; false: nothing is due up to the horizon.
  bool turn() {
    if (bury_ended()) return true;
    if (loop_.ready_.empty() && !has_due_notice()) return false;
    observer_.before_turn();
    if (observer_.chooses()) put_chosen_first();
    if (!loop_.ready_.empty() && !takes_notice_) {
      take_ready();
    } else {
      take_notice();
    }
    return true;
  }

private:
  // The last turn of who was cancelled: nothing happens in it.
  bool bury_ended() {
    if (loop_.ready_.empty() || loop_.ready_.front()->alive()) return false;
    Process& process = *loop_.ready_.pop();
    process.queued_ = false;
    loop_.bury_cancelled(process);
    return true;
  }

  bool has_due_notice() const {
    return !loop_.future_.empty() && FutureEventList::latest(loop_.next_time()) <= latest_ &&
           loop_.next_time() < kForever;
  }

  void resume(Process& process) {
    loop_.running_ = &process;
    process.state_ = Process::State::running;
    process.frame_.resume();
    loop_.running_ = nullptr;
    --loop_.turns_left_;
    const bool rests = std::exchange(loop_.rests_, false);
    const bool has_ended = rests || process.frame_.done();
    if (has_ended) loop_.end(process);
    observer_.after_turn(process);
    if (!has_ended) return;
    if (rests) {
      loop_.lay_to_rest(process);
    } else {
      loop_.bury(process);
    }
  }

  void take_ready() {
    Process& process = *loop_.ready_.pop();
    process.queued_ = false;
    observer_.takes_ready(process);
    resume(process);
  }

  void take_notice() {
    Subject subject = 0;
    loop_.future_.pop_until(latest_, subject, loop_.now_);
    if (subject & kTimerMark) return take_timer(*reinterpret_cast<Timer*>(subject & ~kTimerMark));
    Process& process = *reinterpret_cast<Process*>(subject);
    process.slot_ = Process::kNoSlot;
    const bool times_out = process.state_ == Process::State::waiting;
    process.wake_ = times_out ? Process::Wake::timed_out : Process::Wake::granted;
    observer_.takes_due(process);
    if (times_out) {
      process.state_ = Process::State::running;
      process.event_->take_back();
      if (process.held_back_ > 0) {
        loop_.push_ready(process);
        return observer_.after_turn(process);
      }
    }
    resume(process);
  }

  void take_timer(Timer& timer) {
    Process& process = timer.process();
    observer_.takes_timer(process);
    timer.grant();
    observer_.after_timer(process);
  }

  // ---- other orders ----

  /// Arranges the ready queue, or the notices that are due now, so that the chosen one is the next.
  void put_chosen_first() {
    takes_notice_ = false;
    std::vector<Candidate> candidates;
    std::vector<std::size_t> places;  // of those in the ready queue
    for (std::size_t i = 0; i < loop_.ready_.size(); ++i) {
      if (!loop_.ready_.at(i)->alive()) continue;
      candidates.push_back({loop_.ready_.at(i), true});
      places.push_back(i);
    }
    const std::vector<Subject> together = take_notices_together();
    for (const Subject subject : together) candidates.push_back({process_of(subject), false});
    const double time = together.empty() ? loop_.now_ : time_;
    const std::size_t chosen = candidates.size() > 1 ? observer_.choose(candidates, time) : 0;
    if (chosen < places.size()) {
      schedule_again(together, together.size());
      move_to_front(places[chosen]);
    } else {
      takes_notice_ = !together.empty();
      schedule_again(together, chosen - places.size());
    }
  }

  static Process* process_of(Subject subject) {
    if (subject & kTimerMark) return &reinterpret_cast<Timer*>(subject & ~kTimerMark)->process();
    return reinterpret_cast<Process*>(subject);
  }

  /// Takes out the notices that are due at this instant, or, if nobody is ready, at the next one. The clock
  /// is left alone.
  std::vector<Subject> take_notices_together() {
    std::vector<Subject> together;
    if (!has_due_notice()) return together;
    time_ = loop_.next_time();
    if (!loop_.ready_.empty() && time_ > loop_.now_) return together;
    const std::uint64_t only = FutureEventList::latest(time_);
    Subject subject = 0;
    double time = 0;
    while (loop_.future_.pop_until(only, subject, time)) together.push_back(subject);
    return together;
  }

  /// Puts them back, the first one before all others.
  void schedule_again(const std::vector<Subject>& together, std::size_t first) {
    if (first < together.size()) schedule(together[first]);
    for (std::size_t i = 0; i < together.size(); ++i) {
      if (i != first) schedule(together[i]);
    }
  }

  void schedule(Subject subject) {
    const FutureEventList::Slot slot = loop_.future_.schedule(subject, time_);
    if (subject & kTimerMark) {
      reinterpret_cast<Timer*>(subject & ~kTimerMark)->slot_ = slot;
    } else {
      reinterpret_cast<Process*>(subject)->slot_ = slot;
    }
  }

  void move_to_front(std::size_t place) {
    std::vector<Process*> order = loop_.ready();
    Process* const chosen = order[place];
    while (!loop_.ready_.empty()) loop_.ready_.pop();
    loop_.ready_.push(chosen);
    for (Process* process : order) {
      if (process != chosen) loop_.ready_.push(process);
    }
  }

  Loop& loop_;
  LoopObserver& observer_;
  std::uint64_t latest_;
  double time_ = 0;  // of the notices that were taken out together
  bool takes_notice_ = false;
};

Loop::Outcome Loop::run_observed(LoopObserver& observer, double horizon, std::uint64_t turn_limit) {
  stopped_ = false;
  set_turn_limit(turn_limit);
  ObservedRun run(*this, observer, horizon);
  while (run.turn()) {
    if (turns_left_ == 0 || observer.has_seen_enough()) return stopped_ ? Outcome::stopped : Outcome::paused;
  }
  if (horizon < kForever) now_ = horizon;
  return future_.next_time() == kForever ? Outcome::nothing_left : Outcome::horizon;
}

std::vector<Process*> Loop::ready() const {
  std::vector<Process*> all;
  for (std::size_t i = 0; i < ready_.size(); ++i) all.push_back(ready_.at(i));
  return all;
}

std::vector<Loop::Notice> Loop::notices(std::size_t most) const {
  std::vector<Notice> all;
  for (const auto& [time, subject] : future_.pending(most)) {
    const bool is_timer = subject & kTimerMark;
    Process* process = is_timer ? &reinterpret_cast<Timer*>(subject & ~kTimerMark)->process()
                                : reinterpret_cast<Process*>(subject);
    all.push_back({time, process, is_timer});
  }
  return all;
}

}  // namespace asim
