#pragma once
// Statistics that do not belong to an object: of process types, and what a model collects by name with
// `tally:`, `count:` and `track:`.

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "program/attribute.h"
#include "program/code.h"
#include "program/scope.h"
#include "program/state.h"

namespace asim {

std::span<const AttributeOf<ProcessTypeState>> process_type_attributes();
std::span<const AttributeOf<Observations>> tally_attributes();
std::span<const AttributeOf<TrackState>> track_attributes();
std::span<const AttributeOf<double>> count_attributes();

/// All attributes there are, of objects too.
void for_each_attribute(const std::function<void(std::string_view name, Role)>&);

/// Whether `name(x)` can read what is collected as x: `mean`, `quantile`, `histogram`, …
bool is_measure(std::string_view name);
/// Its number among those of a kind, which must have it.
std::uint32_t measure_number(Statistic::Kind, std::string_view name);

/// Null without observations (the count and the sum: 0). `argument` is that of quantile and histogram.
Value read_statistic(State&, const StatisticRead&, const Value& argument, const Excerpt&, Span argument_span);

}  // namespace asim
