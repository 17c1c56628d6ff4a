#include <fmt/format.h>

#include "base/numbers.h"
#include "program/measures.h"
#include "program/object_kinds.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr double kLargestWhole = 9007199254740991;  // 2^53 - 1

ResourceObject& resource(Object& object) { return static_cast<ResourceObject&>(object); }
bool is_unlimited(const Resource& r) { return r.capacity() == Resource::kUnlimited; }

/// Of the units there were, over time; the capacity may have changed.
Value utilization(State& state, Object& object) {
  const Resource& r = resource(object);
  if (is_unlimited(r)) return 0.0;
  return statistic(r.in_use_statistic().integral(state.now()) / r.capacity_statistic().integral(state.now()));
}

const TimeWeighted& in_use(Object& object) { return resource(object).in_use_statistic(); }
const TimeWeighted& waiting(Object& object) { return resource(object).waiting_statistic(); }
const Observations& waits(Object& object) { return resource(object).waits(); }

void add_state(AttributeTable<Object>& t) {
  t.add({"capacity", types::number, [](State&, Object& o) { return limit(resource(o).capacity()); },
         "how many units there are; inf: any number. It can be `set`"});
  t.add({"in_use", types::number, [](State&, Object& o) { return count(resource(o).in_use()); },
         "how many units are held"});
  t.add({"free", types::number,
         [](State&, Object& o) {
           return limit(is_unlimited(resource(o)) ? Resource::kUnlimited : resource(o).free());
         },
         "how many units are left"});
  t.add({"waiting", types::number, [](State&, Object& o) { return count(resource(o).waiting()); },
         "how many requests stand in line"});
  t.add({"name", types::text, object_name, "its name"});
}

void add_counts(AttributeTable<Object>& t) {
  t.add({"served", types::number, [](State&, Object& o) { return count(resource(o).grants()); },
         "how many requests were granted", Role::evidence});
  t.add({"reneges", types::number, [](State&, Object& o) { return count(resource(o).reneges()); },
         "how many requests were withdrawn: after a timeout or an interrupt, or because another branch won",
         Role::statistic});
  t.add({"rejections", types::number, [](State&, Object& o) { return count(resource(o).rejections()); },
         "how many requests found the line full, or did not want to wait (`timeout: 0`)", Role::statistic});
  t.add({"preemptions", types::number, [](State&, Object& o) { return count(resource(o).preemptions()); },
         "how often somebody lost what he held", Role::statistic});
}

template <Resource::Condition... conditions>
Value time_in(State&, Object& object) {
  return (resource(object).time_in(conditions) + ...);
}

void add_conditions(AttributeTable<Object>& t) {
  using enum Resource::Condition;
  t.add({"time_idle", types::number, time_in<idle>, "how long nothing was in use", Role::statistic});
  t.add({"time_busy", types::number, time_in<busy, full>, "how long anything was in use", Role::statistic});
  t.add({"time_full", types::number, time_in<full>, "how long everything was in use, a part of time_busy",
         Role::statistic});
  t.add({"time_down", types::number, time_in<down>,
         "how long its capacity was 0 (closed, out of order) and nothing in use", Role::statistic});
}

AttributeTable<Object> table() {
  AttributeTable<Object> t({"utilization", "mean_waiting", "max_waiting", "mean_wait", "max_wait"});
  add_state(t);
  t.add(
      {"utilization", types::number | types::null, utilization,
       "the part of its capacity that was in use, over time; above 1 if holders stayed on after a reduction",
       Role::statistic});
  t.add_over_time<waiting>("waiting", "the number of requests in line");
  t.add_tally<waits>("wait", "the waits of those served, at once or later");
  add_counts(t);
  t.add_over_time<in_use>("in_use", "the number of units held");
  add_conditions(t);
  return t;
}

}  // namespace

std::span<const Attribute> resource_attributes() {
  static const AttributeTable<Object> all = table();
  return all.attributes();
}

MadeObject make_resource(const SettingReader& settings) {
  const ObjectDeclaration& d = settings.declaration;
  std::unique_ptr<Upkeep> upkeep = settings.upkeep();
  const StepFunction* schedule = upkeep && upkeep->schedule ? &*upkeep->schedule : nullptr;
  double capacity = settings.whole(d.capacity, schedule ? 0 : 1, 1, "a capacity");
  if (schedule) {
    const std::int64_t entry = schedule->entry_at(settings.loop().now());
    if (entry >= 0) capacity = schedule->value(entry);
  }
  const double queue_limit = settings.whole(d.queue_limit, 0, Loop::kForever, "a queue limit");
  auto object = std::make_unique<ResourceObject>(settings.loop(), as_limit(capacity),
                                                 static_cast<LineOrder>(d.order), as_limit(queue_limit));
  object->upkeep = std::move(upkeep);
  return object;
}

void set_resource_capacity(Object& object, const Value& value, Span span) {
  const double x = value.is_number() ? value.as_number() : -1;
  const bool is_whole = x == std::floor(x) && x <= kLargestWhole;
  if (!(x >= 0 && (is_whole || x == Loop::kForever))) {
    throw RunError(span, fmt::format("a capacity must be a whole number and not negative, not {}",
                                     value.is_number() ? number_text(x) : kind_description(value)));
  }
  resource(object).set_capacity(as_limit(x));
}

}  // namespace asim
