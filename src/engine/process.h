#pragma once
// Processes: a coroutine with what it waits for.
//
// The protocol of a wait, in the terms of C++20 and of Python's generators:
//   co_await process.sleep(5)   await_suspend leaves a message with the loop ("resume me at 5") and the
//                               coroutine is frozen: control goes back to whoever called resume(), the
//                               loop                                                             (yield)
//   handle.resume()             only the loop calls it, when the clock has come to 5             (send)
//   await_resume                gives the process what came of it: granted, timed out or interrupted
// Sleeping is being an entry in the future event list; waiting is being an event in somebody's line.
//
// Ownership: a process belongs to whoever made it and must outlive its end, and the loop all its processes;
// the loop says through dispose() when it has no more use for it.

#include <coroutine>
#include <cstdint>
#include <utility>

#include "engine/event.h"
#include "engine/future_event_list.h"
#include "engine/line.h"

namespace asim {

class Join;
struct Hold;
struct Preemption;

/// Something that was sent to a process to end its wait. Whoever sends it allocates it; whoever takes it
/// frees it.
struct Interrupt {
  Interrupt* next = nullptr;
};

class Process {
public:
  enum class State : std::uint8_t { created, ready, running, sleeping, waiting, ended };
  /// What came of a wait; none: it has not waited yet.
  enum class Wake : std::uint8_t { granted, timed_out, interrupted, none };

  explicit Process(Loop&);
  virtual ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  State state() const { return state_; }
  bool alive() const { return state_ != State::ended; }
  /// Waits in the sense of a report: neither running nor about to.
  bool is_waiting() const { return state_ == State::waiting; }
  Loop& loop() const { return *loop_; }
  double now() const;
  Wake wake() const { return wake_; }
  /// What it waits for, or what its last wait was for until received().
  Event* event() const { return event_; }
  /// The event of the wait that has just ended, for its maker to read and destroy.
  Event* received() { return std::exchange(event_, nullptr); }
  /// Since when it waits or sleeps.
  double waiting_since() const { return waiting_since_; }
  /// When it goes on by itself: the end of its sleep or its timeout; infinity if nothing is set.
  double wake_time() const;

  /// Suspends the coroutine that awaits it, unless `ready`.
  struct Awaiter {
    Process* process;
    bool ready;
    bool await_ready() const noexcept { return ready; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    Wake await_resume() const noexcept { return process->wake_; }
  };

  /// Sleeps for `delay` (not negative, not NaN); not at all if an interrupt is pending. For the running
  /// process.
  Awaiter sleep(double delay) { return fall_asleep(now() + delay); }
  /// … until the clock reads `time`, or is past it.
  Awaiter sleep_until(double time) { return fall_asleep(time > now() ? time : now()); }
  /// Waits for the event, at most `timeout` long; after a timeout or an interrupt it has been taken back.
  /// For the running process; the event stays the caller's.
  Awaiter wait(Event&, double timeout);
  Awaiter wait(Event&);
  /// … which has begun, and was not granted. Precondition: the timeout is positive.
  Awaiter wait_on(Event&, double timeout);
  /// The same for an event that waits already. Precondition: no interrupt is pending, and the timeout is
  /// positive.
  void wait_in_line(Event&);
  void wait_in_line(Event&, double timeout);

  /// Whether it has a coroutine: from its start until that is destroyed, behind its end; or, if it came to
  /// rest, for good.
  bool has_coroutine() const { return static_cast<bool>(frame_); }
  /// The process has ended, and its coroutine, which calls it and suspends itself next, is not to be
  /// destroyed: it goes on there if the process is renewed and started again.
  void come_to_rest();
  /// … at once, and the loop calls neither on_end() nor dispose(): the caller has done what these do.
  /// Precondition: is_untied().
  void come_to_rest_simply() { state_ = State::ended; }
  /// It holds nothing, nobody waits for its end, and no interrupt is pending.
  bool is_untied() const { return !ties_ || (!ties_->holds && !ties_->interrupts && ties_->joiners.empty()); }

  /// Interrupts that have arrived and not been taken yet, in order.
  bool has_interrupt() const { return first_interrupt() != nullptr; }
  const Interrupt* first_interrupt() const { return ties_ ? ties_->interrupts : nullptr; }
  Interrupt* take_interrupt();

  /// What it holds of resources, the newest first.
  Hold* holds() const { return ties_ ? ties_->holds : nullptr; }
  Hold*& newest_hold() { return ties().holds; }

  /// Holds the process back, as often as it is called, until let_go() has been called as often: it does not
  /// go on, whatever its wait comes to. A sleep stands still meanwhile; afterwards it takes as long as was
  /// left of it, or, to `restart`, as long as in the beginning. Not for the running process.
  void hold_back(bool restart);
  void let_go();
  bool is_held_back() const { return held_back_ > 0; }

protected:
  /// The process has ended: whatever it holds is to be given back here. Joiners are woken after it.
  virtual void on_end() {}
  /// A resource has taken away what this process held. It may be interrupted here, also if it is the running
  /// one (which then learns at its next wait); no process may be ended or event destroyed here.
  virtual void on_preempted(const Preemption&) {}
  /// The loop has no more use for the process; it may be freed here.
  virtual void dispose() {}
  /// Makes a process that has been disposed of as good as new, except that it keeps its coroutine, and the
  /// memory of its ties.
  void renew() {
    event_ = nullptr;
    slot_ = kNoSlot;
    state_ = State::created;
    wake_ = Wake::none;
    held_back_ = 0;
    queued_ = false;
  }

private:
  friend class Event;
  friend class Join;
  friend class Loop;
  friend class Resource;

  /// What most processes never have; made from the pool when it is needed first.
  struct Ties {
    Interrupt* interrupts = nullptr;
    Hold* holds = nullptr;
    Line<LineNode> joiners;  // the Joins that wait for its end
    explicit Ties(Pool& pool) : joiners(pool) {}
  };
  Ties& ties() { return ties_ ? *ties_ : make_ties(); }
  Ties& make_ties();
  [[gnu::noinline]] void cut_ties();
  /// It has not been run to its end.
  void abandon();

  Awaiter fall_asleep(double until);
  void granted();
  /// granted() in the usual case: it calls nothing. Precondition: waiting.
  bool can_be_granted_simply() const;
  void granted_simply();
  void revoked();

  Loop* loop_;
  std::coroutine_handle<> frame_;
  Event* event_ = nullptr;
  Ties* ties_ = nullptr;
  double waiting_since_ = 0;  // or since when it sleeps
  double limit_ = 0;          // when the present wait times out; what is left of a held back sleep
  FutureEventList::Slot slot_ = kNoSlot;  // of its notice in the future event list, unless it runs
  State state_ = State::created;
  Wake wake_ = Wake::none;
  std::uint8_t held_back_ = 0;
  bool queued_ = false;  // an entry of the ready queue refers to it

  static constexpr FutureEventList::Slot kNoSlot = ~FutureEventList::Slot{0};
};

}  // namespace asim
