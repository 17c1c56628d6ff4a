#include "run/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/hash.h"
#include "base/numbers.h"
#include "program/value_text.h"

namespace asim {
namespace {

std::uint64_t hash_of_optional(std::optional<double> number) {
  return number ? Hash().add(number_text(*number)).value() : 0;
}

std::uint64_t hash_of_file(const std::string& path) {
  Hash hash;
  std::ifstream file(path, std::ios::binary);
  for (std::string block(1 << 16, '\0'); file; hash.add(block)) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    block.resize(static_cast<std::size_t>(file.gcount()));
  }
  return hash.value();
}

}  // namespace

Cell cell_of(const Value& value) {
  if (value.is_null()) return {};
  if (value.is_number()) return {value_text(value), false, value.as_number()};
  return {value_text(value), !value.is_boolean(), {}};
}

std::vector<const Parameter*> parameters_in_order(const Program& program) {
  std::vector<const Parameter*> all;
  for (const Parameter& parameter : program.parameters) all.push_back(&parameter);
  std::stable_sort(all.begin(), all.end(),
                   [](const Parameter* a, const Parameter* b) { return a->span.begin < b->span.begin; });
  return all;
}

std::uint64_t hash_of(const Experiment& experiment) {
  Hash hash;
  for (const Source& source : experiment.model.sources.all()) hash.add(source.text);
  for (const std::string& path : experiment.model.program.data_files) hash.add(hash_of_file(path));
  for (const std::string& path : experiment.model.program.expressions.data_files)
    hash.add(hash_of_file(path));
  hash.add(hash_of_optional(experiment.options.until));
  hash.add(hash_of_optional(experiment.options.warmup));
  if (experiment.options.antithetic) hash.add(std::string_view("antithetic"));
  return hash.value();
}

std::string run_id_prefix(std::uint64_t experiment_hash) {
  return fmt::format("r{:08x}", experiment_hash >> 32);
}

std::string run_id(std::uint64_t experiment_hash, const Point& point, std::uint64_t replication) {
  const std::uint64_t run = Hash().add(point.hash).add(replication).value();
  return fmt::format("{}-{:012x}", run_id_prefix(experiment_hash), run >> 16);
}

Experimenter::Experimenter(const Experiment& experiment)
    : experiment_(experiment),
      parameters_(parameters_in_order(experiment.model.program)),
      hash_(hash_of(experiment)),
      options_(experiment.options) {}

std::shared_ptr<const Point> Experimenter::point(std::uint64_t number) {
  if (point_ && point_->number == number) return point_;
  options_.parameters = experiment_.design.point(number - 1);
  Simulation simulation(experiment_.model.program, options_, nobody_);
  auto point = std::make_shared<Point>();
  point->number = number;
  point->problems = simulation.problems();
  if (point->problems.empty()) point->seed = simulation.seed();
  Hash hash;
  hash.add(hash_).add(point->seed);
  for (const Parameter* parameter : parameters_) {
    const Value& value = simulation.state().constants[parameter->slot];
    point->parameters.push_back(value.is_failure() ? Cell{} : cell_of(value));
    hash.add(parameter->name).add(point->parameters.back().text);
  }
  point->hash = hash.value();
  point_ = std::move(point);
  return point_;
}

std::optional<RunRow> Experimenter::run(std::uint64_t number, std::uint64_t replication,
                                        const std::function<bool()>& interrupted) {
  point(number);
  options_.replication = replication;
  Simulation simulation(experiment_.model.program, options_, nobody_);
  RunResult result;
  if (simulation.problems().empty()) {
    result = simulation.run(interrupted);
  } else {
    result.end = RunResult::End::failed;
    result.error = simulation.problems().front();
  }
  if (result.end == RunResult::End::interrupted) return std::nullopt;
  return result_of(simulation, result);
}

RunRow Experimenter::result_of(Simulation& simulation, const RunResult& result) {
  RunRow row{point_, options_.replication, {}, {}};
  if (result.error) row.error = error_text(*result.error);
  row.outputs.resize(experiment_.model.program.outputs.size());
  if (row.failed()) return row;
  for (std::size_t i = 0; i < row.outputs.size(); ++i)
    row.outputs[i] = cell_of(simulation.outputs()[i].second);
  return row;
}

std::string Experimenter::error_text(const Diagnostic& error) const {
  if (!error.span.known()) return error.message;
  return fmt::format("{}: {}", experiment_.model.sources.line_reference(error.span), error.message);
}

}  // namespace asim
