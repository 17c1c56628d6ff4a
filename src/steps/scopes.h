#pragma once
// What names mean in a model: the model's own scope, and on top of it one for each process, procedure and for
// the outputs.

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "model/tree.h"
#include "program/scope.h"

namespace asim {

/// Reports what cannot be the name of anything; true if it can.
bool check_name(const Node&, Diagnostics&);

class LocalScope;

/// Parameters, shared variables, objects, process types and statistics of the model.
class ModelScope {
public:
  /// Declares a name; an error with a note at the first declaration if it is taken.
  Symbol* declare(std::string_view name, Symbol, Diagnostics&);
  Symbol* find(std::string_view name);
  Statistic& collect(std::string_view name, Statistic::Kind);
  Statistic* find_statistic(std::string_view name);
  std::vector<std::string_view> names() const;
  void note_attribute(std::string_view name) { attributes_.emplace(name); }
  /// The scopes of the process types, in their order.
  void add_process(const LocalScope& scope) { processes_.push_back(&scope); }
  /// Null for what is no process that the model declares.
  const LocalScope* process(std::uint32_t type) const {
    return type < processes_.size() ? processes_[type] : nullptr;
  }
  /// Does any expression read an attribute of this name?
  bool reads_attribute(const std::string& name) const { return attributes_.contains(name); }

  const SymbolTable& symbols() const { return symbols_; }
  const std::map<std::string, Statistic, std::less<>>& statistics() const { return statistics_; }

private:
  SymbolTable symbols_;
  std::vector<const LocalScope*> processes_;
  std::map<std::string, Statistic, std::less<>> statistics_;
  std::set<std::string> attributes_;
  std::uint32_t next_slot_[3] = {};
};

/// A scope with variables of its own: a process or a procedure. Without any it serves for outputs and
/// parameters.
class LocalScope final : public Scope {
public:
  LocalScope(ModelScope& model, std::string owner, bool has_self)
      : model_(model), owner_(std::move(owner)), has_self_(has_self) {}

  /// A variable, argument or object of its own; an own name that is there already stays as it is.
  Symbol& declare(std::string_view name, Type type, Span span);
  bool declares(std::string_view name) const { return own_.contains(name); }
  void set_step(std::string_view step) { step_ = step; }

  Symbol* find(std::string_view name) override;
  Statistic* find_statistic(std::string_view name) override { return model_.find_statistic(name); }
  std::vector<std::string_view> names() const override;
  std::vector<std::string_view> statistic_names() const override;
  bool is_complete() const override { return is_complete_; }
  void mark_incomplete() { is_complete_ = false; }
  bool has_self() const override { return has_self_; }
  const SymbolTable* variables_of(const Symbol& process_type) const override;
  const SymbolTable* variables_of_self() const override;
  void note_attribute(std::string_view name) override { model_.note_attribute(name); }
  std::string_view owner() const override { return owner_; }
  std::string_view step() const override { return step_; }
  std::uint32_t hidden_slot() override;

  /// The names by slot; hidden ones are empty.
  const std::vector<std::string>& slots() const { return slots_; }
  const SymbolTable& own() const { return own_; }
  ModelScope& model() { return model_; }

private:
  ModelScope& model_;
  std::string owner_;
  bool has_self_;
  std::string step_;
  bool is_complete_ = true;
  SymbolTable own_;
  std::vector<std::string> slots_;
};

}  // namespace asim
