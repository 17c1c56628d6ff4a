// put: add an item to a queue, or an amount to a container (store.cpp).

#include <fmt/format.h>

#include "program/value_text.h"
#include "steps/store.h"

namespace asim {
namespace {

using ItemQueue = Queue<Value>;

class PutOp final : public WaitingOp {
public:
  PutOp(Argument queue, Argument item, Argument priority) : queue_(queue), item_(item), priority_(priority) {}

  const Op* execute(Frame& frame) const override {
    if (timeout.given()) return WaitingOp::execute(frame);
    QueueObject& object = evaluate_queue(queue_, frame);
    Value item = evaluate(item_.operand, frame);
    const double priority = evaluate_priority(priority_, frame);
    Value given = item;
    if (!object.try_put(given, priority)) {
      return begin(frame, *make(frame, object, std::move(given), priority), Loop::kForever);
    }
    if (wants_row(frame, row)) write_row(frame, row, object.name, item);
    return next;
  }

  Event* request(Frame& frame) const override {
    QueueObject& object = evaluate_queue(queue_, frame);
    Value item = evaluate(item_.operand, frame);
    return make(frame, object, std::move(item), evaluate_priority(priority_, frame));
  }

  Value receive(Frame& frame, Event& event) const override {
    const auto& put = static_cast<ItemQueue::Put&>(event);
    if (wants_row(frame, row)) write_row(frame, row, object_of(put.queue()).name, put.item());
    return Value::null();
  }

  std::string awaited(Frame&, const Event* event) const override {
    return object_of(static_cast<const ItemQueue::Put*>(event)->queue()).name;
  }
  std::string wish(Frame& frame, const Event* event) const override {
    return fmt::format("there is room for my item in `{}`", awaited(frame, event));
  }
  std::string remedy(Frame& frame, const Event* event) const override {
    return fmt::format("a `get` from `{}`", awaited(frame, event));
  }
  std::string dump() const override { return "put"; }

protected:
  void link(const Linker& linker) override {
    WaitingOp::link(linker);
    if (!is_known(queue_, types::queue) || !has_fixed_timeout()) return;
    quick_resume = go_on_simply;
    if (!timeout.given()) quick = go_on_behind<put_or_wait>;
    if (priority_.given()) return;
    switch (item_.operand.kind) {
      case Operand::Kind::now: put_quickly<Operand::Kind::now>(); break;
      case Operand::Kind::own: put_quickly<Operand::Kind::own>(); break;
      case Operand::Kind::shared: put_quickly<Operand::Kind::shared>(); break;
      case Operand::Kind::constant: put_quickly<Operand::Kind::constant>(); break;
      default: break;
    }
  }

private:
  // Its item is in the queue. That the rest has nothing to free is asked first: then it calls nothing.
  static const Op* go_on_simply(const Op& op, State& state, Instance& self) {
    if (self.wake() != Process::Wake::granted) [[unlikely]]
      return at_length_again(op, state, self);
    auto& put = static_cast<ItemQueue::Put&>(*self.event());
    if (!put.item().is_free_standing()) return go_on_granted<ItemQueue::Put>(op, state, self);
    self.received();
    state.pool.destroy(&put);
    return go_on_with(*op.next, state, self);
  }
  // Into a queue known beforehand, and mostly without a priority and a timeout. The usual cases are tried one
  // after another, each a function of its own: in line with one another they would save and restore
  // registers.
  /// … an item of that kind, which is at hand.
  template <Operand::Kind kind>
  static const Op* put_simply(const Op& op, State& state, Instance& self) {
    const auto& put = static_cast<const PutOp&>(op);
    QueueObject& queue = known<QueueObject>(put.queue_, state);
    const auto& operand = put.item_.operand;
    if (kind == Operand::Kind::constant && state.constants[operand.index].is_failure()) [[unlikely]]
      return at_length(op, state, self);
    if (!queue.can_put_simply()) {
      return queue.getters() > 0 ? hand_over<kind>(op, state, self, queue)
                                 : wait_simply<kind>(op, state, self, queue);
    }
    queue.put_simply(state.now(), value_at_hand<kind>(operand, state, self));
    return go_on_with(*op.next, state, self);
  }
  template <Operand::Kind kind>
  [[gnu::noinline]] static const Op* hand_over(const Op& op, State& state, Instance& self, ItemQueue& queue) {
    const auto& put = static_cast<const PutOp&>(op);
    if (!queue.can_hand_over()) return hand_over_in_time<kind>(op, state, self, queue);
    queue.hand_over(value_at_hand<kind>(put.item_.operand, state, self));
    return go_on_with(*op.next, state, self);
  }
  template <Operand::Kind kind>
  [[gnu::noinline]] static const Op* wait_simply(const Op& op, State& state, Instance& self,
                                                 ItemQueue& queue) {
    const auto& put = static_cast<const PutOp&>(op);
    if (!queue.can_wait_to_put() || self.has_interrupt() || put.timeout.given())
      return put_otherwise(op, state, self);
    self.op = &op;
    queue.wait_to_put(self, value_at_hand<kind>(put.item_.operand, state, self));
    return kWaits;
  }
  template <Operand::Kind kind>
  [[gnu::noinline]] static const Op* hand_over_in_time(const Op& op, State& state, Instance& self,
                                                       ItemQueue& queue) {
    const auto& put = static_cast<const PutOp&>(op);
    if (!queue.can_hand_over_in_time()) return put_otherwise(op, state, self);
    self.op = &op;
    queue.hand_over_in_time(value_at_hand<kind>(put.item_.operand, state, self));
    return go_on_with(*op.next, state, self);
  }
  static const Op* put_otherwise(const Op& op, State& state, Instance& self) {
    const bool has_timeout = static_cast<const PutOp&>(op).timeout.given();
    return has_timeout ? at_length(op, state, self) : go_on_behind<put_or_wait>(op, state, self);
  }
  /// What is to be waited for with a timeout is not tried here.
  template <Operand::Kind kind>
  static const Op* put_in_time(const Op& op, State& state, Instance& self) {
    const bool is_sound = static_cast<const PutOp&>(op).fixed_timeout(state) >= 0;
    return is_sound ? put_simply<kind>(op, state, self) : at_length(op, state, self);
  }
  // With its row.
  template <Operand::Kind kind>
  static const Op* put_with_row(const Op& op, State& state, Instance& self) {
    const auto& put = static_cast<const PutOp&>(op);
    QueueObject& queue = known<QueueObject>(put.queue_, state);
    const auto& operand = put.item_.operand;
    if (kind == Operand::Kind::constant && state.constants[operand.index].is_failure()) [[unlikely]]
      return at_length(op, state, self);
    if (queue.can_put_simply()) {
      queue.put_simply(state.now(), value_at_hand<kind>(operand, state, self));
    } else if (queue.getters() > 0 && queue.can_hand_over()) {
      queue.hand_over(value_at_hand<kind>(operand, state, self));
    } else {
      return at_length(op, state, self);
    }
    write_row_of<kind>(op, state, self);
    return go_on_with(*op.next, state, self);
  }
  template <Operand::Kind kind>
  [[gnu::noinline]] static void write_row_of(const Op& op, State& state, Instance& self) {
    const auto& put = static_cast<const PutOp&>(op);
    Frame frame{state, &self, self.own};
    write_row(frame, op.row, known<QueueObject>(put.queue_, state).name,
              Value(value_at_hand<kind>(put.item_.operand, state, self)));
  }
  template <Operand::Kind kind>
  void put_quickly() {
    quick = timeout.given() ? put_in_time<kind> : put_simply<kind>;
    quick_with_row = put_with_row<kind>;
  }
  static const Op* put_or_wait(const Op& self_op, State& state, Instance& self) {
    const auto& op = static_cast<const PutOp&>(self_op);
    QueueObject& queue = known<QueueObject>(op.queue_, state);
    Frame frame{state, &self, self.own};
    Value item = evaluate(op.item_.operand, frame);
    const double priority = evaluate_priority(op.priority_, frame);
    if (queue.try_put(item, priority)) return op.next;
    if (!op.priority_.given() && queue.can_wait_to_put() && !self.has_interrupt()) {
      queue.wait_to_put(self, std::move(item));
      return kWaits;
    }
    return op.begin(frame, *make(frame, queue, std::move(item), priority), Loop::kForever);
  }

