#include "engine/future_event_list.h"

#include <stdexcept>
#include <utility>

namespace asim {

FutureEventList::FutureEventList(std::uint64_t first_sequence) : next_order_(first_sequence << slot_bits) {
  assert(first_sequence >= 1 && first_sequence <= max_sequence);
  std::fill(std::begin(siblings_), std::end(siblings_), none);
}

FutureEventList::Slot FutureEventList::schedule_elsewhere(Subject subject, double time) {
  if (slots_ == 2) plant_two();
  const Slot slot = take_free_slot();
  insert(leaf(slot), new_key(slot, without_sign(time)));
  subjects_[slot] = subject;
  if (must_be_renumbered()) renumber();
  return slot;
}

FutureEventList::Slot FutureEventList::take_free_slot() {
  if (free_count_ > 0) return free_[--free_count_];
  if (slots_ == max_slots) throw std::length_error("more than 16777215 processes and timers at once");
  if (slots_ == capacity_) grow();
  return slots_++;
}

void FutureEventList::cancel(Slot slot) {
  if (slot == open_) {
    held_ = none;
    return;
  }
  free_[free_count_++] = slot;
  if (slots_ > 2) return replace(leaf(slot), none);
  runner_up_ = none;
}

// As long as there are two slots, all that is kept up is the keys of both; now the tree gets them.
void FutureEventList::plant_two() {
  open_leaf_ = leaf(open_);
  node(open_leaf_ ^ key_size) = siblings_[0] = runner_up_;
}

// Into any leaf but the open one: each node on the way up gets the earliest of its children again, until one
// is found right or the open path is met.
void FutureEventList::replace(Position position, Key key) {
  Position open = open_leaf_;
  unsigned level = 0;
  node(position) = key;
  while (!are_siblings(position, open)) {
    const Key winner = earlier(node(position), earliest_sibling(position));
    position = parent(position);
    if (node(position) == winner) return;
    node(position) = winner;
    open = parent(open);
    ++level;
  }
  siblings_[level] = earliest_sibling(open);
  runner_up_ = none;
  for (level = 0; level < levels_; ++level) runner_up_ = earlier(runner_up_, siblings_[level]);
}

std::vector<FutureEventList::Key> FutureEventList::leaves() const {
  std::vector<Key> keys(slots_);
  for (Slot slot = 0; slot < slots_; ++slot) keys[slot] = key_of(slot);
  return keys;
}

std::size_t FutureEventList::finite_size() const {
  std::size_t count = 0;
  for (Slot slot = 0; slot < slots_; ++slot) count += time_bits(key_of(slot)) < infinity_bits;
  return count;
}

std::vector<FutureEventList::Pending> FutureEventList::pending(std::size_t most) const {
  std::vector<Key> keys = leaves();
  std::erase_if(keys, is_none);
  most = std::min(most, keys.size());
  std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(most), keys.end());
  std::vector<Pending> first;
  for (std::size_t i = 0; i < most; ++i) first.push_back({time_of_key(keys[i]), subjects_[slot_of(keys[i])]});
  return first;
}

// From the leaves. At first the nodes above the open one are right, not out of date, which does no harm.
void FutureEventList::build() {
  for (Position inner = first_leaf_ - key_size; inner >= 4 * key_size; inner -= key_size) {
    const Position child = first_child(inner);
    node(inner) = earlier(node(child), earliest_sibling(child));
  }
  open_leaf_ = leaf(open_);
  runner_up_ = none;
  Position position = open_leaf_;
  for (unsigned level = 0; level < levels_; ++level) {
    siblings_[level] = earliest_sibling(position);
    runner_up_ = earlier(runner_up_, siblings_[level]);
    position = parent(position);
  }
}

// Everything that can throw stands before the first change.
void FutureEventList::grow() {
  const Slot capacity = 4 * capacity_;
  const Position first_leaf = key_size * ((Position{capacity} - 1) / 3 + 3);
  MemoryBlock block(first_leaf + (key_size + sizeof(Subject) + sizeof(Slot)) * capacity);
  Key* const keys = reinterpret_cast<Key*>(block.data() + first_leaf);
  for (Slot slot = 0; slot < slots_; ++slot) keys[slot] = key_of(slot);
  std::fill(keys + slots_, keys + capacity, none);
  Subject* const subjects = reinterpret_cast<Subject*>(keys + capacity);
  std::copy_n(subjects_, slots_, subjects);
  subjects_ = subjects;
  block_ = std::move(block);
  nodes_ = block_.data();
  free_ = reinterpret_cast<Slot*>(subjects + capacity);  // none is free now
  first_leaf_ = first_leaf;
  capacity_ = capacity;
  ++levels_;
  build();
}

// Numbers from 1 on, in the present order. The slots at most are pending, so numbers remain.
void FutureEventList::renumber() {
  std::vector<Key> keys = leaves();
  std::vector<Key*> pending;
  pending.reserve(size());
  for (Key& key : keys) {
    if (!is_none(key)) pending.push_back(&key);
  }
  std::sort(pending.begin(), pending.end(), [](const Key* a, const Key* b) { return *a < *b; });
  next_order_ = one_in_sequence;
  for (Key* key : pending) {
    *key = Key{time_bits(*key)} << 64 | next_order_ | slot_of(*key);
    next_order_ += one_in_sequence;
  }
  held_ = keys[open_];
  if (levels_ == 0) return;
  std::copy(keys.begin(), keys.end(), &node(first_leaf_));
  build();
}

}  // namespace asim
