#include <fmt/format.h>

#include "base/numbers.h"
#include "program/measures.h"
#include "program/object_kinds.h"
#include "program/objects.h"

namespace asim {
namespace {

ContainerObject& container(Object& object) { return static_cast<ContainerObject&>(object); }

const TimeWeighted& level(Object& object) { return container(object).level_statistic(); }

AttributeTable<Object> table() {
  AttributeTable<Object> t({"mean_level", "min_level", "max_level"});
  t.add({"level", types::number, [](State&, Object& o) { return Value(container(o).level()); },
         "how much is in it"});
  t.add({"capacity", types::number, [](State&, Object& o) { return Value(container(o).capacity()); },
         "how much it takes; inf: any amount"});
  t.add({"getters", types::number, [](State&, Object& o) { return count(container(o).getters()); },
         "how many gets wait"});
  t.add({"putters", types::number, [](State&, Object& o) { return count(container(o).putters()); },
         "how many puts wait"});
  t.add({"name", types::text, object_name, "its name"});
  t.add_over_time<level>("level", "how much is in it");
  t.add({"puts", types::number, [](State&, Object& o) { return count(container(o).puts()); },
         "how often something was put in", Role::evidence});
  t.add({"gets", types::number, [](State&, Object& o) { return count(container(o).gets()); },
         "how often something was taken out", Role::evidence});
  t.add({"amount_in", types::number, [](State&, Object& o) { return Value(container(o).amount_in()); },
         "how much was put in", Role::statistic});
  t.add({"amount_out", types::number, [](State&, Object& o) { return Value(container(o).amount_out()); },
         "how much was taken out", Role::statistic});
  return t;
}

}  // namespace

std::span<const Attribute> container_attributes() {
  static const AttributeTable<Object> all = table();
  return all.attributes();
}

MadeObject make_container(const SettingReader& settings) {
  const ObjectDeclaration& d = settings.declaration;
  const double capacity = settings.number(d.capacity, Container::kUnlimited, "a capacity");
  const double level = settings.number(d.level, 0, "a level");
  if (capacity <= 0) {
    throw RunError(d.capacity.span,
                   fmt::format("a capacity must be greater than 0, not {}", number_text(capacity)));
  }
  if (level < 0 || std::isinf(level)) throw RunError(d.level.span, level_not_finite(level));
  if (level > capacity) throw RunError(d.level.span, level_above_capacity(level, capacity));
  return std::make_unique<ContainerObject>(settings.loop(), capacity, level,
                                           static_cast<ContainerOrder>(d.order));
}

std::string level_not_finite(double level) {
  return fmt::format("a level must be finite and not negative, not {}", number_text(level));
}

std::string level_above_capacity(double level, double capacity) {
  return fmt::format("the level {} is above the capacity {}", number_text(level), number_text(capacity));
}

}  // namespace asim
