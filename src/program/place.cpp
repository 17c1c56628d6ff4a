#include "program/place.h"

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "program/evaluate.h"
#include "program/heap.h"
#include "program/instance.h"
#include "program/instance_access.h"
#include "program/operations.h"
#include "program/value_text.h"

namespace asim {
namespace {

const Excerpt kUnknown;

void assign_attribute(const Place& place, Frame& frame, Value value) {
  const Value base = evaluate(place.base, frame);
  const std::string_view name = place.name.as_text()->view();
  switch (base.kind()) {
    case Value::Kind::record: return base.as_record()->set(place.name, std::move(value));
    case Value::Kind::instance:
      return set_instance_attribute(frame.state, *base.as_instance(), name, value, place.key_span);
    case Value::Kind::object:
      return set_object_attribute(frame.state, *base.as_object(), name, value, place.key_span);
    default:
      throw RunError(place.base_span,
                     fmt::format("this is {} and has no attribute `{}`", kind_description(base), name));
  }
}

void assign_member(const Place& place, Frame& frame, Value value) {
  const Value base = evaluate(place.base, frame);
  const Value key = evaluate(place.key, frame);
  if (base.is_list()) {
    List& list = *base.as_list();
    list.data[list_position(key, list.size, kUnknown, place.key_span)] = std::move(value);
    return;
  }
  if (!base.is_record()) throw_wrong_type(kUnknown, place.base_span, base, "a list or record");
  if (!Record::can_be_key(key)) {
    throw RunError(place.key_span,
                   fmt::format("{} cannot be a key: text and numbers can", kind_description(key)));
  }
  base.as_record()->set(key, std::move(value));
}

}  // namespace

void assign(const Place& place, Frame& frame, Value value) {
  if (place.base.given()) ++frame.state.member_changes;
  switch (place.kind) {
    case Place::Kind::own: frame.own[place.slot] = std::move(value); return;
    case Place::Kind::shared: frame.state.shared[place.slot] = std::move(value); return;
    case Place::Kind::attribute: return assign_attribute(place, frame, std::move(value));
    case Place::Kind::member: return assign_member(place, frame, std::move(value));
  }
}

}  // namespace asim
