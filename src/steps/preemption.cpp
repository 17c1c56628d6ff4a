// What becomes of a holder whose hold is taken away: it is told by an interrupt, or, with `on_preempt:
// resume` or `restart`, told nothing: it is held back until the engine has acquired the resource for it
// again.

#include <utility>

#include "program/heap.h"
#include "program/objects.h"
#include "program/state.h"
#include "steps/unwinding.h"
#include "steps/with.h"
#include "steps/with_hold.h"

namespace asim {
namespace {

/// What a handler gets: who has it now, the resource, and since when it was held.
Value cause_of(const Preemption& preemption, State& state) {
  Record* cause = Record::make(state.pool, 3);
  Value value = Value::adopt(cause);
  const Program::PreemptionNames& names = state.program.preemption_names;
  cause->set(names.by,
             preemption.by ? reference(owner_of(static_cast<Instance&>(*preemption.by))) : Value::null());
  cause->set(names.resource, Value::object(&object_of(*preemption.resource)));
  cause->set(names.usage_since, preemption.usage_since);
  return value;
}

void send_interrupt(Instance& victim, const Preemption& preemption) {
  State& state = victim.run();
  auto* interruption = state.pool.make<Interruption>();
  if (state.program.reads_causes || state.observer) interruption->cause = cause_of(preemption, state);
  state.loop.interrupt(victim, *interruption);
}

WithHold* find_with(Instance& instance, std::int64_t order) {
  for (WithHold* with = instance.withs(); with; with = with->outer) {
    if (with->hold == order && !with->return_of) return with;
  }
  return nullptr;
}

}  // namespace

const Acquire* request_of_held_back(const Instance& instance) {
  for (const WithHold* with = instance.withs(); with; with = with->outer) {
    if (with->return_of) return &with->return_of->request();
  }
  return nullptr;
}

void give_up_returns(Instance& instance) {
  for (WithHold* with = instance.withs(); with; with = with->outer) {
    if (!with->return_of || !interrupt_leaves(instance, *with->entered)) continue;
    Reacquisition& lost = *std::exchange(with->return_of, nullptr);
    with->hold = WithHold::kNothing;
    lost.withdraw();
    lost.destroy(instance.run().pool);
    instance.let_go();
  }
}

void take_preemption(Instance& victim, const Preemption& preemption) {
  WithHold* with = find_with(victim, preemption.order);
  const bool runs = victim.state() == Process::State::running;  // it has taken the resource from itself
  if (!with || with->on_preempt == OnPreempt::interrupt || runs) return send_interrupt(victim, preemption);
  Pool& pool = victim.run().pool;
  victim.hold_back(with->on_preempt == OnPreempt::restart);
  Acquire& acquire =
      *pool.make<Acquire>(victim, *preemption.resource, preemption.amount, preemption.priority);
  acquire.return_after(preemption);
  with->return_of = pool.make<Reacquisition>(victim, pool, *with);
  with->return_of->start(acquire);
}

}  // namespace asim
