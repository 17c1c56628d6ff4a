// The future event list: pending event notices by time, and in order of scheduling among equal times.
//
// A notice is about a subject, a word that the list does not interpret. While it is pending it occupies a
// slot, by which it can be cancelled; at most 16,777,215 are pending at a time. Times are in the model's
// unit, not negative and not NaN; infinity is allowed and comes last.
//
// The structure is a 4-ary winner tree (Knuth, The Art of Computer Programming, vol. 3, 5.4.1): the leaves
// are the slots, each inner node repeats the earliest key of its four children. One slot is always *open*:
// its key is held outside the tree, the nodes on its path to the root are out of date, and what is known
// instead is the minimum of the three siblings at every level of that path, and the minimum of those, the
// runner-up. The slot of the notice that was taken out last is open and free: the next one that is scheduled,
// usually by the same process, is held there, which costs two stores, and one walk up when the next notice is
// taken out, or none at all if it is still the earliest. Any other notice climbs its own path until it meets
// the open one. With two slots there is no tree: each is the other's runner-up.
//
// What is next is known before the walk, so that nobody waits for it: the processor carries out the next
// process's steps meanwhile. (A tree of losers has one path to replay, not two, but only the end of the walk
// tells who has won: with few notices that takes longer.)
//
// Cost: pop_until() one walk of log4(slots) cache lines; schedule() constant if it is the first since then,
// otherwise usually two or three levels; cancel() exact, at most one walk. Memory is allocated when slots run
// out, and for the moment of a renumbering, after 10^12 notices.
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
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
  using Subject = std::uintptr_t;

  static constexpr Slot max_slots = (Slot{1} << 24) - 1;
  static constexpr std::uint64_t max_sequence = (std::uint64_t{1} << 40) - 1;

  // Notices are numbered from `first_sequence` on, 1 to max_sequence; when the numbers run out, the pending
  // notices are renumbered in their order.
  explicit FutureEventList(std::uint64_t first_sequence = 1);
  FutureEventList(const FutureEventList&) = delete;
  FutureEventList& operator=(const FutureEventList&) = delete;

  // Comes after all notices already scheduled for the same time. The slot is the notice's until it is taken
  // out or cancelled. Throws std::length_error beyond max_slots, and std::bad_alloc; the list is unchanged
  // then.
  Slot schedule(Subject subject, double time) {
    if (!has_open_slot()) [[unlikely]]
      return schedule_elsewhere(subject, time);
    const Slot slot = schedule_in_open_slot(subject, without_sign(time));
    if (must_be_renumbered()) [[unlikely]]
      renumber();
    return slot;
  }

  // Whether a notice can be scheduled without further ado: if none has been since the last one was taken out.
  bool has_open_slot() const { return is_none(held_); }
  // The same as schedule(), except that renumber() is the caller's to call if must_be_renumbered() then.
  // Precondition: has_open_slot(), and the time is not -0.
  Slot schedule_in_open_slot(Subject subject, double time) {
    assert(time >= 0 && !std::signbit(time) && has_open_slot());
    held_ = new_key(open_, time);
    subjects_[open_] = subject;
    return open_;
  }
  bool must_be_renumbered() const { return next_order_ == 0; }
  void renumber();

  // Precondition, here and below: the slot's notice is pending.
  void cancel(Slot slot);
  double time_of(Slot slot) const { return time_of_key(key_of(slot)); }

  // The last time that lies within a horizon, as pop_until() wants it; beyond infinity nothing does.
  static std::uint64_t latest(double horizon) {
    const auto bits = std::bit_cast<std::uint64_t>(horizon + 0.0);
    return bits - (bits == infinity_bits);
  }

  // Takes out the earliest notice if there is one up to then. Otherwise returns false.
  bool pop_until(std::uint64_t latest, Subject& subject, double& time) {
    return is_of_two() ? pop_of_two(latest, subject, time)
                       : pop_of_many(latest, subject, time, [](Subject) {});
  }
  // The halves of it: for a list in which there never were more than two notices at a time, and for any
  // other. That one visits the subject before the walk, so that what belongs to it can be fetched meanwhile.
  bool is_of_two() const { return slots_ <= 2; }
  [[gnu::always_inline]] bool pop_of_two(std::uint64_t latest, Subject& subject, double& time) {
    return pop(
        latest, subject, time, [](Subject) {}, [this] { swap_two(); });
  }
  template <class Visit>
  [[gnu::always_inline]] bool pop_of_many(std::uint64_t latest, Subject& subject, double& time, Visit visit) {
    return pop(latest, subject, time, visit, [this] { open_runner_up(); });
  }

  // Whether a notice for that time would be taken out before all that are pending, by pop_until(latest).
  // The time is not -0. Precondition: has_open_slot().
  bool is_before_all(double time, std::uint64_t latest) const {
    const auto bits = std::bit_cast<std::uint64_t>(time);
    return bits < time_bits(runner_up_) && bits <= latest;
  }

  // Infinity if the list is empty.
  double next_time() const { return time_of_key(earlier(held_, runner_up_)); }

  // To be called right after pop_until(), by whoever prefetches what belongs to the subjects that are soon to
  // be taken out, if there are so many that it is in no cache: visits them. They are the earliest of the
  // largest branches beside the path of the slot that was popped: among them is the next, and most come
  // within the next few. Among very many their words and paths are in no cache either. These are fetched now,
  // and a subject is visited at the following call: nobody waits for its word. (Its notice may have gone by
  // then, so it is only good for being prefetched.)
  template <class Visit>
  [[gnu::always_inline]] void for_each_soon(Visit visit) {
    if (slots_ <= 64) return;
    if (capacity_ < prefetch_from) {
      if (!is_none(runner_up_)) visit(subjects_[slot_of(runner_up_)]);
      return;
    }
    Slot* soon = soon_;
    for (unsigned level = levels_ - branches_ahead; level < levels_; ++level, ++soon) {
      visit(subjects_[*soon]);
      if (is_none(siblings_[level])) continue;
      *soon = slot_of(siblings_[level]);
      __builtin_prefetch(&subjects_[*soon]);
      prefetch_path(*soon);
    }
  }

  // The first of the notices in their order, at most so many. For those who watch: looks at all of them.
  struct Pending {
    double time;
    Subject subject;
  };
  std::vector<Pending> pending(std::size_t most) const;

  bool empty() const { return is_none(held_) && is_none(runner_up_); }
  std::size_t size() const { return slots_ - free_count_ - is_none(held_); }
  // How many are due before infinity. Looks at all of them.
  std::size_t finite_size() const;

  // Bytes allocated.
  std::size_t memory() const { return block_.size(); }

