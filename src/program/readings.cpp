#include "program/readings.h"

#include <algorithm>
#include <bit>

#include "program/functions.h"
#include "program/heap.h"
#include "program/instance_access.h"
#include "program/machine.h"
#include "program/state.h"

namespace asim {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t x) {
  return (std::rotl(hash, 5) ^ x) * 0x9E3779B97F4A7C15u;  // the golden ratio
}

// ---- what can be looked at ----

std::uint64_t look_at_variable(State&, const Observable& r) {
  return static_cast<const Value*>(r.subject)->bits();
}

std::uint64_t look_at_clock(State& state, const Observable&) {
  return std::bit_cast<std::uint64_t>(state.now());
}

/// Never the same twice.
std::uint64_t look_at_chance(State& state, const Observable&) { return state.watch.looks(); }

/// Members of any list or record: whose they are is not known.
std::uint64_t look_at_members(State& state, const Observable&) { return state.member_changes; }

std::uint64_t look_at_attribute(State& state, const Observable& r) {
  const auto* attribute = reinterpret_cast<const Attribute*>(r.part);
  return attribute->read(state, *static_cast<Object*>(const_cast<void*>(r.subject))).bits();
}

/// Items come and go with these numbers.
std::uint64_t look_at_items(State&, const Observable& r) {
  const auto& queue = *static_cast<const QueueObject*>(r.subject);
  std::uint64_t hash = 0;
  for (const std::uint64_t n : {queue.puts(), queue.gets(), queue.in_transit(), queue.removed(),
                                std::uint64_t{queue.getters()}, std::uint64_t{queue.putters()}})
    hash = mixed(hash, n);
  return hash;
}

std::uint64_t look_at_life(State&, const Observable& r) {
  return static_cast<const Instance*>(r.subject)->alive() ? 1 : 0;
}

std::uint64_t look_at_type(State& state, const Observable& r) {
  const std::string_view name = static_cast<const Text*>(r.subject)->view();
  return process_type_attribute(state, static_cast<std::uint32_t>(r.part), name).bits();
}

std::uint64_t look_at_instances(State&, const Observable& r) {
  return static_cast<const ProcessTypeState*>(r.subject)->instances.size();
}

std::uint64_t look_at_tally(State&, const Observable& r) {
  const auto& tally = *static_cast<const Observations*>(r.subject);
  return mixed(std::bit_cast<std::uint64_t>(tally.sum()), tally.count());
}

std::uint64_t look_at_count(State&, const Observable& r) {
  return std::bit_cast<std::uint64_t>(*static_cast<const double*>(r.subject));
}

/// A mean over time changes with the time.
std::uint64_t look_at_track(State& state, const Observable& r) {
  const auto& track = *static_cast<const TrackState*>(r.subject);
  const double value = track.begun ? track.value.value() : 0;
  return mixed(std::bit_cast<std::uint64_t>(value), std::bit_cast<std::uint64_t>(state.now()));
}

// ---- noting ----

void note_variable(Readings& readings, const Value& variable, Value keeper = {}) {
  readings.push_back({{look_at_variable, &variable}, std::move(keeper)});
}

void note_ref(Readings& readings, Ref ref, const Frame& frame) {
  if (ref.bank() == Ref::own) note_variable(readings, frame.own[ref.index()]);
  if (ref.bank() == Ref::shared) note_variable(readings, frame.state.shared[ref.index()]);
}

void note_code(Readings& readings, const Code& code, const Frame& frame) {
  const Expressions& expressions = frame.state.program.expressions;
  for (std::uint32_t i = code.first; i < code.first + code.count; ++i) {
    const Instruction& instruction = expressions.instructions[i];
    note_ref(readings, instruction.left, frame);
    note_ref(readings, instruction.right, frame);
    switch (instruction.opcode) {
      case Opcode::load_now: readings.push_back({{look_at_clock}}); break;
      case Opcode::draw:
      case Opcode::draw_with: readings.push_back({{look_at_chance}}); break;
      case Opcode::append_text:
      case Opcode::append_format: readings.push_back({{look_at_members}}); break;
      case Opcode::call:
        if (const Function& function = *expressions.calls[instruction.right.index()].function;
            function.draws || function.uses_state)
          readings.push_back({{look_at_chance}});
        break;
      default: break;
    }
  }
}

void note_attribute(Readings& readings, Object& object, const Attribute& attribute) {
  if (attribute.type.is_only(types::text)) return;  // its name: for good
  if (attribute.type.is_only(types::list)) {
    readings.push_back({{look_at_items, &static_cast<QueueObject&>(object)}});
  } else {
    readings.push_back({{look_at_attribute, &object, reinterpret_cast<std::uint64_t>(&attribute)}});
  }
}

