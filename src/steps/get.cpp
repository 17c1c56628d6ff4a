// get: take items out of a queue, or an amount out of a container (store.cpp).

#include <fmt/format.h>

#include "program/value_text.h"
#include "steps/batch.h"
#include "steps/capacities.h"
#include "steps/filtered_get.h"
#include "steps/store.h"

namespace asim {
namespace {

using ItemQueue = Queue<Value>;

class GetOp final : public WaitingOp, public BatchMaker {
public:
  GetOp(Argument queue, Argument where, std::optional<Selection> selection, Argument count, Argument at_least)
      : queue_(queue), where_(where), selection_(std::move(selection)), count_(count), at_least_(at_least) {}

  const Op* execute(Frame& frame) const override {
    return at_least_.given() ? begin(frame, *request(frame), Loop::kForever) : WaitingOp::execute(frame);
  }

  Event* request(Frame& frame) const override {
    ItemQueue& queue = evaluate_queue(queue_, frame);
    const std::size_t count = count_.given() ? evaluate_whole(count_, frame, 1, "count") : 1;
    if (count > queue.capacity()) {
      throw RunError(count_.span, too_much(CapacityCheck::Demand::get_items, static_cast<double>(count),
                                           static_cast<double>(queue.capacity())));
    }
    ItemQueue::Get& get = *make_get(frame, queue, count);
    if (at_least_.given()) return make_batch(frame, get);
    return &get;
  }

  Value receive(Frame& frame, Event& event) const override {
    if (at_least_.given()) return receive_batch(frame, static_cast<Batch&>(event));
    auto& get = static_cast<ItemQueue::Get&>(event);
    Value value = count_.given() ? received_list(frame, get) : get.receive();
    if (wants_row(frame, row)) write_row(frame, row, object_of(get.queue()).name, value);
    return value;
  }

  const Target* continuation(Frame&, Event& event) const override {
    const bool is_too_late = at_least_.given() && static_cast<const Batch&>(event).is_too_late();
    return is_too_late && on_timeout.op ? &on_timeout : nullptr;
  }

  std::string awaited(Frame&, const Event* event) const override {
    if (at_least_.given()) return object_of(static_cast<const Batch*>(event)->queue()).name;
    return object_of(static_cast<const ItemQueue::Get*>(event)->queue()).name;
  }
  std::string wish(Frame& frame, const Event* event) const override {
    const std::size_t count = at_least_.given() ? static_cast<const Batch*>(event)->count()
                                                : static_cast<const ItemQueue::Get*>(event)->count();
    const std::string items = count > 1 ? fmt::format("there are {} items", count) : "there is an item";
    return fmt::format("{} for me in `{}`", items, awaited(frame, event));
  }
  std::string remedy(Frame& frame, const Event* event) const override {
    return fmt::format("a `put` into `{}`{}", awaited(frame, event),
                       where_.given() ? ", of an item that its `where` lets pass" : "");
  }
  std::string dump() const override { return "get"; }

protected:
  void link(const Linker& linker) override {
    WaitingOp::link(linker);
    if (!is_known(queue_, types::queue) || !as.given() || count_.given() || !has_fixed_timeout()) return;
    if (where_.given()) {
      if (selection_ && selection_->is_all() && !timeout.given()) quick = go_on_behind<get_selected>;
    } else if (timeout.given()) {
      quick = get_in_time;
      quick_resume = as.kind == Variable::Kind::own ? receive_simply<true> : receive_simply<false>;
    } else {
      attempt_in_time = attempt;
      quick = as.kind == Variable::Kind::own ? get_simply<true> : get_simply<false>;
      quick_resume = as.kind == Variable::Kind::own ? receive_simply<true> : receive_simply<false>;
      quick_with_row = get_with_row;
      quick_resume_with_row = receive_with_row;
    }
  }

private:
  // One item that is equal to something, if nobody waits and it stands where a queue would walk too.
  static const Op* get_selected(const Op& self_op, State& state, Instance& self) {
    const auto& op = static_cast<const GetOp&>(self_op);
    QueueObject& queue = known<QueueObject>(op.queue_, state);
    ItemQueue::Entry* entry = queue.can_choose() ? queue.items().front() : nullptr;
    for (std::size_t passed_over = 0; entry && passed_over < kManyInQueue; ++passed_over) {
      const std::optional<bool> accepted = op.selection_->accepts(entry->item, state, self.own);
      if (!accepted) break;
      if (*accepted) {
        op.as.place(state, self) = queue.take(*entry);
        return op.next;
      }
      entry = queue.items().after(*entry);
    }
    Frame frame{state, &self, self.own};
    return op.execute(frame);
  }

