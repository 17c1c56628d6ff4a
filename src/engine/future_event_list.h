// The future event list: pending event notices by time, and in order of scheduling among equal times.
//
// A slot is a place for one notice; every process owns one, further timers get more; at most 16,777,215
// slots. Times are in the model's unit, not negative and not NaN; infinity is allowed and comes last.
//
// The structure is a 4-ary winner tree (Knuth, The Art of Computer Programming, vol. 3, 5.4.1): the leaves
// are the slots, each inner node repeats the earliest key of its four children. One slot is always *open*:
// its key is held outside the tree, the nodes on its path to the root are out of date, and what is known
// instead is the minimum of the three siblings at every level of that path, and the minimum of those, the
// runner-up. pop() opens the slot it returns. So a process that schedules itself anew costs two stores, and
// one walk up when the next notice is popped, or none at all if it is still the earliest. Another slot's
// notice climbs its own path until it meets the open one.
//
// Cost: pop() one walk of log4(slots) cache lines; schedule() of the open slot constant; of another slot
// usually two or three levels; cancel() exact, at most one walk. Memory is allocated when slots
// run out, and for the moment of a renumbering, after 10^12 notices.
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "engine/pool.h"

namespace asim {

class FutureEventList {
public:
  using Slot = std::uint32_t;

  static constexpr Slot max_slots = (Slot{1} << 24) - 1;
  static constexpr std::uint64_t max_sequence = (std::uint64_t{1} << 40) - 1;

  // Notices are numbered from `first_sequence` on, 1 to max_sequence; when the numbers run out, the pending
  // notices are renumbered in their order.
  explicit FutureEventList(std::uint64_t first_sequence = 1);
  FutureEventList(const FutureEventList&) = delete;
  FutureEventList& operator=(const FutureEventList&) = delete;

  // A slot without a notice. Throws std::length_error beyond max_slots, and std::bad_alloc; the list is
  // unchanged then.
  Slot allocate();

  // Cancels the slot's notice if there is one; the number will be given out again.
  void release(Slot slot);

  // Comes after all notices already scheduled for the same time. A scheduled slot is moved. Throws
  // std::bad_alloc only while renumbering.
  void schedule(Slot slot, double time);

  // The same for the slot that was popped last, which is the usual case: quick, and in line. False, and
  // nothing has happened, if it is another slot or has to take the long way for another reason. `time` is not
  // -0.
  bool schedule_popped(Slot slot, double time) {
    assert(time >= 0);
    if (slot != open_ || next_order_ == 0) [[unlikely]]
      return false;
    held_ = make_key(time, next_order_ | slot);
    next_order_ += one_in_sequence;
    return true;
  }

  // Nothing happens if the slot is not scheduled.
  void cancel(Slot slot);

  // The slot of the earliest notice, no longer scheduled. The list must not be empty.
  Slot pop();

  // The last time that lies within a horizon, as pop_until() wants it; beyond infinity nothing does.
  static std::uint64_t latest(double horizon) {
    const auto bits = std::bit_cast<std::uint64_t>(horizon + 0.0);
    return bits - (bits == infinity_bits);
  }

  // pop() if there is a notice up to then: sets the slot and the time. Otherwise returns false.
  bool pop_until(std::uint64_t latest, Slot& slot, double& time) {
    const bool stays_open = held_ < runner_up_;
    const std::uint64_t bits = time_bits(stays_open ? held_ : runner_up_);
    if (bits > latest) return false;
    time = std::bit_cast<double>(bits);
    if (!stays_open) open_runner_up();
    held_ = none;
    slot = open_;
    return true;
  }

  bool is_scheduled(Slot slot) const { return !is_none(key_of(slot)); }

  // Infinity if the slot is not scheduled.
  double time_of(Slot slot) const { return time_of_key(key_of(slot)); }

  // Infinity if the list is empty.
  double next_time() const { return time_of_key(earlier(held_, runner_up_)); }

  // The slot to be popped next unless something earlier is scheduled until then. Any valid slot if nothing
  // else is pending.
  Slot likely_next() const { return is_none(runner_up_) ? open_ : slot_of(runner_up_); }

