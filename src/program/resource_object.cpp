#include <fmt/format.h>

#include "base/numbers.h"
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

constexpr Attribute kAttributes[] = {
    {"capacity", types::number, [](State&, Object& o) { return limit(resource(o).capacity()); },
     "how many units there are; inf: any number. It can be `set`"},
    {"in_use", types::number, [](State&, Object& o) { return count(resource(o).in_use()); },
     "how many units are held"},
    {"free", types::number,
     [](State&, Object& o) {
       return limit(is_unlimited(resource(o)) ? Resource::kUnlimited : resource(o).free());
     },
     "how many units are left"},
    {"waiting", types::number, [](State&, Object& o) { return count(resource(o).waiting()); },
     "how many requests stand in line"},
    {"utilization", types::number | types::null, utilization,
     "the part of its capacity that was in use, over time"},
    {"mean_waiting", types::number | types::null,
     [](State& s, Object& o) { return statistic(resource(o).waiting_statistic().mean(s.now())); },
     "the requests in line, averaged over time"},
    {"mean_wait", types::number | types::null,
     [](State&, Object& o) { return statistic(resource(o).waits().mean()); },
     "the wait in line of those who were served, averaged; 0 for those served at once"},
    {"served", types::number, [](State&, Object& o) { return count(resource(o).grants()); },
     "how many requests were granted"},
    {"name", types::text, object_name, "its name"},
};

}  // namespace

std::span<const Attribute> resource_attributes() { return kAttributes; }

MadeObject make_resource(const SettingReader& settings) {
  const ObjectDeclaration& d = settings.declaration;
  const double capacity = settings.whole(d.capacity, 1, 1, "a capacity");
  const double queue_limit = settings.whole(d.queue_limit, 0, Loop::kForever, "a queue limit");
  return std::make_unique<ResourceObject>(settings.loop(), as_limit(capacity),
                                          static_cast<LineOrder>(d.order), as_limit(queue_limit));
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
