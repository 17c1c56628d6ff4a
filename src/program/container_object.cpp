#include <fmt/format.h>

#include "base/numbers.h"
#include "program/object_kinds.h"
#include "program/objects.h"

namespace asim {
namespace {

ContainerObject& container(Object& object) { return static_cast<ContainerObject&>(object); }

constexpr Attribute kAttributes[] = {
    {"level", types::number, [](State&, Object& o) { return Value(container(o).level()); },
     "how much is in it"},
    {"capacity", types::number, [](State&, Object& o) { return Value(container(o).capacity()); },
     "how much it takes; inf: any amount"},
    {"getters", types::number, [](State&, Object& o) { return count(container(o).getters()); },
     "how many gets wait"},
    {"putters", types::number, [](State&, Object& o) { return count(container(o).putters()); },
     "how many puts wait"},
    {"mean_level", types::number | types::null,
     [](State& s, Object& o) { return statistic(container(o).level_statistic().mean(s.now())); },
     "the level, averaged over time"},
    {"name", types::text, object_name, "its name"},
};

}  // namespace

std::span<const Attribute> container_attributes() { return kAttributes; }

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
