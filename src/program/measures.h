#pragma once
// The measures that every tally has, and every value over time: mean, sd, min, max, quantiles. Tables of
// attributes take them as families: `mean_wait`, `sd_wait`, …

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engine/statistics.h"
#include "program/attribute.h"
#include "program/state.h"

namespace asim {

struct TallyMeasure {
  std::string_view name;
  double (*read)(const Observations&);
  std::string_view words;  // … of the waits
  Role role = Role::statistic;
};

template <int percent>
double percentile(const Observations& o) {
  return o.samples() ? o.samples()->quantile(percent / 100.0) : std::nan("");
}

inline constexpr TallyMeasure kTallyMeasures[] = {
    {"mean", [](const Observations& o) { return o.mean(); }, "the mean of"},
    {"sd", [](const Observations& o) { return o.sd(); }, "the standard deviation of"},
    {"min", [](const Observations& o) { return o.min(); }, "the smallest of"},
    {"max", [](const Observations& o) { return o.max(); }, "the largest of"},
    {"p50", percentile<50>, "the median of", Role::quantile},
    {"p90", percentile<90>, "the 90 % quantile of", Role::quantile},
    {"p95", percentile<95>, "the 95 % quantile of", Role::quantile},
    {"p99", percentile<99>, "the 99 % quantile of", Role::quantile},
};

struct TimeMeasure {
  std::string_view name;
  double (*read)(const TimeWeighted&, double now);
  std::string_view words;  // the length, …
};

inline constexpr TimeMeasure kTimeMeasures[] = {
    {"mean", [](const TimeWeighted& t, double now) { return t.mean(now); }, "averaged over time"},
    {"sd", [](const TimeWeighted& t, double now) { return t.sd(now); }, "its standard deviation over time"},
    {"min", [](const TimeWeighted& t, double) { return t.min(); }, "at its smallest"},
    {"max", [](const TimeWeighted& t, double) { return t.max(); }, "at its largest"},
};

/// Builds a table. Those of its attributes whose names are given are headlines.
template <class Subject>
class AttributeTable {
public:
  explicit AttributeTable(std::vector<std::string_view> headlines) : headlines_(std::move(headlines)) {}

  AttributeTable& add(AttributeOf<Subject> attribute) {
    for (const std::string_view name : headlines_) {
      if (name == attribute.name && attribute.role != Role::evidence) attribute.role = Role::headline;
    }
    attributes_.push_back(attribute);
    return *this;
  }

  /// `mean_wait` and its like of what `of` finds in the subject: const Observations& of(Subject&).
  template <auto of>
  AttributeTable& add_tally(std::string_view noun, std::string_view what) {
    add_tally_measures<of>(noun, what, std::make_index_sequence<std::size(kTallyMeasures)>());
    return *this;
  }

  /// `mean_length` and its like: const TimeWeighted& of(Subject&).
  template <auto of>
  AttributeTable& add_over_time(std::string_view noun, std::string_view what) {
    add_time_measures<of>(noun, what, std::make_index_sequence<std::size(kTimeMeasures)>());
    return *this;
  }

  const std::vector<AttributeOf<Subject>>& attributes() const { return attributes_; }

private:
  template <auto of, std::size_t... i>
  void add_tally_measures(std::string_view noun, std::string_view what, std::index_sequence<i...>) {
    (add({name(kTallyMeasures[i].name, noun), types::number | types::null,
          [](State&, Subject& subject) { return statistic(kTallyMeasures[i].read(of(subject))); },
          keep(fmt::format("{} {}", kTallyMeasures[i].words, what)), kTallyMeasures[i].role}),
     ...);
  }

  template <auto of, std::size_t... i>
  void add_time_measures(std::string_view noun, std::string_view what, std::index_sequence<i...>) {
    (add({name(kTimeMeasures[i].name, noun), types::number | types::null,
          [](State& state, Subject& subject) {
            return statistic(kTimeMeasures[i].read(of(subject), state.now()));
          },
          keep(fmt::format("{}, {}", what, kTimeMeasures[i].words)), Role::statistic}),
     ...);
  }

  std::string_view name(std::string_view measure, std::string_view noun) {
    return noun.empty() ? measure : keep(fmt::format("{}_{}", measure, noun));
  }
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  std::vector<std::string_view> headlines_;
  std::vector<AttributeOf<Subject>> attributes_;
  std::deque<std::string> texts_;  // that names and summaries are views of
};

}  // namespace asim
