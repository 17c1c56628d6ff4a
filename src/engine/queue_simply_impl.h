#pragma once
// A queue's usual cases: each does what the general way of queue_impl.h comes to then. Included by queue.h
// only.

#include "engine/queue.h"

namespace asim {

// In a queue that is first come, first served.
template <class Item>
template <class... Arguments>
[[gnu::always_inline]] inline typename Queue<Item>::Entry& Queue<Item>::make_entry_simply(
    double now, Arguments&&... of_item) {
  Entry& entry = *pool_.template make<Entry>(now, std::forward<Arguments>(of_item)...);
  entry.order = static_cast<std::int64_t>(++puts_);
  return entry;
}

template <class Item>
template <class... Arguments>
[[gnu::always_inline]] inline void Queue<Item>::put_simply(double now, Arguments&&... of_item) {
  Entry& entry = make_entry_simply(now, std::forward<Arguments>(of_item)...);
  items_.append_simply(entry);
  length_.add(now, 1);
}

template <class Item>
template <class... Arguments>
[[gnu::always_inline]] inline typename Queue<Item>::Get& Queue<Item>::pass_to_first(Arguments&&... of_item) {
  Entry& entry = make_entry_simply(loop_.now(), std::forward<Arguments>(of_item)...);
  Get& get = getters_.pop_simply();
  --keepers_;
  entry.next = nullptr;
  get.taken_ = get.last_taken_ = &entry;
  entry.left = loop_.now();
  ++in_transit_;
  return get;
}

template <class Item>
template <class... Arguments>
[[gnu::always_inline]] inline void Queue<Item>::hand_over(Arguments&&... of_item) {
  pass_to_first(std::forward<Arguments>(of_item)...).grant_simply();
}

template <class Item>
template <class... Arguments>
[[gnu::always_inline]] inline void Queue<Item>::hand_over_in_time(Arguments&&... of_item) {
  pass_to_first(std::forward<Arguments>(of_item)...).granted_by_queue();
}

template <class Item>
template <class... Arguments>
[[gnu::always_inline]] inline typename Queue<Item>::Put& Queue<Item>::wait_to_put(Process& process,
                                                                                  Arguments&&... of_item) {
  Put& put = *pool_.template make<Put>(process, *this, std::forward<Arguments>(of_item)..., 0.0);
  put.mark_waiting();
  put.is_plain_ = true;
  put.order = next_order_++;
  putters_.append_simply(put);
  process.wait_in_line(put);
  return put;
}

template <class Item>
template <class Take>
[[gnu::always_inline]] inline void Queue<Item>::get_simply(Take take) {
  Entry& entry = items_.pop_simply();
  length_.add(loop_.now(), -1);
  times_.observe_usual(loop_.now() - entry.since);
  take(entry.item);
  pool_.destroy(&entry);
}

template <class Item>
template <class Take>
[[gnu::always_inline]] inline void Queue<Item>::exchange(Take take) {
  Entry& entry = items_.first();
  Put& put = putters_.pop_simply();
  length_.dip(loop_.now(), -1);
  times_.observe_usual(loop_.now() - entry.since);
  take(entry.item);
  entry.item = put.item_;  // the entry is used again
  entry.since = loop_.now();
  entry.order = static_cast<std::int64_t>(++puts_);
  items_.rotate_simply();
  put.grant_simply();
}

template <class Item>
[[gnu::always_inline]] inline typename Queue<Item>::Get& Queue<Item>::wait_to_get(Process& process,
                                                                                  double timeout) {
  Get& get = *pool_.template make<Get>(process, *this);
  get.mark_waiting();
  get.is_plain_ = timeout == Loop::kForever;
  get.order = next_order_++;
  getters_.append_simply(get);
  ++keepers_;
  process.wait_in_line(get, timeout);
  return get;
}

template <class Item>
template <class Take>
[[gnu::always_inline]] inline void Queue<Item>::receive_simply(Get& get, Take take) {
  Entry& entry = *get.taken_;
  --in_transit_;
  times_.observe_usual(entry.left - entry.since);
  take(entry.item);
  pool_.destroy(&entry);
}

}  // namespace asim
