#include "program/object_kinds.h"

namespace asim {
namespace {

GateObject& gate(Object& object) { return static_cast<GateObject&>(object); }

constexpr Attribute kAttributes[] = {
    {"is_open", types::boolean, [](State&, Object& o) { return Value::boolean(gate(o).is_open()); },
     "whether it is open"},
    {"waiting", types::number, [](State&, Object& o) { return count(gate(o).waiting()); },
     "how many wait for its opening"},
    {"name", types::text, object_name, "its name"},
};

}  // namespace

std::span<const Attribute> gate_attributes() { return kAttributes; }

MadeObject make_gate(const SettingReader& settings) {
  return std::make_unique<GateObject>(settings.loop(), settings.condition(settings.declaration.open, false));
}

}  // namespace asim
