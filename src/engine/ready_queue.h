// What is due at the present instant, first come, first served: a ring in an array whose capacity is a power
// of two and doubles when it is full. The first few have their place in the queue itself, beyond that there
// is memory of its own; the ring never shrinks. Errors: std::bad_alloc from push(), which then has changed
// nothing.
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace asim {

template <class T>
class ReadyQueue {
  static_assert(std::is_trivially_copyable_v<T>);

public:
  ReadyQueue() = default;
  ReadyQueue(const ReadyQueue&) = delete;
  ReadyQueue& operator=(const ReadyQueue&) = delete;

  bool empty() const { return head_ == tail_; }
  std::size_t size() const { return tail_ - head_; }

  // push() that does not grow; precondition: has_room().
  bool has_room() const { return size() < capacity_; }
  void push_simply(T value) { entries_[tail_++ & (capacity_ - 1)] = value; }

  // By value: an entry of this very queue may be pushed again, and growing would take it away.
  void push(T value) {
    if (size() == capacity_) [[unlikely]]
      grow();
    entries_[tail_++ & (capacity_ - 1)] = value;
  }

  T pop() {
    assert(!empty());
    return entries_[head_++ & (capacity_ - 1)];
  }

  T& front() { return at(0); }
  const T& front() const { return at(0); }

  // The i-th from the front, so that a caller may blank out an entry in place. Valid until the next push().
  T& at(std::size_t i) {
    assert(i < size());
    return entries_[(head_ + i) & (capacity_ - 1)];
  }
  const T& at(std::size_t i) const {
    assert(i < size());
    return entries_[(head_ + i) & (capacity_ - 1)];
  }

private:
  static constexpr std::size_t first_capacity = 16;

  [[gnu::noinline, gnu::cold]] void grow() {
    const std::size_t count = size();
    const std::size_t capacity = 2 * capacity_;
    auto entries = std::make_unique_for_overwrite<T[]>(capacity);
    for (std::size_t i = 0; i < count; ++i) entries[i] = at(i);
    grown_ = std::move(entries);
    entries_ = grown_.get();
    capacity_ = capacity;
    head_ = 0;
    tail_ = count;
  }

  T* entries_ = first_;
  std::size_t capacity_ = first_capacity;
  std::size_t head_ = 0;  // head_ and tail_ count all pops and pushes; the mask makes places of them
  std::size_t tail_ = 0;
  std::unique_ptr<T[]> grown_;
  T first_[first_capacity];
};

}  // namespace asim
