#pragma once
// The program: a model compiled. Immutable once made, and shared by all simulations of it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "program/columns.h"
#include "program/expression.h"
#include "program/object.h"
#include "program/op.h"
#include "program/operand.h"
#include "program/place.h"
#include "program/time_table.h"

namespace asim {

/// A setting of an object as declared; without an operand the kind's default holds. A list gives each member
/// of an array its own.
struct Setting {
  Operand operand;
  Span span;
};

/// `downtime:` of a resource: it is out of order for a while again and again. A list gives each member of an
/// array its own.
struct Downtime {
  std::vector<Setting> every, lasting;
  bool is_by_use = false;  // `every` counts the time in which the resource is used
};

/// A queue, resource, container or gate as declared: what a simulation makes it from.
struct ObjectDeclaration {
  ObjectKind kind = ObjectKind::queue;
  std::string name;
  Span span;
  std::uint32_t slot =
      0;  // of the constant (a model's object) or of the own variable (a process's) that holds it
  bool is_array = false;   // then the slot holds a list of `count` objects
  std::uint8_t order = 0;  // QueueOrder, LineOrder or ContainerOrder
  Setting count;
  Setting capacity;
  Setting queue_limit;  // resource
  Setting level;        // container
  Setting open;         // gate

  // Of resources only:
  std::vector<TimeTable> schedules;    // none, one, or one for each member of an array
  bool preempts_on_reduction = false;  // when the schedule reduces the capacity; otherwise holders finish
  std::vector<Downtime> downtimes;
  bool has_upkeep() const { return !schedules.empty() || !downtimes.empty(); }
};

struct Parameter {
  std::string name;
  std::string about;
  Span span;
  std::uint32_t slot = 0;  // of its constant
  Operand fallback;        // `default:`
  Operand min, max;
};

struct ProcessType {
  std::string name;
  Span span;
  Target entry;                        // its first op
  std::uint32_t own_slots = 0;         // arguments first, then variables
  std::vector<std::string> own_names;  // hidden ones are empty
  std::uint32_t arguments = 0;
  Operand count, start;
  Span count_span, start_span;
  std::vector<ObjectDeclaration> objects;  // one each for every instance
  bool is_indexed = false;                 // the model asks for `type[i]`: finished instances are kept
  std::optional<std::uint32_t> arrivals;   // the hidden type whose one instance makes the instances of this
  bool is_hidden = false;  // declared by nobody: no instances of its own accord, no rows, in no report
  bool is_branch = false;  // a branch of first_of or all_of: shows its parent's name
};

struct Procedure {
  std::string name;
  Span span;
  Target entry;
  std::uint32_t own_slots = 0;
  std::vector<std::string> argument_names;  // the first slots
};

/// Ops [begin, end) are guarded: an interrupt or a cancelling there goes on at `handler`.
struct Region {
  enum class Kind : std::uint8_t { on_interrupt, cleanup };
  static constexpr std::uint32_t kNoSlot = ~std::uint32_t{0};

  std::uint32_t body = 0;
  std::uint32_t begin = 0, end = 0;
  Target handler;
  Kind kind = Kind::cleanup;
  std::uint32_t slot = 0;              // cleanup: two hidden variables for what is under way
  std::uint32_t cause_slot = kNoSlot;  // on_interrupt: the variable that gets the cause
};

/// A step that repeats ops [begin, end).
struct Repetition {
  Span span;
  std::uint32_t begin = 0, end = 0;
};

class Linker {
public:
  explicit Linker(const std::vector<std::unique_ptr<Op>>& ops) : ops_(ops) {}
  void operator()(Target&) const;
  const Op* at(std::size_t index) const;

private:
  const std::vector<std::unique_ptr<Op>>& ops_;
};

struct CollectedStatistic {
  std::string name;
  bool needs_samples = false;
};

/// A number that the parameters decide and that must keep a rule: "a delay must not be negative".
struct RangeCheck {
  Operand operand;  // a constant
  Span span;
  double least;
  bool whole;
  std::string_view rule;
};

/// What a step demands of an object of the model, which the object's capacity may rule out for ever.
struct CapacityCheck {
  enum class Demand : std::uint8_t { get_items, get_amount, put_amount, acquire };
  Demand demand;
  Operand object;  // a constant
  Operand amount;
  Span span;                // of the amount
  bool is_guarded = false;  // the step need not be carried out
};

struct OutputDeclaration {
  std::string name;
  Operand operand;
  Span span;
};

struct Program {
  std::string title;
  std::string about;
  std::string time_unit;
  Operand until, warmup, seed;
  Span until_span, warmup_span, seed_span;
  std::optional<std::vector<std::string>> timeline;  // event kinds shown by default; none: all

  std::vector<std::string> input_files;  // all that the model consists of or reads: not to be written to
  Expressions expressions;
  std::unique_ptr<Columns> columns = std::make_unique<Columns>();  // of what runs read: locks itself
  std::vector<std::unique_ptr<Op>> ops;
  std::vector<Span> spans;          // of the ops
  std::vector<std::string> labels;  // `name:` of the ops' steps, mostly empty
  std::vector<Region> regions;      // innermost first
  std::vector<Repetition> loops;    // innermost first

  std::vector<Parameter> parameters;
  std::vector<ObjectDeclaration> objects;
  std::vector<ProcessType> process_types;
  std::vector<Procedure> procedures;
  /// The members of what a preempted holder is told.
  bool reads_causes = false;  // a handler of interrupts takes the cause
  struct PreemptionNames {
    Value by, resource, usage_since;
  };
  PreemptionNames preemption_names{expressions.texts.text("by"), expressions.texts.text("resource"),
                                   expressions.texts.text("usage_since")};
  std::uint32_t upkeep_type = 0;  // the hidden process type that carries out schedules and downtimes
  std::vector<std::string> shared_names;
  std::vector<std::pair<std::uint32_t, Operand>>
      shared_initial;  // slots and first values of the shared variables
  std::vector<CollectedStatistic> tallies, counts, tracks;
  std::vector<OutputDeclaration> outputs;
  std::vector<std::string> data_files;  // paths of what runs read
  std::vector<RangeCheck> range_checks;
  std::vector<CapacityCheck> capacity_checks;
  std::vector<TimeTable> tables;  // to be checked before a run, as far as its parameters decide
  bool reads_quantiles = false;   // some expression asks an object or process type for one
  bool sets_capacities = false;   // some step changes the capacity of a resource
  bool has_branches = false;      // some branch is a list of steps, which shares its process's variables
  bool changes_members =
      false;  // some step assigns to what a value consists of, or to another process's variable

  /// Makes pointers of all targets, once everything is compiled.
  void link();
  /// The op of an index, in a linked program.
  const Op* linked(std::uint32_t index) const;
  /// The ops as text, one a line with its number.
  std::string dump() const;
};

}  // namespace asim
