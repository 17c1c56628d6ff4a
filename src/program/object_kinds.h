#pragma once
// For the files <kind>_object.cpp and objects.cpp: what making an object of each kind and its attributes
// share.

#include <cmath>
#include <memory>
#include <span>
#include <string_view>

#include "program/frame.h"
#include "program/object.h"
#include "program/program.h"
#include "program/state.h"

namespace asim {

/// The settings of one object, evaluated: of member `index` of an array. RunError if one makes no sense.
class SettingReader {
public:
  SettingReader(Frame& frame, const ObjectDeclaration& d, std::size_t index)
      : declaration(d), frame_(frame), index_(index) {}

  /// A number; never nan.
  double number(const Setting&, double fallback, std::string_view what) const;
  /// A whole number of at least `least`, or infinity.
  double whole(const Setting&, double least, double fallback, std::string_view what) const;
  bool condition(const Setting&, bool fallback) const;
  /// Of a resource with a schedule or downtimes.
  std::unique_ptr<Upkeep> upkeep() const;
  Loop& loop() const { return frame_.state.loop; }

  const ObjectDeclaration& declaration;

private:
  [[noreturn]] static void too_few(std::size_t size, Span);
  /// One for all members of an array, or one for each.
  void require_member(std::size_t size, Span) const;

  /// A list gives each member its own.
  Value value(const Setting&) const;

  Frame& frame_;
  std::size_t index_;
};

using MadeObject = std::unique_ptr<Object>;
MadeObject make_queue(const SettingReader&);
MadeObject make_resource(const SettingReader&);
MadeObject make_container(const SettingReader&);
MadeObject make_gate(const SettingReader&);

std::span<const Attribute> queue_attributes();
std::span<const Attribute> resource_attributes();
std::span<const Attribute> container_attributes();
std::span<const Attribute> gate_attributes();

/// RunError unless the value is a whole number and not negative, or infinity.
void set_resource_capacity(Object& resource, const Value&, Span);

// ---- reading attributes ----

/// A count whose largest value stands for no limit.
inline Value limit(std::uint64_t n) { return n == Resource::kUnlimited ? Value(Loop::kForever) : count(n); }
/// … and the other way round.
inline std::size_t as_limit(double n) {
  return n == Loop::kForever ? Resource::kUnlimited : static_cast<std::size_t>(n);
}
Value object_name(State&, Object&);

}  // namespace asim
