#pragma once
// What a queue says of itself, for verification; included by queue.h only.

#include <algorithm>

#include "engine/queue.h"

namespace asim {

// It waits, although what it would take is there, or stands outside.
template <class Item>
bool Queue<Item>::Get::is_overlooked() const {
  const auto surely_wants = [this](const Item& item) { return decides_for_good(item) && wants(item); };
  std::size_t found = 0;
  for (const Entry* e = queue_.items_.front(); e && found < count_; e = queue_.items_.after(*e)) {
    if (surely_wants(e->item)) ++found;
  }
  if (found >= count_) return true;
  if (count_ != 1 || !has_filter()) return false;
  for (const Put* put = queue_.putters_.front(); put; put = queue_.putters_.after(*put)) {
    if (&put->process() != &process() && surely_wants(put->item_)) return true;
  }
  return false;
}

template <class Item>
const char* Queue<Item>::inconsistency() const {
  if (puts_ != gets() + in_transit_ + items_.size() + removed_) return "an item was lost or doubled";
  if (items_.size() > std::max(capacity_, length_given_back_)) return "it holds more than its capacity";
  if (next_admitted()) return "a put waits beside room";
  for (const Get* get = getters_.front(); get; get = getters_.after(*get)) {
    if (get->is_overlooked()) return "a get waits beside an item it could have";
    if (!get->has_filter() || get->count_ > 1) break;  // keeps what it wants from those behind
  }
  return nullptr;
}

}  // namespace asim
