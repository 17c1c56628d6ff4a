#include "program/condition.h"

#include "engine/process.h"
#include "program/evaluate.h"
#include "program/instance.h"
#include "program/state.h"

namespace asim {

Condition::Condition(Frame& frame, Operand condition)
    : Event(*frame.self), run_(frame.state), own_(frame.own), condition_(condition) {}

bool Condition::holds() const {
  Frame frame{run_, static_cast<Instance*>(&process()), own_};
  return evaluate_condition(condition_, frame);
}

void Condition::join() {
  order = run_.loop.next_order();
  run_.conditions.insert(*this);
  ++run_.calls_for_attention;
}

void Condition::leave() {
  run_.conditions.remove(*this);
  --run_.calls_for_attention;
}

// Granting may withdraw others (a first_of with several conditions), so it starts anew after each.
void grant_conditions(State& state) {
  Condition* condition = state.conditions.front();
  while (condition) {
    if (condition->holds()) {
      condition->leave();
      condition->grant();
      condition = state.conditions.front();
    } else {
      condition = Line<Condition>::after(*condition);
    }
  }
}

}  // namespace asim
