#include "engine/gate.h"

namespace asim {

Gate::Wait::Wait(Process& process, Gate& gate)
    : Event(process), gate_(gate), requested_(process.loop().now()) {
  order = process.loop().next_order();
}

void Gate::Wait::take() {
  granted_at_ = gate_.loop_.now();
  mark_granted();
}

void Gate::open() {
  is_open_ = true;
  let_through();
}

void Gate::let_through() {
  while (!line_.empty()) {
    Wait& wait = line_.pop_front();
    wait.granted_at_ = loop_.now();
    wait.grant();
  }
}

}  // namespace asim
