// spawn, join: making processes and waiting for their end.

#include <fmt/format.h>

#include "engine/group.h"
#include "program/heap.h"
#include "program/value_text.h"
#include "steps/execution.h"

namespace asim {
namespace {

// ---- spawn ----

class SpawnOp final : public Op {
public:
  std::vector<Argument> arguments;
  Argument count;
  Variable as;
  SpawnOp(std::uint32_t type, EventKind of_kind) : Op(of_kind), type_(type) {}

  const Op* execute(Frame& frame) const override {
    if (!count.given()) {
      as.set(frame, spawn(frame));
      return next;
    }
    const std::size_t n = evaluate_whole(count, frame, 0, "count");
    List* children = List::make(frame.state.pool, as.given() ? n : 0);
    Value list = Value::adopt(children);
    for (std::size_t i = 0; i < n; ++i) {
      Value child = spawn(frame);
      if (as.given()) children->append(std::move(child));
    }
    as.set(frame, std::move(list));
    return next;
  }
  void link(const Linker&) override {
    if (!count.given() && arguments.empty()) quick = as.given() ? spawn_and_name : spawn_one;
  }
  Rows rows() const override { return Rows::of_its_kind; }
  std::string dump() const override { return fmt::format("spawn {}", type_); }

private:
  static const Op* spawn_one(const Op& op, State& state, Instance& self) {
    if (!start_spare_instance(state, static_cast<const SpawnOp&>(op).type_))
      return spawn_new(op, state, self);
    return go_on_with(*op.next, state, self);
  }
  [[gnu::noinline]] static const Op* spawn_new(const Op& op, State& state, Instance& self) {
    self.op = &op;
    start_instance(make_instance(state, static_cast<const SpawnOp&>(op).type_));
    return go_on_with(*op.next, state, self);
  }
  static const Op* spawn_and_name(const Op& op, State& state, Instance& self) {
    const auto& spawn = static_cast<const SpawnOp&>(op);
    Instance* const child = start_spare_instance(state, spawn.type_);
    if (!child) return go_on_behind<spawn_named>(op, state, self);
    name(spawn.as.place(state, self), *child);
    return go_on_with(*op.next, state, self);
  }
  /// Out of line: whoever destroys what stood there before cannot end with a jump.
  [[gnu::noinline]] static void name(Value& place, Instance& child) { place = reference(child); }
  static const Op* spawn_named(const Op& op, State& state, Instance& self) {
    const auto& spawn = static_cast<const SpawnOp&>(op);
    Instance& child = make_instance(state, spawn.type_);
    name(spawn.as.place(state, self), child);
    start_instance(child);
    return op.next;
  }
  Value spawn(Frame& frame) const {
    Instance& child = make_instance(frame.state, type_);
    Value reference_to_child = reference(child);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].given()) child.vars()[i] = evaluate(arguments[i].operand, frame);
    }
    if (wants_row(frame, row)) {
      const std::string name(name_of(child));
      write_row(frame, row, name, "");
    }
    start_instance(child);
    return reference_to_child;
  }

  std::uint32_t type_;
};

void compile_spawn(StepCompiler& c, const StepNode& s) {
  const std::optional<std::uint32_t> type = c.process_type(s, "spawn");
  if (!type) return;
  const ProcessType& callee = c.program().process_types[*type];
  const std::vector<std::string> names(callee.own_names.begin(), callee.own_names.begin() + callee.arguments);
  std::vector<Argument> arguments = c.arguments(s, "args", names, callee.name);
  SpawnOp& op = c.emit<SpawnOp>(s.span, *type, rows::of(s.kind));
  op.arguments = std::move(arguments);
  op.count = c.number(s, "count");
  c.check_range(op.count, {0, true, "a count must be a whole number and not negative"});
  op.as = c.variable(s);
}

// ---- join ----

/// Keeps the process it waits for.
class JoinInstance final : public Join {
public:
  JoinInstance(Instance& process, Value target)
      : Join(process, *target.as_instance()), target_(std::move(target)) {}
  void destroy(Pool& pool) override { pool.destroy(this); }
  Value result() const { return target_.as_instance()->result(); }
  const Value& instance() const { return target_; }

private:
  Value target_;
};

class JoinOp final : public WaitingOp {
public:
  explicit JoinOp(Argument target) : target_(target) {}

  Event* request(Frame& frame) const override {
    Pool& pool = frame.state.pool;
    const Value target = evaluate(target_.operand, frame);
    if (!target.is_list()) return join(frame, target);
    AllOf* all = pool.make<AllOf>(*frame.self, pool);
    for (const Value& member : target.as_list()->items()) all->add(*join(frame, member));
    return all;
  }

  Value receive(Frame& frame, Event& event) const override {
    if (wants_row(frame, row)) write_row(frame, row, awaited(frame, &event), "");
    if (const auto* one = dynamic_cast<JoinInstance*>(&event)) return one->result();
    const auto& all = static_cast<AllOf&>(event);
    List* results = List::make(frame.state.pool, all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      results->append(static_cast<JoinInstance&>(all.part(i)).result());
    }
    return Value::adopt(results);
  }

