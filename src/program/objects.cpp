#include "program/objects.h"

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/evaluate.h"
#include "program/heap.h"
#include "program/instance_access.h"
#include "program/object_kinds.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr double kLargestWhole = 9007199254740991;  // 2^53 - 1
constexpr double kMostMembers = 1e6;

struct Kind {
  std::string_view name;
  Type type;
  MadeObject (*make)(const SettingReader&);
  std::span<const Attribute> (*attributes)();
};

/// In the order of ObjectKind.
constexpr Kind kKinds[] = {
    {"queue", types::queue, make_queue, queue_attributes},
    {"resource", types::resource, make_resource, resource_attributes},
    {"container", types::container, make_container, container_attributes},
    {"gate", types::gate, make_gate, gate_attributes},
};

const Kind& kind_of(ObjectKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

/// Starts what carries out the schedule and each of the downtimes.
void start_upkeep(Frame& frame, const Value& resource, const ObjectDeclaration& declaration) {
  const bool is_scheduled = !declaration.schedules.empty();
  for (std::size_t i = is_scheduled ? 0 : 1; i <= declaration.downtimes.size(); ++i) {
    Instance& keeper = make_instance(frame.state, frame.state.program.upkeep_type);
    keeper.vars()[UpkeepSlot::resource] = resource;
    keeper.vars()[UpkeepSlot::part] = static_cast<double>(i);
    if (frame.self) keeper.vars()[UpkeepSlot::owner] = reference(*frame.self);
    start_instance(keeper);
  }
}

Value make_one(Frame& frame, const ObjectDeclaration& declaration, std::string name, std::size_t index) {
  MadeObject object = kind_of(declaration.kind).make(SettingReader(frame, declaration, index));
  object->name = std::move(name);
  object->declared = declaration.span;
  if (frame.state.keeps_samples) object->keep_samples();
  const Value made = Value::object(frame.state.objects.emplace_back(std::move(object)).get());
  if (declaration.has_upkeep()) start_upkeep(frame, made, declaration);
  return made;
}

}  // namespace

// ---- making ----

Value SettingReader::value(const Setting& setting) const {
  Value value = evaluate(setting.operand, frame_);
  if (!value.is_list()) return value;
  const List& list = *value.as_list();
  if (index_ < list.size) return list.data[index_];
  too_few(list.size, setting.span);
}

void SettingReader::too_few(std::size_t size, Span span) {
  throw RunError(span, fmt::format("the list has {}, too few for this array", plural(size, "member")));
}

void SettingReader::require_member(std::size_t size, Span span) const {
  if (size > 1 && index_ >= size) too_few(size, span);
}

double SettingReader::number(const Setting& setting, double fallback, std::string_view what) const {
  if (!setting.operand.given()) return fallback;
  const Value given = value(setting);
  if (!given.is_number()) {
    throw RunError(setting.span, fmt::format("a number is due here, not {}", kind_description(given)));
  }
  if (!std::isnan(given.as_number())) return given.as_number();
  throw RunError(setting.span, fmt::format("{} must be a number, not nan", what));
}

double SettingReader::whole(const Setting& setting, double least, double fallback,
                            std::string_view what) const {
  const double x = number(setting, fallback, what);
  const bool is_whole = x == std::floor(x) && x <= kLargestWhole;
  if (x >= least && (is_whole || x == Loop::kForever)) return x;
  throw RunError(setting.span, fmt::format("{} must be a whole number of at least {}, not {}", what, least,
                                           number_text(x)));
}

std::unique_ptr<Upkeep> SettingReader::upkeep() const {
  if (!declaration.has_upkeep()) return nullptr;
  auto upkeep = std::make_unique<Upkeep>(Upkeep{&declaration, index_, std::nullopt});
  for (const Downtime& downtime : declaration.downtimes) {
    require_member(downtime.every.size(), downtime.every.front().span);
    require_member(downtime.lasting.size(), downtime.lasting.front().span);
  }
  const std::vector<TimeTable>& schedules = declaration.schedules;
  if (schedules.empty()) return upkeep;
  require_member(schedules.size(), declaration.span);
  const TimeTable& table = schedules.size() == 1 ? schedules.front() : schedules[index_];
  if (table.given()) upkeep->schedule = evaluate_table(table, frame_);
  return upkeep;
}

bool SettingReader::condition(const Setting& setting, bool fallback) const {
  return setting.operand.given() ? is_true(value(setting)) : fallback;
}

Value make_declared(State& state, Frame& frame, const ObjectDeclaration& declaration,
                    std::string_view owner) {
  const std::string name = owner.empty() ? declaration.name : fmt::format("{}.{}", owner, declaration.name);
  if (!declaration.is_array) return make_one(frame, declaration, name, 0);
  const double count = evaluate_number(declaration.count.operand, frame, declaration.span);
  if (!(count >= 0 && count == std::floor(count))) {
    throw RunError(declaration.span, fmt::format("a count must be a whole number and not negative, not {}",
                                                 number_text(count)));
  }
  if (count > kMostMembers) {
    throw RunError(declaration.span, fmt::format("an array has at most {} members, not {}",
                                                 number_text(kMostMembers), number_text(count)));
  }
  List* list = List::make(state.pool, static_cast<std::size_t>(count));
  Value result = Value::adopt(list);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    list->append(make_one(frame, declaration, fmt::format("{}[{}]", name, i), i));
  }
  return result;
}

void make_owned_objects(State& state, Instance& instance) {
  if (instance.type().objects.empty()) return;
  const std::string owner(name_of(instance));
  Frame frame{state, &instance, instance.own};
  for (const ObjectDeclaration& declaration : instance.type().objects) {
    instance.vars()[declaration.slot] = make_declared(state, frame, declaration, owner);
  }
}

// ---- what is known of the kinds ----

std::string_view kind_name(ObjectKind kind) { return kind_of(kind).name; }
Type object_type(ObjectKind kind) { return kind_of(kind).type; }
std::span<const Attribute> attributes(ObjectKind kind) { return kind_of(kind).attributes(); }

const Attribute* find_attribute(ObjectKind kind, std::string_view name) {
  return find_attribute(attributes(kind), name);
}

Value object_name(State& state, Object& object) { return Value::adopt(Text::make(state.pool, object.name)); }

void set_object_attribute(State&, Object& object, std::string_view name, const Value& value, Span span) {
  if (object.kind == ObjectKind::resource && name == "capacity")
    return set_resource_capacity(object, value, span);
  throw RunError(span, fmt::format("`{}` of a {} cannot be set", name, kind_name(object.kind)));
}

}  // namespace asim
