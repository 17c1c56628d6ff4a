#pragma once
// The state of one run: everything that steps and expressions see and change. A simulation owns it (run/).

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/csv_reader.h"
#include "engine/coroutine.h"
#include "engine/loop.h"
#include "engine/pool.h"
#include "engine/random.h"
#include "engine/statistics.h"
#include "engine/step_function.h"
#include "program/condition.h"
#include "program/instance.h"
#include "program/object_types.h"
#include "program/op.h"
#include "program/program.h"
#include "program/trace.h"
#include "program/value.h"
#include "record/recorder.h"

namespace asim {

/// What is known at run time of a process type.
struct ProcessTypeState {
  State* state = nullptr;
  const ProcessType* type = nullptr;
  bool single = false;    // declared with one instance, which is called like the type
  bool is_plain = false;  // further instances have no objects of their own and are not kept to be named
  std::uint32_t created = 0;
  std::uint32_t alive = 0;
  std::uint64_t begun = 0;       // since the statistics began, as are these:
  TimeWeighted present;          // between start and end
  Observations stays;            // time in system of the finished
  std::vector<Value> instances;  // by index, if the type is indexed
  Value sole;                    // the one declared, or the only one so far: named without an index

  // Instances that have ended and that nothing refers to, a chain through `next`: to be used again, with
  // their coroutines, which is quicker than making new ones.
  static constexpr std::uint32_t kMostSpare = 64;
  Living* spare = nullptr;
  std::uint32_t spare_count = 0;

  /// Precondition: there is one. It is renewed.
  Instance& take_spare() {
    Instance& instance = static_cast<Instance&>(*spare);
    --spare_count;
    spare = instance.next;
    instance.renew();
    return instance;
  }
  /// Precondition: there are less than kMostSpare.
  void keep_spare(Instance& instance) {
    ++spare_count;
    instance.next = spare;
    spare = &instance;
  }
};

/// A value that lasts, from its first observation on.
struct TrackState {
  TimeWeighted value;
  bool begun = false;
  std::unique_ptr<std::map<double, double>>
      durations;  // how long each value lasted, if quantiles are asked for

  void set(double now, double x);
  /// Forgets what was before now; the value lasts.
  void reset(double now);
  /// What it did not exceed for the q-th part of the time; precondition: begun, durations are kept.
  double quantile(double now, double q) const;
  /// How long it was less than x; precondition: durations are kept.
  double time_below(double now, double x) const;

private:
  std::map<double, double> durations_until(double now) const;
  double since_ = 0;
};

class DrawBook;

/// Where the arrivals of a process come from, if not from an expression.
struct ArrivalsState {
  std::unique_ptr<CsvReader> reader;
  std::vector<std::string> cells;     // of the present row
  std::unique_ptr<ArrivalRate> rate;  // … or this
};

/// Numbers drawn in advance, for a draw with constant arguments and a stream of its own. Whoever needs one
/// waits for no sampler, and not even to know where it stands: that would lie on the longest chain of
/// dependent instructions from event to event.
struct DrawnAhead {
  static constexpr std::size_t kFirst = 4, kMost = 64;
  static constexpr double kNoMore = std::numeric_limits<double>::quiet_NaN();  // no distribution yields it

  double value = kNoMore;          // the next of them
  const double* behind = nullptr;  // those that follow it, and kNoMore
  std::unique_ptr<double[]> values;
  std::size_t room = 0;  // of these, without kNoMore

  /// Precondition: there are some.
  double take() { return std::exchange(value, *behind++); }
};

/// A process that ended while it held units of a resource.
struct HeldAtEnd {
  std::string process, resource;
  std::uint64_t amount = 0;
  double time = 0;
};

class Observer;

struct State {
  static constexpr std::size_t kMostWarnings = 20;
  static constexpr std::uint32_t kMostAlive = 1'000'000;  // processes

  State(const Program& p, Pool& memory, Loop& l, Recorder& r)
      : program(p), pool(memory), loop(l), recorder(r), conditions(memory), watch(memory) {}
  /// Drops all values first: with the last reference to an instance the instance goes, which needs its type
  /// and the pool.
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const Program& program;
  Pool& pool;
  Loop& loop;
  Recorder& recorder;

  std::vector<Value> constants, shared;
  std::vector<Object*> constant_objects;  // parallel to constants: those that are objects of the model
  std::vector<Stream> streams;
  std::vector<DrawnAhead> drawn_ahead;  // parallel to Expressions::draws
  std::vector<Value> registers;
  std::uint32_t register_base = 0;
  std::vector<ProcessTypeState> process_types;
  std::vector<Observations> tallies;
  std::vector<double> counts;
  std::vector<TrackState> tracks;
  std::vector<std::unique_ptr<Object>> objects;

