// The future event list: pending event notices by time, and in order of scheduling among equal times.
//
// A notice is about a subject, a word that the list does not interpret. While it is pending it occupies a
// slot, by which it can be cancelled; at most 16,777,215 are pending at a time. Times are in the model's
// unit, not negative and not NaN; infinity is allowed and comes last.
//
// The structure is a tournament tree of losers (Knuth, The Art of Computer Programming, vol. 3, 5.4.1): the
// slots are its leaves, each inner node is a match between the earliest notices of its two branches and keeps
// the one that lost. The winner of all is in no node: its slot is *open*, its key is held beside the tree.
// When it is popped and its process schedules itself anew, the new key is held in its place, and the next
// pop() replays the matches on that one path: a comparison with one node a level, without a branch. Nothing
// else of the tree is touched: the nodes of the open path are the earliest of all that is beside the path,
// whatever is held.
//
// Another notice goes into a free slot, whose key comes after every notice's; it climbs while it wins,
// usually two or three levels. cancel() is exact: it lets what the notice has beaten move up, to where the
// notice itself had lost.
//
// Two levels of matches share a cache line. Cost: pop() one walk of log4(slots) lines; schedule() constant if
// it is the first since the last pop(), as is usual. Memory is allocated when slots run out, and for the
// moment of a renumbering, after 10^12 notices.
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/pool.h"

namespace asim {

class FutureEventList {
public:
  using Slot = std::uint32_t;
  using Subject = std::uintptr_t;

  static constexpr Slot max_slots = (Slot{1} << 24) - 1;
  static constexpr std::uint64_t max_sequence = (std::uint64_t{1} << 40) - 1;

  // Notices are numbered from `first_sequence` on, 1 to max_sequence; when the numbers run out, the pending
  // notices are renumbered in their order.
  explicit FutureEventList(std::uint64_t first_sequence = 1);
  FutureEventList(const FutureEventList&) = delete;
  FutureEventList& operator=(const FutureEventList&) = delete;

  // Comes after all notices already scheduled for the same time. The slot is the notice's until it is popped
  // or cancelled. Throws std::length_error beyond max_slots, and std::bad_alloc; the list is unchanged then.
  Slot schedule(Subject subject, double time) {
    assert(time >= 0);
    if (!is_none(held_) || next_order_ == 0) [[unlikely]]
      return schedule_elsewhere(subject, time);
    held_ = new_key(open_, time);
    subjects_[open_] = subject;
    return open_;
  }

  // Precondition, here and below: the slot's notice is pending.
  void cancel(Slot slot);
  double time_of(Slot slot) const;

  // The last time that lies within a horizon, as pop_until() wants it; beyond infinity nothing does.
  static std::uint64_t latest(double horizon) {
    const auto bits = std::bit_cast<std::uint64_t>(horizon + 0.0);
    return bits - (bits == infinity_bits);
  }

  // Takes out the earliest notice if there is one up to then. Otherwise returns false.
  bool pop_until(std::uint64_t latest, Subject& subject, double& time) {
    if (in_tree_ > 0) replay();
    const std::uint64_t bits = time_bits(held_);
    if (bits > latest) return false;
    time = std::bit_cast<double>(bits);
    held_ = none(open_);
    subject = subjects_[open_];
    return true;
  }

  // Infinity if the list is empty.
  double next_time() const;

  // Visits subjects that are soon to be popped, if there are so many that nothing of them is in a cache:
  // whoever uses them prefetches it right after pop_until(). They are the earliest of the largest branches
  // beside the open path: among them is the next, most likely, and most come within the next few.
  template <class Visit>
  void for_each_soon(Visit visit) const {
    if (capacity_ >= prefetch_from) visit_soon(visit);
  }

  bool empty() const { return size() == 0; }
  std::size_t size() const { return in_tree_ + !is_none(held_); }

  // Bytes allocated.
  std::size_t memory() const {
    return block_.size() + free_.capacity() * sizeof(Slot) + subjects_.capacity() * sizeof(Subject);
  }

private:
  // 64 bits of time, for the bits of a double that is not negative order like the double; 40 bits of sequence
  // number; 24 bits of slot. One integer, not a struct of two: compilers would pack the halves into vector
  // registers, and each comparison would have to unpack them again.
  __extension__ typedef unsigned __int128 Key;

  static constexpr unsigned slot_bits = 24;
  static constexpr std::uint64_t one_in_sequence = std::uint64_t{1} << slot_bits;
  static constexpr Slot prefetch_from = Slot{1} << 14;
  static constexpr std::uint64_t infinity_bits =
      std::bit_cast<std::uint64_t>(std::numeric_limits<double>::infinity());

  // The key of a slot without a notice: after every key there can be.
  static Key none(Slot slot) { return ~Key{0} << slot_bits | slot; }
  static std::uint64_t time_bits(Key key) { return static_cast<std::uint64_t>(key >> 64); }
  static bool is_none(Key key) { return time_bits(key) == ~std::uint64_t{0}; }
  static Slot slot_of(Key key) { return static_cast<Slot>(key & (one_in_sequence - 1)); }
  static double time_of_key(Key key) {
    return std::bit_cast<double>(std::min(time_bits(key), infinity_bits));
  }

