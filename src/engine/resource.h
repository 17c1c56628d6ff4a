#pragma once
// A resource: a number of equal units that processes hold for a while.
//
// Rules. The line is by priority (lower first), then first come first served, or last come for `lifo`. Nobody
// overtakes: whoever stands first and does not fit holds up the rest. The capacity can change at any time:
// when it grows the line is served; when it shrinks holders finish, and nobody enters before there is room
// again. While a resource is out of order its capacity is 0, whatever it was or becomes, and nobody holds it.
//
// Several resources at once (Acquire::add) are granted together or not at all. The request stands in all the
// lines, in each where its priority and its coming put it, and holds up those behind it. Who asked first
// stands first in every line, hence two requests never wait for each other's places; in a lifo line, for the
// same reason, those who want several resources stand behind those of their priority who want one.
//
// Preemption takes units from the worst holder (the largest priority, the newest among equals) and only for a
// strictly better priority, from as many as it needs; if all of them are not enough it takes from nobody and
// waits. A victim that was granted but has not received yet stands in its old place again as if nothing had
// been (see Event::revoke); any other loses its whole hold and is told through Process::on_preempted, after
// the preempting process was granted.
//
// Ownership: a hold belongs to its resource. Amounts are at least 1. Errors: std::bad_alloc.
// Invariant between two steps: nobody stands first in a line beside what it could have.

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include "engine/line.h"
#include "engine/loop.h"
#include "engine/statistics.h"

namespace asim {

class Acquire;
class Resource;

enum class LineOrder : std::uint8_t { fifo, lifo };

/// Units in somebody's hands. Among the holders of a resource the last is the worst.
struct Hold : LineNode {
  Resource* resource = nullptr;
  Process* process = nullptr;
  Acquire* request = nullptr;  // as long as it has not been received
  std::uint64_t amount = 0;
  double since = 0;       // when it was granted
  Hold* older = nullptr;  // in the list of the process, which begins with the newest
  Hold* newer = nullptr;
};

/// What a victim is told. `by` is null if the capacity shrank; it may have ended by the time the victim goes
/// on.
struct Preemption {
  Resource* resource;
  Process* by;
  std::uint64_t amount;
  double priority;
  double usage_since;
  std::int64_t order;  // of the lost hold
};

/// What a request wants of one resource: its place in that line.
struct Claim : LineNode {
  Claim() { previous = next = nullptr; }  // it may be copied before it is in a line

  // Victims that return stand before the order numbers of everyone else, also those of a lifo line.
  static constexpr std::int64_t kReturning = std::numeric_limits<std::int64_t>::min() / 2;
  bool is_returning() const { return order < kReturning / 2; }

  Resource* resource = nullptr;
  Acquire* request = nullptr;
  Hold* hold = nullptr;  // what was granted and has not been received
  std::uint64_t amount = 0;
};

class Resource {
public:
  using Amount = std::uint64_t;
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  /// What it is like at any time: nothing is in use and there is nothing to use; nothing is in use; some is;
  /// all is, or more.
  enum class Condition : std::uint8_t { down, idle, busy, full };

  Resource(Loop&, Amount capacity, LineOrder = LineOrder::fifo, std::size_t queue_limit = kUnlimited);

  Amount capacity() const { return capacity_; }
  Amount in_use() const { return in_use_; }
  /// 0 also while a reduced capacity is exceeded.
  Amount free() const { return in_use_ < capacity_ ? capacity_ - in_use_ : 0; }
  LineOrder order() const { return order_; }
  std::size_t waiting() const { return line_.size(); }
  const Line<Claim>& line() const { return line_; }
  const Line<Hold>& holders() const { return holders_; }
  /// A request that cannot be granted at once is to be refused. Preempted holders in the line do not count.
  bool line_is_full() const { return line_.size() - returned_ >= queue_limit_; }

  /// Between two turns: what is wrong with the resource, in a few words; null if nothing is.
  const char* inconsistency() const;
  /// The part of what is in use that has been received.
  Amount received() const;

  /// Out of order, it counts from the repair on.
  void set_capacity(Amount);
  /// What the capacity is when it is in order.
  Amount nominal_capacity() const { return nominal_capacity_; }
  /// Puts it out of order and preempts all holders; repair() puts it in order again once it has been called
  /// as often as this. Precondition of repair(): is_down().
  void break_down();
  void repair();
  bool is_down() const { return breakdowns_ > 0; }
  /// After a reduction: preempts, whatever the priorities, the worst holders until the capacity is kept.
  void preempt_excess();

  /// Takes at once and without preempting; null if it does not fit or others stand before.
  Hold* try_acquire(Process&, Amount = 1, double priority = 0);
  /// The usual case of a preemption: all is in use, and the worst holder, who sleeps, has just as many units.
  /// Null, and nothing done, if that is not so, or others stand before, or no priority is worse.
  Hold* try_preempt(Process&, Amount, double priority);
  bool has_worse_holder(double priority) const {
    return !holders_.empty() && holders_.last().priority > priority;
  }

  Amount held(Process&) const;
  /// Gives back from the newest holds of the process first. False, and nothing done, if it holds less.
  bool release(Process&, Amount);
  /// All that the process holds of it; how much that was.
  Amount release_all(Process&);
  /// One received hold, which is freed.
  void release(Hold&);

