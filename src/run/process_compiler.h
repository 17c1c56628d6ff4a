#pragma once
// From the processes and procedures of a model, whose names are declared, to their ops.

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "base/source.h"
#include "model/model.h"
#include "program/program.h"
#include "run/model_names.h"
#include "run/model_values.h"
#include "steps/compiler.h"

namespace asim {

class ProcessCompiler {
public:
  ProcessCompiler(const ModelTree& tree, Program& program, const Sources& sources, StepCompiler& steps,
                  ModelNames& names, ModelValues& values)
      : tree_(tree), program_(program), sources_(sources), steps_(steps), names_(names), values_(values) {}

  /// The i-th of the model; a process with its variables, its objects and where its arrivals come from.
  void procedure(std::size_t i);
  void process(std::size_t i);

private:
  void check_not_empty(const Node* steps, const std::string& what);
  void warn_of_missing_arguments(const Node&, const ProcessType&);
  void compile_owned_objects(const Node&, ProcessType&, std::size_t process);
  void refuse_variables(const Node& object, const LocalScope&, std::uint32_t known,
                        std::set<std::string_view>& refused);
  void count_and_start(const Node&, ProcessType&);
  void initial_variables(const Node&, LocalScope&);
  void arrivals(std::size_t i);

  const ModelTree& tree_;
  Program& program_;
  const Sources& sources_;
  StepCompiler& steps_;
  ModelNames& names_;
  ModelValues& values_;
};

}  // namespace asim