  // Visits slots that are soon to be popped, if there are so many that what belongs to them is in no cache:
  // whoever has per-slot data prefetches it right after pop(). They are the earliest of the largest branches
  // beside the path of the slot that was popped: among them is the next, and most come within the next few.
  template <class Visit>
  void for_each_soon(Visit visit) const {
    if (capacity_ < prefetch_from) return;
    for (unsigned level = levels_ - branches_ahead; level < levels_; ++level) {
      if (!is_none(siblings_[level])) visit(slot_of(siblings_[level]));
    }
  }

  bool empty() const { return is_none(held_) && is_none(runner_up_); }
  std::size_t size() const { return in_tree_ + !is_none(held_); }

  // Bytes allocated.
  std::size_t memory() const { return block_.size() + free_.capacity() * sizeof(Slot); }

private:
  // 64 bits of time, for the bits of a double that is not negative order like the double; 40 bits of sequence
  // number; 24 bits of slot. One integer, not a struct of two: compilers would pack the halves into vector
  // registers, and each comparison would have to unpack them again.
  __extension__ typedef unsigned __int128 Key;

  using Position = std::size_t;

  static constexpr unsigned slot_bits = 24;
  static constexpr std::uint64_t one_in_sequence = std::uint64_t{1} << slot_bits;
  static constexpr unsigned max_levels = slot_bits / 2;
  static constexpr Slot prefetch_from = Slot{1} << 14;
  static constexpr unsigned branches_ahead = 4;
  static constexpr std::uint64_t infinity_bits =
      std::bit_cast<std::uint64_t>(std::numeric_limits<double>::infinity());
  // No notice: after every key there can be.
  static constexpr Key none = ~Key{0};

  static Key make_key(double time, std::uint64_t order) {
    return Key{std::bit_cast<std::uint64_t>(time)} << 64 | order;
  }
  static std::uint64_t time_bits(Key key) { return static_cast<std::uint64_t>(key >> 64); }
  static bool is_none(Key key) { return time_bits(key) == time_bits(none); }
  static Slot slot_of(Key key) { return static_cast<Slot>(key & (one_in_sequence - 1)); }
  static double time_of_key(Key key) {
    return std::bit_cast<double>(std::min(time_bits(key), infinity_bits));
  }
  static Key earlier(Key a, Key b);

  // The root would be at 3, so that the four siblings at 4k share a cache line: its children are at 4 to 7,
  // theirs at 8 to 23. The root itself is never stored: the open slot's path always ends there.
  static Position parent(Position position) { return position / 4 + 2; }
  static bool are_siblings(Position a, Position b) { return (a ^ b) < 4; }
  Position leaf(Slot slot) const { return first_leaf_ + slot; }

  Key key_of(Slot slot) const {
    assert(slot < slots_);
    return slot == open_ ? held_ : nodes_[leaf(slot)];
  }
  Key earliest_sibling(Position position) const;
  void schedule_elsewhere(Slot slot, Key key);
  void insert(Position position, Key key);
  void replace(Position position, Key key);
  void open_runner_up();
  void prefetch_runner_up() const;

  std::vector<Key> leaves() const;
  void build(const std::vector<Key>& leaves);
  void grow();
  void renumber();

