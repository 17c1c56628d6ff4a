// remove: take a certain item out of a queue.

#include <fmt/format.h>

#include "program/value_text.h"
#include "steps/execution.h"

namespace asim {
namespace {

class RemoveOp final : public Op {
public:
  RemoveOp(Argument queue, Argument item, Argument where, Variable as, EventKind of_kind)
      : Op(of_kind), queue_(queue), item_(item), where_(where), as_(as) {}

  const Op* execute(Frame& frame) const override {
    QueueObject& queue = evaluate_queue(queue_, frame);
    QueueObject::Entry* entry =
        where_.given() ? first_wanted(frame, queue) : find(queue, evaluate(item_.operand, frame));
    Value item = entry ? queue.remove(*entry) : Value::null();
    if (entry && wants_row(frame, row)) write_row(frame, row, queue.name, item);
    as_.set(frame, std::move(item));
    return next;
  }
  // If there is one, the row tells it.
  std::string told(Frame& frame, const Op*) const override {
    const bool found_none = as_.given() && as_.place(frame).is_null();
    return found_none ? "finds no such item" : "";
  }
  std::string dump() const override { return "remove"; }

private:
  QueueObject::Entry* first_wanted(Frame& frame, const QueueObject& queue) const {
    Frame candidate{frame.state, frame.self, frame.own};
    for (auto* entry = queue.items().front(); entry; entry = queue.items().after(*entry)) {
      candidate.item = &entry->item;
      if (evaluate_condition(where_.operand, candidate)) return entry;
    }
    return nullptr;
  }

  // The very record comes before another with the same members.
  static QueueObject::Entry* find(const QueueObject& queue, const Value& item) {
    QueueObject::Entry* equal = nullptr;
    for (auto* entry = queue.items().front(); entry; entry = queue.items().after(*entry)) {
      if (entry->item.bits() == item.bits()) return entry;
      if (!equal && are_equal(entry->item, item)) equal = entry;
    }
    return equal;
  }

  Argument queue_, item_, where_;
  Variable as_;
};

void compile_remove(StepCompiler& c, const StepNode& s) {
  if (s.has("item") && s.has("where")) {
    c.diagnostics().error(s.node.find_member("where")->key->span,
                          "`remove` takes `item:` or `where:`, not both");
  }
  const Argument queue = c.expression(s, "remove", types::queue);
  const Argument item = c.value(s, "item");
  const Argument where = c.where(s, "where");
  c.emit<RemoveOp>(s.span, queue, item, where, c.variable(s), rows::of(s.kind));
}

constexpr Key kKeys[] = {
    {"remove", KeyType::queue, true, "", "the queue"},
    {"item", KeyType::value, true, "", "what to take out, or `where:`", "where"},
    {"where", KeyType::condition, false, "",
     "take out the first item that fulfils this; the item is called `item`"},
    {"as", KeyType::name, false, "", "the variable that gets the item, or null"},
};

}  // namespace

extern const StepKind remove_step{
    .name = "remove",
    .keys = kKeys,
    .summary = "take a certain item out of a queue",
    .documentation =
        "Takes the item out at once, whoever waits, or does nothing if it is not there: a customer who "
        "changes to\n"
        "another line. A record or list is looked for itself first, then one with the same members. A "
        "putter that\n"
        "waits for room is let in.",
    .example = R"(model: jockeying
timeline: [log]
queues: {long: {}, short: {}}
processes:
  customer:
    steps:
      - put: long
        item: "Ann"
      - sleep: 2
      - remove: long
        item: "Ann"
        as: who
      - put: short
        item: who
      - log: "{short.items} {long.items}"
      - remove: long
        where: item == 'Ann'
        as: who
      - log: "{who}"
)",
    .timeline = "2 customer [\"Ann\"] []\n2 customer null\n",
    .compile = compile_remove,
    .story =
        [](std::string_view object, std::string_view detail) {
          return fmt::format("takes {} out of `{}`, past all who wait", detail, object);
        },
};

}  // namespace asim
