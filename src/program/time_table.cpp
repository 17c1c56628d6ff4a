#include "program/time_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostics.h"
#include "base/numbers.h"
#include "program/evaluate.h"
#include "program/heap.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr double kLargestWhole = 9007199254740991;  // 2^53 - 1

struct Words {
  std::string_view key;     // "rate"
  std::string_view values;  // "rates"
};

Words words(TimeTable::Of of) {
  return of == TimeTable::Of::rates ? Words{"rate", "rates"} : Words{"schedule", "capacities"};
}

/// An entry whose numbers are known.
struct Known {
  double time, value;
  Span time_span, value_span;
};

class Checker {
public:
  Checker(TimeTable::Of of, Span span, double period, Span period_span)
      : of_(of), span_(span), period_(period), period_span_(period_span) {}

  std::optional<TableProblem> find(const std::vector<Known>& entries) const {
    if (!(period_ > 0)) {
      return TableProblem{period_span_,
                          fmt::format("a period must be greater than 0, not {}", number_text(period_))};
    }
    if (entries.empty()) return TableProblem{span_, fmt::format("`{}:` is an empty list", words(of_).key)};
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (auto problem = time_problem(entries[i], i > 0 ? &entries[i - 1] : nullptr)) return problem;
      if (auto problem = value_problem(entries[i])) return problem;
    }
    const bool any = std::any_of(entries.begin(), entries.end(), [](const Known& e) { return e.value > 0; });
    if (any || of_ != TimeTable::Of::rates) return std::nullopt;
    return TableProblem{span_, "all rates are 0: nobody would ever arrive"};
  }

private:
  std::optional<TableProblem> time_problem(const Known& entry, const Known* before) const {
    const std::string time = number_text(entry.time);
    if (!(entry.time >= 0 && std::isfinite(entry.time)))
      return TableProblem{entry.time_span,
                          fmt::format("a time must not be negative or infinite, not {}", time)};
    if (before && !(entry.time > before->time)) {
      return TableProblem{entry.time_span, fmt::format("the times of `{}:` must increase: {} is not after {}",
                                                       words(of_).key, time, number_text(before->time))};
    }
    if (entry.time < period_) return std::nullopt;
    return TableProblem{entry.time_span, fmt::format("the time {} is not within the period, which is {}",
                                                     time, number_text(period_))};
  }

  std::optional<TableProblem> value_problem(const Known& entry) const {
    const std::string value = number_text(entry.value);
    if (of_ == TimeTable::Of::rates) {
      if (entry.value >= 0 && std::isfinite(entry.value)) return std::nullopt;
      return TableProblem{entry.value_span,
                          fmt::format("a rate must not be negative or infinite, not {}", value)};
    }
    const bool is_whole = entry.value == std::floor(entry.value) && entry.value <= kLargestWhole;
    if (entry.value >= 0 && (is_whole || entry.value == StepFunction::kForever)) return std::nullopt;
    return TableProblem{entry.value_span,
                        fmt::format("a capacity must be a whole number and not negative, not {}", value)};
  }

  TimeTable::Of of_;
  Span span_;
  double period_;
  Span period_span_;
};

/// Times of day of a table that repeats may begin before that of the epoch: [["07:00", 2], ["19:00", 0]] from
/// 08:00 on is 19:00 today and 7:00 tomorrow, and at first what holds from 7:00 on.
std::vector<Known> in_order(std::vector<Known> entries, double period) {
  if (!(period < StepFunction::kForever)) return entries;
  const auto earlier = [](const Known& a, const Known& b) { return a.time < b.time; };
  const auto first = std::min_element(entries.begin(), entries.end(), earlier);
  if (first == entries.begin() || first == entries.end()) return entries;
  std::rotate(entries.begin(), first, entries.end());
  if (entries.front().time > 0) {
    Known at_first = entries.back();
    at_first.time = 0;
    entries.insert(entries.begin(), at_first);
  }
  return entries;
}

double number_in(const Value& value, const TimeTable& table) {
  if (value.is_number()) return value.as_number();
  throw RunError(table.span, fmt::format("a number is due in `{}:`, not {}", words(table.of).key,
                                         kind_description(value)));
}

std::vector<Known> evaluate_list(const TimeTable& table, Frame& frame) {
  const Value list = evaluate(table.list, frame);
  if (!list.is_list()) throw RunError(table.span, table_shape(table.of));
  std::vector<Known> entries;
  for (const Value& entry : list.as_list()->items()) {
    if (!entry.is_list() || entry.as_list()->size != 2) throw RunError(table.span, table_shape(table.of));
    const Value* pair = entry.as_list()->data;
    entries.push_back({number_in(pair[0], table), number_in(pair[1], table), table.span, table.span});
  }
  return entries;
}

}  // namespace

std::string table_shape(TimeTable::Of of) {
  return fmt::format("`{}:` needs a list of times and {}, as in [[0, 2], [60, 5]]", words(of).key,
                     words(of).values);
}

std::optional<TableProblem> find_problem(const TimeTable& table,
                                         const std::function<std::optional<double>(Operand)>& known) {
  if (table.list.given()) return std::nullopt;
  const std::optional<double> period =
      table.period.given() ? known(table.period) : std::optional(StepFunction::kForever);
  std::vector<Known> entries;
  for (const TimeTable::Entry& entry : table.entries) {
    const std::optional<double> time = known(entry.time), value = known(entry.value);
    if (!time || !value) return std::nullopt;
    entries.push_back({*time, *value, entry.time_span, entry.value_span});
  }
  if (!period) return std::nullopt;
  return Checker(table.of, table.span, *period, table.period_span).find(in_order(entries, *period));
}

StepFunction evaluate_table(const TimeTable& table, Frame& frame) {
  std::vector<Known> known;
  if (table.list.given()) {
    known = evaluate_list(table, frame);
  } else {
    for (const TimeTable::Entry& entry : table.entries) {
      known.push_back({evaluate_number(entry.time, frame, entry.time_span),
                       evaluate_number(entry.value, frame, entry.value_span), entry.time_span,
                       entry.value_span});
    }
  }
  const double period =
      table.period.given() ? evaluate_number(table.period, frame, table.period_span) : StepFunction::kForever;
  known = in_order(std::move(known), period);
  if (const auto problem = Checker(table.of, table.span, period, table.period_span).find(known))
    throw RunError(problem->span, problem->message);
  std::vector<StepFunction::Entry> entries;
  for (const Known& entry : known) entries.push_back({entry.time, entry.value});
  return StepFunction(std::move(entries), period);
}

}  // namespace asim