  std::vector<ArrivalsState> arrivals;
  Traces traces;
  std::map<const FunctionCall*, std::uint64_t> turns;  // of each place that takes a list's members in turn
  // Machine::budget: before the run it must not be long (`asim check`); in the run this is asked when it is
  // used up.
  static constexpr std::uint64_t kMembersBetweenLooks = 1'000'000;
  std::uint64_t* loop_budget = nullptr;
  const std::function<bool()>* interrupted = nullptr;
  DrawBook* draw_book = nullptr;  // of a run that is written down, fed back or mirrored: draw_book.h

  Line<Watcher> conditions;                 // that processes wait for
  Watch watch;                              // what these have read
  Readings* readings = nullptr;             // of the condition that is being evaluated
  std::uint64_t member_changes = 0;         // of lists, records and other processes' variables, so far
  std::uint64_t condition_evaluations = 0;  // so far
  const Instance* evaluates_for = nullptr;  // whose condition is being evaluated, or has just thrown
  std::uint32_t calls_for_attention = 0;    // those, and running processes that are to end after their step:
                                            // see call_for_attention()

  // Of the processes that carry out schedules and downtimes (run/upkeep.h): how many have a notice in the
  // future event list, how many stand among the conditions, and the turn of the last one.
  std::uint32_t upkeep_asleep = 0, upkeep_watching = 0;
  std::uint64_t upkeep_turn = 0;
  bool upkeep_is_alone = false;
  bool upkeep_ends = false;  // the run has no horizon: it ends when nothing else is going to happen

  // While branches that have lost are being ended, the events of others are in the middle of granting or
  // withdrawing; those that are done with are freed later.
  std::uint32_t ending_branches = 0;
  std::vector<Event*> discarded;

  Living living;                    // all instances that are alive, in order of creation; see first_alive()
  Instance* to_be_freed = nullptr;  // ended, and nothing refers to them: a chain through `next`
  bool is_freeing = false;
  std::uint32_t next_id = 0;
  bool keeps_samples = false;  // of all statistics: somebody is going to ask for quantiles
  std::uint32_t alive = 0;
  double instant = 0;            // the clock's reading when steps_left was last filled up
  std::uint64_t steps_left = 0;  // until run/endless_loop.h looks whether the clock still moves
  std::uint64_t step_limit = 100'000'000;
  std::optional<std::uint64_t> event_limit;  // it has been reached: the next step ends the run
  std::unique_ptr<std::vector<std::uint32_t>> endless_steps;  // once the limit is passed: the ops carried out
  Observer* observer = nullptr;                               // null: nobody watches
  std::string name_buffer;
  std::string stop_message;            // of `stop:`
  std::vector<HeldAtEnd> held_at_end;  // the first kMostWarnings of them
  std::uint64_t held_at_end_count = 0;
  Coroutine (*body)(Instance&) = nullptr;                     // what a process runs: the interpreter
  void (*preempted)(Instance&, const Preemption&) = nullptr;  // what it does when a hold is taken away

  // How a run goes from op to op: the way that fits the rows it writes, mostly on the spot.
  Op::Quick Op::*usual_way = &Op::in_sight;
  Op::Quick Op::*way = usual_way;

  double now() const { return loop.now(); }

  /// Null: none, or no more.
  Instance* first_alive() const { return alive_at(living.next); }
  Instance* next_alive(const Instance& instance) const { return alive_at(instance.next); }

