#pragma once
// The kinds of objects: each is an object of the language and the engine's object in one, so that from what
// the engine hands out (a hold, a request) the way leads back to the name.

#include <memory>
#include <optional>

#include "engine/container.h"
#include "engine/gate.h"
#include "engine/queue.h"
#include "engine/resource.h"
#include "engine/step_function.h"
#include "program/object.h"
#include "program/value.h"

namespace asim {

struct ObjectDeclaration;

static_assert(Queue<Value>::kUnlimited == Resource::kUnlimited);

struct QueueObject final : Object, Queue<Value> {
  static constexpr ObjectKind kKind = ObjectKind::queue;
  QueueObject(Loop& loop, QueueOrder order, std::size_t capacity)
      : Object(kKind), Queue(loop, order, capacity) {}
  void reset_statistics() override { Queue::reset_statistics(); }
  void keep_samples() override { Queue::keep_samples(); }
};

/// What changes a resource in the course of time: its schedule and its downtimes (run/upkeep.h).
struct Upkeep {
  const ObjectDeclaration* declaration;
  std::size_t member;                    // of an array
  std::optional<StepFunction> schedule;  // of the capacity
};

struct ResourceObject final : Object, Resource {
  static constexpr ObjectKind kKind = ObjectKind::resource;
  ResourceObject(Loop& loop, Amount capacity, LineOrder order, std::size_t queue_limit)
      : Object(kKind), Resource(loop, capacity, order, queue_limit) {}
  void reset_statistics() override { Resource::reset_statistics(); }
  void keep_samples() override { Resource::keep_samples(); }

  std::unique_ptr<Upkeep> upkeep;  // mostly there is none
};

struct ContainerObject final : Object, Container {
  static constexpr ObjectKind kKind = ObjectKind::container;
  ContainerObject(Loop& loop, double capacity, double level, ContainerOrder order)
      : Object(kKind), Container(loop, capacity, level, order) {}
  void reset_statistics() override { Container::reset_statistics(); }
};

struct GateObject final : Object, Gate {
  static constexpr ObjectKind kKind = ObjectKind::gate;
  GateObject(Loop& loop, bool is_open) : Object(kKind), Gate(loop, is_open) {}
  void reset_statistics() override { Gate::reset_statistics(); }
  void keep_samples() override { Gate::keep_samples(); }
};

/// The object that the engine's one is part of: in a run of a model there are no others.
inline QueueObject& object_of(Queue<Value>& queue) { return static_cast<QueueObject&>(queue); }
inline ResourceObject& object_of(Resource& resource) { return static_cast<ResourceObject&>(resource); }
inline ContainerObject& object_of(Container& container) { return static_cast<ContainerObject&>(container); }
inline GateObject& object_of(Gate& gate) { return static_cast<GateObject&>(gate); }

}  // namespace asim
