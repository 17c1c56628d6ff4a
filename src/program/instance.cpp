#include "program/instance.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "program/heap.h"
#include "program/objects.h"
#include "program/state.h"

namespace asim {
namespace {

std::size_t bytes_for(std::size_t slots) { return sizeof(Instance) + slots * sizeof(Value); }

[[gnu::noinline]] void destroy(Instance& instance) {
  State& state = instance.run();
  const std::size_t bytes = bytes_for(instance.type().own_slots);
  instance.~Instance();
  state.pool.deallocate(&instance, bytes);
}

void keep_or_destroy(Instance& instance) {
  ProcessTypeState& kind = *instance.kind;
  if (kind.spare_count >= ProcessTypeState::kMostSpare) return destroy(instance);
  kind.keep_spare(instance);
}

/// Others may go with what it has, and with what these have still others: they stand in line, for a chain of
/// them may be longer than the stack is deep.
[[gnu::noinline]] void free_with_what_it_has(Instance& instance) {
  State& state = instance.run();
  instance.next = std::exchange(state.to_be_freed, &instance);
  if (state.is_freeing) return;
  state.is_freeing = true;
  while (Instance* freed = state.to_be_freed) {
    state.to_be_freed = static_cast<Instance*>(freed->next);
    for (std::uint32_t i = 0; i < freed->type().own_slots; ++i) freed->vars()[i] = Value::null();
    if (freed->particulars) state.pool.destroy(std::exchange(freed->particulars, nullptr));
    keep_or_destroy(*freed);
  }
  state.is_freeing = false;
}

/// Frees an instance that has ended and that nothing refers to any more.
void free_instance(Instance& instance) {
  if (instance.particulars || !clear_variables_simply(instance)) return free_with_what_it_has(instance);
  keep_or_destroy(instance);
}

/// What names in the model mean: `type[i]` this instance, and `type` the only one there is.
[[gnu::noinline]] void note_named(ProcessTypeState& kind, Instance& instance) {
  if (kind.type->is_indexed) kind.instances.push_back(reference(instance));
  if (instance.index == 0) {
    kind.sole = reference(instance);
  } else if (instance.index == 1) {
    if (!kind.single) kind.sole = Value::null();
    kind.is_plain = !kind.type->is_indexed && kind.type->objects.empty();
  }
}

/// At the step that makes one more, if it is a step.
[[noreturn, gnu::noinline]] void refuse_more(const State& state, const ProcessType& type) {
  const auto* maker = static_cast<const Instance*>(state.loop.running());
  throw RunError(maker ? state.program.spans[maker->op->index] : type.span,
                 fmt::format("{} processes are alive, more than that are not possible", State::kMostAlive),
                 maker && !maker->type().is_hidden
                     ? fmt::format("`{}` makes one more `{}` here", name_of(*maker), type.name)
                     : fmt::format("`{}` would be one more", type.name));
}

}  // namespace

// ---- making and starting ----

namespace {
[[gnu::noinline]] Instance& make_new_instance(State& state, ProcessTypeState& kind) {
  const std::size_t slots = kind.type->own_slots;
  void* memory = state.pool.allocate(bytes_for(slots));
  Instance& instance = *new (memory) Instance(state.loop, kind);
  std::uninitialized_default_construct_n(instance.vars(), slots);
  instance.own = instance.vars();
  return instance;
}
}  // namespace

Instance& make_instance(State& state, std::uint32_t type_index) {
  ProcessTypeState& kind = state.process_types[type_index];
  const ProcessType& type = *kind.type;
  if (state.alive >= State::kMostAlive) [[unlikely]]
    refuse_more(state, type);
  Instance& instance = kind.spare ? kind.take_spare() : make_new_instance(state, kind);
  enlist(state, kind, instance);
  if (type.is_indexed || instance.index < 2) [[unlikely]]
    note_named(kind, instance);
  return instance;
}

namespace {
/// Before it starts: its objects, and a coroutine unless it has that of an earlier one.
[[gnu::noinline]] void equip(Instance& instance) {
  State& state = instance.run();
  make_owned_objects(state, instance);
  if (!instance.has_coroutine()) state.loop.give(instance, state.body(instance));
}
}  // namespace

void start_instance(Instance& instance) {
  if (!instance.has_coroutine() || !instance.type().objects.empty()) [[unlikely]]
    equip(instance);
  instance.loop().start(instance);
}

void start_instance_at(Instance& instance, double time) {
  equip(instance);
  instance.started = time;
  instance.loop().start_at(instance, time);
}

// ---- ending ----

namespace {
[[gnu::noinline]] void leave_calls(Instance& instance) {
  for (Frame frame{instance.run(), &instance, instance.own}; instance.call;) leave_call(frame);
}
}  // namespace

// The usual end calls nothing.
void Instance::on_end() {
  asim::State& s = run();
  const double stay = now() - started;
  const bool is_usual = has_begun && !call && !holds() && s.calls_for_attention == 0;
  if (!is_usual || !kind->stays.is_usual(stay)) [[unlikely]]
    return end_otherwise();
  note_usual_end(s, *this, stay);
}

void Instance::end_otherwise() {
  asim::State& s = run();
  if (call) leave_calls(*this);
  if (has_begun) {
    kind->present.add(now(), -1);
    kind->stays.observe(now() - started);
  }
  delist(s, *kind, *this);
  if (holds()) release_everything(*this);
  if (s.calls_for_attention > 0) grant_conditions(s);  // no op comes behind its last one
}

void note_what_is_held(Instance& instance) {
  asim::State& s = instance.run();
  for (const Hold* hold = instance.holds(); hold; hold = hold->older) {
    if (++s.held_at_end_count > asim::State::kMostWarnings) continue;
    s.held_at_end.push_back(
        {std::string(name_of(instance)), object_of(*hold->resource).name, hold->amount, s.now()});
  }
}

Particulars& Instance::make_particulars() {
  particulars = run().pool.make<Particulars>();
  return *particulars;
}

void Instance::on_preempted(const Preemption& preemption) { run().preempted(*this, preemption); }

// The loop's own reference goes.
void Instance::dispose() {
  if (--references == 0) free_instance(*this);
}

void release_instance(Instance* instance) { free_instance(*instance); }

// ---- calls ----

Call* Call::make(Pool& pool, std::uint32_t slots) {
  void* memory = pool.allocate(sizeof(Call) + slots * sizeof(Value));
  Call* call = new (memory) Call;
  call->slots = slots;
  for (std::uint32_t i = 0; i < slots; ++i) new (call->own() + i) Value();
  return call;
}

const Op* leave_call(Frame& frame) {
  Instance& instance = *frame.self;
  Call* call = instance.call;
  for (std::uint32_t i = 0; i < call->slots; ++i) call->own()[i].~Value();
  const Op* op = call->call_op;
  instance.own = frame.own = call->caller_own;
  instance.call = call->caller;
  frame.state.pool.deallocate(call, sizeof(Call) + call->slots * sizeof(Value));
  return op;
}

// ---- names ----

namespace {
/// "coder[2]"; in a buffer that only grows, since many rows have such a name.
std::string_view indexed_name(std::string& buffer, std::string_view type, std::uint64_t index) {
  const fmt::format_int digits{index};
  const std::size_t size = type.size() + digits.size() + 2;
  if (buffer.size() < size) buffer.resize(size);
  char* end = std::copy_n(type.data(), type.size(), buffer.data());
  *end++ = '[';
  end = std::copy_n(digits.data(), digits.size(), end);
  *end = ']';
  return {buffer.data(), size};
}
}  // namespace

std::string_view name_of(const Instance& instance) {
  if (const Instance* parent = instance.parent()) return name_of(*parent);
  if (instance.particulars && instance.particulars->name.is_text())
    return instance.particulars->name.as_text()->view();
  const ProcessType& type = instance.type();
  if (instance.kind->single && instance.index == 0) return type.name;
  return indexed_name(instance.run().name_buffer, type.name, instance.index);
}

// ---- the end of a run ----

State::~State() {
  for (std::vector<Value>* values : {&shared, &constants}) {
    for (Value& value : *values) value = Value::null();
  }
  for (ProcessTypeState& kind : process_types) {
    for (Value& instance : kind.instances) instance = Value::null();
    kind.sole = Value::null();
  }
}

// ---- statistics of values that last ----

void TrackState::set(double now, double x) {
  if (!begun) {
    begun = true;
    value = TimeWeighted(now, x);
  } else {
    if (durations) (*durations)[value.value()] += now - since_;
    value.set(now, x);
  }
  since_ = now;
}

std::map<double, double> TrackState::durations_until(double now) const {
  std::map<double, double> lasted = *durations;
  if (begun) lasted[value.value()] += now - since_;
  return lasted;
}

double TrackState::quantile(double now, double q) const {
  const std::map<double, double> lasted = durations_until(now);
  double left = q * (now - value.start());
  for (const auto& [x, duration] : lasted) {
    left -= duration;
    if (left <= 0) return x;
  }
  return lasted.rbegin()->first;
}

double TrackState::time_below(double now, double x) const {
  double sum = 0;
  for (const auto& [level, duration] : durations_until(now)) {
    if (level < x) sum += duration;
  }
  return sum;
}

void TrackState::reset(double now) {
  value.reset(now);
  if (durations) durations->clear();
  since_ = now;
}

}  // namespace asim
