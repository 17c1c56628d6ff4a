#pragma once
// The loop: the clock, the ready queue and the future event list.
//
// A turn: one notice is taken from the future event list, the clock is set to its time and its process
// resumed; then the ready queue is drained, first in first out, before the next notice is taken, also when
// that has the same time. The only resume() of a coroutine is here.

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/future_event_list.h"
#include "engine/line.h"
#include "engine/loop_observer.h"
#include "engine/pool.h"
#include "engine/process.h"
#include "engine/ready_queue.h"

namespace asim {

class Coroutine;
class Timer;

class Loop {
public:
  static constexpr double kForever = std::numeric_limits<double>::infinity();
  enum class Outcome : std::uint8_t { nothing_left, horizon, stopped, paused };

  explicit Loop(Pool& pool) : pool_(pool) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  double now() const { return now_; }
  Pool& pool() const { return pool_; }
  std::uint64_t turns() const { return turn_limit_ - turns_left_; }

  /// Gives the process its coroutine and puts it at the end of the ready queue, or starts it at `time`.
  void start(Process&, Coroutine);
  void start_at(Process&, Coroutine, double time);
  /// The halves of it; a process that came to rest and has been renewed has its coroutine still.
  void give(Process&, Coroutine);
  void start(Process&);
  void start_at(Process&, double time);

  /// Runs until nothing is due any more, until `horizon` (events at exactly this time still happen; then the
  /// clock reads `horizon`), until stop(), or, returning `paused`, until `turn_limit` processes have been
  /// resumed in all. What a process throws leaves through here.
  Outcome run(double horizon = kForever, std::uint64_t turn_limit = ~std::uint64_t{0});
  /// The same, watched: observed_loop.cpp.
  Outcome run_observed(LoopObserver&, double horizon = kForever,
                       std::uint64_t turn_limit = ~std::uint64_t{0});
  /// The running process's turn is the last.
  void stop();

  /// Null outside run(). What throws leaves it as it was.
  Process* running() const { return running_; }

  /// Whether anything is going to happen, now or at a finite time, besides so many notices of the future
  /// event list. Looks at all of them.
  bool is_anything_due_besides(std::size_t notices) const {
    return !ready_.empty() || future_.finite_size() > notices;
  }

  // For observers: what is due, in the order in which it will be taken.
  struct Notice {
    double time;
    Process* process;
    bool is_timer;  // of an event; otherwise of the process itself
  };
  /// The ready queue, those that have ended included.
  std::vector<Process*> ready() const;
  std::size_t ready_count() const { return ready_.size(); }
  Process* ready_at(std::size_t i) const { return ready_.at(i); }
  /// The first of the future event list, at most so many.
  std::vector<Notice> notices(std::size_t most) const;
  std::size_t notice_count() const { return future_.size(); }
  double next_time() const { return future_.next_time(); }

  /// Process::sleep_until() for the running process, in line, if nothing stands in the way, which is the
  /// usual case: whether it does, as long as no interrupt is pending. `end` is not before now.
  bool can_put_to_sleep() const { return future_.has_open_slot(); }
  void put_to_sleep(Process&, double end);
  /// … and whether this is to be called then. (It seldom is; whoever calls nothing else saves no registers.)
  bool must_be_renumbered() const { return future_.must_be_renumbered(); }
  void renumber() { future_.renumber(); }
  /// If nothing else is going to happen until then, the running process need not be suspended to sleep: the
  /// clock is set to the end of its sleep, which is a turn like any other, and it goes on at once. (Nobody
  /// must want to do something at the present time still, after it.) Whether it can, as long as no interrupt
  /// is pending; precondition: can_put_to_sleep().
  bool can_sleep_through(double end) const {
    return future_.is_before_all(end, latest_) && ready_.empty() && turns_left_ > 1;
  }
  void sleep_through(double end) {
    --turns_left_;
    now_ = end;
  }

  /// Numbers who stands in lines: one count for all of them, so that who asked first stands first everywhere.
  std::int64_t next_order() { return ++order_; }

