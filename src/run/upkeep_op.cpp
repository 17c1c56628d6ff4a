#include "run/upkeep_op.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "program/condition.h"
#include "program/trace.h"
#include "run/endless_loop.h"
#include "steps/registry.h"

namespace asim {
namespace {

constexpr double kRuns = -1;  // UpkeepSlot::state of a downtime: until when in use, or one of these
constexpr double kIsDown = UpkeepSlot::kIsDown;

ResourceObject& resource_of(const Frame& frame) {
  return static_cast<ResourceObject&>(*frame.own[UpkeepSlot::resource].as_object());
}

const Downtime& downtime_of(const Frame& frame) {
  const auto part = static_cast<std::size_t>(frame.own[UpkeepSlot::part].as_number());
  return resource_of(frame).upkeep->declaration->downtimes[part - 1];
}

Instance* owner_of(const Frame& frame) {
  const Value& owner = frame.own[UpkeepSlot::owner];
  return owner.is_instance() ? owner.as_instance() : nullptr;
}

/// The one of an array's settings that is about this resource.
const Setting& setting_of_member(const Frame& frame, const std::vector<Setting>& settings) {
  return settings.size() == 1 ? settings.front() : settings[resource_of(frame).upkeep->member];
}

/// A delay, evaluated for the process that owns the resource.
double evaluate_for_member(Frame& frame, const std::vector<Setting>& settings) {
  const Setting& setting = setting_of_member(frame, settings);
  Instance* owner = owner_of(frame);
  Frame place{frame.state, owner ? owner : frame.self, owner ? owner->vars() : frame.own};
  return evaluate_delay({setting.operand, setting.span}, place);
}

void write_resource_row(const Frame& frame, EventKind kind, std::string_view detail) {
  if (!wants_row(frame, kind)) return;
  frame.state.recorder.row(frame.state.now(), "", kind, resource_of(frame).name, detail);
}

const Op* sleep_until(Frame& frame, double time) {
  if (time == Loop::kForever) return ends(frame);
  ++frame.state.upkeep_asleep;
  frame.self->sleep_until(time);
  return kWaits;
}

/// The resource is used.
class InUse final : public Event, private Watcher {
public:
  InUse(Frame& frame, const Resource& resource)
      : Event(*frame.self), Watcher(frame.state), resource_(resource) {}
  bool possible() const override { return resource_.in_use() > 0; }
  void destroy(Pool& pool) override { pool.destroy(this); }

private:
  static std::uint64_t look(asim::State&, const Observable& of) {
    return static_cast<const Resource*>(of.subject)->in_use() > 0;
  }
  bool look_again() override {
    if (!possible()) return false;
    leave_list();
    grant();
    return true;
  }
  void take() override { mark_granted(); }
  void join() override {
    enter_list();
    note(Reading{Observable{look, &resource_, 0}, Value()});
    watch_readings();
  }
  void leave() override { leave_list(); }
  bool give_back() override { return true; }