  /// As long as somebody calls, the interpreter looks around after every step.
  void call_for_attention() {
    ++calls_for_attention;
    look_around_soon();
  }
  void look_around_soon() { way = &Op::stop; }

private:
  Instance* alive_at(Living* place) const {
    return place == &living ? nullptr : static_cast<Instance*>(place);
  }
};

/// The run that this thread carries out. Whoever goes on with a process takes its state from here: found
/// through the process itself it would be known only when the process is, and everything that the steps read
/// would have to wait for that.
inline thread_local constinit State* state_of_thread = nullptr;
/// … and its loop, which knows the process that is running: to be found without waiting for the state.
inline thread_local constinit const Loop* loop_of_thread = nullptr;

/// What an op's `quick` returns to go on with another op. In a release build that is carried out on the spot:
/// a call in tail position is a jump there. Elsewhere it is a call, and the interpreter must make it, or the
/// stack would grow. The interpreter must also when it is to look around: State::way.
[[gnu::always_inline]] inline const Op* go_on_with(const Op& op, [[maybe_unused]] State& state,
                                                   [[maybe_unused]] Instance& self) {
#ifdef NDEBUG
  return (op.*state.way)(op, state, self);
#else
  return &op;
#endif
}

/// The same at the beginning of a loop's round, and wherever else a process may come again and again while
/// the clock stands still: these are counted.
[[gnu::always_inline]] inline const Op* go_round(const Op& op, State& state, Instance& self) {
  if (--state.steps_left > 0) [[likely]]
    return go_on_with(op, state, self);
  state.steps_left = 1;  // the interpreter counts it once more
  return &op;
}

/// What an op's `quick` returns if the process waits or has ended, and others may have been served by that.
inline const Op* nothing_follows(const State& state, const Instance& self) {
  return self.op && state.calls_for_attention == 0 ? nullptr : Op::none;
}

/// The same as go_round() behind a part that is kept out of line: whoever has variables to destroy, or whose
/// addresses others know, cannot end with a jump.
template <Op::Quick part>
[[gnu::noinline]] const Op* apart(const Op& op, State& state, Instance& self) {
  return part(op, state, self);
}
template <Op::Quick part>
[[gnu::noinline]] const Op* go_on_behind(const Op& op, State& state, Instance& self) {
  self.op = &op;
  const Op* following = apart<part>(op, state, self);
  return following ? go_round(*following, state, self) : nothing_follows(state, self);
}

/// The second half of making an instance, new or renewed: it is numbered and counted, and stands in line with
/// the living.
inline void enlist(State& state, ProcessTypeState& kind, Instance& instance) {
  instance.op = kind.type->entry.op;
  instance.index = kind.created++;
  instance.id = state.next_id++;
  instance.started = state.now();
  ++kind.alive;
  ++state.alive;
  instance.previous = state.living.previous;
  instance.next = &state.living;
  instance.previous->next = state.living.previous = &instance;
}

/// make_instance() and start_instance() in one, in the usual case, in which they call nothing: there is a
/// spare instance, which was not cancelled and has its coroutine still. Otherwise nothing has happened, and
/// null.
[[gnu::always_inline]] inline Instance* start_spare_instance(State& state, std::uint32_t type) {
  ProcessTypeState& kind = state.process_types[type];
  if (!kind.spare || !static_cast<Instance*>(kind.spare)->has_coroutine() || !kind.is_plain ||
      state.alive >= State::kMostAlive)
    return nullptr;
  Instance& instance = kind.take_spare();
  enlist(state, kind, instance);
  state.loop.start(instance);
  return &instance;
}

/// The second half of an end: no longer counted, nor in line with the living.
[[gnu::always_inline]] inline void delist(State& state, ProcessTypeState& kind, Instance& instance) {
  --kind.alive;
  --state.alive;
  instance.previous->next = instance.next;
  instance.next->previous = instance.previous;
}

/// What the usual end of a process counts: one that has begun, and whose stay is_usual().
[[gnu::always_inline]] inline void note_usual_end(State& state, Instance& instance, double stay) {
  ProcessTypeState& kind = *instance.kind;
  kind.present.add(state.now(), -1);
  kind.stays.observe_usual(stay);
  delist(state, kind, instance);
}

/// Makes the variables null, unless one of them has something to free: then false, and the rest are as they
/// were.
[[gnu::always_inline]] inline bool clear_variables_simply(Instance& instance) {
  Value* const end = instance.vars() + instance.kind->type->own_slots;
  for (Value* value = instance.vars(); value != end; ++value) {
    if (!value->is_free_standing()) return false;
    value->overwrite(Value::null());
  }
  return true;
}

/// The end of the running process and all that follows from it, in the usual case, in which that calls
/// nothing: nobody refers to it, and it becomes a spare instance. Its coroutine suspends itself next.
/// Otherwise false, and nothing has happened, but that variables may be null which nobody reads any more.
[[gnu::always_inline]] inline bool become_spare(State& state, Instance& self) {
  ProcessTypeState& kind = *self.kind;
  const double stay = state.now() - self.started;
  if (self.call || self.particulars || self.references > 1 || !self.is_untied() ||
      state.calls_for_attention > 0 || kind.spare_count >= ProcessTypeState::kMostSpare ||
      !kind.stays.is_usual(stay) || !clear_variables_simply(self))
    return false;
  note_usual_end(state, self, stay);
  kind.keep_spare(self);
  self.come_to_rest_simply();
  return true;
}

inline State& Instance::run() const { return *kind->state; }
inline const ProcessType& Instance::type() const { return *kind->type; }

}  // namespace asim
