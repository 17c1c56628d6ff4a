#pragma once
// A gate: open or closed. Whoever comes while it is open goes through at once; the others wait for the next
// opening, or for a pulse, which lets through those who wait now and leaves it as it is.
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
    void destroy(Pool& pool) override { pool.destroy(this); }
    Gate& gate() const { return gate_; }
    /// After the grant: counts the wait.
    void receive() { gate_.waits_.observe(granted_at_ - requested_); }

  private:
    friend class Gate;
    void take() override;
    void join() override { gate_.line_.insert(*this); }
    void leave() override { gate_.line_.remove(*this); }
    bool give_back() override { return true; }

    Gate& gate_;
    double requested_;
    double granted_at_ = 0;
  };

  explicit Gate(Loop& loop, bool is_open = false) : loop_(loop), is_open_(is_open), line_(loop.pool()) {}

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
  void pulse() { let_through(); }

  /// How long those who went through had waited, also 0, since the last reset.
  const Tally& waits() const { return waits_; }
  void reset_statistics() { waits_ = Tally{}; }

private:
  void let_through();

  Loop& loop_;
  bool is_open_;
  Line<Wait> line_;
  Tally waits_;
};

}  // namespace asim
