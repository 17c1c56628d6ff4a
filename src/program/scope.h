#pragma once
// Scopes: what a name means where an expression stands. Names are resolved once, before the first event.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "program/type.h"

namespace asim {

struct Symbol {
  enum class Kind : std::uint8_t {
    constant,  // a parameter or an array of objects: State::constants[slot]
    own,       // a variable or argument of the process or procedure: Frame::own[slot]
    shared,    // a shared variable: State::shared[slot]
    object,    // a single queue, resource, container or gate of the model: State::constants[slot] holds it
    process_type,  // State::process_types[slot]
  };
  Kind kind = Kind::constant;
  std::uint32_t slot = 0;
  Type type = types::any;
  Span declared;
  bool read = false;                // set when an expression reads the name; for "set and never read"
  bool is_indexed = false;          // set when an expression asks for `type[i]`
  std::optional<double> size = {};  // of an array, or how many instances begin by themselves, as far as known
};

using SymbolTable = std::map<std::string, Symbol, std::less<>>;

/// Statistics that a model collects by name: `tally:`, `count:`, `track:`.
struct Statistic {
  enum class Kind : std::uint8_t { tally, count, track };
  Kind kind = Kind::tally;
  std::uint32_t slot = 0;      // State::tallies, ::counts or ::tracks
  bool needs_samples = false;  // set when an expression asks for a quantile
};

class Scope {
public:
  virtual ~Scope() = default;
  /// What the name means here, or null. Own names hide shared ones.
  virtual Symbol* find(std::string_view name) = 0;
  /// What the model collects under this name, or null.
  virtual Statistic* find_statistic(std::string_view name) = 0;
  /// All names visible here, for suggestions.
  virtual std::vector<std::string_view> names() const = 0;
  virtual std::vector<std::string_view> statistic_names() const { return {}; }
  /// False after a mistake that hides names: then no name is known to be wrong.
  virtual bool is_complete() const { return true; }
  /// The slot (in Frame::own) of a name that a `set` makes a variable of the process; names are collected
  /// before anything is compiled, so this only looks them up. False where there is no process (outputs,
  /// parameters).
  virtual bool has_self() const = 0;
  /// What the instances of a process type have for themselves: arguments, variables, objects. Null if that is
  /// not known.
  virtual const SymbolTable* variables_of(const Symbol& process_type) const {
    (void)process_type;
    return nullptr;
  }
  /// … `self` has.
  virtual const SymbolTable* variables_of_self() const { return nullptr; }
  /// An expression reads an attribute of this name, perhaps another process's variable.
  virtual void note_attribute(std::string_view) {}
  /// What streams of this scope are named after: the process, procedure or section ("customer", "outputs").
  virtual std::string_view owner() const = 0;
  /// The step kind being compiled ("sleep"), the second part of a stream's name.
  virtual std::string_view step() const = 0;
  /// A hidden variable in Frame::own, for what an expression or step keeps beyond one evaluation.
  virtual std::uint32_t hidden_slot() = 0;
};

}  // namespace asim
