// What is due at the present instant, first come, first served: a ring in an array whose capacity is a power
// of two. The first few have their place in the queue itself, beyond that there is memory of its own; the
// ring never shrinks. It grows only when it is told how many there may be: whoever knows that spares each
// push() the question, and push() calls nothing. Errors: std::bad_alloc from reserve(), which then has
// changed nothing.
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

  // From now on there are at most so many at a time.
  void reserve(std::size_t most) {
    while (most > mask_ + 1) [[unlikely]] grow();
  }

  void push(T value) {
    assert(size() <= mask_);
    entries_[tail_++ & mask_] = value;
  }

  T pop() {
    assert(!empty());
    return entries_[head_++ & mask_];
  }

  T& front() { return at(0); }
  const T& front() const { return at(0); }

  // The i-th from the front, so that a caller may blank out an entry in place. Valid until the next push().
  T& at(std::size_t i) {
    assert(i < size());
    return entries_[(head_ + i) & mask_];
  }
  const T& at(std::size_t i) const {
    assert(i < size());
    return entries_[(head_ + i) & mask_];
  }

private:
  static constexpr std::size_t first_capacity = 16;

  [[gnu::noinline, gnu::cold]] void grow() {
    const std::size_t capacity = 2 * (mask_ + 1);
    auto entries = std::make_unique_for_overwrite<T[]>(capacity);
    for (std::size_t i = 0; i < size(); ++i) entries[i] = at(i);
    grown_ = std::move(entries);
    entries_ = grown_.get();
    mask_ = capacity - 1;
    tail_ = size();
    head_ = 0;
  }

  T* entries_ = first_;
  std::size_t mask_ = first_capacity - 1;
  // Count all pops and all pushes; the mask makes places of them.
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
  std::unique_ptr<T[]> grown_;
  T first_[first_capacity];
};

}  // namespace asim
