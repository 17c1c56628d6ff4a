// get: take items out of a queue.

#include <fmt/format.h>

#include "program/value_text.h"
#include "steps/execution.h"

namespace asim {
namespace {

using ItemQueue = Queue<Value>;

/// A getter that takes only what its condition, evaluated in its process's frame, lets pass.
class FilteredGet final : public ItemQueue::Get {
 public:
  FilteredGet(Frame& frame, ItemQueue& queue, std::size_t count, Operand condition)
      : Get(*frame.self, queue, count), state_(frame.state), own_(frame.own), condition_(condition) {}
  void destroy(Pool& pool) override { pool.destroy(this); }

 private:
  bool wants(const Value& item) const override {
    Frame frame{state_, static_cast<Instance*>(&process()), own_, item};
    return evaluate_condition(condition_, frame);
  }
  bool has_filter() const override { return true; }

  asim::State& state_;
  Value* own_;
  Operand condition_;
};

class GetOp final : public WaitingOp {
 public:
  GetOp(Argument queue, Argument where, Argument count) : queue_(queue), where_(where), count_(count) {}

  const Op* execute(Frame& frame) const override {
    if (where_.given() || count_.given() || timeout.given()) return WaitingOp::execute(frame);
    QueueObject& object = evaluate_queue(queue_, frame);
    if (ItemQueue::Entry* entry = object.queue.try_get()) {
      Value item = object.queue.receive(*entry);
      if (wants_row(frame, row)) [[unlikely]] write_row(frame, row, object.name, value_text(item));
      as.set(frame, std::move(item));
      return next;
    }
    return begin(frame, *frame.state.pool.make<ItemQueue::Get>(*frame.self, object.queue), Loop::kForever);
  }

  Event* request(Frame& frame) const override {
    ItemQueue& queue = evaluate_queue(queue_, frame).queue;
    const std::size_t count = count_.given() ? evaluate_whole(count_, frame, 1, "count") : 1;
    if (count > queue.capacity()) {
      throw RunError(count_.span, fmt::format("cannot get {} at once from a queue with capacity {}", count,
                                              queue.capacity()));
    }
    Pool& pool = frame.state.pool;
    if (!where_.given()) return pool.make<ItemQueue::Get>(*frame.self, queue, count);
    return pool.make<FilteredGet>(frame, queue, count, where_.operand);
  }

  Value receive(Frame& frame, Event& event) const override {
    auto& get = static_cast<ItemQueue::Get&>(event);
    Value value = count_.given() ? received_list(frame, get) : get.receive();
    if (wants_row(frame, row)) write_row(frame, row, evaluate_queue(queue_, frame).name, value_text(value));
    return value;
  }

  std::string awaited(Frame& frame) const override { return evaluate_queue(queue_, frame).name; }
  std::string dump() const override { return "get"; }

 private:
  static Value received_list(Frame& frame, ItemQueue::Get& get) {
    List* items = List::make(frame.state.pool, get.count());
    for (std::size_t i = 0; i < get.count(); ++i) items->append(get.receive());
    return Value::adopt(items);
  }

  Argument queue_, where_, count_;
};

/// A count above the queue's capacity, if both are known already.
void check_fits(StepCompiler& c, const Argument& queue, const Argument& count) {
  const std::optional<double> wanted = c.program().expressions.literal_number(count.operand);
  if (!wanted || queue.operand.kind != Operand::Kind::constant) return;
  for (const ObjectDeclaration& object : c.program().objects) {
    if (object.slot != queue.operand.index || object.is_array) continue;
    const std::optional<double> capacity = c.program().expressions.literal_number(object.capacity);
    if (!capacity || *wanted <= *capacity) continue;
    c.diagnostics().error(count.span, fmt::format("cannot get {} at once from a queue with capacity {}", *wanted,
                                                  *capacity));
  }
}

std::unique_ptr<WaitingOp> request_get(StepCompiler& c, const StepNode& s) {
  const Argument queue = c.expression(s, "get", types::queue);
  const Argument where = c.where(s, "where");
  const Argument count = c.number(s, "count");
  c.check_range(count, {1, true, "a count must be a whole number of at least 1"});
  check_fits(c, queue, count);
  return std::make_unique<GetOp>(queue, where, count);
}

constexpr Key kKeys[] = {
    {"get", KeyType::store, true, "", "the queue to take from"},
    {"as", KeyType::name, false, "", "the variable that gets the item"},
    {"where", KeyType::condition, false, "", "take the first item that fulfils this; the item is called `item`"},
    {"count", KeyType::whole, false, "1", "how many to take at once, as a list"},
};

}  // namespace

extern const StepKind get_step{
    .name = "get",
    .keys = kKeys,
    .summary = "take the next item out of a queue",
    .documentation =
        "Takes the next item, or waits in line until there is one. Whoever waits is served first come first served;\n"
        "only a getter whose `where` refuses everything there is, is passed over. With `count: n` all n are taken at\n"
        "once, and nobody behind is served before.",
    .example = R"(model: a letter
timeline: [log]
queues: {mailbox: {}}
processes:
  reader:
    steps:
      - get: mailbox
        as: letter
      - log: got {letter}
  writer:
    steps:
      - sleep: 3
      - put: mailbox
        item: "a letter"
)",
    .timeline = "3 reader got a letter\n",
    .request = request_get,
};

}  // namespace asim
