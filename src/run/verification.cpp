#include "run/verification.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <vector>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "engine/group.h"

namespace asim {
namespace {

constexpr std::uint64_t kNever = ~std::uint64_t{0};
#ifdef NDEBUG
constexpr std::uint64_t kTurnsUnasked = kNever;
#else
constexpr std::uint64_t kTurnsUnasked = 1024;
#endif
constexpr double kRelativeError = 1e-9;  // of sums of times

[[noreturn]] void fail(Span span, std::string_view kind, std::string_view name, double time,
                       std::string_view reason) {
  throw RunError(
      span,
      fmt::format("conservation violated: {} `{}` at t = {}: {}", kind, name, number_text(time), reason),
      "an internal error: asim is wrong here, not the model");
}

void check(const Object& object, double time, const char* reason) {
  if (reason) fail(object.declared, kind_name(object.kind), object.name, time, reason);
}

const char* inconsistency(const Object& object) {
  switch (object.kind) {
    case ObjectKind::queue: return static_cast<const QueueObject&>(object).inconsistency();
    case ObjectKind::resource: return static_cast<const ResourceObject&>(object).inconsistency();
    case ObjectKind::container: return static_cast<const ContainerObject&>(object).inconsistency();
    case ObjectKind::gate: return static_cast<const GateObject&>(object).inconsistency();
  }
  return nullptr;
}

// ---- accounts ----

/// What a process was granted and has not received: its time there is over and not yet counted.
void add_granted(const Event& event, double now, std::map<const Object*, double>& times) {
  if (const auto* group = dynamic_cast<const Group*>(&event)) {
    for (std::size_t i = 0; i < group->size(); ++i) add_granted(group->part(i), now, times);
  } else if (const auto* get = dynamic_cast<const Queue<Value>::Get*>(&event)) {
    double& sum = times[&static_cast<const QueueObject&>(get->queue())];
    for (auto* item = get->granted_items(); item; item = get->after(*item)) sum += item->left - item->since;
  } else if (const auto* wait = dynamic_cast<const Gate::Wait*>(&event)) {
    if (wait->granted()) times[&object_of(wait->gate())] += wait->wait(wait->granted_at());
  }
}

std::map<const Object*, double> granted_times(const State& state) {
  std::map<const Object*, double> times;
  for (const Instance* instance = state.first_alive(); instance; instance = state.next_alive(*instance)) {
    if (instance->event()) add_granted(*instance->event(), state.now(), times);
  }
  return times;
}

Account account_of(const QueueObject& queue, double now) {
  double times = queue.time_statistic().sum() + queue.removed_time();
  for (auto* item = queue.items().front(); item; item = queue.items().after(*item))
    times += now - item->since;
  return {&queue, "", "", {}, "the length", queue.length_statistic().integral(now), times};
}

Account account_of(const ResourceObject& resource, double now) {
  double times = resource.waits().sum() + resource.reneged_time();
  for (auto* claim = resource.line().front(); claim; claim = resource.line().after(*claim))
    times += claim->request->wait(now);
  for (auto* hold = resource.holders().front(); hold; hold = resource.holders().after(*hold)) {
    if (hold->request) times += hold->request->wait(hold->since);
  }
  return {&resource, "", "", {}, "the number in line", resource.waiting_statistic().integral(now), times};
}

Account account_of(const GateObject& gate, double now) {
  double times = gate.waits().sum() + gate.reneged_time();
  for (auto* wait = gate.line().front(); wait; wait = gate.line().after(*wait)) times += wait->wait(now);
  return {&gate, "", "", {}, "the number waiting", gate.waiting_statistic().integral(now), times};
}

void add_objects(std::vector<Account>& accounts, const State& state) {
  std::map<const Object*, double> granted = granted_times(state);
  for (const auto& object : state.objects) {
    if (object->kind == ObjectKind::container) continue;
    const double now = state.now();
    Account account =
        object->kind == ObjectKind::queue      ? account_of(static_cast<const QueueObject&>(*object), now)
        : object->kind == ObjectKind::resource ? account_of(static_cast<const ResourceObject&>(*object), now)
                                               : account_of(static_cast<const GateObject&>(*object), now);
    account.subject = object.get();
    account.kind = kind_name(object->kind);
    account.name = object->name;
    account.span = object->declared;
    account.times += granted[object.get()];
    accounts.push_back(account);
  }
}

}  // namespace

std::vector<Account> accounts_of(const State& state) {
  std::vector<Account> accounts;
  std::map<const ProcessTypeState*, double> ages;
  for (const Instance* instance = state.first_alive(); instance; instance = state.next_alive(*instance)) {
    if (instance->has_begun) ages[instance->kind] += state.now() - instance->started;
  }
  for (const ProcessTypeState& kind : state.process_types) {
    accounts.push_back({&kind, "process", kind.type->name, kind.type->span, "their number",
                        kind.present.integral(state.now()), kind.stays.sum() + ages[&kind]});
  }
  add_objects(accounts, state);
  return accounts;
}

Verification::Verification(const State& state, bool every_turn)
    : state_(state), every_turn_(every_turn), turns_between_(every_turn ? 1 : kTurnsUnasked) {}

void Verification::begin() {
  if (!every_turn_) return;
  times_at_begin_.clear();
  for (const Account& account : accounts_of(state_)) times_at_begin_[account.subject] = account.times;
}

void Verification::after_turns() {
  if (turns_between_ == kNever) return;
  check_objects();
}

void Verification::conclude() {
  after_turns();
  if (turns_between_ == kNever) return;
  check_holders();
  if (every_turn_) check_times();
}

// ---- objects ----

void Verification::check_objects() const {
  for (const auto& object : state_.objects) check(*object, state_.now(), inconsistency(*object));
}

// What has been received is in the hands of the living.
void Verification::check_holders() const {
  for (const auto& object : state_.objects) {
    if (object->kind != ObjectKind::resource) continue;
    const auto& resource = static_cast<const ResourceObject&>(*object);
    Resource::Amount held = 0;
    for (Instance* instance = state_.first_alive(); instance; instance = state_.next_alive(*instance))
      held += resource.held(*instance);
    if (held != resource.received())
      check(*object, state_.now(), "what was received is not what the living hold");
  }
}

// ---- Little's law ----

void Verification::check_times() const {
  for (const Account& a : accounts_of(state_)) {
    const auto found = times_at_begin_.find(a.subject);
    const double before = found == times_at_begin_.end() ? 0 : found->second;
    const double size = std::abs(a.integral) + std::abs(a.times) + std::abs(before);
    if (std::abs(a.integral - (a.times - before)) <= kRelativeError * size) continue;
    fail(a.span, a.kind, a.name, state_.now(),
         fmt::format("the integral of {} is {}, but the sum of their times {}", a.number,
                     number_text(a.integral), number_text(a.times - before)));
  }
}

}  // namespace asim
