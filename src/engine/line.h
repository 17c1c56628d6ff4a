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

/// A line is a ring of these: its own one stands behind the last node and before the first, so that nobody
/// has to ask whether there is one.
struct LineLinks {
  LineLinks* previous;
  LineLinks* next;
};

/// What a member of a line derives from; its links are set when it enters one. `order` decides among equal
/// priorities: the smaller stands before.
struct LineNode : LineLinks {
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

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// Joining at an end and leaving touch the neighbours alone.
  bool is_plain() const { return index_ == nullptr; }

protected:
  /// Enters where priority and order put it; precondition: it is in no line.
  void insert(LineNode& node) {
    if (empty() || last().stands_before(node)) {
      link(node, ends_.previous);
    } else if (node.stands_before(first())) {
      link(node, &ends_);
    } else {
      insert_between(node);
      return;
    }
    if (index_) enter_index(node);
  }

  /// The same for a node that stands behind all others and has their priority.
  void append_simply(LineNode& node) { link(node, ends_.previous); }

  /// remove() of the first; precondition: there is one, and the line is plain.
  LineNode& pop_simply() {
    LineNode& node = first();
    unlink(node);
    return node;
  }

  /// The first leaves and stands behind all others; precondition as above. Alone it stays where it is.
  void rotate_simply() {
    if (size_ == 1) return;
    LineNode& node = first();
    unlink(node);
    link(node, ends_.previous);
  }

  void remove(LineNode& node) {
    if (index_) leave_index(node);
    unlink(node);
  }

  // Precondition: not empty.
  LineNode& first() const { return static_cast<LineNode&>(*ends_.next); }
  LineNode& last() const { return static_cast<LineNode&>(*ends_.previous); }
  /// Null if nobody stands there.
  LineNode* node(LineLinks* links) const { return links == &ends_ ? nullptr : static_cast<LineNode*>(links); }

  LineLinks ends_{&ends_, &ends_};

private:
  static constexpr std::size_t kFew = 16;
  using Index = std::map<double, LineNode*, std::less<>, PoolAllocator<std::pair<const double, LineNode*>>>;

  void link(LineNode& node, LineLinks* previous) {
    LineLinks* const next = previous->next;
    node.previous = previous;
    node.next = next;
    previous->next = &node;
    next->previous = &node;
    ++size_;
  }
  void unlink(LineNode& node) {
    node.previous->next = node.next;
    node.next->previous = node.previous;
    --size_;
  }
  void insert_between(LineNode& node);
  void put_back(LineNode& node);
  void build_index();
  void enter_index(LineNode& node);
  void leave_index(LineNode& node);
  LineLinks* last_of_group_before(const LineNode& node);
  bool has_priority(LineLinks* links, double priority) const;

  Pool& pool_;
  std::size_t size_ = 0;
  std::unique_ptr<Index> index_;
};

template <class T>
class Line : public LineBase {
  static_assert(std::is_base_of_v<LineNode, T>);

public:
  using LineBase::LineBase;

  /// Precondition: not empty.
  T& first() const { return static_cast<T&>(LineBase::first()); }
  T& last() const { return static_cast<T&>(LineBase::last()); }
  /// Null: nobody stands there.
  T* front() const { return static_cast<T*>(node(ends_.next)); }
  T* back() const { return static_cast<T*>(node(ends_.previous)); }
  T* after(const T& member) const { return static_cast<T*>(node(member.next)); }
  T* before(const T& member) const { return static_cast<T*>(node(member.previous)); }

  void insert(T& node) { LineBase::insert(node); }
  void append_simply(T& node) { LineBase::append_simply(node); }
  void remove(T& node) { LineBase::remove(node); }
  void rotate_simply() { LineBase::rotate_simply(); }
  T& pop_simply() { return static_cast<T&>(LineBase::pop_simply()); }
  T& pop_front() {
    T& node = *front();
    remove(node);
    return node;
  }
};

}  // namespace asim