  Key held_ = none;
  Key runner_up_ = none;
  Key* nodes_ = nullptr;
  Position first_leaf_ = 0;
  Position open_leaf_ = 0;
  std::uint64_t next_order_;  // the next sequence number, shifted; 0 when they have run out
  std::size_t in_tree_ = 0;   // notices beside the one held
  Slot open_ = 0;
  unsigned levels_ = 0;
  Key siblings_[max_levels];  // the earliest of the three at each level of the open path, from the leaves up
  Slot slots_ = 0;            // given out at least once
  Slot capacity_ = 0;
  std::vector<Slot> free_;
  MemoryBlock block_;
};

inline void FutureEventList::schedule(Slot slot, double time) {
  assert(slot < slots_ && time >= 0);
  if (next_order_ == 0) [[unlikely]]
    renumber();
  // Adding 0 turns -0 into 0, whose bits compare.
  const Key key = make_key(time + 0.0, next_order_ | slot);
  next_order_ += one_in_sequence;
  if (slot == open_) {
    held_ = key;
  } else {
    schedule_elsewhere(slot, key);
  }
}

inline void FutureEventList::schedule_elsewhere(Slot slot, Key key) {
  const bool was_scheduled = !is_none(nodes_[leaf(slot)]);
  in_tree_ += !was_scheduled;
  if (was_scheduled) {
    replace(leaf(slot), key);
  } else {
    insert(leaf(slot), key);
  }
}

inline FutureEventList::Slot FutureEventList::pop() {
  assert(!empty());
  if (runner_up_ < held_) open_runner_up();
  held_ = none;
  return open_;
}

// A comparison and two conditional moves. As a branch, which nobody can predict here, all of pop() takes two
// to five times as long, and whether a compiler makes one of `?:` or of the mask below changes with the code
// around it: so it is spelled out where that can be done.
inline FutureEventList::Key FutureEventList::earlier(Key a, Key b) {
#ifdef __x86_64__
  auto low = static_cast<std::uint64_t>(b);
  std::uint64_t high = time_bits(b);
  std::uint64_t difference = time_bits(a);
  asm("cmpq %[low], %[a_low]\n\t"
      "sbbq %[high], %[difference]\n\t"
      "cmovcq %[a_low], %[low]\n\t"
      "cmovcq %[a_high], %[high]"
      : [low] "+&r"(low), [high] "+&r"(high), [difference] "+&r"(difference)
      : [a_low] "r"(static_cast<std::uint64_t>(a)), [a_high] "r"(time_bits(a))
      : "cc");
  return Key{high} << 64 | low;
#else
  return b ^ ((a ^ b) & -Key{a < b});
#endif
}

inline FutureEventList::Key FutureEventList::earliest_sibling(Position position) const {
  return earlier(earlier(nodes_[position ^ 1], nodes_[position ^ 2]), nodes_[position ^ 3]);
}

// Into an empty leaf other than the open one: climbs while it is the earliest of its branch. Where it meets
// the open path it becomes known as a sibling.
inline void FutureEventList::insert(Position position, Key key) {
  Position open = open_leaf_;
  Key* sibling = siblings_;
  nodes_[position] = key;
  while (!are_siblings(position, open)) {
    position = parent(position);
    if (key >= nodes_[position]) return;
    nodes_[position] = key;
    open = parent(open);
    ++sibling;
  }
  *sibling = earlier(*sibling, key);
  runner_up_ = earlier(runner_up_, key);
}

// Replays the open slot's path with the key it holds, and takes the runner-up's path out of the tree. At each
// level the first must be done before the second, which may read it.
inline void FutureEventList::open_runner_up() {
  const Slot slot = slot_of(runner_up_);
  in_tree_ -= is_none(held_);
  Position closing = open_leaf_;
  Position opening = leaf(slot);
  open_ = slot;
  open_leaf_ = opening;
  Key winner = held_;
  nodes_[closing] = winner;
  Key closed = std::exchange(siblings_[0], earliest_sibling(opening));
  Key runner_up = siblings_[0];
  for (unsigned level = 1; level < levels_; ++level) {
    closing = parent(closing);
    opening = parent(opening);
    winner = earlier(winner, closed);
    nodes_[closing] = winner;
    closed = std::exchange(siblings_[level], earliest_sibling(opening));
    runner_up = earlier(runner_up, siblings_[level]);
  }
  runner_up_ = runner_up;
  if (capacity_ >= prefetch_from) prefetch_runner_up();
}

// The runner-up is most likely popped next; the lower levels of its path are what the caches do not hold.
inline void FutureEventList::prefetch_runner_up() const {
  Position position = leaf(likely_next());
  for (int level = 0; level < 3; ++level) {
    __builtin_prefetch(&nodes_[position], 1);
    position = parent(position);
  }
}

}  // namespace asim