void note_instance(Readings& readings, Instance& instance, std::string_view name) {
  Value keeper = reference(instance);
  if (const Value* variable = instance_variable(instance, name)) {
    note_variable(readings, *variable, std::move(keeper));
  } else if (name == "alive") {
    readings.push_back({{look_at_life, &instance}, std::move(keeper)});
  }
}

void note_attribute_of(Readings& readings, const Value& of, std::string_view name) {
  if (of.is_instance()) return note_instance(readings, *of.as_instance(), name);
  if (!of.is_object()) return;
  Object& object = *of.as_object();
  if (const Attribute* attribute = find_attribute(object.kind, name))
    note_attribute(readings, object, *attribute);
}

void note_statistic(Readings& readings, State& state, const StatisticRead& read) {
  switch (read.kind) {
    case Statistic::Kind::tally: return readings.push_back({{look_at_tally, &state.tallies[read.slot]}});
    case Statistic::Kind::count: return readings.push_back({{look_at_count, &state.counts[read.slot]}});
    case Statistic::Kind::track: return readings.push_back({{look_at_track, &state.tracks[read.slot]}});
  }
}

bool has_members(const Value& value) { return value.is_list() || value.is_record(); }

void note_arguments(Readings& readings, const Value* arguments, std::uint32_t count) {
  if (std::any_of(arguments, arguments + count, has_members)) readings.push_back({{look_at_members}});
}

}  // namespace

bool changes_with_time(const Observable& r) {
  return r.look == look_at_clock || r.look == look_at_chance || r.look == look_at_track ||
         r.look == look_at_attribute;
}

Reading any_change() { return {{look_at_chance}}; }

void note_fixed_readings(Readings& readings, Operand operand, const Frame& frame) {
  switch (operand.kind) {
    case Operand::Kind::own: note_variable(readings, frame.own[operand.index]); break;
    case Operand::Kind::shared: note_variable(readings, frame.state.shared[operand.index]); break;
    case Operand::Kind::draw: readings.push_back({{look_at_chance}}); break;
    case Operand::Kind::now:
    case Operand::Kind::elapsed:
    case Operand::Kind::code:
      note_code(readings, frame.state.program.expressions.codes[operand.index], frame);
      break;
    default: break;
  }
}

void note_reading(const Machine& m, const Instruction& i) {
  State& state = *m.state;
  Readings& readings = *state.readings;
  switch (i.opcode) {
    case Opcode::attribute: note_attribute_of(readings, m.at(i.left), m.at(i.right).as_text()->view()); break;
    case Opcode::object_attribute:
      if (const Value& of = m.at(i.left); of.is_object())
        note_attribute(readings, *of.as_object(), *m.expressions.attributes[i.right.index()]);
      return;
    case Opcode::type_attribute:
      return readings.push_back({{look_at_type, m.at(i.right).as_text(), i.left.index()}});
    case Opcode::type_index:
      return readings.push_back({{look_at_instances, &state.process_types[i.left.index()]}});
    case Opcode::sole_instance: return note_variable(readings, state.process_types[i.left.index()].sole);
    case Opcode::read_statistic:
      return note_statistic(readings, state, m.expressions.statistics[i.right.index()]);
    case Opcode::call:
      return note_arguments(readings, &m.at(i.left), m.expressions.calls[i.right.index()].count);
    case Opcode::equal:
    case Opcode::not_equal:
    case Opcode::contained:
    case Opcode::not_contained:
      if (has_members(m.at(i.right))) readings.push_back({{look_at_members}});
      break;
    case Opcode::index:
    case Opcode::slice:
    case Opcode::iterate:
    case Opcode::call_method: break;
    default: return;
  }
  if (has_members(m.at(i.left))) readings.push_back({{look_at_members}});
}

// ---- the watch ----

std::size_t Watch::Hash::operator()(const Observable& o) const {
  const auto look = reinterpret_cast<std::uint64_t>(o.look);
  return mixed(mixed(mixed(0, look), reinterpret_cast<std::uint64_t>(o.subject)), o.part);
}

Watch::Thing& Watch::use(State& state, const Reading& reading) {
  Thing*& thing = index_[reading.of];
  if (!thing) {
    thing = pool_.make<Thing>();
    thing->reading = reading;
    thing->seen = reading.of.look(state, reading.of);
    thing->position = things_.size();
    things_.push_back(thing);
  }
  ++thing->users;
  return *thing;
}

void Watch::release(Thing& thing) {
  if (--thing.users > 0) return;
  things_.back()->position = thing.position;
  things_[thing.position] = things_.back();
  things_.pop_back();
  index_.erase(thing.reading.of);
  pool_.destroy(&thing);
}

bool Watch::look(State& state) {
  ++looks_;
  bool any = false;
  for (Thing* thing : things_) {
    const std::uint64_t seen = thing->reading.of.look(state, thing->reading.of);
    if (seen == thing->seen) continue;
    thing->seen = seen;
    thing->changed = looks_;
    any = true;
  }
  return any;
}

}  // namespace asim
