#include "program/measures.h"
#include "program/object_kinds.h"

namespace asim {
namespace {

GateObject& gate(Object& object) { return static_cast<GateObject&>(object); }

const TimeWeighted& waiting(Object& object) { return gate(object).waiting_statistic(); }
const Observations& waits(Object& object) { return gate(object).waits(); }

AttributeTable<Object> table() {
  AttributeTable<Object> t({"mean_waiting", "max_waiting", "mean_wait", "max_wait"});
  t.add({"is_open", types::boolean, [](State&, Object& o) { return Value::boolean(gate(o).is_open()); },
         "whether it is open"});
  t.add({"waiting", types::number, [](State&, Object& o) { return count(gate(o).waiting()); },
         "how many wait for its opening"});
  t.add({"name", types::text, object_name, "its name"});
  t.add_over_time<waiting>("waiting", "the number of those who wait");
  t.add_tally<waits>("wait", "the waits of those who passed, at once or later");
  t.add({"passed", types::number, [](State&, Object& o) { return count(gate(o).waits().count()); },
         "how many passed", Role::evidence});
  t.add({"reneges", types::number, [](State&, Object& o) { return count(gate(o).reneges()); },
         "how many left before it opened", Role::statistic});
  return t;
}

}  // namespace

std::span<const Attribute> gate_attributes() {
  static const AttributeTable<Object> all = table();
  return all.attributes();
}

MadeObject make_gate(const SettingReader& settings) {
  return std::make_unique<GateObject>(settings.loop(), settings.condition(settings.declaration.open, false));
}

}  // namespace asim
