#include "engine/gate.h"

#include <utility>

namespace asim {

Gate::Wait::Wait(Process& process, Gate& gate)
    : Event(process), gate_(gate), requested_(process.loop().now()) {
  order = process.loop().next_order();
}

void Gate::Wait::take() {
  return_from_withdrawal();
  granted_at_ = gate_.loop_.now();
  mark_granted();
}

void Gate::Wait::join() {
  return_from_withdrawal();
  gate_.enter_line(*this);
}

void Gate::Wait::leave() {
  gate_.line_.remove(*this);
  gate_.waiting_statistic_.add(gate_.loop_.now(), -1);
  give_up(gate_.loop_.now());
}

bool Gate::Wait::give_back() {
  give_up(granted_at_);
  return true;
}

void Gate::Wait::give_up(double until) {
  withdrawn_ = true;
  ++gate_.reneges_;
  gate_.reneged_time_ += wait(until);
  requested_ += gate_.loop_.now() - until;
}

// In the same instant: see Event::reopen.
void Gate::Wait::return_from_withdrawal() {
  if (!std::exchange(withdrawn_, false)) return;
  --gate_.reneges_;
  gate_.reneged_time_ -= wait(gate_.loop_.now());
}

void Gate::reset_statistics() {
  waiting_statistic_.reset(loop_.now());
  waits_.reset();
  reneges_ = 0;
  reneged_time_ = 0;
}

void Gate::open() {
  is_open_ = true;
  let_through();
}

void Gate::let_through() {
  while (!line_.empty()) {
    Wait& wait = line_.pop_front();
    waiting_statistic_.add(loop_.now(), -1);
    wait.granted_at_ = loop_.now();
    wait.grant();
  }
}

}  // namespace asim
