#pragma once
// A gate: open or closed. Whoever comes while it is open goes through at once; the others wait for the next
// opening, or for a pulse, which lets through those who wait now and leaves it closed.
//
// Who was let through may go on even if the gate closes in the same instant.

#include "engine/line.h"
#include "engine/loop.h"
#include "engine/statistics.h"

namespace asim {

class Gate {
public:
  class Wait final : public Event, public LineNode {
  public:
    Wait(Process&, Gate&);
    bool possible() const override { return gate_.is_open_; }

    /// The usual case of Process::wait(): the gate is closed, no interrupt is pending, and the timeout is
    /// positive.
    void wait_in_line(double timeout = Loop::kForever) {
      mark_waiting();
      gate_.enter_line(*this);
      process().wait_in_line(*this, timeout);
    }
    void destroy(Pool& pool) override { pool.destroy(this); }
    Gate& gate() const { return gate_; }
    /// After the grant: counts the wait.
    void receive() { gate_.waits_.observe(wait(granted_at_)); }
    /// How long it has waited: since its making, without the time for which it was granted and then
    /// withdrawn.
    double wait(double until) const { return until - requested_; }
    double granted_at() const { return granted_at_; }

  private:
    friend class Gate;
    void take() override;
    void join() override;
    void leave() override;
    bool give_back() override;
    void give_up(double until);
    void return_from_withdrawal();

    Gate& gate_;
    double requested_;
    double granted_at_ = 0;
    bool withdrawn_ = false;
  };

  explicit Gate(Loop& loop, bool is_open = false)
      : loop_(loop), is_open_(is_open), line_(loop.pool()), waiting_statistic_(loop.now()) {}

  bool is_open() const { return is_open_; }
  std::size_t waiting() const { return line_.size(); }
  const Line<Wait>& line() const { return line_; }

  /// Between two turns: what is wrong with the gate, in a few words; null if nothing is.
  const char* inconsistency() const {
    return is_open_ && !line_.empty() ? "somebody waits although it is open" : nullptr;
  }

  /// Lets through all who wait, in the order of their coming, and from now on everyone.
  void open();
  void close() { is_open_ = false; }
  /// What a Wait comes to while the gate is open.
  void pass() { waits_.observe(0); }
  void pulse() {
    close();
    let_through();
  }

  /// Statistics since the last reset: how many waited over time; how long those who went through had waited,
  /// also 0; how many left without going through, and how long they had waited together.
  const TimeWeighted& waiting_statistic() const { return waiting_statistic_; }
  const Observations& waits() const { return waits_; }
  std::uint64_t reneges() const { return reneges_; }
  double reneged_time() const { return reneged_time_; }
  void keep_samples() { waits_.keep_samples(); }
  void reset_statistics();

private:
  void let_through();
  void enter_line(Wait& wait) {
    line_.insert(wait);
    waiting_statistic_.add(loop_.now(), 1);
  }

  Loop& loop_;
  bool is_open_;
  Line<Wait> line_;
  TimeWeighted waiting_statistic_;
  Observations waits_;
  std::uint64_t reneges_ = 0;
  double reneged_time_ = 0;
};

}  // namespace asim