  /// Statistics since the last reset. A wait lasts from the request to the grant and counts when it is
  /// received, also one of 0; reneges are those who left the line or gave back what they had not received,
  /// for whatever reason; rejections those who were not let into the line, or did not want to wait.
  const TimeWeighted& in_use_statistic() const { return in_use_statistic_; }
  const TimeWeighted& waiting_statistic() const { return waiting_statistic_; }
  const TimeWeighted& capacity_statistic() const { return capacity_statistic_; }
  const Observations& waits() const { return waits_; }
  double time_in(Condition) const;
  /// How long anything was in use, since it was made.
  double use() const { return use_before_ + time_in(Condition::busy) + time_in(Condition::full); }
  std::uint64_t grants() const { return waits_.count(); }
  std::uint64_t preemptions() const { return preemptions_; }
  std::uint64_t reneges() const { return reneges_; }
  /// How long those who reneged had waited together.
  double reneged_time() const { return reneged_time_; }
  std::uint64_t rejections() const { return rejections_; }
  void keep_samples() { waits_.keep_samples(); }
  void reset_statistics();

private:
  friend class Acquire;
  class Eviction;

  bool could_give(const Claim&) const;
  bool is_first(const Claim&) const;
  bool fits(const Claim&) const;
  bool fits_with_victims(const Claim&) const;
  bool is_victim(const Hold&, const Claim&) const;
  Hold* worst_victim(const Claim&) const;
  Hold& seize(const Claim&, Eviction&);
  Hold& make_hold(Process&, Amount, double priority);
  void occupy(Hold&, Process&, double priority);
  void receive(Hold&, double requested);
  void vacate(Hold&);
  void pass_on(Hold&);
  bool can_hand_over(const Hold&) const;
  void hand_over(Hold&);
  void change_hands(Hold&, Process&, double priority);
  bool would_stand_first(double priority) const;
  void unlink(Hold&);
  void change_in_use(Amount);
  Condition condition() const;
  void note_condition();
  void change_capacity(Amount);
  void enter_line(Claim&);
  void leave_line(Claim&);
  void serve();

  Loop& loop_;
  Amount capacity_;
  Amount in_use_ = 0;
  std::size_t queue_limit_;
  std::size_t returned_ = 0;
  LineOrder order_;
  bool serving_ = false;
  Line<Claim> line_;
  Line<Hold> holders_;
  TimeWeighted in_use_statistic_;
  TimeWeighted waiting_statistic_;
  TimeWeighted capacity_statistic_;
  Condition condition_;
  double condition_since_;
  std::array<double, 4> times_ = {};  // by condition, up to condition_since_
  Observations waits_;
  std::uint64_t preemptions_ = 0;
  std::uint64_t reneges_ = 0;
  double reneged_time_ = 0;
  std::uint64_t rejections_ = 0;
  Amount in_use_at_change_ = 0;  // of the capacity: above that nothing but a reduction leaves it
  Amount nominal_capacity_;
  std::uint32_t breakdowns_ = 0;  // that have not been repaired
  double use_before_ = 0;         // the statistics began
};

/// A request for units of one resource, or of several at once. Its place in line dates from its making.
class Acquire final : public Event {
public:
  explicit Acquire(Process&, double priority = 0, bool preempt = false);
  Acquire(Process&, Resource&, std::uint64_t amount = 1, double priority = 0, bool preempt = false);
  ~Acquire() override {
    if (claims_.size() > 1) free_claims();
  }

  /// Before it begins; a resource that is added twice gets the sum.
  void add(Resource&, std::uint64_t amount = 1);
  /// For a victim that wants the one resource back: stands before all others of its priority, victims among
  /// themselves in the order in which they had acquired.
  void return_after(const Preemption&);
  /// It would have to wait, in a line that is full: not to be begun. Counts as a rejection there.
  bool refused();
  /// It does not want to wait: counts as a rejection if it would have to.
  void refuse_to_wait();

  bool possible() const override {
    for (const Claim& claim : claims_) {
      if (!claim.resource->could_give(claim)) return false;
    }
    return true;
  }
  void destroy(Pool& pool) override { pool.destroy(this); }

  /// begin(), if it is known to be possible().
  bool begin_with_success() {
    take();
    return granted();
  }
  /// The usual case of Process::wait(): a request for one resource that cannot be granted now. Precondition:
  /// !refused(), not possible(), no interrupt is pending, and the timeout is positive.
  void wait_in_line(double timeout = Loop::kForever);

  double priority() const { return priority_; }
  bool preempts() const { return preempt_; }
  std::span<const Claim> claims() const { return claims_; }

  /// How long it has waited: since its making, without the time for which it was granted and then withdrawn.
  double wait(double until) const { return until - requested_; }

  /// After the grant: the process holds it from now on, and the event has no more to do with it.
  void receive();

private:
  friend class Resource;
  void take() override;
  void join() override;
  void leave() override;
  bool give_back() override;
  void serve_after(State) override { serve_lines(); }
  void seize(Resource::Eviction&);
  void serve_lines();
  void granted_in_line();
  void granted_one();
  void lose();
  void give_up(double until);
  void return_from_withdrawal();
  void claim_one(Resource&, std::uint64_t amount);
  Claim& new_claim();
  void free_claims();

  Claim first_;  // mostly the only one
  std::span<Claim> claims_{&first_, 0};
  double priority_;
  double requested_;  // when it began to wait, later by the time that it has been granted and lost again
  std::int64_t order_;
  bool preempt_;
  bool withdrawn_ = false;
};

/// At the end of a process: gives back all that it has received, the newest first.
void release_everything(Process&);

}  // namespace asim

#include "engine/resource_impl.h"
