#pragma once
// The objects that processes meet at, as the language sees them: an engine object with a name and attributes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "program/attribute.h"
#include "program/type.h"
#include "program/value.h"

namespace asim {

struct State;
struct Instance;

enum class ObjectKind : std::uint8_t { queue, resource, container, gate };

/// "queue", "resource", …
std::string_view kind_name(ObjectKind);
Type object_type(ObjectKind);

/// What every object has; the engine's part is in the derived types (object_types.h).
struct Object {
  explicit Object(ObjectKind k) : kind(k) {}
  virtual ~Object() = default;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  /// At the end of the warm-up.
  virtual void reset_statistics() = 0;
  /// Somebody is going to ask for quantiles.
  virtual void keep_samples() {}

  const ObjectKind kind;
  std::string name;  // "jobs", "tellers[2]", "coder[1].inbox"
  Span declared;
};

using Attribute = AttributeOf<Object>;

std::span<const Attribute> attributes(ObjectKind);
const Attribute* find_attribute(ObjectKind, std::string_view name);

}  // namespace asim
