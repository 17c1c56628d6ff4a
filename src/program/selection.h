#pragma once
// Selections: conditions on an item that ask for one thing to be equal to another, `item == x`,
// `item.number == my_number` or `item.to == self`, alone or before an `and`. Whoever waits with such a
// condition need not be asked about each item: it can be looked up by what it is looking for
// (engine/queue_index.h).

#include <cstdint>
#include <optional>
#include <utility>

#include "engine/queue_index.h"
#include "program/code.h"
#include "program/operand.h"

namespace asim {

struct Frame;
struct State;

/// The trait is the item itself or a member of it.
class Selection final : public Trait<Value> {
public:
  /// Nothing if the condition is none. One about `self` is one only if it is steady: steadiness.h.
  static std::optional<Selection> of(Operand condition, const Expressions&);

  std::optional<std::uint64_t> value_of(const Value& item) const override;
  /// Of what is looked for.
  std::optional<std::uint64_t> wanted_value(const Frame&) const;

  /// Whether the condition is nothing but this, about a constant or a variable of the process.
  bool is_all() const { return is_all_; }
  /// Whether the item is what is looked for, as the condition would say; nothing if it might not know.
  /// Precondition: is_all().
  std::optional<bool> accepts(const Value& item, const State&, const Value* own) const;

private:
  /// What is looked for: a constant or a variable of the process, the process itself, or one of its
  /// attributes, which a constant names.
  struct Wanted {
    enum class Kind : std::uint8_t { value, self, attribute_of_self };
    Kind kind = Kind::value;
    Ref ref;
  };

  Selection(std::uint32_t id, Value member, Wanted wanted, bool is_all)
      : Trait(id), member_(std::move(member)), wanted_(wanted), is_all_(is_all) {}

  Value member_;  // its name, immortal; null: the item itself
  Wanted wanted_;
  bool is_all_;
};

}  // namespace asim
