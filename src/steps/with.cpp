// with: hold a resource while steps are carried out.
//
//   with: r            acquire r, or past (timeout, full line)
//   do: [a]            enter    notes what was acquired
//                      a        guarded
//                      leave    gives it back, however a ended
//                past:

#include "steps/with_hold.h"

#include <fmt/format.h>

#include <utility>

#include "steps/acquiring.h"
#include "steps/jumps.h"
#include "steps/unwinding.h"

namespace asim {
namespace {

Hold* find_hold(Instance& instance, std::int64_t order) {
  for (Hold* hold = instance.holds(); hold; hold = hold->older) {
    if (hold->order == order) return hold;
  }
  return nullptr;
}

// ---- ops ----

/// Notes how new what the acquire is going to hold will be.
class BeginWith final : public Op {
public:
  explicit BeginWith(std::uint32_t slot) : slot_(slot) {}
  const Op* execute(Frame& frame) const override {
    frame.own[slot_] = static_cast<double>(frame.state.loop.next_order());
    return next;
  }
  void link(const Linker&) override { quick = note; }
  std::string dump() const override { return "begin with"; }

private:
  static const Op* note(const Op& op, State& state, Instance& self) {
    Value& order = self.own[static_cast<const BeginWith&>(op).slot_];
    if (!order.is_free_standing()) [[unlikely]]
      return at_length(op, state, self);
    order.overwrite(static_cast<double>(state.loop.next_order()));
    return go_on_with(*op.next, state, self);
  }

  std::uint32_t slot_;
};

class EnterWith final : public Op {
public:
  EnterWith(std::uint32_t slot, OnPreempt on_preempt) : slot_(slot), on_preempt_(on_preempt) {}

  const Op* execute(Frame& frame) const override {
    note_holds(frame.state, *frame.self, frame.own);
    return next;
  }
  void link(const Linker&) override { quick = enter; }
  std::string dump() const override { return "enter with"; }

private:
  static const Op* enter(const Op& op, State& state, Instance& self) {
    self.op = &op;
    static_cast<const EnterWith&>(op).note_holds(state, self, self.own);
    return go_on_with(*op.next, state, self);
  }
  void note_holds(State& state, Instance& self, const Value* own) const {
    const auto before = static_cast<std::int64_t>(own[slot_].as_number());
    for (Hold* hold = self.holds(); hold && hold->order > before; hold = hold->older) {
      WithHold* with = state.pool.make<WithHold>();
      Particulars& particulars = self.set_particulars();
      with->outer = std::exchange(particulars.withs, with);
      with->entered = this;
      with->hold = hold->order;
      with->on_preempt = on_preempt_;
    }
  }

  std::uint32_t slot_;
  OnPreempt on_preempt_;
};

/// Gives back what is still held of what EnterWith noted.
class LeaveWith final : public Op {
public:
  LeaveWith(const EnterWith& entered, EventKind of_kind) : Op(of_kind), entered_(entered) {}

  const Op* execute(Frame& frame) const override {
    Instance& self = *frame.self;
    for (WithHold* with = self.withs(); with && with->entered == &entered_; with = self.withs()) {
      self.set_particulars().withs = with->outer;
      give_back(frame, *with);
      frame.state.pool.destroy(with);
    }
    return next;
  }
  void link(const Linker&) override { quick = leave; }
  Rows rows() const override { return Rows::of_its_kind; }
  std::string dump() const override { return "leave with"; }

private:
  // One resource, which it acquired last and still holds, or has lost while it held nothing else.
  static const Op* leave(const Op& op, State& state, Instance& self) {
    WithHold* with = self.withs();
    const Op* entered = &static_cast<const LeaveWith&>(op).entered_;
    Hold* hold = self.holds();
    const bool is_one = with && with->entered == entered && (!hold || hold->order == with->hold) &&
                        !with->return_of && !(with->outer && with->outer->entered == entered);
    if (!is_one) [[unlikely]]
      return at_length(op, state, self);
    self.op = &op;
    self.particulars->withs = with->outer;
    state.pool.destroy(with);
    if (hold) [[likely]]
      hold->resource->release(*hold);
    return go_on_with(*op.next, state, self);
  }

