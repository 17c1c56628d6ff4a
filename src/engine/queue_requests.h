#pragma once
// What a process waits for at a queue: to take items, or to add one. Included by queue.h only.

#include "engine/queue.h"

namespace asim {

/// Takes `count` items at once. Derive from it for a filter, and say so when it is made.
template <class Item>
class Queue<Item>::Get : public Event, public LineNode {
public:
  explicit Get(Process& process, Queue& queue, std::size_t count = 1) : Get(process, queue, count, false) {}

  bool possible() const final;
  void destroy(Pool& pool) override { pool.destroy(this); }
  double holds_back_from(const void* source) const final {
    return granted() && source == &queue_ ? static_cast<double>(count_) : 0;
  }

  /// The second half of begin(). Precondition: not possible().
  void stand_in_line() {
    mark_waiting();
    join();
  }

  std::size_t count() const { return count_; }
  bool has_filter() const { return has_filter_; }
  Queue& queue() const { return queue_; }
  /// The items granted and not yet received, the first and those after it; null: none.
  const Entry* granted_items() const { return taken_; }
  const Entry* after(const Entry& granted) const { return static_cast<const Entry*>(granted.next); }
  /// The next of the items granted, to be called `count` times.
  Item receive() {
    Entry* entry = taken_;
    taken_ = static_cast<Entry*>(entry->next);
    return queue_.receive(*entry, entry->left);
  }

protected:
  Get(Process& process, Queue& queue, std::size_t count, bool has_filter)
      : Event(process), queue_(queue), count_(count), has_filter_(has_filter) {}

  /// A filter may throw. If it says something else of an item later, the queue must be told to reconsider.
  virtual bool passes(const Item&) const { return true; }
  /// What it is looking for, for as long as it lives; null if that is not so simple.
  virtual const Mark<Item>* mark() const { return nullptr; }
  /// One with a filter begins and ends to wait.
  virtual void entered_line() {}
  virtual void left_line() {}
  /// Whether it says the same of this item as long as both wait. If it may not, inconsistency() does not
  /// ask.
  virtual bool decides_for_good(const Item&) const { return true; }

private:
  friend class Queue;
  bool wants_any_one() const { return !has_filter_ && count_ == 1; }
  bool wants(const Item& item) const { return !has_filter_ || passes(item); }
  bool is_overlooked() const;
  bool may_take(const Item&) const;
  void count_as_keeper(int change);
  bool satisfied_with(std::size_t extra) const;
  Put* putter_with_wanted_item() const;
  void keep(Entry&);
  void collect();
  void unlink();
  void granted_by_queue() { grant(); }

  void take() final;
  void join() final;
  void leave() final { unlink(); }
  bool give_back() final;
  void serve_after(State) final;

  Queue& queue_;
  std::size_t count_;
  bool has_filter_;
  bool is_indexed_by_mark_ = false;
  // Waits for one item, any, alone, for ever, and in no index: so that this is asked once.
  bool is_plain_ = false;
  Entry* taken_ = nullptr;  // a chain through `next`, in order
  Entry* last_taken_;       // if there is one
};

/// Adds an item.
template <class Item>
class Queue<Item>::Put final : public Event, public LineNode {
public:
  Put(Process& process, Queue& queue, Item item, double item_priority)
      : Event(process), queue_(queue), item_(std::move(item)), item_priority_(item_priority) {}

  bool possible() const override;
  void destroy(Pool& pool) override { pool.destroy(this); }
  /// The second half of begin(). Precondition: not possible().
  void stand_in_line() {
    mark_waiting();
    join();
  }
  const Item& item() const { return item_; }
  Queue& queue() const { return queue_; }

private:
  friend class Queue;
  void accepted_by_queue() { grant(); }
  void take() override;
  void join() override;
  void leave() override { queue_.putters_.remove(*this); }
  bool give_back() override { return false; }

  Queue& queue_;
  Item item_;
  double item_priority_;
  bool is_plain_ = false;  // waits alone and for ever
};

}  // namespace asim
