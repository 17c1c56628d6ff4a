#pragma once
// The definitions of queue.h's templates; included by it only.

#include "engine/queue.h"

namespace asim {

// ---- items ----

template <class Item>
template <class... Arguments>
[[gnu::always_inline]] inline typename Queue<Item>::Entry& Queue<Item>::make_entry(double priority,
                                                                                   Arguments&&... of_item) {
  Entry& entry = make_entry_simply(loop_.now(), std::forward<Arguments>(of_item)...);
  if (order_ != QueueOrder::fifo) [[unlikely]] {
    if (order_ == QueueOrder::lifo) {
      entry.order = -entry.order;
    } else {
      entry.priority = priority;
    }
  }
  return entry;
}

template <class Item>
[[gnu::always_inline]] inline void Queue<Item>::store(Entry& entry) {
  items_.insert(entry);
  if (is_indexed_ || !items_.is_plain()) [[unlikely]]
    note_stored(entry);
  length_.add(loop_.now(), 1);
}

template <class Item>
[[gnu::always_inline]] inline void Queue<Item>::unstore(Entry& entry) {
  items_.remove(entry);
  if (is_indexed_) [[unlikely]]
    note_unstored(entry);
  length_.add(loop_.now(), -1);
}

template <class Item>
bool Queue<Item>::try_put(Item& item, double priority) {
  if (getters_.empty() && !has_room()) return false;
  Entry& entry = make_entry(priority, std::move(item));
  if (offer(entry)) {
    admit_putters();
    return true;
  }
  if (has_room()) {
    store(entry);
    return true;
  }
  item = std::move(entry.item);
  pool_.destroy(&entry);
  --puts_;
  return false;
}

template <class Item>
typename Queue<Item>::Entry* Queue<Item>::try_get() {
  if (items_.empty() || keepers_ > 0) return nullptr;
  Entry& entry = *items_.front();
  unstore(entry);
  ++in_transit_;
  admit_putters();
  return &entry;
}

template <class Item>
Item Queue<Item>::receive(Entry& entry, double left) {
  --in_transit_;
  times_.observe(left - entry.since);
  Item item = std::move(entry.item);
  pool_.destroy(&entry);
  return item;
}

template <class Item>
Item Queue<Item>::remove(Entry& entry) {
  unstore(entry);
  ++removed_;
  removed_time_ += loop_.now() - entry.since;
  Item item = std::move(entry.item);
  pool_.destroy(&entry);
  admit_putters();
  return item;
}

// ---- who gets what ----

// Gives the new or returned item to the first getter in line that wants it; what was there before nobody
// wanted.
template <class Item>
bool Queue<Item>::offer(Entry& entry) {
  Get* get = first_wanting(entry.item);
  if (!get) return false;
  if (get->count_ == 1) {
    get->unlink();
    get->keep(entry);
    get->granted_by_queue();
    return true;
  }
  if (!get->satisfied_with(1)) return false;
  store(entry);
  serve(*get);
  return true;
}

// Whether somebody who stands before this getter wants the item, and more.
template <class Item>
bool Queue<Item>::is_claimed(const Item& item, const Get& by) const {
  const bool is_new = by.order == 0;
  for (const Get* get = getters_.front(); get && get != &by; get = getters_.after(*get)) {
    if (!is_new && !get->stands_before(by)) return false;
    if (get->count_ > 1 && get->has_filter() && get->wants(item)) return true;
  }
  return false;
}

// Precondition: the getter waits and can have what it wants.
template <class Item>
void Queue<Item>::serve(Get& get) {
  get.unlink();
  get.collect();
  get.granted_by_queue();
}

template <class Item>
void Queue<Item>::serve_getters() {
  Get* get = getters_.front();
  while (get) {
    Get* next = getters_.after(*get);
    if (get->satisfied_with(0) || get->putter_with_wanted_item()) {
      serve(*get);
      next = getters_.front();  // granting may have taken others out of the line
    } else if (!get->has_filter()) {
      return;
    }
    get = next;
  }
}

template <class Item>
void Queue<Item>::accept(Entry& entry) {
  if (!offer(entry)) store(entry);
}

template <class Item>
bool Queue<Item>::has_room_for(const Put& put) const {
  if (!has_room()) return false;
  const double rivals = in_transit_ > 0 ? put.rivals_hold_back_from(this) : 0;
  return rivals == 0 || static_cast<double>(items_.size()) + rivals < static_cast<double>(room_);
}

// The first in line that can enter; null if there is none.
template <class Item>
typename Queue<Item>::Put* Queue<Item>::next_admitted() const {
  Put* put = has_room() ? putters_.front() : nullptr;
  while (put && !has_room_for(*put)) put = putters_.after(*put);
  return put;
}

// To be called whenever items have left: a getter of several makes room even when an item comes.
template <class Item>
void Queue<Item>::admit_putters() {
  while (Put* put = next_admitted()) accept(admit(*put));
}

// The putter is granted before its item goes anywhere: a first_of that waits for this put and for a get from
// the same queue is out of the getters' line by then. Its place is taken meanwhile: whom that serves may come
// back here.
template <class Item>
typename Queue<Item>::Entry& Queue<Item>::admit(Put& put) {
  putters_.remove(put);
  Entry& entry = make_entry(put.item_priority_, put.item_);
  --room_;
  put.accepted_by_queue();
  ++room_;
  return entry;
}

// ---- statistics ----

template <class Item>
void Queue<Item>::reset_statistics() {
  moved_before_ = {puts(), gets(), removed()};
  length_.reset(loop_.now());
  times_.reset();
  removed_time_ = 0;
}

}  // namespace asim