  /// Sends an interrupt, which ends the target's wait: at once if it waits or sleeps, otherwise at its next
  /// wait. What it was granted but has not received is given back. Precondition: alive and not the running
  /// process.
  void interrupt(Process&, Interrupt&);

  /// Ends a process where it stands: takes back what it waits for, calls on_end, wakes who joined it. Its
  /// frame is destroyed by the loop later. Precondition: alive and not the running process.
  void cancel(Process&);
  /// The first half of cancel: takes it out of its wait, so that it stands still and can be ended or told to
  /// go on. Whom that serves is for the caller to call: event()->serve_others().
  void detach(Process&);
  /// The second half: it has ended; joiners wake, and its frame is destroyed later.
  void end_detached(Process&);

private:
  friend class Process;
  friend class Event;
  friend class Timer;

  void push_ready(Process&);
  void end(Process&);
  void wake_joiners(Process&);
  [[gnu::noinline]] void wake_joiners_otherwise(Process&);
  void unqueue(Process&);
  // What a notice is about: a process, or a timer (marked by the lowest bit).
  using Subject = FutureEventList::Subject;
  static constexpr Subject kTimerMark = 1;

  void set_turn_limit(std::uint64_t);
  void schedule(Process&, double time);
  void unschedule(Process&);
  bool due(Subject);
  bool due_otherwise(Process&);
  static void prefetch(Subject);
  bool take_turns();
  bool take_turns_among_many();
  bool take_ready_turn();
  bool take_ready_turns();
  bool resume(Process&);
  void end_turn(Process&);
  void bury(Process&);
  bool bury_cancelled(Process&);
  void lay_to_rest(Process&);

  class ObservedRun;
  friend class ObservedRun;

  Pool& pool_;
  double now_ = 0;
  ReadyQueue<Process*> ready_;  // with room for all processes: each stands in it once at most
  std::size_t processes_ = 0;
  FutureEventList future_;
  Process* running_ = nullptr;  // or, between two turns, the one that ran last
  std::int64_t order_ = 0;
  std::uint64_t turn_limit_ = 0;
  std::uint64_t turns_left_ = 0;  // of those, the present one included: counted down, which tells the last
  std::uint64_t latest_ = 0;      // FutureEventList::latest() of the horizon
  bool stopped_ = false;
  bool rests_ = false;  // the running process has come to rest
};

/// A point of time as an event, for groups and for sleeps with a timeout; a plain sleep uses the process's
/// own slot.
class Timer final : public Event {
public:
  Timer(Process& process, double time) : Event(process), time_(time) {}
  bool possible() const override { return false; }
  void destroy(Pool& pool) override { pool.destroy(this); }
  double time() const { return time_; }

private:
  friend class Loop;
  void take() override {}
  void join() override;
  void leave() override;
  bool give_back() override { return true; }

  double time_;
  FutureEventList::Slot slot_ = 0;
};

/// The end of another process as an event. The target must outlive it.
class Join : public Event, public LineNode {
public:
  Join(Process& process, Process& target) : Event(process), target_(&target) {}
  bool possible() const override { return !target_->alive(); }
  /// The usual case of Process::wait(): not possible(), it does not time out, no interrupt is pending.
  void wait_in_line() {
    mark_waiting();
    stand_in_line();
    process().wait_in_line(*this);
  }
  void destroy(Pool& pool) override { pool.destroy(this); }
  Process& target() const { return *target_; }

protected:
  /// For those who know the target only when the wait begins.
  explicit Join(Process& process) : Event(process) {}
  void wait_for(Process& target) { target_ = &target; }
  void join() override;
  void leave() override;

private:
  friend class Loop;
  void take() override { mark_granted(); }
  bool give_back() override { return true; }
  void stand_in_line() {
    Line<LineNode>& joiners = target_->ties().joiners;
    const LineNode* last = joiners.back();
    order = last ? last->order + 1 : 0;
    joiners.append_simply(*this);
  }

  Process* target_ = nullptr;
};

}  // namespace asim

#include "engine/loop_impl.h"
