// What would grant a request that waits: for reports of who is stuck and why.

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "program/objects.h"
#include "steps/acquiring.h"

namespace asim {
namespace {

/// When the schedule next brings so much; infinity if it never does, or there is none.
double scheduled_rise(const ResourceObject& resource, Resource::Amount amount, double now) {
  if (!resource.upkeep || !resource.upkeep->schedule) return Loop::kForever;
  const StepFunction& schedule = *resource.upkeep->schedule;
  const std::int64_t present = schedule.entry_at(now);
  for (std::int64_t i = present + 1; i <= present + schedule.size(); ++i) {
    const double time = schedule.begin(i);
    if (time == Loop::kForever) break;
    if (schedule.value(i) >= static_cast<double>(amount)) return time;
  }
  return Loop::kForever;
}

/// When the last of its downtimes is over. Precondition: it is down.
double repair_time(const ResourceObject& resource, const State& state) {
  const ProcessType& upkeep = state.program.process_types[state.program.upkeep_type];
  double time = state.now();
  for (Instance* instance = state.first_alive(); instance; instance = state.next_alive(*instance)) {
    const Value* own = instance->vars();
    if (&instance->type() == &upkeep && own[UpkeepSlot::resource].as_object() == &resource &&
        own[UpkeepSlot::part].as_number() > 0 && own[UpkeepSlot::state].as_number() == UpkeepSlot::kIsDown)
      time = std::max(time, instance->wake_time());
  }
  return time;
}

/// What makes room for a claim; empty if there is room.
std::string remedy_of(const Claim& claim, const State& state) {
  const ResourceObject& resource = object_of(*claim.resource);
  if (resource.is_down())
    return fmt::format("the repair of `{}` at {}", resource.name, number_text(repair_time(resource, state)));
  if (claim.amount <= resource.free()) return "";
  const double rise = scheduled_rise(resource, claim.amount, state.now());
  const std::string when = rise < Loop::kForever ? ", as its schedule brings at " + number_text(rise) : "";
  if (claim.amount > resource.capacity())
    return fmt::format("a rise of the capacity of `{}`{}", resource.name, when);
  const bool has_schedule = resource.upkeep && resource.upkeep->schedule;
  return fmt::format("a `release` of `{}`{}", resource.name,
                     has_schedule ? ", or a rise of its capacity" : "");
}

}  // namespace

std::string acquire_remedy(const Acquire& acquire, const State& state) {
  std::string text;
  for (const Claim& claim : acquire.claims()) {
    const std::string one = remedy_of(claim, state);
    if (!one.empty()) text += (text.empty() ? "" : ", and ") + one;
  }
  return text.empty() ? "that those before it in the line get what they want, or leave" : text;
}

}  // namespace asim
