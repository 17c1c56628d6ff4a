#pragma once
// Conditions that processes wait for: an event that is granted when an expression over the model's state
// holds.
//
// State changes only where an op is carried out, so the conditions that wait are looked at after each op,
// while any wait at all. Those that hold are granted in the order in which they began to wait.

#include "engine/event.h"
#include "engine/line.h"
#include "program/frame.h"
#include "program/operand.h"

namespace asim {

struct State;

class Condition final : public Event, public LineNode {
public:
  Condition(Frame& frame, Operand condition);
  bool possible() const override { return holds(); }
  void destroy(Pool& pool) override { pool.destroy(this); }

  bool holds() const;

private:
  friend void grant_conditions(asim::State&);
  void take() override { mark_granted(); }
  void join() override;
  void leave() override;
  bool give_back() override { return true; }

  asim::State& run_;
  Value* own_;
  Operand condition_;
};

/// Grants every waiting condition that holds.
void grant_conditions(State&);

}  // namespace asim