  template <bool is_own>
  static Value& place_of(const Op& op, State& state, Instance& self) {
    const std::uint32_t slot = static_cast<const GetOp&>(op).as.slot;
    return is_own ? self.own[slot] : state.shared[slot];
  }
  // One item, any, of a queue known beforehand, into a variable.
  template <bool is_own>
  static const Op* get_simply(const Op& op, State& state, Instance& self) {
    const auto& get = static_cast<const GetOp&>(op);
    QueueObject& queue = known<QueueObject>(get.queue_, state);
    Value& place = place_of<is_own>(op, state, self);
    if (!queue.has_item_for_anyone() || !place.is_free_standing()) {
      return queue.has_nothing() ? wait_simply(op, state, self, queue)
                                 : go_on_behind<get_or_wait>(op, state, self);
    }
    if (queue.putters() > 0) return exchange(op, state, self, queue, place);
    queue.get_simply([&place](Value& item) { place.overwrite(std::move(item)); });
    return go_on_with(*op.next, state, self);
  }
  [[gnu::noinline]] static const Op* wait_simply(const Op& op, State& state, Instance& self,
                                                 ItemQueue& queue) {
    if (!queue.can_stand_in_line_to_get() || self.has_interrupt())
      return go_on_behind<get_or_wait>(op, state, self);
    self.op = &op;
    queue.wait_to_get(self);
    return kWaits;
  }
  // The same with a timeout.
  static const Op* get_in_time(const Op& op, State& state, Instance& self) {
    const auto& get = static_cast<const GetOp&>(op);
    const double limit = get.fixed_timeout(state);
    Value& place = get.as.place(state, self);
    if (limit == 0 && place.is_free_standing() && known<QueueObject>(get.queue_, state).has_nothing()) {
      place.overwrite(Value::null());
      return go_on_with(get.on_timeout.op ? *get.on_timeout.op : *op.next, state, self);
    }
    const Attempt attempted = limit >= 0 ? attempt(get, state, self, limit) : Attempt::failed;
    if (attempted == Attempt::failed) return at_length(op, state, self);
    return attempted == Attempt::done ? go_on_with(*op.next, state, self) : kWaits;
  }
  static Attempt attempt(const WaitingOp& op, State& state, Instance& self, double limit) {
    const auto& get = static_cast<const GetOp&>(op);
    QueueObject& queue = known<QueueObject>(get.queue_, state);
    Value& place = get.as.place(state, self);
    if (!place.is_free_standing()) return Attempt::failed;
    if (queue.can_get_simply()) {
      queue.get_simply([&place](Value& item) { place.overwrite(std::move(item)); });
      return Attempt::done;
    }
    if (!(limit > 0) || !queue.can_wait_to_get() || self.has_interrupt()) return Attempt::failed;
    self.op = &op;
    queue.wait_to_get(self, limit);
    return Attempt::waits;
  }
  [[gnu::noinline]] static const Op* exchange(const Op& op, State& state, Instance& self, ItemQueue& queue,
                                              Value& place) {
    if (!queue.can_exchange()) return go_on_behind<get_or_wait>(op, state, self);
    queue.exchange([&place](Value& item) { place.overwrite(std::move(item)); });
    return go_on_with(*op.next, state, self);
  }
  static const Op* get_or_wait(const Op& self_op, State& state, Instance& self) {
    const auto& op = static_cast<const GetOp&>(self_op);
    QueueObject& queue = known<QueueObject>(op.queue_, state);
    if (ItemQueue::Entry* entry = queue.try_get()) {
      op.as.place(state, self) = queue.receive(*entry);
      return op.next;
    }
    if (queue.can_wait_to_get() && !self.has_interrupt()) {
      queue.wait_to_get(self);
      return kWaits;
    }
    Frame frame{state, &self, self.own};
    return op.begin(frame, *state.pool.make<ItemQueue::Get>(self, queue), Loop::kForever);
  }
  template <bool is_own>
  static const Op* receive_simply(const Op& op, State& state, Instance& self) {
    if (self.wake() != Process::Wake::granted) [[unlikely]]
      return at_length_again(op, state, self);
    if (!try_receive(state, self, place_of<is_own>(op, state, self))) [[unlikely]]
      return go_on_behind<receive_one>(op, state, self);
    return go_on_with(*op.next, state, self);
  }
  [[gnu::always_inline]] static bool try_receive(State& state, Instance& self, Value& place) {
    auto& get = static_cast<ItemQueue::Get&>(*self.event());
    if (!get.queue().can_receive_simply(get) || !place.is_free_standing()) [[unlikely]]
      return false;
    self.received();
    get.queue().receive_simply(get, [&place](Value& item) { place.overwrite(std::move(item)); });
    state.pool.destroy(&get);  // of this very class
    return true;
  }
  // The same with their row.
  static const Op* get_with_row(const Op& op, State& state, Instance& self) {
    switch (attempt(static_cast<const GetOp&>(op), state, self, Loop::kForever)) {
      case Attempt::failed: return at_length(op, state, self);
      case Attempt::waits: return kWaits;
      case Attempt::done: break;
    }
    write_row_of(op, state, self);
    return go_on_with(*op.next, state, self);
  }
  static const Op* receive_with_row(const Op& op, State& state, Instance& self) {
    if (self.wake() != Process::Wake::granted ||
        !try_receive(state, self, static_cast<const GetOp&>(op).as.place(state, self))) [[unlikely]]
      return at_length_again(op, state, self);
    write_row_of(op, state, self);
    return go_on_with(*op.next, state, self);
  }
  [[gnu::noinline]] static void write_row_of(const Op& op, State& state, Instance& self) {
    const auto& get = static_cast<const GetOp&>(op);
    Frame frame{state, &self, self.own};
    write_row(frame, op.row, known<QueueObject>(get.queue_, state).name, get.as.place(state, self));
  }
  static const Op* receive_one(const Op& op, State& state, Instance& self) {
    auto& get = static_cast<ItemQueue::Get&>(*self.received());
    static_cast<const GetOp&>(op).as.place(state, self) = get.receive();
    state.pool.destroy(&get);
    return op.next;
  }
  ItemQueue::Get* make_get(Frame& frame, ItemQueue& queue, std::size_t count) const override {
    Pool& pool = frame.state.pool;
    if (!where_.given()) return pool.make<ItemQueue::Get>(*frame.self, queue, count);
    return pool.make<FilteredGet>(frame, queue, count, where_.operand, selection_ ? &*selection_ : nullptr);
  }

