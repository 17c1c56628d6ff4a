#include "run/comparison.h"

#include <algorithm>

#include "run/point_statistics.h"
#include "run/replications.h"

namespace asim {
namespace {

/// The rows of all replications, or nothing if it was interrupted.
std::optional<std::vector<RunRow>> all_rows(const Experiment& experiment, std::uint64_t replications,
                                            std::size_t threads, const std::function<bool()>& interrupted) {
  PlanOptions options;
  options.replications = replications;
  RunPlan plan(options, experiment.model.program.outputs.size());
  std::vector<RunRow> rows;
  const bool complete = run_all(
      experiment, plan, threads, [&](const RunRow& row, bool) { rows.push_back(row); }, interrupted);
  return complete ? std::optional(std::move(rows)) : std::nullopt;
}

std::optional<std::size_t> position(const std::vector<OutputDeclaration>& outputs, const std::string& name) {
  const auto found = std::find_if(outputs.begin(), outputs.end(),
                                  [&](const OutputDeclaration& output) { return output.name == name; });
  if (found == outputs.end()) return std::nullopt;
  return static_cast<std::size_t>(found - outputs.begin());
}

}  // namespace

std::optional<Comparison> compare(const Experiment& a, const Experiment& b, std::uint64_t replications,
                                  std::size_t threads, const std::function<bool()>& interrupted) {
  const auto rows_a = all_rows(a, replications, threads, interrupted);
  const auto rows_b = rows_a ? all_rows(b, replications, threads, interrupted) : std::nullopt;
  if (!rows_b) return std::nullopt;
  Comparison result;
  for (std::size_t k = 0; k < rows_a->size(); ++k) {
    const std::string& error = (*rows_a)[k].failed() ? (*rows_a)[k].error : (*rows_b)[k].error;
    if (error.empty()) continue;
    if (++result.failed == 1) result.first_error = error;
  }
  result.pairs = replications - result.failed;
  const std::vector<OutputDeclaration>& outputs_a = a.model.program.outputs;
  for (std::size_t i = 0; i < outputs_a.size(); ++i) {
    const std::optional<std::size_t> j = position(b.model.program.outputs, outputs_a[i].name);
    if (!j) continue;
    ComparedOutput& output = result.outputs.emplace_back();
    output.name = outputs_a[i].name;
    for (std::size_t k = 0; k < rows_a->size(); ++k) {
      const std::optional<double> x = observation((*rows_a)[k].outputs[i]);
      const std::optional<double> y = observation((*rows_b)[k].outputs[*j]);
      if (!x || !y) continue;
      output.a.observe(*x);
      output.b.observe(*y);
      output.difference.observe(*y - *x);
    }
  }
  return result;
}

}  // namespace asim