  const Resource& resource_;
};

bool is_waited_for(const State& state) {
  return std::any_of(state.objects.begin(), state.objects.end(), [](const auto& object) {
    if (object->kind != ObjectKind::resource) return false;
    const auto& resource = static_cast<const ResourceObject&>(*object);
    return resource.upkeep && resource.waiting() > 0;
  });
}

/// Every turn of any upkeep is noted, and whether nothing else has happened between it and the one before.
void note_turn(State& state) {
  const std::uint64_t turn = state.loop.turns();
  state.upkeep_is_alone = turn == state.upkeep_turn + 1;
  state.upkeep_turn = turn;
}

/// Nothing but upkeep is ever going to happen.
bool is_all_over(const State& state) {
  return state.upkeep_ends && state.upkeep_is_alone && state.conditions.size() == state.upkeep_watching &&
         !is_waited_for(state) && !state.loop.is_anything_due_besides(state.upkeep_asleep);
}

}  // namespace

const Op* UpkeepOp::execute(Frame& frame) const {
  note_turn(frame.state);
  if (frame.own[UpkeepSlot::part].as_number() > 0) return begin_interval(frame);
  const StepFunction* schedule =
      resource_of(frame).upkeep->schedule ? &*resource_of(frame).upkeep->schedule : nullptr;
  if (!schedule) return ends(frame);
  const std::int64_t entry = schedule->entry_at(frame.state.now());
  frame.own[UpkeepSlot::state] = static_cast<double>(entry);
  return sleep_until(frame, schedule->begin(entry + 1));
}

const Op* UpkeepOp::resume(Frame& frame) const {
  const bool is_downtime = frame.own[UpkeepSlot::part].as_number() > 0;
  count_turn(frame, is_downtime ? setting_of_member(frame, downtime_of(frame).every).span
                                : resource_of(frame).declared);
  if (Event* event = frame.self->received()) {
    event->destroy(frame.state.pool);
    --frame.state.upkeep_watching;
  } else {
    --frame.state.upkeep_asleep;
  }
  note_turn(frame.state);
  const Instance* owner = owner_of(frame);
  if (!owner || owner->alive()) return go_on(frame);
  const bool is_down =
      frame.own[UpkeepSlot::part].as_number() > 0 && frame.own[UpkeepSlot::state].as_number() == kIsDown;
  if (is_down) resource_of(frame).repair();
  return ends(frame);
}

const Op* UpkeepOp::go_on(Frame& frame) const {
  if (frame.own[UpkeepSlot::part].as_number() == 0) return change_capacity(frame);
  const double state = frame.own[UpkeepSlot::state].as_number();
  if (state == kIsDown) return repair(frame);
  return state == kRuns ? break_down(frame) : wait_for_use(frame);
}

// ---- schedules ----

const Op* UpkeepOp::change_capacity(Frame& frame) const {
  ResourceObject& resource = resource_of(frame);
  const StepFunction& schedule = *resource.upkeep->schedule;
  const auto entry = static_cast<std::int64_t>(frame.own[UpkeepSlot::state].as_number()) + 1;
  frame.own[UpkeepSlot::state] = static_cast<double>(entry);
  static const EventKind capacity_row = rows::of("capacity");
  const double capacity = schedule.value(entry);
  const Resource::Amount amount =
      capacity == Loop::kForever ? Resource::kUnlimited : static_cast<Resource::Amount>(capacity);
  if (amount != resource.nominal_capacity()) write_resource_row(frame, capacity_row, number_text(capacity));
  resource.set_capacity(amount);
  if (resource.upkeep->declaration->preempts_on_reduction) resource.preempt_excess();
  if (is_all_over(frame.state)) return ends(frame);
  return sleep_until(frame, schedule.begin(entry + 1));
}

// ---- downtimes ----

const Op* UpkeepOp::begin_interval(Frame& frame) const {
  const Downtime& downtime = downtime_of(frame);
  double interval = 0;
  try {
    interval = evaluate_for_member(frame, downtime.every);
  } catch (const EndOfTrace&) {
    return ends(frame);
  }
  if (downtime.is_by_use) {
    frame.own[UpkeepSlot::state] = resource_of(frame).use() + interval;
    return wait_for_use(frame);
  }
  frame.own[UpkeepSlot::state] = kRuns;
  return sleep_until(frame, frame.state.now() + interval);
}

// While the resource is used, time and use pass together; while it is not, nothing is due.
const Op* UpkeepOp::wait_for_use(Frame& frame) const {
  ResourceObject& resource = resource_of(frame);
  const double now = frame.state.now();
  const double left = frame.own[UpkeepSlot::state].as_number() - resource.use();
  if (left <= 0 || now + left == now) return break_down(frame);
  if (resource.in_use() > 0) return sleep_until(frame, now + left);
  ++frame.state.upkeep_watching;
  frame.self->wait(*frame.state.pool.make<InUse>(frame, resource));
  return kWaits;
}

const Op* UpkeepOp::break_down(Frame& frame) const {
  static const EventKind down_row = rows::of("down");
  const double duration = evaluate_for_member(frame, downtime_of(frame).lasting);
  frame.own[UpkeepSlot::state] = kIsDown;
  write_resource_row(frame, down_row, number_text(duration));
  resource_of(frame).break_down();
  return sleep_until(frame, frame.state.now() + duration);
}

const Op* UpkeepOp::repair(Frame& frame) const {
  static const EventKind up_row = rows::of("up");
  write_resource_row(frame, up_row, "");
  resource_of(frame).repair();
  if (is_all_over(frame.state)) return ends(frame);
  return begin_interval(frame);
}

}  // namespace asim
