#pragma once
// What expressions ask of process instances, process types and objects. Errors are RunErrors at the given
// place.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/source.h"
#include "program/scope.h"
#include "program/value.h"

namespace asim {

struct Instance;
struct Object;
struct State;

/// `.name .index .id .alive .started`, variables by name, objects that the instance owns.
Value instance_attribute(State&, Instance&, std::string_view name, Span);
/// A variable of that name; null if there is none.
const Value* instance_variable(Instance&, std::string_view name);
/// What every instance has besides its variables.
std::span<const std::string_view> instance_attributes();
Type instance_attribute_type(std::string_view name);
void set_instance_attribute(State&, Instance&, std::string_view name, const Value&, Span);
void set_object_attribute(State&, Object&, std::string_view name, const Value&, Span);

/// One of process_type_attributes().
Value process_type_attribute(State&, std::uint32_t type, std::string_view name);
/// `coder[2]`
Value process_type_index(State&, std::uint32_t type, double index, Span);
/// A type with one instance, named without an index.
std::string not_one_instance(std::string_view type);
Value sole_instance(State&, std::uint32_t type, Span);

std::string_view instance_name(const Instance&);
/// The last reference is gone. Precondition: the instance's count is zero.
void release_instance(Instance*);

}  // namespace asim