  void give_back(Frame& frame, WithHold& with) const {
    if (with.return_of) {
      with.return_of->withdraw();
      with.return_of->destroy(frame.state.pool);
    }
    Hold* hold = find_hold(*frame.self, with.hold);
    if (!hold) return;
    if (wants_row(frame, row))
      write_row(frame, row, object_of(*hold->resource).name, fmt::to_string(hold->amount));
    hold->resource->release(*hold);
  }

  const EnterWith& entered_;
};

// ---- compiling ----

OnPreempt read_on_preempt(StepCompiler& c, const StepNode& s) {
  const Node* node = s.find("on_preempt");
  if (!node || node->text == "interrupt") return OnPreempt::interrupt;
  if (node->text == "resume") return OnPreempt::resume;
  if (node->text == "restart") return OnPreempt::restart;
  c.diagnostics().error(node->span, "`on_preempt:` must be one of interrupt, resume, restart",
                        suggestion(node->text, {"interrupt", "resume", "restart"}));
  return OnPreempt::interrupt;
}

void compile_with(StepCompiler& c, const StepNode& s) {
  const std::uint32_t mark = c.scope().hidden_slot();
  c.emit<BeginWith>(s.span, mark);
  std::vector<Jump*> skips = c.add_entrance(std::make_unique<AcquireOp>(c, s, "with"), s);
  EnterWith& entered = c.emit<EnterWith>(s.span, mark, read_on_preempt(c, s));
  CleanupScope cleanup(c);
  c.steps(s.find("do"), "`do:`");
  cleanup.end_guarded(s.span);
  c.emit<LeaveWith>(s.span, entered, rows::of("release"));
  cleanup.end_cleanup(s.span);
  for (Jump* skip : skips) skip->target.index = c.here();
}

constexpr Key kKeys[] = {
    {"with", KeyType::resource, true, "", "the resource, or a list of those to acquire at once"},
    {"do", KeyType::steps, true, "", "the steps"},
    {"amount", KeyType::whole, false, "1", "how many units, of each"},
    {"priority", KeyType::number, false, "0", "the place in line, lower first"},
    {"preempt", KeyType::condition, false, "false",
     "take units from holders of a worse priority, if there are too few"},
    {"on_preempt", KeyType::literal, false, "interrupt",
     "interrupt: the steps get it; resume or restart: their sleep goes on or begins anew when the resource "
     "is back"},
    {"timeout", KeyType::number, false, "", "how long to wait for the resource at most"},
    {"on_timeout", KeyType::steps, false, "", "the steps after a timeout, instead of those under `do:`"},
    {"on_full", KeyType::steps, false, "",
     "the steps if `queue_limit` requests wait already, instead of those under `do:`"},
};

}  // namespace

extern const StepKind with_step{
    .name = "with",
    .keys = kKeys,
    .summary = "hold a resource while steps are carried out",
    .documentation =
        "Acquires the resource, carries out the steps and releases it however they end: by themselves, by "
        "an\n"
        "interrupt, by `break`, `return` or `exit`, or because the process is cancelled. After a timeout, "
        "or if the\n"
        "line is full, the steps are not carried out. A holder that is preempted gets an interrupt whose "
        "cause has\n"
        "`.by`, `.resource` and `.usage_since`. With `on_preempt: resume` the running sleep stops and goes "
        "on with\n"
        "what was left of it when the resource has been acquired again, at the same priority and before "
        "others of\n"
        "that priority; with `restart` it begins anew. Steps that wait for something else keep waiting, but "
        "do not go\n"
        "on before the resource is held again. An interrupt that only a `try` around the `with` catches "
        "ends that at once.",
    .example = R"(model: one at a time
timeline: [log]
resources: {desk: {}}
processes:
  writer:
    count: 2
    steps:
      - with: desk
        do:
          - log: sits down
          - sleep: 3
)",
    .timeline = "0 writer[0] sits down\n3 writer[1] sits down\n",
    .compile = compile_with,
    .story = acquire_story,
};

}  // namespace asim
