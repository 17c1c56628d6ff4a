#pragma once
// Conditions that processes wait for: an event that is granted when an expression over the model's state
// holds.
//
// State changes only where an op is carried out, so after each op, while any conditions wait, those are
// evaluated again that have read something that has changed since (readings.h). Those that hold are granted
// in the order in which they began to wait.

#include <cstdint>
#include <vector>

#include "engine/event.h"
#include "engine/line.h"
#include "program/frame.h"
#include "program/operand.h"
#include "program/readings.h"

namespace asim {

struct State;

class Condition final : public Event, public LineNode {
public:
  Condition(Frame& frame, Operand condition);
  bool possible() const override { return holds(); }
  void destroy(Pool& pool) override { pool.destroy(this); }

private:
  friend void grant_conditions(asim::State&);
  /// Evaluates it and notes what it reads.
  bool holds() const;
  bool has_reason() const;
  void watch_readings();
  void forget_readings();

  void take() override { mark_granted(); }
  void join() override;
  void leave() override;
  bool give_back() override { return true; }

  asim::State& run_;
  Value* own_;
  Operand condition_;
  mutable Readings readings_;  // of the latest evaluation
  std::vector<Watch::Thing*, PoolAllocator<Watch::Thing*>> watched_;
  std::uint64_t watched_since_ = 0;  // the number of the watch's look
};

/// Grants every waiting condition that holds.
void grant_conditions(State&);

}  // namespace asim
