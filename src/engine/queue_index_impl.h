#pragma once
// How a queue uses its indexes; included by queue.h only. Without them each new item asks all getters, and
// each getter looks at all items: with few that is quicker, with many it takes time as their number squared.

#include "engine/queue.h"

namespace asim {

inline constexpr std::size_t kManyInQueue = 32;
inline constexpr std::size_t kMostTraits = 4;

// ---- getters, for an item ----

template <class Item>
typename Queue<Item>::Get* Queue<Item>::first_wanting(const Item& item) const {
  Get* get = getters_.front();
  if (!getter_indexes_.empty() && look_up(item, get)) return get;
  while (get && !get->wants(item)) get = getters_.after(*get);
  return get;
}

// Asks those who are looking for what the item has in the order in which they stand, as the walk above does.
// False: it has no value of some trait; what becomes of that, the walk must find out.
template <class Item>
bool Queue<Item>::look_up(const Item& item, Get*& found) const {
  using Walk = typename TraitIndex<Item, Get>::Walk;
  std::optional<Walk> walks[kMostTraits + 1];
  std::size_t count = 0;
  for (const TraitIndex<Item, Get>& index : getter_indexes_) {
    const std::optional<std::uint64_t> value = index.trait().value_of(item);
    if (!value) return false;
    walks[count++] = index.walk(*value);
  }
  while (true) {
    std::optional<Walk>* next = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
      if (walks[i]->node() && (!next || walks[i]->node()->stands_before(*(*next)->node()))) next = &walks[i];
    }
    found = next ? (*next)->node() : nullptr;
    if (!found || found->wants(item)) return true;
    (*next)->advance();
  }
}

// Once many have a mark all are indexed: those without one, and those with one trait too many, by presence.
template <class Item>
void Queue<Item>::note_waiting(Get& get) {
  const bool has_mark = get.has_filter() && get.mark();
  if (has_mark) ++marked_;
  if (!getter_indexes_.empty()) {
    index_getter(get);
  } else if (has_mark && marked_ >= kManyInQueue) {
    static const Presence<Item> presence;
    getter_indexes_.emplace_back(presence, pool_);
    for (Get* each = getters_.front(); each; each = getters_.after(*each)) index_getter(*each);
  }
}

template <class Item>
void Queue<Item>::index_getter(Get& get) {
  const Mark<Item>* mark = get.has_filter() ? get.mark() : nullptr;
  TraitIndex<Item, Get>* index = mark ? find_index(getter_indexes_, *mark->trait) : nullptr;
  if (mark && !index && getter_indexes_.size() <= kMostTraits)
    index = &getter_indexes_.emplace_back(*mark->trait, pool_);
  get.is_indexed_by_mark_ = index != nullptr;
  get.is_plain_ = false;
  if (index) {
    index->insert(mark->value, get);
  } else {
    getter_indexes_.front().insert(0, get);
  }
}

template <class Item>
void Queue<Item>::note_gone(Get& get) {
  const Mark<Item>* mark = get.has_filter() ? get.mark() : nullptr;
  if (mark) --marked_;
  if (getter_indexes_.empty()) return;
  if (get.is_indexed_by_mark_) {
    find_index(getter_indexes_, *mark->trait)->erase(mark->value, get);
  } else {
    getter_indexes_.front().erase(0, get);
  }
  if (marked_ == 0) getter_indexes_.clear();
}

// ---- items, for a getter ----

template <class Item>
typename Queue<Item>::Entry* Queue<Item>::first_wanted_by(const Get& get) {
  const Mark<Item>* mark = get.mark();
  if (mark && !item_indexes_.empty()) {
    const TraitIndex<Item, Entry>* index = find_index(item_indexes_, *mark->trait);
    if (index && index->size() == items_.size()) {
      auto walk = index->walk(mark->value);
      while (walk.node() && !get.wants(walk.node()->item)) walk.advance();
      return walk.node();
    }
  }
  std::size_t passed_over = 0;
  Entry* entry = items_.front();
  for (; entry && !get.wants(entry->item); entry = items_.after(*entry)) ++passed_over;
  if (mark && passed_over >= kManyInQueue) index_items(*mark->trait);
  return entry;
}

// An item without a value is left out, and then nothing is looked up.
template <class Item>
void Queue<Item>::index_items(const Trait<Item>& trait) {
  if (find_index(item_indexes_, trait) || item_indexes_.size() == kMostTraits) return;
  TraitIndex<Item, Entry>& index = item_indexes_.emplace_back(trait, pool_);
  is_indexed_ = true;
  room_to_append_ = 0;
  for (Entry* entry = items_.front(); entry; entry = items_.after(*entry)) {
    if (const std::optional<std::uint64_t> value = trait.value_of(entry->item)) index.insert(*value, *entry);
  }
}

template <class Item>
void Queue<Item>::note_stored(Entry& entry) {
  is_indexed_ = true;
  room_to_append_ = 0;
  for (TraitIndex<Item, Entry>& index : item_indexes_) {
    if (const std::optional<std::uint64_t> value = index.trait().value_of(entry.item))
      index.insert(*value, entry);
  }
}

template <class Item>
void Queue<Item>::note_unstored(Entry& entry) {
  for (TraitIndex<Item, Entry>& index : item_indexes_) {
    if (const std::optional<std::uint64_t> value = index.trait().value_of(entry.item))
      index.erase(*value, entry);
  }
  if (!items_.empty()) return;
  item_indexes_.clear();
  is_indexed_ = false;
  room_to_append_ = order_ == QueueOrder::fifo ? capacity_ : 0;
}

}  // namespace asim