  std::string awaited(Frame& frame, const Event* event) const override {
    if (const auto* one = dynamic_cast<const JoinInstance*>(event)) return value_text(one->instance());
    const auto& all = static_cast<const AllOf&>(*event);
    List* targets = List::make(frame.state.pool, all.size());
    const Value list = Value::adopt(targets);
    for (std::size_t i = 0; i < all.size(); ++i) {
      targets->append(static_cast<const JoinInstance&>(all.part(i)).instance());
    }
    return value_text(list);
  }
  std::string wish(Frame& frame, const Event* event) const override {
    return fmt::format("{} has ended", awaited(frame, event));
  }
  std::string remedy(Frame& frame, const Event* event) const override {
    return "the end of " + awaited(frame, event);
  }
  std::string dump() const override { return "join"; }

protected:
  void link(const Linker& linker) override {
    WaitingOp::link(linker);
    if (target_.operand.kind == Operand::Kind::constant || timeout.given() || as.given()) return;
    quick = quick_by_kind(target_.operand, []<Operand::Kind kind>() { return join_one<kind>; });
    if (quick != at_length) quick_resume = go_on_granted<JoinInstance>;
  }

private:
  // One process, which a variable names, without a timeout, and whatever it returns.
  template <Operand::Kind kind>
  static const Op* join_one(const Op& op, State& state, Instance& self) {
    const Value& target = place_at_hand<kind>(static_cast<const JoinOp&>(op).target_.operand, state, self);
    if (!target.is_instance() || target.as_instance() == &self || self.has_interrupt()) [[unlikely]]
      return at_length(op, state, self);
    if (!target.as_instance()->alive()) return go_on_with(*op.next, state, self);
    self.op = &op;
    state.pool.make<JoinInstance>(self, target)->wait_in_line();
    return kWaits;
  }

  JoinInstance* join(Frame& frame, const Value& target) const {
    if (!target.is_instance()) {
      throw RunError(target_.span, fmt::format("`join` needs a process, not {}", kind_description(target)));
    }
    if (target.as_instance() == frame.self)
      throw RunError(target_.span, "a process cannot wait for its own end");
    return frame.state.pool.make<JoinInstance>(*frame.self, target);
  }

  Argument target_;
};

constexpr Key kSpawnKeys[] = {
    {"spawn", KeyType::process_type, true, "", "the process to make an instance of"},
    {"args", KeyType::arguments, false, "", "its arguments by name"},
    {"as", KeyType::name, false, "", "the variable that gets the instance, or the list of them"},
    {"count", KeyType::whole, false, "1", "how many to make; the result is then a list"},
};
constexpr Key kJoinKeys[] = {
    {"join", KeyType::process, true, "", "the process to wait for, or a list of processes"},
    {"as", KeyType::name, false, "", "the variable that gets what it returned, or the list of that"},
};

}  // namespace

extern const StepKind spawn_step{
    .name = "spawn",
    .keys = kSpawnKeys,
    .summary = "make a new instance of a process",
    .documentation =
        "The spawner goes on at once. The instance starts at this time, after those that are ready to go on "
        "already and\n"
        "before the sleeps and timeouts that end at the same time but have not been taken from the future "
        "event list yet.",
    .example = R"(model: offspring
timeline: [log]
processes:
  parent:
    steps:
      - loop: 2
        as: i
        do:
          - spawn: child
            args: {number: i}
      - log: done
  child:
    count: 0
    args: [number]
    steps:
      - log: I am number {number}
)",
    .timeline = "0 parent done\n0 child[0] I am number 0\n0 child[1] I am number 1\n",
    .elsewhere = "start create",
    .compile = compile_spawn,
    .story = [](std::string_view object, std::string_view) { return fmt::format("makes {}", object); },
};

extern const StepKind join_step{
    .name = "join",
    .keys = kJoinKeys,
    .summary = "wait for the end of a process",
    .documentation =
        "Gives what the process returned with `return`; null if it ended otherwise. Of a process that has "
        "ended the\n"
        "result is there at once. A list of processes is waited for as a whole and gives a list.",
    .example = R"(model: waiting for a helper
timeline: [log]
processes:
  boss:
    steps:
      - spawn: helper
        as: h
      - join: h
        as: answer
      - log: the answer is {answer}
  helper:
    count: 0
    steps:
      - sleep: 7
      - return: 42
)",
    .timeline = "7 boss the answer is 42\n",
    .request = [](StepCompiler& c, const StepNode& s) -> std::unique_ptr<WaitingOp> {
      return std::make_unique<JoinOp>(c.expression(s, "join", types::instance | types::list));
    },
    .story = [](std::string_view object,
                std::string_view) { return fmt::format("finds that {} has ended", object); },
};

}  // namespace asim
