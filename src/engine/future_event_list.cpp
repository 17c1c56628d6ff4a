#include "engine/future_event_list.h"

#include <stdexcept>
#include <utility>

namespace asim {

FutureEventList::FutureEventList(std::uint64_t first_sequence)
    : next_order_(first_sequence << slot_bits), subjects_(1) {
  assert(first_sequence >= 1 && first_sequence <= max_sequence);
}

double FutureEventList::next_time() const {
  Key earliest = held_;
  for (Match match = first_match(open_); match.level < 2 * depth_; match.climb()) {
    earliest = std::min(earliest, match.loser());
  }
  return time_of_key(earliest);
}

double FutureEventList::time_of(Slot slot) const {
  return time_of_key(slot == open_ ? held_ : lost_match(slot).loser());
}

FutureEventList::Match FutureEventList::lost_match(Slot slot) const {
  assert(slot != open_);
  Match match = first_match(slot);
  while (slot_of(match.loser()) != slot) match.climb();
  return match;
}

// ---- single notices ----

FutureEventList::Slot FutureEventList::schedule_elsewhere(Subject subject, double time) {
  if (next_order_ == 0) renumber();
  if (is_none(held_)) return schedule(subject, time);
  Slot slot = slots_;
  if (free_.empty()) {
    if (slots_ == max_slots) throw std::length_error("more than 16777215 processes and timers at once");
    if (slots_ == capacity_) grow();
    ++slots_;
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  insert(slot, new_key(slot, time));
  subjects_[slot] = subject;
  ++in_tree_;
  return slot;
}

// The slot has been without a notice and lost a match somewhere. Whoever won there has lost itself further
// up, to somebody who has lost further up still, and the last of them where the path meets the open one:
// there stands the earliest of this whole branch. The new notice takes the place of one after the other as
// long as it comes before them.
void FutureEventList::insert(Slot slot, Key key) {
  Match match = lost_match(slot);
  while (!match.joins(slot, open_)) {
    Match above = match;
    do {
      above.climb();
    } while (!match.joins(slot, slot_of(above.loser())));
    if (above.loser() < key) break;
    match.loser() = above.loser();
    match = above;
  }
  match.loser() = key;
}

// On the slot's path, up to where it lost, stand those that lost to its notice: the earliest of them gets to
// the place where that stood.
void FutureEventList::cancel(Slot slot) {
  if (slot == open_) {
    held_ = none(slot);
    return;
  }
  Key key = none(slot);
  Match match = first_match(slot);
  for (; slot_of(match.loser()) != slot; match.climb()) play(key, match.loser());
  match.loser() = key;
  free_.push_back(slot);
  --in_tree_;
}

// ---- all of them ----

// Everything that can throw stands before the first change.
void FutureEventList::grow() {
  const Slot capacity = 4 * capacity_;
  const Position first_slot = (Position{capacity} - 1) / 3 + 3;
  std::vector<Key> keys(capacity);
  for (Slot slot = 0; slot < capacity; ++slot) {
    keys[slot] = slot == open_ || slot >= slots_ ? none(slot) : lost_match(slot).loser();
  }
  free_.reserve(capacity);
  subjects_.reserve(capacity);
  MemoryBlock block(first_slot * sizeof(Line));
  block_ = std::move(block);
  lines_ = reinterpret_cast<Line*>(block_.data());
  subjects_.resize(capacity);
  first_slot_ = first_slot;
  capacity_ = capacity;
  ++depth_;
  build(std::move(keys));
}

// The slots' keys become the winners of one level of matches after the other. The open slot wins them all.
void FutureEventList::build(std::vector<Key> keys) {
  keys[open_] = 0;
  for (unsigned level = 0; level < 2 * depth_; ++level) {
    for (Slot match = 0; match < keys.size() / 2; ++match) {
      Match at = first_match(match << (level + 1));
      while (at.level < level) at.climb();
      const Key one = keys[2 * match], other = keys[2 * match + 1];
      at.loser() = std::max(one, other);
      keys[match] = std::min(one, other);
    }
    keys.resize(keys.size() / 2);
  }
}

// Numbers from 1 on, in the present order. The slots at most are pending, so numbers remain.
void FutureEventList::renumber() {
  std::vector<Key*> pending;
  pending.reserve(size());
  if (!is_none(held_)) pending.push_back(&held_);
  for (Slot slot = 0; slot < slots_; ++slot) {
    if (slot == open_) continue;
    Key& key = lost_match(slot).loser();
    if (!is_none(key)) pending.push_back(&key);
  }
  std::sort(pending.begin(), pending.end(), [](const Key* a, const Key* b) { return *a < *b; });
  next_order_ = one_in_sequence;
  for (Key* key : pending) {
    *key = Key{time_bits(*key)} << 64 | next_order_ | slot_of(*key);
    next_order_ += one_in_sequence;
  }
}

}  // namespace asim
