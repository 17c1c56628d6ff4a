#include "steps/unwinding.h"

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/observer.h"
#include "steps/execution.h"

namespace asim {
namespace {

bool covers(const Region& region, std::uint32_t op) { return region.begin <= op && op < region.end; }

/// A child's steps may stand between those of its parent: they are guarded by their own regions only.
bool guards(const Region& region, const Op& op) { return region.body == op.body && covers(region, op.index); }

/// The innermost region around an op that has a say in the departure.
const Region* handler_of(const Program& program, const Op& at, const Departure& departure) {
  for (const Region& region : program.regions) {  // inner ones come first
    if (!guards(region, at)) continue;
    if (region.kind == Region::Kind::on_interrupt && departure.kind != Departure::Kind::interrupt) continue;
    if (departure.kind == Departure::Kind::jump && covers(region, departure.target)) continue;
    return &region;
  }
  return nullptr;
}

[[noreturn]] void uncaught(Frame& frame, const Op& at) {
  const Instance& self = *frame.self;
  RunError error(frame.state.program.spans[at.index],
                 fmt::format("`{}` was interrupted at t = {} and does not catch it", name_of(self),
                             number_text(frame.state.now())),
                 self.interrupted_from().known()
                     ? "it waited here"
                     : "it waited here, and lost what it held: `on_preempt: resume` goes on later");
  if (self.interrupted_from().known())
    error.diagnostic.note(self.interrupted_from(), "interrupted from here");
  throw error;
}

const Op* carry_out(Frame& frame, const Region& region, Departure& departure) {
  if (region.kind == Region::Kind::on_interrupt) {
    if (region.cause_slot != Region::kNoSlot) frame.own[region.cause_slot] = std::move(departure.value);
    return region.handler.op;
  }
  frame.own[region.slot] = static_cast<double>(departure.kind);
  frame.own[region.slot + 1] = departure.kind == Departure::Kind::jump
                                   ? Value(static_cast<double>(departure.target))
                                   : std::move(departure.value);
  return region.handler.op;
}

/// No region is left in this body.
const Op* leave_body(Frame& frame, const Op& at, Departure& departure) {
  Instance& self = *frame.self;
  switch (departure.kind) {
    case Departure::Kind::jump: return frame.state.program.linked(departure.target);
    case Departure::Kind::back:
      self.set_particulars().result = std::move(departure.value);
      return self.call ? leave_call(frame)->resume(frame) : ends(frame);
    case Departure::Kind::exit:
    case Departure::Kind::cancel: self.take_result(); return ends(frame);
    case Departure::Kind::interrupt: uncaught(frame, at);
    case Departure::Kind::none: break;
  }
  return at.next;
}

bool leaves_process(Departure::Kind kind) {
  return kind == Departure::Kind::exit || kind == Departure::Kind::cancel ||
         kind == Departure::Kind::interrupt;
}

/// Forgets what is under way: the guarded steps have ended by themselves.
class EndGuarded final : public Op {
public:
  explicit EndGuarded(std::uint32_t slot) : slot_(slot) {}
  const Op* execute(Frame& frame) const override {
    frame.own[slot_] = static_cast<double>(Departure::Kind::none);
    return next;
  }
  void link(const Linker&) override { quick = forget; }
  std::string dump() const override { return "end guarded"; }

private:
  static const Op* forget(const Op& op, State& state, Instance& self) {
    Value& kind = self.own[static_cast<const EndGuarded&>(op).slot_];
    if (!kind.is_free_standing()) [[unlikely]]
      return at_length(op, state, self);
    kind.overwrite(static_cast<double>(Departure::Kind::none));
    return go_on_with(*op.next, state, self);
  }

  std::uint32_t slot_;
};

/// Goes on with what was under way.
class EndCleanup final : public Op {
public:
  explicit EndCleanup(std::uint32_t slot) : slot_(slot) {}
  const Op* execute(Frame& frame) const override {
    Departure departure;
    departure.kind = static_cast<Departure::Kind>(frame.own[slot_].as_number());
    if (departure.kind == Departure::Kind::none) return next;
    departure.value = std::move(frame.own[slot_ + 1]);
    if (departure.kind == Departure::Kind::jump) {
      departure.target = static_cast<std::uint32_t>(departure.value.as_number());
    }
    return depart(frame, *this, std::move(departure));
  }
  void link(const Linker&) override { quick = go_on; }
  std::string dump() const override { return "end cleanup"; }

private:
  static const Op* go_on(const Op& op, State& state, Instance& self) {
    const Value& kind = self.own[static_cast<const EndCleanup&>(op).slot_];
    if (kind.as_number() != static_cast<double>(Departure::Kind::none)) return at_length(op, state, self);
    return go_on_with(*op.next, state, self);
  }

