#pragma once
// Process instances: a process of the engine with the program counter and variables of a step list.
//
// An instance is counted: the loop holds a reference while it is alive, values of the model hold others. A
// finished instance is freed with the last reference. Its variables lie behind it in the same block of
// memory.

#include <cstdint>
#include <string_view>
#include <utility>

#include "base/source.h"
#include "engine/process.h"
#include "program/frame.h"
#include "program/value.h"

namespace asim {

class Op;
struct ProcessType;
struct WithHold;
struct ProcessTypeState;
struct State;

/// A procedure that is being carried out: where to go on, and its own variables, which lie behind it.
struct Call {
  Call* caller = nullptr;
  Value* caller_own = nullptr;
  const Op* call_op = nullptr;  // where to go on
  std::uint32_t slots = 0;
  std::uint32_t depth = 0;

  Value* own() { return reinterpret_cast<Value*>(this + 1); }
  static Call* make(Pool&, std::uint32_t slots);
};

/// A message that ends another process's wait.
struct Interruption : Interrupt {
  Value cause;
  Span from;  // the step that sent it
  std::uint32_t sender = 0;
};

/// What only some processes have.
struct Particulars {
  WithHold* withs = nullptr;   // what its `with` steps hold, the innermost first
  Instance* parent = nullptr;  // of a branch of first_of or all_of: whose variables and self it has
  Span interrupted_from;       // the step that sent the latest interrupt
  Value name;                  // null: the type's name with the index
  Value result;                // what it returned
};

/// A place among the living of all types, in order of creation. These are a ring: State::living stands
/// between the last and the first.
struct Living {
  Living* previous = this;
  Living* next = this;
};

struct Instance final : Process, Living, Counted {
  Instance(Loop& loop, ProcessTypeState& type_state) : Process(loop), kind(&type_state) {}

  std::uint32_t index = 0;  // among its type
  std::uint32_t id = 0;     // among all
  bool is_doomed = false;   // cancelled while it runs: ends after the present step
  bool is_ending = false;   // cancelled: its clean-up is being carried out
  bool has_begun = false;   // carries out its steps: counts among those present
  ProcessTypeState* kind;
  Call* call = nullptr;
  double started = 0;
  Particulars* particulars = nullptr;  // null: none; see set_particulars()
  // Next to the variables and, mostly, the coroutine: what is needed at each step is in as few cache lines as
  // possible.
  const Op* op = nullptr;  // that it carries out, waits at or begins with; null at its end
  Value* own = nullptr;    // variables of the process, or of the procedure it carries out

  /// Makes one that has ended, and that nothing refers to any more, as good as new; it is still to be named,
  /// numbered and linked. Its variables are its own again: whoever leaves a procedure has seen to that.
  void renew() {
    Process::renew();
    references = 1;
    is_doomed = is_ending = has_begun = false;
  }

  Value* vars() { return reinterpret_cast<Value*>(this + 1); }
  asim::State& run() const;  // that it is part of
  const ProcessType& type() const;

  /// To be changed; made from the pool at the first call.
  Particulars& set_particulars() { return particulars ? *particulars : make_particulars(); }
  WithHold* withs() const { return particulars ? particulars->withs : nullptr; }
  Instance* parent() const { return particulars ? particulars->parent : nullptr; }
  Span interrupted_from() const { return particulars ? particulars->interrupted_from : Span{}; }
  Value result() const { return particulars ? particulars->result : Value::null(); }
  Value take_result() {
    return particulars ? std::exchange(particulars->result, Value::null()) : Value::null();
  }

private:
  Particulars& make_particulars();
  void on_preempted(const Preemption&) override;
  void on_end() override;
  void end_otherwise();
  void dispose() override;
};

inline Value Value::adopt(Instance* i) { return from_bits(tagged(kInstanceTag, static_cast<Counted*>(i))); }
inline Instance* Value::as_instance() const {
  return static_cast<Instance*>(static_cast<Counted*>(pointer()));
}

/// The process that steps call `self`: of a branch, the one whose branch it is.
inline Instance& owner_of(Instance& instance) {
  Instance* owner = &instance;
  while (Instance* parent = owner->parent()) owner = parent;
  return *owner;
}

/// A new reference to it.
inline Value reference(Instance& instance) {
  ++instance.references;
  return Value::adopt(&instance);
}

/// Makes an instance of a type, alive and not yet started; the loop holds its one reference. Its arguments
/// are the caller's to set.
Instance& make_instance(State&, std::uint32_t type);
/// Makes the objects it owns and starts it at this time, after everything that is due already, or at a later
/// time.
void start_instance(Instance&);
void start_instance_at(Instance&, double time);

/// Ends the innermost call: its variables go. Returns the op that called.
const Op* leave_call(Frame&);

/// For an instance that simply ends: what it still holds is going to be released, which the report mentions.
void note_what_is_held(Instance&);

/// "coder[2]", "Machine 1"; the view is valid until the next call for the same run.
std::string_view name_of(const Instance&);

}  // namespace asim