  Batch* make_batch(Frame& frame, ItemQueue::Get& get) const {
    const double limit = evaluate_delay(timeout, frame);
    const std::size_t least = evaluate_whole(at_least_, frame, 0, "`at_least:`");
    return frame.state.pool.make<Batch>(frame, get, limit, least, *this);
  }

  std::size_t available(Frame& frame, const ItemQueue& queue) const override {
    if (!where_.given()) return queue.length();
    std::size_t count = 0;
    for (auto* entry = queue.items().front(); entry; entry = queue.items().after(*entry)) {
      Frame place{frame.state, frame.self, frame.own, &entry->item};
      count += evaluate_condition(where_.operand, place);
    }
    return count;
  }

  Value receive_batch(Frame& frame, Batch& batch) const {
    static const EventKind timeout_row = rows::of("timeout");
    if (batch.is_too_late()) {
      if (wants_row(frame, timeout_row)) write_row(frame, timeout_row, object_of(batch.queue()).name, "");
      return Value::null();
    }
    ItemQueue::Get* taken = batch.taken();
    Value items = taken ? received_list(frame, *taken) : Value::adopt(List::make(frame.state.pool, 0));
    if (wants_row(frame, row)) write_row(frame, row, object_of(batch.queue()).name, items);
    return items;
  }

