#include "program/heap.h"
#include "program/object_kinds.h"

namespace asim {
namespace {

QueueObject& queue(Object& object) { return static_cast<QueueObject&>(object); }

Value items_of(State& state, Object& object) {
  const auto& items = queue(object).items();
  List* list = List::make(state.pool, items.size());
  Value result = Value::adopt(list);
  for (const auto* entry = items.front(); entry; entry = items.after(*entry)) list->append(entry->item);
  return result;
}

constexpr Attribute kAttributes[] = {
    {"length", types::number, [](State&, Object& o) { return count(queue(o).length()); },
     "how many items stand in it"},
    {"items", types::list, items_of, "the items in order, as a list"},
    {"capacity", types::number, [](State&, Object& o) { return limit(queue(o).capacity()); },
     "how many items it takes; inf: any number"},
    {"getters", types::number, [](State&, Object& o) { return count(queue(o).getters()); },
     "how many gets wait"},
    {"putters", types::number, [](State&, Object& o) { return count(queue(o).putters()); },
     "how many puts wait"},
    {"mean_length", types::number | types::null,
     [](State& s, Object& o) { return statistic(queue(o).length_statistic().mean(s.now())); },
     "the length, averaged over time"},
    {"mean_time", types::number | types::null,
     [](State&, Object& o) { return statistic(queue(o).time_statistic().mean()); },
     "the time in the queue of the items taken, averaged"},
    {"name", types::text, object_name, "its name"},
};

}  // namespace

std::span<const Attribute> queue_attributes() { return kAttributes; }

MadeObject make_queue(const SettingReader& settings) {
  const ObjectDeclaration& d = settings.declaration;
  const double capacity = settings.whole(d.capacity, 1, Loop::kForever, "a capacity");
  return std::make_unique<QueueObject>(settings.loop(), static_cast<QueueOrder>(d.order), as_limit(capacity));
}

}  // namespace asim