  static ItemQueue::Put* make(Frame& frame, QueueObject& object, Value item, double priority) {
    return frame.state.pool.make<ItemQueue::Put>(*frame.self, object, std::move(item), priority);
  }

  Argument queue_, item_, priority_;
};

std::unique_ptr<WaitingOp> request_put(StepCompiler& c, const StepNode& s) {
  if (is_about_container(c, s)) return request_amount_put(c, s);
  refuse_keys(c, s, {"amount"}, "a queue");
  const Argument queue = c.expression(s, "put", types::queue);
  const Argument item = c.value(s, "item");
  return std::make_unique<PutOp>(queue, item, c.number(s, "priority"));
}

constexpr Key kKeys[] = {
    {"put", KeyType::store, true, "", "the queue or container to add to"},
    {"item", KeyType::value, true, "", "what to add to a queue; a container takes `amount:`", "amount"},
    {"amount", KeyType::number, false, "", "how much to add to a container"},
    {"priority", KeyType::number, false, "0", "the item's place in a priority queue, lower first"},
};

}  // namespace

extern const StepKind put_step{
    .name = "put",
    .keys = kKeys,
    .summary = "add an item to a queue, or an amount to a container",
    .documentation =
        "Adds an item; in a full queue it waits in line until there is room. If somebody waits for such an "
        "item, it\n"
        "is handed over, also when the queue is full of others. In a priority queue items, and putters that "
        "wait,\n"
        "stand by `priority`, lower first, and then in order of coming. Into a container goes an `amount`; "
        "who does not\n"
        "fit waits and holds up those behind, unless the container has `order: first_fit`.",
    .example = R"(model: a small shelf
timeline: [log]
queues: {shelf: {capacity: 1}}
processes:
  baker:
    steps:
      - loop: 2
        as: i
        do:
          - put: shelf
            item: i
          - log: put {i}
  customer:
    steps:
      - sleep: 4
      - get: shelf
)",
    .timeline = "0 baker put 0\n4 baker put 1\n",
    .elsewhere = "enqueue push send",
    .request = request_put,
    .story = [](std::string_view object,
                std::string_view detail) { return fmt::format("puts {} into `{}`", detail, object); },
};

}  // namespace asim
