// acquire: take units of a resource and hold them.

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "program/objects.h"
#include "steps/acquiring.h"
#include "steps/capacities.h"

namespace asim {

AcquireOp::AcquireOp(StepCompiler& c, const StepNode& s, std::string_view key)
    : resources_(c, s, key),
      amount_(c.number(s, "amount")),
      priority_(c.number(s, "priority")),
      preempt_(c.condition(s, "preempt")) {
  c.check_range(amount_, {1, true, "an amount must be a whole number of at least 1"});
  for (const Argument& resource : resources_.members()) {
    check_fits(c, CapacityCheck::Demand::acquire, resource, amount_);
  }
  note_literal_wish(c.program().expressions);
}

const Op* AcquireOp::execute(Frame& frame) const {
  const double limit = timeout.given() ? evaluate_delay(timeout, frame) : Loop::kForever;
  Acquire& acquire = make(frame);
  if (acquire.refused()) [[unlikely]]
    return refused(frame, acquire, limit);
  if (limit <= 0) acquire.refuse_to_wait();
  return begin(frame, acquire, limit);
}

// ---- if nobody watches: a resource known beforehand ----

void AcquireOp::link(const Linker& linker) {
  WaitingOp::link(linker);
  const auto is_constant = [](const Argument& argument) {
    return !argument.given() || argument.operand.kind == Operand::Kind::constant;
  };
  if (!resources_.constant() || !is_known(*resources_.constant(), types::resource)) return;
  if (as.given() || !has_fixed_timeout()) return;
  if (!is_constant(amount_) || !is_constant(priority_) || !is_constant(preempt_)) return;
  is_literal_ = is_literal_ && !timeout.given();
  const bool is_one_unit = !amount_.given() && !priority_.given() && !preempt_.given() && !timeout.given();
  quick = is_one_unit ? acquire_unit : acquire_wished;
  quick_resume = go_on_granted<Acquire>;
  quick_with_row = acquire_with_row;
  quick_resume_with_row = receive_with_row;
  if (!timeout.given()) attempt_in_time = attempt;
}

void AcquireOp::note_literal_wish(const Expressions& expressions) {
  const auto number = [&](const Argument& argument, double otherwise) {
    return argument.given() ? expressions.literal_number(argument.operand) : otherwise;
  };
  const std::optional<double> amount = number(amount_, 1), priority = number(priority_, 0),
                              preempts = number(preempt_, 0);
  is_literal_ = amount && priority && preempts && count_of(*amount) > 0 && *priority < Loop::kForever;
  if (is_literal_) literal_wish_ = {count_of(*amount), *priority, Loop::kForever, *preempts != 0};
}

AcquireOp::Wish AcquireOp::wish_of_constants(const State& state, const Resource& resource) const {
  Wish wish;
  const auto value = [&](const Argument& argument) -> const Value& {
    return state.constants[argument.operand.index];
  };
  if (amount_.given()) {
    wish.amount = count_of(value(amount_));
    if (wish.amount > resource.nominal_capacity()) wish.amount = 0;
  }
  if (priority_.given()) {
    wish.priority = value(priority_).is_number() ? value(priority_).as_number() : Loop::kForever;
    if (!(wish.priority < Loop::kForever)) wish.amount = 0;
  }
  if (preempt_.given()) {
    if (value(preempt_).is_failure())
      wish.amount = 0;
    else
      wish.preempts = is_true(value(preempt_));
  }
  wish.timeout = fixed_timeout(state);
  if (!(wish.timeout >= 0)) wish.amount = 0;
  return wish;
}

// Mostly the resource is free, and no event is made.
const Op* AcquireOp::acquire_unit(const Op& op, State& state, Instance& self) {
  ResourceObject& resource = static_cast<const AcquireOp&>(op).resource_at_hand(state);
  self.op = &op;
  if (resource.try_acquire(self)) return go_on_with(*op.next, state, self);
  if (!can_wait(resource, self, Loop::kForever)) return at_length(op, state, self);
  state.pool.make<Acquire>(self, resource)->wait_in_line();
  return kWaits;
}

const Op* AcquireOp::acquire_wished(const Op& op, State& state, Instance& self) {
  const auto& acquire = static_cast<const AcquireOp&>(op);
  ResourceObject& resource = acquire.resource_at_hand(state);
  const Wish wish = acquire.wish_at_hand(state, resource);
  if (wish.amount == 0) return at_length(op, state, self);
  self.op = &op;
  if (resource.try_acquire(self, wish.amount, wish.priority)) return go_on_with(*op.next, state, self);
  const bool may_preempt = wish.preempts && resource.has_worse_holder(wish.priority);
  if (may_preempt && resource.try_preempt(self, wish.amount, wish.priority))
    return go_on_with(*op.next, state, self);
  if (!can_wait(resource, self, wish.timeout)) return at_length(op, state, self);
  Acquire& request = *state.pool.make<Acquire>(self, resource, wish.amount, wish.priority, wish.preempts);
  if (may_preempt && request.possible()) return preempt(acquire, state, self, request);
  request.wait_in_line(wish.timeout);
  return kWaits;
}

// A preemption is not attempted here.
WaitingOp::Attempt AcquireOp::attempt(const WaitingOp& op, State& state, Instance& self, double limit) {
  const auto& acquire = static_cast<const AcquireOp&>(op);
  ResourceObject& resource = acquire.resource_at_hand(state);
  const Wish wish = acquire.wish_at_hand(state, resource);
  if (wish.amount == 0 || wish.preempts) return Attempt::failed;
  self.op = &op;
  if (resource.try_acquire(self, wish.amount, wish.priority)) return Attempt::done;
  if (!can_wait(resource, self, limit)) return Attempt::failed;
  state.pool.make<Acquire>(self, resource, wish.amount, wish.priority)->wait_in_line(limit);
  return Attempt::waits;
}

const Op* AcquireOp::acquire_with_row(const Op& op, State& state, Instance& self) {
  const auto& acquire = static_cast<const AcquireOp&>(op);
  switch (attempt(acquire, state, self, Loop::kForever)) {
    case Attempt::failed: return at_length(op, state, self);
    case Attempt::waits: return kWaits;
    case Attempt::done: break;
  }
  acquire.write_row_of(state, self, *self.holds());
  return go_on_with(*op.next, state, self);
}

const Op* AcquireOp::receive_with_row(const Op& op, State& state, Instance& self) {
  if (self.wake() != Process::Wake::granted) [[unlikely]]
    return at_length_again(op, state, self);
  auto& request = static_cast<Acquire&>(*self.received());
  static_cast<const AcquireOp&>(op).receive_in_frame(state, self, request);
  state.pool.destroy(&request);
  return go_on_with(*op.next, state, self);
}

[[gnu::noinline]] void AcquireOp::receive_in_frame(State& state, Instance& self, Acquire& request) const {
  Frame frame{state, &self, self.own};
  receive(frame, request);
}

[[gnu::noinline]] void AcquireOp::write_row_of(State& state, Instance& self, const Hold& hold) const {
  Frame frame{state, &self, self.own};
  write_row(frame, row, object_of(*hold.resource).name, fmt::format_int(hold.amount).c_str());
}

bool AcquireOp::can_wait(const Resource& resource, const Instance& self, double timeout) {
  return !resource.line_is_full() && resource.nominal_capacity() > 0 && !self.has_interrupt() && timeout > 0;
}

// It can have them if it takes them away from others.
[[gnu::noinline]] const Op* AcquireOp::preempt(const AcquireOp& op, State& state, Instance& self,
                                               Acquire& request) {
  if (request.begin_with_success()) [[likely]] {
    request.receive();
    state.pool.destroy(&request);
    return go_on_with(*op.next, state, self);
  }
  if (!self.wait_on(request, op.fixed_timeout(state)).ready) return nothing_follows(state, self);
  const Op* following = op.conclude_quietly(state, self, request);
  return following ? go_on_with(*following, state, self) : nothing_follows(state, self);
}

[[gnu::noinline]] const Op* AcquireOp::conclude_quietly(State& state, Instance& self,
                                                        Acquire& request) const {
  Frame frame{state, &self, self.own};
  return conclude(frame, request);
}

// ---- the whole of it ----

// Who does not want to wait in line does not mind that it is full.
const Op* AcquireOp::refused(Frame& frame, Acquire& acquire, double limit) const {
  if (!on_full.op && limit > 0) throw_line_is_full(frame, acquire, "`on_full:` says what to do then");
  if (!on_full.op) return timed_out(frame, acquire);
  acquire.destroy(frame.state.pool);
  return on_full.op;
}

void AcquireOp::throw_line_is_full(Frame& frame, Acquire& acquire, std::string_view advice) const {
  std::string name;
  for (const Claim& claim : acquire.claims()) {
    if (claim.resource->line_is_full()) name = object_of(*claim.resource).name;
  }
  acquire.destroy(frame.state.pool);
  throw RunError(span, fmt::format("the line of `{}` is full", name), std::string(advice));
}

Event* AcquireOp::request(Frame& frame) const {
  Acquire& acquire = make(frame);
  if (acquire.refused()) {
    throw_line_is_full(frame, acquire, "in a branch that is a list of steps `on_full:` says what to do then");
  }
  return &acquire;
}

Acquire& AcquireOp::make(Frame& frame) const {
  const std::size_t amount = amount_.given() ? evaluate_whole(amount_, frame, 1, "an amount") : 1;
  const double priority = evaluate_priority(priority_, frame);
  const bool preempts = preempt_.given() && evaluate_condition(preempt_.operand, frame);
  const ResourceList::Resources wanted = resources_.evaluate_all(frame);
  Acquire& acquire = *frame.state.pool.make<Acquire>(*frame.self, priority, preempts);
  for (ResourceObject* resource : wanted) acquire.add(*resource, amount);
  check_possible(acquire, frame.state.program);
  return acquire;
}

// A capacity that can change may become large enough.
void AcquireOp::check_possible(const Acquire& acquire, const Program& program) const {
  if (program.sets_capacities) return;
  for (const Claim& claim : acquire.claims()) {
    const Upkeep* upkeep = object_of(*claim.resource).upkeep.get();
    if (claim.amount <= claim.resource->nominal_capacity() || (upkeep && upkeep->schedule)) continue;
    const Span place = amount_.given() ? amount_.span : resources_.span();
    throw RunError(place, fmt::format("cannot acquire {} of `{}`, whose capacity is {}", claim.amount,
                                      object_of(*claim.resource).name, claim.resource->nominal_capacity()));
  }
}

Value AcquireOp::receive(Frame& frame, Event& event) const {
  auto& acquire = static_cast<Acquire&>(event);
  acquire.receive();
  if (wants_row(frame, row)) write_rows(frame, acquire);
  return Value::null();
}

void AcquireOp::write_rows(Frame& frame, const Acquire& acquire) const {
  for (const Claim& claim : acquire.claims()) {
    write_row(frame, row, object_of(*claim.resource).name, fmt::to_string(claim.amount));
  }
}

std::string AcquireOp::awaited(Frame&, const Event* event) const {
  std::string names;
  for (const Claim& claim : static_cast<const Acquire*>(event)->claims()) {
    names += (names.empty() ? "" : ", ") + object_of(*claim.resource).name;
  }
  return names;
}

std::string AcquireOp::wish(Frame&, const Event* event) const {
  std::string units;
  for (const Claim& claim : static_cast<const Acquire*>(event)->claims()) {
    units += fmt::format("{}{} of `{}`", units.empty() ? "" : " and ", claim.amount,
                         object_of(*claim.resource).name);
  }
  return "I can have " + units;
}

std::string AcquireOp::remedy(Frame& frame, const Event* event) const {
  return acquire_remedy(*static_cast<const Acquire*>(event), frame.state);
}

std::string acquire_story(std::string_view object, std::string_view detail) {
  return fmt::format("takes {} of `{}`", detail, object);
}

namespace {

std::unique_ptr<WaitingOp> request_acquire(StepCompiler& c, const StepNode& s) {
  return std::make_unique<AcquireOp>(c, s, "acquire");
}

constexpr Key kKeys[] = {
    {"acquire", KeyType::resource, true, "", "the resource, or a list of those to acquire at once"},
    {"amount", KeyType::whole, false, "1", "how many units, of each"},
    {"priority", KeyType::number, false, "0", "the place in line, lower first"},
    {"preempt", KeyType::condition, false, "false", "take units from holders of a worse priority if need be"},
    {"on_full", KeyType::steps, false, "", "the steps if `queue_limit` requests wait already"},
};

}  // namespace

extern const StepKind acquire_step{
    .name = "acquire",
    .keys = kKeys,
    .summary = "take units of a resource and hold them",
    .documentation =
        "Takes the units, or waits in line until they are free: by priority, lower first, and then first "
        "come first\n"
        "served (`order: lifo`: last come). Nobody overtakes: who stands first and does not fit holds up "
        "the rest.\n"
        "Several resources are acquired together or not at all; one that is named twice gives twice the "
        "amount.\n"
        "With `preempt: true` units are taken from the worst holder, the newest among equals, for a "
        "strictly better\n"
        "priority only. If the resource's `queue_limit` is reached, the process does not join the line but "
        "goes on\n"
        "with `on_full`; without that it is an error, unless `timeout: 0` says not to wait anyway.",
    .example = R"(model: one clerk
timeline: [log]
resources: {clerk: {queue_limit: 1}}
processes:
  customer:
    count: 3
    steps:
      - acquire: clerk
        on_full:
          - log: goes away
          - exit
      - log: is served
      - sleep: 5
      - release: clerk
)",
    .timeline = "0 customer[0] is served\n0 customer[2] goes away\n5 customer[1] is served\n",
    .elsewhere = "seize request",
    .request = request_acquire,
    .story = acquire_story,
};

}  // namespace asim