  std::uint32_t slot_;
};

}  // namespace

const Op* depart(Frame& frame, const Op& from, Departure departure) {
  const Op* at = &from;
  while (true) {
    if (const Region* region = handler_of(frame.state.program, *at, departure)) {
      return carry_out(frame, *region, departure);
    }
    if (!frame.self->call || !leaves_process(departure.kind)) return leave_body(frame, *at, departure);
    at = leave_call(frame);
  }
}

namespace {

const Op* execute_observed(Frame& frame, const Op& op) {
  frame.state.observer->before_step(frame, op);
  const Op* following = op.execute(frame);
  frame.state.observer->after_step(frame, op, following);
  return following;
}

/// Carries out the clean-up around an op, of a process that is being cancelled.
void clean_up(Frame& frame, const Op& at) {
  const Op* op = depart(frame, at, {Departure::Kind::cancel, 0, Value()});
  Instance& self = *frame.self;
  while (op) {
    self.op = op;
    op = frame.state.observer ? execute_observed(frame, *op) : op->execute(frame);
  }
  if (!self.op) return;
  throw RunError(frame.state.program.spans[self.op->index],
                 fmt::format("the `finally` steps of `{}`, which is cancelled, may not wait", name_of(self)));
}

}  // namespace

const Op* interrupted(Frame& frame, const Op& at) {
  auto* interruption = static_cast<Interruption*>(frame.self->take_interrupt());
  Departure departure{Departure::Kind::interrupt, 0, interruption->cause};
  frame.self->set_particulars().interrupted_from = interruption->from;
  frame.state.pool.destroy(interruption);
  return depart(frame, at, std::move(departure));
}

bool interrupt_leaves(const Instance& instance, const Op& entered) {
  const Op* at = instance.op;
  for (const Call* call = instance.call;; call = call->caller) {
    for (const Region& region : instance.run().program.regions) {
      if (!guards(region, *at)) continue;
      if (region.kind == Region::Kind::on_interrupt) return false;
      if (region.body == entered.body && region.begin == entered.index + 1) return true;
    }
    if (!call) return true;
    at = call->call_op;
  }
}

void cancel_instance(State& state, Instance& instance) {
  if (detach_instance(state, instance)) end_detached_instance(state, instance);
}

bool detach_instance(State& state, Instance& instance) {
  if (!instance.alive() || instance.is_ending) return false;
  if (instance.state() == Process::State::running) {
    if (!instance.is_doomed) state.call_for_attention();
    instance.is_doomed = true;
    return false;
  }
  instance.is_ending = true;
  state.loop.detach(instance);
  return true;
}

namespace {

void discard(State& state, Event& event) {
  if (state.ending_branches == 0) return event.destroy(state.pool);
  if (state.discarded.empty()) state.call_for_attention();
  state.discarded.push_back(&event);
}

}  // namespace

void free_discarded(State& state) {
  if (state.discarded.empty()) return;
  --state.calls_for_attention;
  for (Event* event : state.discarded) event->destroy(state.pool);
  state.discarded.clear();
}

void end_detached_instance(State& state, Instance& instance) {
  if (Event* event = instance.received()) {
    event->serve_others();
    discard(state, *event);
  }
  if (instance.op && instance.has_begun) {
    Frame frame{state, &instance, instance.own};
    clean_up(frame, *instance.op);
  }
  state.loop.end_detached(instance);
}

void end_doomed(Frame& frame) {
  Instance& self = *frame.self;
  self.is_doomed = false;
  --frame.state.calls_for_attention;
  const bool began_to_wait = self.state() != Process::State::running;
  if (began_to_wait) frame.state.loop.detach(self);
  if (Event* event = self.received()) {
    event->serve_others();
    event->destroy(frame.state.pool);
  }
  if (self.op) clean_up(frame, *self.op);
}

// ---- compiling ----

CleanupScope::CleanupScope(StepCompiler& compiler)
    : compiler_(compiler), slot_(compiler.scope().hidden_slot()) {
  compiler.scope().hidden_slot();
  region_.body = compiler.body();
  region_.begin = compiler.here();
  region_.slot = slot_;
  compiler.enter_cleanup();
}

void CleanupScope::end_guarded(Span span) {
  region_.end = compiler_.here();
  compiler_.leave_cleanup();
  compiler_.emit<EndGuarded>(span, slot_);
  region_.handler.index = compiler_.here();
  compiler_.program().regions.push_back(region_);
}

void CleanupScope::end_cleanup(Span span) { compiler_.emit<EndCleanup>(span, slot_); }

}  // namespace asim