  static Value received_list(Frame& frame, ItemQueue::Get& get) {
    List* items = List::make(frame.state.pool, get.count());
    for (std::size_t i = 0; i < get.count(); ++i) items->append(get.receive());
    return Value::adopt(items);
  }

  Argument queue_, where_;
  std::optional<Selection> selection_;  // that `where` is
  Argument count_, at_least_;
};

std::unique_ptr<WaitingOp> request_get(StepCompiler& c, const StepNode& s) {
  if (is_about_container(c, s)) return request_amount_get(c, s);
  refuse_keys(c, s, {"amount"}, "a queue");
  const Argument queue = c.expression(s, "get", types::queue);
  const Argument where = c.where(s, "where");
  const Argument count = c.number(s, "count");
  c.check_range(count, {1, true, "a count must be a whole number of at least 1"});
  check_fits(c, CapacityCheck::Demand::get_items, queue, count);
  const Argument at_least = c.number(s, "at_least");
  c.check_range(at_least, {0, true, "`at_least:` must be a whole number and not negative"});
  for (const std::string_view needed : {"count", "timeout"}) {
    if (s.has("at_least") && !s.has(needed)) {
      c.diagnostics().error(s.node.find_member("at_least")->key->span,
                            fmt::format("`at_least:` without `{}:`", needed),
                            "how many to take when the time is up, if `count` have not come");
    }
  }
  return std::make_unique<GetOp>(queue, where, Selection::of(where.operand, c.program().expressions), count,
                                 at_least);
}

constexpr Key kKeys[] = {
    {"get", KeyType::store, true, "", "the queue or container to take from"},
    {"as", KeyType::name, false, "", "the variable that gets the item; from a container: the amount"},
    {"where", KeyType::condition, false, "",
     "take the first item that fulfils this; the item is called `item`"},
    {"count", KeyType::whole, false, "1", "how many to take at once, as a list"},
    {"at_least", KeyType::whole, false, "",
     "after `timeout` take as many as there are, up to `count`, if they are so many"},
    {"amount", KeyType::number, false, "", "how much to take from a container"},
};

}  // namespace

extern const StepKind get_step{
    .name = "get",
    .keys = kKeys,
    .summary = "take the next item out of a queue, or an amount out of a container",
    .documentation =
        "Takes the next item, or waits in line until there is one. Whoever waits is served first come first "
        "served;\n"
        "only a getter whose `where` refuses everything there is, is passed over; it is evaluated again "
        "when something\n"
        "that it reads changes. With `count: n` all n are taken at once, and nobody behind is served "
        "before, or, with\n"
        "`where`, gets what is wanted here. With `at_least: m` too, when the time of `timeout` is up what "
        "is there is\n"
        "taken, if it is m or more; only otherwise that is a timeout. At a container nobody overtakes "
        "(unless it has `order: first_fit`):\n"
        "whoever wants more than there is holds up those behind.\n"
        "A `where` that asks for equality, `item == x` or `item.id == x`, alone or before an `and`, is looked "
        "up: it\n"
        "costs no more where thousands wait.",
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
    .elsewhere = "dequeue pop take receive",
    .request = request_get,
    .story = [](std::string_view object,
                std::string_view detail) { return fmt::format("takes {} out of `{}`", detail, object); },
};

}  // namespace asim
