#pragma once
// The declarations of a model, one by one: their keys, and what of them can be read before names are known.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/model.h"
#include "program/program.h"
#include "run/object_sections.h"
#include "steps/compiler.h"

namespace asim {

std::span<const Key> process_keys();
std::span<const Key> procedure_keys();
std::span<const Key> parameter_keys();

/// A parameter's value alone, or a mapping with `default:`.
struct ParameterNodes {
  const Node* fallback = nullptr;
  const Node* about = nullptr;
  const Node* min = nullptr;
  const Node* max = nullptr;
};
ParameterNodes read_parameter(const Node&, Diagnostics&);

struct OrderedParameter {
  const Declaration* declaration;
  bool in_cycle = false;  // has been reported
};

/// Parameters so that each comes after those its default mentions; a cycle is an error.
std::vector<OrderedParameter> in_order_of_use(const std::vector<Declaration>& params, Diagnostics&);

/// `timeline:`: kinds of rows, `all` or `none`.
std::optional<std::vector<std::string>> read_timeline(const Node&, Diagnostics&);

/// Ops that no step stands for.
void emit_return(StepCompiler&, Span);
void emit_rename(StepCompiler&, Span, Argument name);
void emit_initial(StepCompiler&, Span, std::uint32_t slot, Argument value);

}  // namespace asim
