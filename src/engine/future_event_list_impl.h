#pragma once
// The hot part of the future event list: in line with whoever calls it. Included by future_event_list.h only.

#include "engine/future_event_list.h"

namespace asim {

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
  return earlier(earlier(node(position ^ key_size), node(position ^ 2 * key_size)),
                 node(position ^ 3 * key_size));
}

// Into an empty leaf other than the open one: climbs while it is the earliest of its branch. Where it meets
// the open path it becomes known as a sibling.
inline void FutureEventList::insert(Position position, Key key) {
  Position open = open_leaf_;
  Key* sibling = siblings_;
  node(position) = key;
  while (!are_siblings(position, open)) {
    position = parent(position);
    if (key >= node(position)) return;
    node(position) = key;
    open = parent(open);
    ++sibling;
  }
  *sibling = earlier(*sibling, key);
  runner_up_ = earlier(runner_up_, key);
}

// Each of two is the other's runner-up, and there is no tree.
inline void FutureEventList::swap_two() {
  if (is_none(held_)) free_[free_count_++] = open_;
  open_ ^= 1;
  runner_up_ = held_;
}

// Replays the open slot's path with the key it holds, and takes the runner-up's path out of the tree. At each
// level the first must be done before the second, which may read it.
[[gnu::always_inline]] inline void FutureEventList::open_runner_up() {
  Key winner = held_;
  Position closing = open_leaf_;
  node(closing) = winner;
  const Slot slot = slot_of(runner_up_);
  Position opening = leaf(slot);
  free_[free_count_] = open_;
  free_count_ += is_none(winner);
  open_ = slot;
  open_leaf_ = opening;
  Key closed = std::exchange(siblings_[0], earliest_sibling(opening));
  Key runner_up = siblings_[0];
  for (unsigned level = 1; level < levels_; ++level) {
    closing = parent(closing);
    opening = parent(opening);
    winner = earlier(winner, closed);
    node(closing) = winner;
    closed = std::exchange(siblings_[level], earliest_sibling(opening));
    runner_up = earlier(runner_up, siblings_[level]);
  }
  runner_up_ = runner_up;
}

// What the caches do not hold are the lower levels. (In line, or g++ takes a function that does nothing but
// fetch ahead for one without effect and drops its calls.)
[[gnu::always_inline]] inline void FutureEventList::prefetch_path(Slot slot) const {
  Position position = leaf(slot);
  for (int level = 0; level < 3; ++level) {
    __builtin_prefetch(&node(position), 1);
    position = parent(position);
  }
}

}  // namespace asim
