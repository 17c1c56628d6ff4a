#pragma once
// What a queue looks items and getters up by, once there are many, instead of asking each getter about each
// item: filters that want some trait of the item to have a certain value. Both are numbers here; different
// values of the model may have the same number, so that the filter is still asked.

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "engine/pool.h"

namespace asim {

/// What filters look at in an item. It must not change while the item is in the queue. Traits of the same id
/// are the same. Outlives the queue.
template <class Item>
class Trait {
public:
  explicit Trait(std::uint32_t id) : id_(id) {}
  virtual ~Trait() = default;
  std::uint32_t id() const { return id_; }
  /// Nothing: this item has no such trait, or none that could be compared.
  virtual std::optional<std::uint64_t> value_of(const Item&) const = 0;

protected:
  Trait(const Trait&) = default;
  Trait& operator=(const Trait&) = default;

private:
  std::uint32_t id_;
};

/// What a getter is looking for: it wants no item of which the trait has another value.
template <class Item>
struct Mark {
  const Trait<Item>* trait;
  std::uint64_t value;
};

/// What all items have: those who look for nothing else are found with it, too.
template <class Item>
class Presence final : public Trait<Item> {
public:
  Presence() : Trait<Item>(~std::uint32_t{0}) {}
  std::optional<std::uint64_t> value_of(const Item&) const override { return 0; }
};

/// Nodes of a line, getters or items, by the values of one trait; equal ones stand as in the line.
template <class Item, class Node>
class TraitIndex {
  struct Place {
    std::uint64_t value;
    Node* node;  // null: before all others of the value
  };
  struct Before {
    bool operator()(const Place& a, const Place& b) const {
      if (a.value != b.value) return a.value < b.value;
      return b.node && (!a.node || a.node->stands_before(*b.node));
    }
  };
  using Places = std::set<Place, Before, PoolAllocator<Place>>;

public:
  TraitIndex(const Trait<Item>& trait, Pool& pool) : trait_(&trait), places_(PoolAllocator<Place>(pool)) {}

  const Trait<Item>& trait() const { return *trait_; }
  std::size_t size() const { return places_.size(); }
  void insert(std::uint64_t value, Node& node) { places_.insert({value, &node}); }
  void erase(std::uint64_t value, Node& node) { places_.erase({value, &node}); }

  /// The nodes with a value, one after another.
  class Walk {
  public:
    Node* node() const { return at_ != end_ && at_->value == value_ ? at_->node : nullptr; }
    void advance() { ++at_; }

  private:
    friend class TraitIndex;
    Walk(typename Places::const_iterator at, typename Places::const_iterator end, std::uint64_t value)
        : at_(at), end_(end), value_(value) {}
    typename Places::const_iterator at_, end_;
    std::uint64_t value_;
  };
  Walk walk(std::uint64_t value) const {
    return {places_.lower_bound({value, nullptr}), places_.end(), value};
  }

private:
  const Trait<Item>* trait_;
  Places places_;
};

/// The index of a trait, or null.
template <class Item, class Node>
TraitIndex<Item, Node>* find_index(std::vector<TraitIndex<Item, Node>>& indexes, const Trait<Item>& trait) {
  for (TraitIndex<Item, Node>& index : indexes) {
    if (index.trait().id() == trait.id()) return &index;
  }
  return nullptr;
}

}  // namespace asim