  // Adding 0 turns -0 into 0, whose bits compare.
  Key new_key(Slot slot, double time) {
    const Key key = Key{std::bit_cast<std::uint64_t>(time + 0.0)} << 64 | next_order_ | slot;
    next_order_ += one_in_sequence;
    return key;
  }

  // A cache line of matches: the earliest of a and b against the earliest of c and d, these two pairs, and
  // nothing, where a to d are slots or the earliest of lines below.
  struct Line {
    Key upper, lower[2], unused;
  };
  static_assert(sizeof(Line) == 64);

  // The topmost line is at 3, so that the children of line p are at 4p-8 to 4p-5: 4 to 7, theirs 8 to 23. The
  // slots come last; they are positions, but nothing is stored there.
  using Position = std::size_t;
  static constexpr Position top = 3;
  static Position line_above(Position position) { return position / 4 + 2; }

  // A match on a slot's path, from the slot up to the topmost one.
  struct Match {
    Line* lines;
    Position line;  // its own
    Position below;
    unsigned level = 0;  // even: a lower one
    Key& loser() const { return level % 2 == 0 ? lines[line].lower[below / 2 % 2] : lines[line].upper; }
    void climb() {
      if (++level % 2 == 1) return;
      below = line;
      line = line_above(line);
    }
    /// Whether the two slots are both below it.
    bool joins(Slot a, Slot b) const { return (a ^ b) >> (level + 1) == 0; }
  };
  Match first_match(Slot slot) const { return {lines_, line_above(first_slot_ + slot), first_slot_ + slot}; }
  /// Where a slot that is not open has lost.
  Match lost_match(Slot slot) const;

  static void play(Key& winner, Key& match);
  void replay();
  Slot schedule_elsewhere(Subject subject, double time);
  void insert(Slot slot, Key key);

  template <class Visit>
  void visit_soon(Visit visit) const;
  void prefetch_path(Slot slot) const;

  void grow();
  void build(std::vector<Key> keys);
  void renumber();

  Key held_ = none(0);
  Line* lines_ = nullptr;
  Position first_slot_ = 4;
  std::uint64_t next_order_;  // the next sequence number, shifted; 0 when they have run out
  std::size_t in_tree_ = 0;   // notices beside the one held
  Slot open_ = 0;
  Slot slots_ = 1;  // given out at least once, the open one included
  Slot capacity_ = 1;
  unsigned depth_ = 0;  // of the tree, in lines
  std::vector<Subject> subjects_;
  std::vector<Slot> free_;
  MemoryBlock block_;
};

// The earlier of the two goes on, the other one stays: a comparison and conditional moves. As a branch, which
// nobody can predict here, all of pop_until() takes two to five times as long, and whether a compiler makes
// one of `?:` or of the mask below changes with the code around it: so it is spelled out where that can be
// done.
inline void FutureEventList::play(Key& winner, Key& match) {
#ifdef __x86_64__
  auto low = static_cast<std::uint64_t>(winner), loser_low = static_cast<std::uint64_t>(match);
  std::uint64_t high = time_bits(winner), loser_high = time_bits(match);
  const std::uint64_t other_low = loser_low, other_high = loser_high;
  std::uint64_t difference = other_high;
  asm("cmpq %[low], %[other_low]\n\t"
      "sbbq %[high], %[difference]\n\t"
      "cmovcq %[low], %[loser_low]\n\t"
      "cmovcq %[high], %[loser_high]\n\t"
      "cmovcq %[other_low], %[low]\n\t"
      "cmovcq %[other_high], %[high]"
      : [low] "+&r"(low), [high] "+&r"(high), [loser_low] "+&r"(loser_low), [loser_high] "+&r"(loser_high),
        [difference] "+&r"(difference)
      : [other_low] "r"(other_low), [other_high] "r"(other_high)
      : "cc");
  match = Key{loser_high} << 64 | loser_low;
  winner = Key{high} << 64 | low;
#else
  const Key exchange = (winner ^ match) & -Key{match < winner};
  winner ^= exchange;
  match ^= exchange;
#endif
}

// The held key, which may be that of no notice, plays its way up. The slot of the winner is then the open
// one.
inline void FutureEventList::replay() {
  if (is_none(held_)) {
    free_.push_back(open_);  // has room for all slots
    --in_tree_;
  }
  Key winner = held_;
  Position position = first_slot_ + open_;
  do {
    const Position pair = position / 2 % 2;
    position = line_above(position);
    play(winner, lines_[position].lower[pair]);
    play(winner, lines_[position].upper);
  } while (position != top);
  held_ = winner;
  open_ = slot_of(winner);
}

template <class Visit>
void FutureEventList::visit_soon(Visit visit) const {
  constexpr unsigned lines_ahead = 3;
  Position first = top;
  for (unsigned left = depth_; left > depth_ - lines_ahead; --left) {
    const Line& line = lines_[first + (open_ >> 2 * left)];
    for (const Key key : {line.upper, line.lower[open_ >> (2 * left - 1) & 1]}) {
      if (is_none(key)) continue;
      prefetch_path(slot_of(key));
      visit(subjects_[slot_of(key)]);
    }
    first = 4 * first - 8;
  }
}

// What the caches do not hold are the lowest lines.
inline void FutureEventList::prefetch_path(Slot slot) const {
  Position position = first_slot_ + slot;
  for (int line = 0; line < 3; ++line) {
    position = line_above(position);
    __builtin_prefetch(&lines_[position], 1);
  }
}

}  // namespace asim
