#include "program/objects.h"

#include <fmt/format.h>

#include <cmath>

#include "base/numbers.h"
#include "program/evaluate.h"
#include "program/heap.h"
#include "program/instance_access.h"
#include "program/state.h"
#include "program/value_text.h"

namespace asim {
namespace {

/// A statistic without observations is null.
Value statistic(double x) { return std::isnan(x) ? Value::null() : Value(x); }
Value number(std::size_t n) { return static_cast<double>(n); }

QueueObject& as_queue(Object& object) { return static_cast<QueueObject&>(object); }

Value queue_items(State& state, Object& object) {
  const auto& items = as_queue(object).queue.items();
  List* list = List::make(state.pool, items.size());
  for (const auto* entry = items.front(); entry; entry = items.after(*entry)) list->append(entry->item);
  return Value::adopt(list);
}

Value queue_capacity(State&, Object& object) {
  const std::size_t capacity = as_queue(object).queue.capacity();
  return capacity == Queue<Value>::kUnlimited ? Value(Loop::kForever) : number(capacity);
}

constexpr Attribute kQueueAttributes[] = {
    {"length", types::number, [](State&, Object& o) { return number(as_queue(o).queue.length()); },
     "how many items stand in it"},
    {"items", types::list, queue_items, "the items in order, as a list"},
    {"capacity", types::number, queue_capacity, "how many items it takes; inf: any number"},
    {"getters", types::number, [](State&, Object& o) { return number(as_queue(o).queue.getters()); },
     "how many gets wait"},
    {"putters", types::number, [](State&, Object& o) { return number(as_queue(o).queue.putters()); },
     "how many puts wait"},
    {"mean_length", types::number | types::null,
     [](State& s, Object& o) { return statistic(as_queue(o).queue.length_statistic().mean(s.now())); },
     "the length, averaged over time"},
    {"mean_time", types::number | types::null,
     [](State&, Object& o) { return statistic(as_queue(o).queue.time_statistic().mean()); },
     "the time in the queue of the items taken, averaged"},
    {"name", types::text,
     [](State& s, Object& o) { return Value::adopt(Text::make(s.pool, o.name)); }, "its name"},
};

// ---- making ----

std::size_t whole_capacity(double x, Span span) {
  if (x == Loop::kForever) return Queue<Value>::kUnlimited;
  if (x >= 1 && x == std::floor(x) && x <= 9007199254740991) return static_cast<std::size_t>(x);
  throw RunError(span, fmt::format("a capacity must be a whole number of at least 1, not {}", number_text(x)));
}

/// The value of a setting for member `i` of an array: a list gives each its own.
double setting(Operand operand, Span span, Frame& frame, std::size_t i, double fallback) {
  if (!operand.given()) return fallback;
  Value value = evaluate(operand, frame);
  if (value.is_list()) {
    const List& list = *value.as_list();
    if (i >= list.size) throw RunError(span, fmt::format("the list has {} members, too few for this array", list.size));
    value = Value(list.data[i]);
  }
  if (value.is_number()) return value.as_number();
  throw RunError(span, fmt::format("a number is due here, not {}", kind_description(value)));
}

Value make_one(State& state, Frame& frame, const ObjectDeclaration& declaration, std::string name, std::size_t i) {
  const double capacity = setting(declaration.capacity, declaration.capacity_span, frame, i, Loop::kForever);
  auto object = std::make_unique<QueueObject>(state.loop, static_cast<QueueOrder>(declaration.order),
                                              whole_capacity(capacity, declaration.capacity_span));
  object->kind = declaration.kind;
  object->name = std::move(name);
  object->declared = declaration.span;
  Object* made = object.get();
  state.objects.push_back(std::move(object));
  return Value::object(made);
}

}  // namespace

Value make_declared(State& state, Frame& frame, const ObjectDeclaration& declaration, std::string_view owner) {
  const std::string name = owner.empty() ? declaration.name : fmt::format("{}.{}", owner, declaration.name);
  if (!declaration.is_array) return make_one(state, frame, declaration, name, 0);
  const double count = evaluate_number(declaration.count, frame, declaration.span);
  if (!(count >= 0 && count == std::floor(count) && count <= 1e9)) {
    throw RunError(declaration.span, fmt::format("a count must be a whole number and not negative, not {}",
                                                 number_text(count)));
  }
  List* list = List::make(state.pool, static_cast<std::size_t>(count));
  Value result = Value::adopt(list);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    list->append(make_one(state, frame, declaration, fmt::format("{}[{}]", name, i), i));
  }
  return result;
}

void make_owned_objects(State& state, Instance& instance) {
  if (instance.type().objects.empty()) return;
  const std::string owner(name_of(instance));
  Frame frame{state, &instance, instance.own, Value()};
  for (const ObjectDeclaration& declaration : instance.type().objects) {
    instance.vars()[declaration.slot] = make_declared(state, frame, declaration, owner);
  }
}

// ---- what is known of the kinds ----

std::string_view kind_name(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::queue: return "queue";
    case ObjectKind::resource: return "resource";
    case ObjectKind::container: return "container";
    case ObjectKind::gate: return "gate";
  }
  return "";
}

Type object_type(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::queue: return types::queue;
    case ObjectKind::resource: return types::resource;
    case ObjectKind::container: return types::container;
    case ObjectKind::gate: return types::gate;
  }
  return {};
}

std::span<const Attribute> attributes(ObjectKind kind) {
  if (kind == ObjectKind::queue) return kQueueAttributes;
  return {};
}

const Attribute* find_attribute(ObjectKind kind, std::string_view name) {
  for (const Attribute& attribute : attributes(kind)) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

void set_object_attribute(State&, Object& object, std::string_view name, const Value&, Span span) {
  throw RunError(span, fmt::format("`{}` of a {} cannot be set", name, kind_name(object.kind)));
}

}  // namespace asim
