#pragma once
// A line: who waits, or what is stored, in order of priority (lower first) and then of coming.
//
// The members are nodes of a doubly linked list, so that anyone can leave from anywhere at once and put back
// what was taken in its old place. Joining is O(1) at either end; elsewhere an index from each priority
// present to its last node finds the place in O(log p). The index exists only while a line is mixed and
// long: one priority costs nothing, and among few the place is found by walking.
//
// Ownership: none; nodes belong to whoever made them and must leave before they die.

#include <cstdint>
#include <map>
#include <memory>
#include <type_traits>

#include "engine/pool.h"

namespace asim {

/// What a member of a line derives from. `order` decides among equal priorities: the smaller stands before.
struct LineNode {
  LineNode* previous = nullptr;
  LineNode* next = nullptr;
  double priority = 0;
  std::int64_t order = 0;

  bool stands_before(const LineNode& other) const {
    return priority < other.priority || (priority == other.priority && order < other.order);
  }
};

/// The part of a line that does not depend on the members' type.
class LineBase {
public:
  explicit LineBase(Pool& pool) : pool_(pool) {}
  LineBase(const LineBase&) = delete;
  LineBase& operator=(const LineBase&) = delete;

  bool empty() const { return first_ == nullptr; }
  std::size_t size() const { return size_; }
  /// Joining at an end and leaving touch the neighbours alone.
  bool is_plain() const { return index_ == nullptr; }

protected:
  /// Enters where priority and order put it; precondition: it is in no line.
  void insert(LineNode& node) {
    if (last_ == nullptr || last_->stands_before(node)) {
      link(node, last_, nullptr);
    } else if (node.stands_before(*first_)) {
      link(node, nullptr, first_);
    } else {
      insert_between(node);
      return;
    }
    if (index_) enter_index(node);
  }

  /// The same for a node that stands behind all others and has their priority.
  void append_simply(LineNode& node) { link(node, last_, nullptr); }

  /// remove() of the first; precondition: there is one, and the line is plain.
  LineNode& pop_simply() {
    LineNode& node = *first_;
    first_ = node.next;
    *(first_ ? &first_->previous : &last_) = nullptr;
    --size_;
    return node;
  }

  void remove(LineNode& node) {
    if (index_) leave_index(node);
    *(node.previous ? &node.previous->next : &first_) = node.next;
    *(node.next ? &node.next->previous : &last_) = node.previous;
    --size_;
  }

  LineNode* first_ = nullptr;
  LineNode* last_ = nullptr;

private:
  static constexpr std::size_t kFew = 16;
  using Index = std::map<double, LineNode*, std::less<>, PoolAllocator<std::pair<const double, LineNode*>>>;

  void link(LineNode& node, LineNode* previous, LineNode* next) {
    node.previous = previous;
    node.next = next;
    *(previous ? &previous->next : &first_) = &node;
    *(next ? &next->previous : &last_) = &node;
    ++size_;
  }
  void insert_between(LineNode& node);
  void build_index();
  void enter_index(LineNode& node);
  void leave_index(LineNode& node);

  Pool& pool_;
  std::size_t size_ = 0;
  std::unique_ptr<Index> index_;
};

template <class T>
class Line : public LineBase {
  static_assert(std::is_base_of_v<LineNode, T>);

public:
  using LineBase::LineBase;

  T* front() const { return static_cast<T*>(first_); }
  T* back() const { return static_cast<T*>(last_); }
  static T* after(const T& node) { return static_cast<T*>(node.next); }

  void insert(T& node) { LineBase::insert(node); }
  void append_simply(T& node) { LineBase::append_simply(node); }
  void remove(T& node) { LineBase::remove(node); }
  T& pop_simply() { return static_cast<T&>(LineBase::pop_simply()); }
  T& pop_front() {
    T& node = *front();
    remove(node);
    return node;
  }
};

}  // namespace asim
