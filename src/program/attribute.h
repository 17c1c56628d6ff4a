#pragma once
// Attributes: what expressions can read of something by name, `jobs.length`. One table for each kind of
// thing; from the tables come the expressions, the statistics that a run reports and their documentation.

#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

#include "program/type.h"
#include "program/value.h"

namespace asim {

struct State;

/// Where an attribute is shown besides expressions.
enum class Role : std::uint8_t {
  state,      // nowhere: how things stand now is no statistic
  statistic,  // among all statistics
  headline,   // in the short summary too
  evidence,   // like headline: how much was observed, which decides whether the summary is worth showing
  quantile,   // among all statistics; kept only if somebody is going to look, since it needs the observations
};

template <class Subject>
struct AttributeOf {
  std::string_view name;
  Type type;
  Value (*read)(State&, Subject&);
  std::string_view summary;
  Role role = Role::state;
};

template <class Subject>
const AttributeOf<Subject>* find_attribute(std::span<const AttributeOf<Subject>> all, std::string_view name) {
  for (const AttributeOf<Subject>& attribute : all) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

/// A statistic without observations is null.
inline Value statistic(double x) { return std::isnan(x) ? Value::null() : Value(x); }
inline Value count(std::uint64_t n) { return static_cast<double>(n); }

}  // namespace asim