private:
  // 64 bits of time, for the bits of a double that is not negative order like the double; 40 bits of sequence
  // number; 24 bits of slot. One integer, not a struct of two: compilers would pack the halves into vector
  // registers, and each comparison would have to unpack them again.
  __extension__ typedef unsigned __int128 Key;

  // Of a node, in bytes from the first: what the processor adds to an address without further ado.
  using Position = std::size_t;

  static constexpr std::size_t key_size = sizeof(Key);
  static constexpr unsigned slot_bits = 24;
  static constexpr std::uint64_t one_in_sequence = std::uint64_t{1} << slot_bits;
  static constexpr unsigned max_levels = slot_bits / 2;
  static constexpr Slot prefetch_from = Slot{1} << 14;
  static constexpr unsigned branches_ahead = 4;
  static constexpr std::uint64_t infinity_bits =
      std::bit_cast<std::uint64_t>(std::numeric_limits<double>::infinity());
  // No notice: after every key there can be.
  static constexpr Key none = ~Key{0};

  // Turns -0 into 0, whose bits compare.
  static double without_sign(double time) { return time + 0.0; }
  Key new_key(Slot slot, double time) {
    const Key key = Key{std::bit_cast<std::uint64_t>(time)} << 64 | next_order_ | slot;
    next_order_ += one_in_sequence;
    return key;
  }
  static std::uint64_t time_bits(Key key) { return static_cast<std::uint64_t>(key >> 64); }
  static bool is_none(Key key) { return time_bits(key) == time_bits(none); }
  static Slot slot_of(Key key) { return static_cast<Slot>(key & (one_in_sequence - 1)); }
  static double time_of_key(Key key) {
    return std::bit_cast<double>(std::min(time_bits(key), infinity_bits));
  }
  static Key earlier(Key a, Key b);

  // Counted in nodes, the root would be at 3, so that the four siblings at 4k share a cache line: its
  // children are at 4 to 7, theirs at 8 to 23. The root itself is never stored: the open slot's path always
  // ends there.
  static Position parent(Position position) { return (position / 4 & -key_size) + 2 * key_size; }
  static Position first_child(Position position) { return 4 * position - 8 * key_size; }
  static bool are_siblings(Position a, Position b) { return (a ^ b) < 4 * key_size; }
  Position leaf(Slot slot) const { return first_leaf_ + key_size * slot; }
  Key& node(Position position) const { return *reinterpret_cast<Key*>(nodes_ + position); }

  Key key_of(Slot slot) const {
    assert(slot < slots_);
    if (slot == open_) return held_;
    return slots_ == 2 ? runner_up_ : node(leaf(slot));
  }
  Key earliest_sibling(Position position) const;
  Slot schedule_elsewhere(Subject subject, double time);
  Slot take_free_slot();
  void insert(Position position, Key key);
  void plant_two();
  void replace(Position position, Key key);
  void swap_two();
  template <class Visit, class Open>
  [[gnu::always_inline]] bool pop(std::uint64_t latest, Subject& subject, double& time, Visit visit,
                                  Open open_the_runner_up) {
    if (held_ < runner_up_) {
      if (time_bits(held_) > latest) return false;
      time = std::bit_cast<double>(time_bits(held_));
      subject = subjects_[open_];
    } else {
      if (time_bits(runner_up_) > latest) return false;
      time = std::bit_cast<double>(time_bits(runner_up_));
      subject = subjects_[slot_of(runner_up_)];
      visit(subject);
      open_the_runner_up();
    }
    held_ = none;
    return true;
  }
  void open_runner_up();
  void prefetch_path(Slot slot) const;

  std::vector<Key> leaves() const;
  void build();
  void grow();

  Key held_ = none;
  Key runner_up_ = none;
  std::byte* nodes_ = nullptr;
  Position first_leaf_ = 0;
  Position open_leaf_ = 0;
  std::uint64_t next_order_;  // the next sequence number, shifted; 0, but not for long, when they run out
  Slot open_ = 0;
  unsigned levels_ = 0;
  Key siblings_[max_levels];  // the earliest of the three at each level of the open path, from the leaves up
  Slot soon_[branches_ahead] = {};  // whose subjects are visited next by for_each_soon()
  Slot slots_ = 1;                  // given out at least once, the open one included
  Slot capacity_ = 1;
  std::size_t free_count_ = 0;
  Slot* free_ = &first_free_;  // the first of these; room for all, in memory that is not touched before
  Subject* subjects_ = &first_subject_;  // by slot; behind the leaves once there are any, and free_ behind
  Subject first_subject_ = 0;
  Slot first_free_ = 0;
  MemoryBlock block_;
};

}  // namespace asim

#include "engine/future_event_list_impl.h"
