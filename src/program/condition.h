#pragma once
// Conditions that processes wait for: an event that is granted when an expression over the model's state
// holds.
//
// State changes only where an op is carried out, so after each op, while any conditions wait, those are
// evaluated again that have read something that has changed since (readings.h). Those that hold are granted
// in the order in which they began to wait. The conditions of getters on items are looked at again likewise.

#include <cstdint>
#include <vector>

#include "engine/event.h"
#include "engine/line.h"
#include "program/frame.h"
#include "program/operand.h"
#include "program/readings.h"

namespace asim {

struct State;

/// Evaluates something again as soon as what it has read has changed; while it waits it stands in the list of
/// the run.
class Watcher : public LineNode {
public:
  explicit Watcher(State&);
  virtual ~Watcher() = default;
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  bool has_reason() const;
  /// Evaluates again. True: that has set somebody going, and it may be in the list no more.
  virtual bool look_again() = 0;

protected:
  /// Evaluates a condition and notes what it reads, beside what is noted already.
  bool evaluate(Operand, const Frame&) const;
  void note_anew() const { readings_.clear(); }
  void note(const Reading& reading) const { readings_.push_back(reading); }
  void enter_list();
  void leave_list();
  /// From now on what was noted since it was watched last counts, instead of what was noted before.
  void watch_readings();
  /// … or beside that.
  void watch_more() const;
  /// Whether something that is watched changes as time goes by.
  bool reads_time() const;

  State& run_;

private:
  void forget_readings();

  mutable Readings readings_;  // noted and not yet watched
  mutable std::vector<Watch::Thing*, PoolAllocator<Watch::Thing*>> watched_;
  std::uint64_t watched_since_ = 0;  // the number of the watch's look
};

class Condition final : public Event, private Watcher {
public:
  Condition(Frame& frame, Operand condition);
  bool possible() const override { return holds(); }
  void destroy(Pool& pool) override { pool.destroy(this); }

private:
  bool look_again() override;
  bool holds() const;

  void take() override { mark_granted(); }
  void join() override;
  void leave() override { leave_list(); }
  bool give_back() override { return true; }

  Value* own_;
  Operand condition_;
};

/// Has everybody look again who has read something that has changed; grants the conditions that hold.
void grant_conditions(State&);

}  // namespace asim
