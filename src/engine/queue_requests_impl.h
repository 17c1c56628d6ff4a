#pragma once
// How getters and putters enter a queue's lines and leave them, take, and give back; included by queue.h
// only.

#include "engine/queue.h"

namespace asim {

// ---- getters ----

template <class Item>
bool Queue<Item>::Get::satisfied_with(std::size_t extra) const {
  if (!has_filter() && queue_.claims_ == 0) return queue_.items_.size() + extra >= count_;
  if (count_ == 1 && extra == 0 && queue_.claims_ == 0) return queue_.first_wanted_by(*this) != nullptr;
  std::size_t found = extra;
  for (const Entry* e = queue_.items_.front(); e && found < count_; e = queue_.items_.after(*e)) {
    if (may_take(e->item)) ++found;
  }
  return found >= count_;
}

template <class Item>
bool Queue<Item>::Get::may_take(const Item& item) const {
  if (has_filter() && !wants(item)) return false;
  return queue_.claims_ == 0 || !queue_.is_claimed(item, *this);
}

// The queue is full of what it does not want, and somebody else stands outside with what it does.
template <class Item>
typename Queue<Item>::Put* Queue<Item>::Get::putter_with_wanted_item() const {
  if (count_ != 1 || !has_filter()) return nullptr;
  for (Put* put = queue_.putters_.front(); put; put = queue_.putters_.after(*put)) {
    if (&put->process() != &process() && may_take(put->item_)) return put;
  }
  return nullptr;
}

template <class Item>
bool Queue<Item>::Get::possible() const {
  if (queue_.keepers_ > queue_.claims_) return false;
  return satisfied_with(0) || putter_with_wanted_item() != nullptr;
}

template <class Item>
void Queue<Item>::Get::keep(Entry& entry) {
  entry.next = nullptr;
  if (taken_) {
    last_taken_->next = &entry;
  } else {
    taken_ = &entry;
  }
  last_taken_ = &entry;
  entry.left = queue_.loop_.now();
  ++queue_.in_transit_;
}

// Precondition: satisfied, and in no line.
template <class Item>
void Queue<Item>::Get::collect() {
  if (wants_any_one() && queue_.claims_ == 0) {
    Entry& first = *queue_.items_.front();
    queue_.unstore(first);
    return keep(first);
  }
  std::size_t missing = count_;
  Entry* following = nullptr;
  const bool looks_up = count_ == 1 && queue_.claims_ == 0 && mark();
  Entry* const first = looks_up ? queue_.first_wanted_by(*this) : queue_.items_.front();
  for (Entry* entry = first; entry && missing > 0; entry = following) {
    following = queue_.items_.after(*entry);
    if (!may_take(entry->item)) continue;
    queue_.unstore(*entry);
    keep(*entry);
    --missing;
  }
  if (missing > 0) keep(queue_.admit(*putter_with_wanted_item()));
}

template <class Item>
void Queue<Item>::Get::take() {
  collect();
  mark_granted();
  if (!queue_.putters_.empty()) queue_.admit_putters();
}

template <class Item>
void Queue<Item>::Get::join() {
  const bool again = order != 0;
  if (!again) order = queue_.next_order_++;
  queue_.getters_.insert(*this);
  count_as_keeper(1);
  if (has_filter()) entered_line();
  queue_.note_waiting(*this);
  if (!again) return;
  queue_.serve_getters();
  queue_.admit_putters();
}

template <class Item>
void Queue<Item>::Get::unlink() {
  queue_.getters_.remove(*this);
  count_as_keeper(-1);
  queue_.note_gone(*this);
  if (has_filter()) left_line();
}

template <class Item>
void Queue<Item>::Get::count_as_keeper(int change) {
  const auto one = static_cast<std::size_t>(change);
  if (!has_filter()) {
    queue_.keepers_ += one;
  } else if (count_ > 1) {
    queue_.keepers_ += one;
    queue_.claims_ += one;
  }
}

// Whoever wanted several may have held up those behind it; one with a filter that wants one has held up
// nobody.
template <class Item>
void Queue<Item>::Get::serve_after(State withdrawn_from) {
  const bool held_up = withdrawn_from == State::granted || !has_filter() || count_ > 1;
  if (held_up && !queue_.getters_.empty()) queue_.serve_getters();
  queue_.admit_putters();
}

template <class Item>
bool Queue<Item>::Get::give_back() {
  while (taken_) {
    Entry& entry = *taken_;
    taken_ = static_cast<Entry*>(entry.next);
    --queue_.in_transit_;
    entry.since += queue_.loop_.now() - entry.left;
    queue_.store(entry);
  }
  queue_.length_given_back_ = queue_.items_.size();
  return true;
}

// ---- putters ----

template <class Item>
bool Queue<Item>::Put::possible() const {
  if (queue_.has_room_for(*this)) return true;
  const Get* get = queue_.first_wanting(item_);
  return get && get->satisfied_with(1);
}

template <class Item>
void Queue<Item>::Put::take() {
  queue_.accept(queue_.make_entry(item_priority_, item_));
  mark_granted();
  queue_.admit_putters();
}

template <class Item>
void Queue<Item>::Put::join() {
  if (order == 0) order = queue_.next_order_++;
  priority = queue_.order_ == QueueOrder::priority ? item_priority_ : 0;
  queue_.putters_.insert(*this);
}

}  // namespace asim
