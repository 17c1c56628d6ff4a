#include "program/instance_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "program/collected.h"
#include "program/heap.h"
#include "program/instance.h"
#include "program/state.h"

namespace asim {
namespace {

constexpr std::string_view kInstanceAttributes[] = {"name", "index", "id", "alive", "started"};

Value* find_variable(Instance& instance, std::string_view name) {
  const std::vector<std::string>& names = instance.type().own_names;
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() || name.empty() ? nullptr : instance.vars() + (found - names.begin());
}

[[noreturn]] void no_attribute(const Instance& instance, std::string_view name, Span span) {
  std::vector<std::string_view> names(std::begin(kInstanceAttributes), std::end(kInstanceAttributes));
  for (const std::string& own : instance.type().own_names) {
    if (!own.empty()) names.push_back(own);
  }
  throw RunError(span, fmt::format("process `{}` has no `{}`", name_of(instance), name),
                 suggestion(name, names));
}

}  // namespace

// ---- instances ----

Value instance_attribute(State& state, Instance& instance, std::string_view name, Span span) {
  Instance& owner = owner_of(instance);
  if (Value* variable = find_variable(owner, name)) return *variable;
  if (name == "name") return Value::adopt(Text::make(state.pool, name_of(owner)));
  if (name == "index") return static_cast<double>(owner.index);
  if (name == "id") return static_cast<double>(owner.id);
  if (name == "alive") return Value::boolean(instance.alive());
  if (name == "started") return owner.started;
  no_attribute(owner, name, span);
}

const Value* instance_variable(Instance& instance, std::string_view name) {
  return find_variable(owner_of(instance), name);
}

std::span<const std::string_view> instance_attributes() { return kInstanceAttributes; }

Type instance_attribute_type(std::string_view name) {
  if (name == "alive") return types::boolean;
  return name == "name" ? types::text : types::number;
}

void set_instance_attribute(State&, Instance& instance, std::string_view name, const Value& value,
                            Span span) {
  Value* variable = find_variable(instance, name);
  if (!variable) no_attribute(instance, name, span);
  *variable = value;
}

std::string_view instance_name(const Instance& instance) { return name_of(instance); }

// ---- process types ----

Value process_type_attribute(State& state, std::uint32_t type, std::string_view name) {
  return find_attribute(process_type_attributes(), name)->read(state, state.process_types[type]);
}

Value process_type_index(State& state, std::uint32_t type, double index, Span span) {
  const ProcessTypeState& kind = state.process_types[type];
  const auto size = static_cast<double>(kind.instances.size());
  const double position = index < 0 ? index + size : index;
  if (position >= 0 && position < size && position == std::floor(position)) {
    return kind.instances[static_cast<std::size_t>(position)];
  }
  throw RunError(span, fmt::format("`{}` has no instance {}: there {} {} so far", kind.type->name,
                                   number_text(index), size == 1 ? "is" : "are", number_text(size)));
}

std::string not_one_instance(std::string_view type) {
  return fmt::format("`{0}` has several instances: name one of them, as in `{0}[0]`", type);
}

Value sole_instance(State& state, std::uint32_t type, Span span) {
  const ProcessTypeState& kind = state.process_types[type];
  if (!kind.sole.is_null()) return kind.sole;
  if (kind.created == 0) throw RunError(span, fmt::format("`{}` has no instance yet", kind.type->name));
  throw RunError(span, not_one_instance(kind.type->name));
}

}  // namespace asim
