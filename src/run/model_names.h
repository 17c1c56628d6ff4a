#pragma once
// The names of a model. They are declared before anything is compiled, so that everything can refer to
// everything.

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "model/model.h"
#include "program/expression.h"
#include "program/program.h"
#include "run/object_sections.h"
#include "steps/scopes.h"

namespace asim {

/// Declares what a model declares and enters it, with its slots and without its code, into the program:
/// variables, objects, process types, procedures. Mistakes are in the diagnostics.
class ModelNames {
public:
  ModelNames(const ModelTree& tree, Program& program, ExpressionCompiler& expressions, const Sources& sources,
             Diagnostics& diagnostics)
      : tree_(tree),
        program_(program),
        expressions_(expressions),
        sources_(sources),
        diagnostics_(diagnostics) {}

  void declare(const Declaration&, Symbol);
  void declare_shared();
  void declare_objects();
  void declare_procedures();
  /// Processes with their arguments, their sources of arrivals, and last the process type of branches.
  void declare_processes();
  /// What processes and procedures have for themselves, with the names that their steps set.
  void declare_locals();

  void warn_of_unread() const;

  ModelScope& model() { return model_; }
  /// By their numbers in the tree.
  LocalScope& process(std::size_t i) { return processes_[i]; }
  /// How many of a process's slots have values when it starts: arguments, and what its arrivals come with.
  std::uint32_t known_at_start(std::size_t i) const { return known_at_start_[i]; }
  LocalScope& procedure(std::size_t i) { return procedures_[i]; }
  /// Whether any resource has a schedule or downtimes.
  bool has_upkeep() const { return has_upkeep_; }
  /// Where the program's objects were declared.
  const std::vector<ObjectNode>& objects() const { return objects_; }

private:
  bool is_stray_key(std::size_t process) const;
  bool check_process(std::size_t);
  void check_procedure_is_new(const Declaration&);
  void declare_arrivals();
  std::vector<std::string> declare_arguments(const Node&, LocalScope&);
  void declare_variables(const Node& process, LocalScope&);
  void declare_owned_objects(const Node& process, LocalScope&, ProcessType&);
  void warn_if_attribute(std::string_view name, Span);
  void warn_if_hiding(const Node& name);
  void warn_if_unread(const std::string& name, const Symbol&) const;

  const ModelTree& tree_;
  Program& program_;
  ExpressionCompiler& expressions_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  ModelScope model_;
  std::deque<LocalScope> processes_, procedures_;
  std::vector<std::uint32_t> known_at_start_;
  std::vector<ObjectNode> objects_;
  bool has_upkeep_ = false;
};

}  // namespace asim
