#include "program/heap.h"
#include "program/measures.h"
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

const TimeWeighted& length(Object& object) { return queue(object).length_statistic(); }
const Observations& time(Object& object) { return queue(object).time_statistic(); }

AttributeTable<Object> table() {
  AttributeTable<Object> t({"mean_length", "max_length", "mean_time", "max_time", "gets"});
  t.add({"length", types::number, [](State&, Object& o) { return count(queue(o).length()); },
         "how many items stand in it"});
  t.add({"items", types::list, items_of, "the items in order, as a list"});
  t.add({"capacity", types::number, [](State&, Object& o) { return limit(queue(o).capacity()); },
         "how many items it takes; inf: any number"});
  t.add({"getters", types::number, [](State&, Object& o) { return count(queue(o).getters()); },
         "how many gets wait"});
  t.add({"putters", types::number, [](State&, Object& o) { return count(queue(o).putters()); },
         "how many puts wait"});
  t.add({"name", types::text, object_name, "its name"});
  t.add_over_time<length>("length", "the number of items");
  t.add_tally<time>("time", "the times in the queue of the items taken");
  t.add({"puts", types::number, [](State&, Object& o) { return count(queue(o).moves().puts); },
         "how many items were put", Role::evidence});
  t.add({"gets", types::number, [](State&, Object& o) { return count(queue(o).moves().gets); },
         "how many items were taken", Role::statistic});
  t.add({"removed", types::number, [](State&, Object& o) { return count(queue(o).moves().removed); },
         "how many items a `remove` took out", Role::statistic});
  return t;
}

}  // namespace

std::span<const Attribute> queue_attributes() {
  static const AttributeTable<Object> all = table();
  return all.attributes();
}

MadeObject make_queue(const SettingReader& settings) {
  const ObjectDeclaration& d = settings.declaration;
  const double capacity = settings.whole(d.capacity, 1, Loop::kForever, "a capacity");
  return std::make_unique<QueueObject>(settings.loop(), static_cast<QueueOrder>(d.order), as_limit(capacity));
}

}  // namespace asim
