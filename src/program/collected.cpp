#include "program/collected.h"

#include <cassert>
#include <cmath>

#include "base/diagnostics.h"
#include "program/histogram.h"
#include "program/measures.h"
#include "program/operations.h"

namespace asim {
namespace {

// Behind the numbers of the attributes.
constexpr std::uint32_t kQuantile = 1000, kHistogram = 1001;

// ---- process types ----

const TimeWeighted& present(ProcessTypeState& kind) { return kind.present; }
const Observations& stays(ProcessTypeState& kind) { return kind.stays; }

AttributeTable<ProcessTypeState> process_type_table() {
  AttributeTable<ProcessTypeState> t({"finished", "mean_stay", "max_stay", "mean_count"});
  t.add({"count", types::number, [](State&, ProcessTypeState& k) { return count(k.alive); },
         "how many are alive, those that have not started yet included"});
  t.add({"begun", types::number, [](State&, ProcessTypeState& k) { return count(k.begun); },
         "how many started", Role::evidence});
  t.add({"finished", types::number, [](State&, ProcessTypeState& k) { return count(k.stays.count()); },
         "how many ended, also by `exit` or `cancel`", Role::statistic});
  t.add_tally<stays>("stay", "the times from start to end of those finished");
  t.add_over_time<present>("count", "the number of those between start and end");
  return t;
}

// ---- what a model collects ----

const Observations& all_of(Observations& tally) { return tally; }

AttributeTable<Observations> tally_table() {
  AttributeTable<Observations> t({"mean", "sd", "min", "max"});
  t.add({"count", types::number, [](State&, Observations& o) { return count(o.count()); },
         "how many observations there are", Role::evidence});
  t.add_tally<all_of>("", "the observations");
  t.add({"sum", types::number, [](State&, Observations& o) { return Value(o.sum()); },
         "the sum of the observations", Role::statistic});
  return t;
}

// A value that has not lasted yet is its own mean.
template <std::size_t i>
Value over_time(State& state, TrackState& track) {
  if (!track.begun) return {};
  const bool is_new = i == 0 && !(state.now() > track.value.start());
  return is_new ? Value(track.value.value()) : statistic(kTimeMeasures[i].read(track.value, state.now()));
}

template <int percent>
Value percentile_over_time(State& state, TrackState& track) {
  return track.begun && track.durations ? Value(track.quantile(state.now(), percent / 100.0)) : Value();
}

template <std::size_t... i>
void add_over_time(AttributeTable<TrackState>& t, std::index_sequence<i...>) {
  constexpr std::string_view kSummaries[] = {"the value, averaged over time",
                                             "its standard deviation over time", "the smallest value",
                                             "the largest value"};
  static_assert(std::size(kSummaries) == sizeof...(i));
  (t.add({kTimeMeasures[i].name, types::number | types::null, over_time<i>, kSummaries[i], Role::statistic}),
   ...);
}

AttributeTable<TrackState> track_table() {
  constexpr Type kNumber = types::number | types::null;
  AttributeTable<TrackState> t({"mean", "sd", "min", "max", "last"});
  add_over_time(t, std::make_index_sequence<std::size(kTimeMeasures)>());
  t.add({"p50", kNumber, percentile_over_time<50>, "what it did not exceed half the time", Role::quantile});
  t.add(
      {"p90", kNumber, percentile_over_time<90>, "what it did not exceed 90 % of the time", Role::quantile});
  t.add(
      {"p95", kNumber, percentile_over_time<95>, "what it did not exceed 95 % of the time", Role::quantile});
  t.add(
      {"p99", kNumber, percentile_over_time<99>, "what it did not exceed 99 % of the time", Role::quantile});
  t.add({"last", kNumber,
         [](State&, TrackState& track) { return track.begun ? Value(track.value.value()) : Value(); },
         "the value now", Role::statistic});
  t.add({"sum", types::number,
         [](State& s, TrackState& track) {
           return track.begun ? Value(track.value.integral(s.now())) : Value(0.0);
         },
         "its integral over time", Role::statistic});
  t.add({"count", types::number, [](State&, TrackState& track) { return Value(track.begun ? 1.0 : 0.0); },
         "1 once there is a value"});
  return t;
}

AttributeTable<double> count_table() {
  AttributeTable<double> t({"count"});
  t.add({"count", types::number, [](State&, double& n) { return Value(n); }, "how often it was counted",
         Role::statistic});
  return t;
}

template <class Subject>
std::uint32_t number_of(std::span<const AttributeOf<Subject>> all, std::string_view name) {
  const AttributeOf<Subject>* found = find_attribute(all, name);
  assert(found);
  return static_cast<std::uint32_t>(found - all.data());
}

}  // namespace

std::span<const AttributeOf<ProcessTypeState>> process_type_attributes() {
  static const AttributeTable<ProcessTypeState> all = process_type_table();
  return all.attributes();
}

std::span<const AttributeOf<Observations>> tally_attributes() {
  static const AttributeTable<Observations> all = tally_table();
  return all.attributes();
}

std::span<const AttributeOf<TrackState>> track_attributes() {
  static const AttributeTable<TrackState> all = track_table();
  return all.attributes();
}

std::span<const AttributeOf<double>> count_attributes() {
  static const AttributeTable<double> all = count_table();
  return all.attributes();
}

void for_each_attribute(const std::function<void(std::string_view, Role)>& use) {
  const auto use_all = [&](auto attributes) {
    for (const auto& attribute : attributes) use(attribute.name, attribute.role);
  };
  for (const ObjectKind kind :
       {ObjectKind::queue, ObjectKind::resource, ObjectKind::container, ObjectKind::gate}) {
    use_all(attributes(kind));
  }
  use_all(process_type_attributes());
}

// ---- mean(x) and its like ----

bool is_measure(std::string_view name) {
  if (name == "quantile" || name == "histogram") return true;
  const AttributeOf<Observations>* found = find_attribute(tally_attributes(), name);
  return found && found->role != Role::quantile;
}

std::uint32_t measure_number(Statistic::Kind kind, std::string_view name) {
  if (name == "quantile") return kQuantile;
  if (name == "histogram") return kHistogram;
  switch (kind) {
    case Statistic::Kind::tally: return number_of(tally_attributes(), name);
    case Statistic::Kind::track: return number_of(track_attributes(), name);
    case Statistic::Kind::count: break;
  }
  return 0;
}

namespace {

Value read_quantile(State& state, const StatisticRead& read, double q, Span span) {
  if (!(q >= 0 && q <= 1)) throw RunError(span, "a quantile is between 0 and 1");
  if (read.kind == Statistic::Kind::tally) return statistic(state.tallies[read.slot].samples()->quantile(q));
  const TrackState& track = state.tracks[read.slot];
  return track.begun ? Value(track.quantile(state.now(), q)) : Value();
}

Value read_histogram(State& state, const StatisticRead& read, const Value& edges, Span span) {
  if (read.kind == Statistic::Kind::tally) {
    const Samples& samples = *state.tallies[read.slot].samples();
    return histogram(state.pool, edges, span, static_cast<double>(samples.count()),
                     [&](double edge) { return static_cast<double>(samples.count_below(edge)); });
  }
  const TrackState& track = state.tracks[read.slot];
  return histogram(state.pool, edges, span, track.begun ? state.now() - track.value.start() : 0,
                   [&](double edge) { return track.time_below(state.now(), edge); });
}

}  // namespace

Value read_statistic(State& state, const StatisticRead& read, const Value& argument, const Excerpt& excerpt,
                     Span span) {
  if (read.measure == kQuantile) return read_quantile(state, read, to_number(argument, excerpt, span), span);
  if (read.measure == kHistogram) return read_histogram(state, read, argument, span);
  switch (read.kind) {
    case Statistic::Kind::tally:
      return tally_attributes()[read.measure].read(state, state.tallies[read.slot]);
    case Statistic::Kind::track: return track_attributes()[read.measure].read(state, state.tracks[read.slot]);
    case Statistic::Kind::count: break;
  }
  return count_attributes()[read.measure].read(state, state.counts[read.slot]);
}

}  // namespace asim
