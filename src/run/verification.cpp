#include "run/verification.h"

#include <fmt/format.h>

#include <cmath>

#include "base/diagnostics.h"
#include "base/numbers.h"

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

}  // namespace

Verification::Verification(const State& state, bool every_turn)
    : state_(state), every_turn_(every_turn), turns_between_(every_turn ? 1 : kTurnsUnasked) {}

void Verification::begin() {
  if (!every_turn_) return;
  populations_.assign(state_.process_types.size(), {});
  const std::vector<double> age = ages();
  for (std::size_t i = 0; i < populations_.size(); ++i) {
    populations_[i] = {state_.process_types[i].alive, state_.now(), 0, age[i]};
  }
}

void Verification::after_turns() {
  if (turns_between_ == kNever) return;
  if (every_turn_) follow_populations();
  check_objects();
}

void Verification::conclude() {
  after_turns();
  if (turns_between_ == kNever) return;
  check_holders();
  if (every_turn_) check_times_in_system();
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
    for (Instance* instance = state_.first_alive; instance; instance = instance->next)
      held += resource.held(*instance);
    if (held != resource.received())
      check(*object, state_.now(), "what was received is not what the living hold");
  }
}

// ---- populations ----

std::vector<double> Verification::ages() const {
  std::vector<double> sums(state_.process_types.size());
  for (const Instance* instance = state_.first_alive; instance; instance = instance->next) {
    sums[static_cast<std::size_t>(instance->kind - state_.process_types.data())] +=
        state_.now() - instance->started;
  }
  return sums;
}

// The numbers change during a turn, the clock only before one.
void Verification::follow_populations() {
  for (std::size_t i = 0; i < populations_.size(); ++i) {
    Population& population = populations_[i];
    const std::uint32_t alive = state_.process_types[i].alive;
    if (alive == population.alive) continue;
    population.integral += population.alive * (state_.now() - population.since);
    population.since = state_.now();
    population.alive = alive;
  }
}

// Who has not started has a negative age, and counts as present on both sides.
void Verification::check_times_in_system() {
  const std::vector<double> age = ages();
  for (std::size_t i = 0; i < populations_.size(); ++i) {
    const Population& p = populations_[i];
    const ProcessTypeState& kind = state_.process_types[i];
    const double integral = p.integral + p.alive * (state_.now() - p.since);
    const double sum = kind.stays.sum() + kind.never_stayed + age[i] - p.age;
    const double size = std::abs(integral) + std::abs(kind.stays.sum()) + std::abs(age[i]) + std::abs(p.age);
    if (std::abs(integral - sum) <= kRelativeError * size) continue;
    fail(kind.type->span, "process", kind.type->name, state_.now(),
         fmt::format("the integral of their number is {}, but the sum of their times in system {}",
                     number_text(integral), number_text(sum)));
  }
}

}  // namespace asim
