#include "program/instance_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "program/heap.h"
#include "program/instance.h"
#include "program/state.h"

namespace asim {
namespace {

constexpr std::string_view kInstanceAttributes[] = {"name", "index", "id", "alive", "started"};
constexpr std::string_view kTypeAttributes[] = {"count", "finished", "mean_stay"};

Value number_or_null(double x) { return std::isnan(x) ? Value::null() : Value(x); }

Value* find_variable(Instance& instance, std::string_view name) {
  const std::vector<std::string>& names = instance.type().own_names;
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() || name.empty() ? nullptr : instance.vars() + (found - names.begin());
}

[[noreturn]] void no_attribute(const Instance& instance, std::string_view name, Span span) {
  std::vector<std::string_view> names(std::begin(kInstanceAttributes), std::end(kInstanceAttributes));
  for (const std::string& own : instance.type().own_names) {
    if (!own.empty()) names.push_back(own);
  }
  throw RunError(span, fmt::format("process `{}` has no `{}`", name_of(instance), name),
                 suggestion(name, names));
}

}  // namespace

// ---- instances ----

Value instance_attribute(State& state, Instance& instance, std::string_view name, Span span) {
  Instance& owner = owner_of(instance);
  if (Value* variable = find_variable(owner, name)) return *variable;
  if (name == "name") return Value::adopt(Text::make(state.pool, name_of(owner)));
  if (name == "index") return static_cast<double>(owner.index);
  if (name == "id") return static_cast<double>(owner.id);
  if (name == "alive") return Value::boolean(instance.alive());
  if (name == "started") return owner.started;
  no_attribute(owner, name, span);
}

const Value* instance_variable(Instance& instance, std::string_view name) {
  return find_variable(owner_of(instance), name);
}

void set_instance_attribute(State&, Instance& instance, std::string_view name, const Value& value,
                            Span span) {
  Value* variable = find_variable(instance, name);
  if (!variable) no_attribute(instance, name, span);
  *variable = value;
}

std::string_view instance_name(const Instance& instance) { return name_of(instance); }

// ---- process types ----

bool is_process_type_attribute(std::string_view name) {
  return std::find(std::begin(kTypeAttributes), std::end(kTypeAttributes), name) != std::end(kTypeAttributes);
}

Value process_type_attribute(State& state, std::uint32_t type, std::string_view name) {
  const ProcessTypeState& kind = state.process_types[type];
  if (name == "count") return static_cast<double>(kind.alive);
  if (name == "finished") return static_cast<double>(kind.stays.count());
  return number_or_null(kind.stays.mean());
}

Value process_type_index(State& state, std::uint32_t type, double index, Span span) {
  const ProcessTypeState& kind = state.process_types[type];
  const auto size = static_cast<double>(kind.instances.size());
  const double position = index < 0 ? index + size : index;
  if (position >= 0 && position < size && position == std::floor(position)) {
    return kind.instances[static_cast<std::size_t>(position)];
  }
  throw RunError(span, fmt::format("`{}` has no instance {}: there {} {} so far", kind.type->name,
                                   number_text(index), size == 1 ? "is" : "are", number_text(size)));
}

Value sole_instance(State& state, std::uint32_t type, Span span) {
  const ProcessTypeState& kind = state.process_types[type];
  if (!kind.sole.is_null()) return kind.sole;
  if (kind.single) throw RunError(span, fmt::format("`{}` has no instance yet", kind.type->name));
  throw RunError(
      span, fmt::format("`{0}` has several instances: name one of them, as in `{0}[0]`", kind.type->name));
}

// ---- what the model collects ----

namespace {

Value read_tally(TallyState& tally, Measure measure, double q) {
  switch (measure) {
    case Measure::mean: return number_or_null(tally.tally.mean());
    case Measure::sd: return number_or_null(tally.tally.sd());
    case Measure::min: return number_or_null(tally.tally.min());
    case Measure::max: return number_or_null(tally.tally.max());
    case Measure::sum: return tally.tally.sum();
    case Measure::count: return static_cast<double>(tally.tally.count());
    case Measure::quantile: return number_or_null(tally.samples->quantile(q));
  }
  return {};
}

Value read_track(const TrackState& track, double now, Measure measure, double q) {
  if (measure == Measure::count) return track.begun ? 1.0 : 0.0;
  if (measure == Measure::sum) return track.begun ? track.value.integral(now) : 0.0;
  if (!track.begun) return Value::null();
  switch (measure) {
    case Measure::mean: return now > track.value.start() ? track.value.mean(now) : track.value.value();
    case Measure::sd: return number_or_null(track.sd(now));
    case Measure::min: return track.value.min();
    case Measure::max: return track.value.max();
    default: return track.quantile(now, q);
  }
}

}  // namespace

Value read_statistic(State& state, Statistic::Kind kind, std::uint32_t slot, Measure measure, double q,
                     Span span) {
  if (measure == Measure::quantile && !(q >= 0 && q <= 1)) {
    throw RunError(span, fmt::format("a quantile is asked for between 0 and 1, not {}", number_text(q)));
  }
  switch (kind) {
    case Statistic::Kind::tally: return read_tally(state.tallies[slot], measure, q);
    case Statistic::Kind::track: return read_track(state.tracks[slot], state.now(), measure, q);
    case Statistic::Kind::count: break;
  }
  return state.counts[slot];
}

}  // namespace asim
