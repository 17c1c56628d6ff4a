#pragma once
// Readings: what a condition that a process waits for has read of the state, and whether that has changed.
//
// Who changes the state tells nobody, and a model without wait_until pays nothing. Instead a condition notes
// what it reads while it is evaluated, and after each step, while any conditions wait, the watch looks
// whether one of these readings differs from what it was: one look for each thing read, however many
// conditions read it. Only a condition one of whose readings has changed is evaluated again.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/pool.h"
#include "program/frame.h"
#include "program/operand.h"
#include "program/value.h"

namespace asim {

struct Instruction;
struct Machine;
struct State;

/// Something that can be read and looked at.
struct Observable {
  /// A number that differs if what is read differs.
  using Look = std::uint64_t (*)(State&, const Observable&);

  Look look;
  const void* subject = nullptr;
  std::uint64_t part = 0;

  bool operator==(const Observable&) const = default;
};

struct Reading {
  Observable of;
  Value keeper = {};  // of its subject, if that could go
};

/// Whether it may differ merely because time has passed.
bool changes_with_time(const Observable&);
/// What differs whenever anybody looks.
Reading any_change();

using Readings = std::vector<Reading, PoolAllocator<Reading>>;

/// Notes what the operand, evaluated in the frame, reads in any case: variables, the clock, chance.
void note_fixed_readings(Readings&, Operand, const Frame&);
/// Notes what an instruction that is about to be carried out reads: attributes, processes, statistics,
/// members of lists and records. Called while State::readings is set.
void note_reading(const Machine&, const Instruction&);

/// All things that waiting conditions have read.
class Watch {
public:
  struct Thing {
    Reading reading;
    std::uint64_t seen = 0;     // when it was last looked at
    std::uint64_t changed = 0;  // the number of that look
    std::uint32_t users = 0;
    std::size_t position = 0;
  };

  explicit Watch(Pool& pool)
      : pool_(pool), things_(PoolAllocator<Thing*>(pool)), index_(Index::allocator_type(pool)) {}
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// For each user, who releases it again.
  Thing& use(State&, const Reading&);
  void release(Thing&);
  /// Looks at everything; true if anything has changed since.
  bool look(State&);
  std::uint64_t looks() const { return looks_; }

private:
  struct Hash {
    std::size_t operator()(const Observable&) const;
  };
  using Index = std::unordered_map<Observable, Thing*, Hash, std::equal_to<>,
                                   PoolAllocator<std::pair<const Observable, Thing*>>>;

  Pool& pool_;
  std::vector<Thing*, PoolAllocator<Thing*>> things_;
  Index index_;
  std::uint64_t looks_ = 0;
};

}  // namespace asim
