#include "run/races.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/numbers.h"
#include "program/value_text.h"
#include "run/standing.h"
#include "run/timeline_diff.h"
#include "steps/registry.h"

namespace asim {

std::string TakingOrder::description() const {
  switch (kind) {
    case Kind::usual: return "the usual order";
    case Kind::newest: return "taking the newest process first";
    case Kind::last: return "taking the last in line first";
    case Kind::random: return fmt::format("taking them at random (seed {})", seed);
  }
  return "";
}

/// Chooses, and notes what there is to compare.
class Races::Watcher final : public Observer {
public:
  Watcher(const TakingOrder& order, const Sources& sources) : order_(order), sources_(sources) {}

  void attach(State& state) override { state_ = &state; }
  bool chooses() const override { return true; }

  std::size_t choose(std::span<const Candidate> candidates, double time) override {
    const std::uint64_t tie = ties_++;
    if (tie < order_.from || tie >= order_.to) return 0;
    const std::size_t chosen = order_.taken > 0 ? order_.taken : pick(candidates, tie);
    if (tie == order_.from)
      first_ = {time, contender(candidates.front()), contender(candidates[chosen]), candidates.size()};
    return chosen;
  }

  void row(const Row& row) override {
    if (row.time == wanted_) rows_.push_back(stored(row));
    if (instants_.empty() || instants_.back().time != row.time) instants_.push_back({row.time, 0});
    Hash hash;
    hash.add(row.process).add(row.event).add(row.object).add(row.detail);
    instants_.back().rows += hash.value();
  }

  void keep_rows_of(double time) { wanted_ = time; }
  std::vector<TimelineRow>& rows() { return rows_; }
  std::vector<RaceRun::Instant>& instants() { return instants_; }
  std::uint64_t ties() const { return ties_; }
  const Tie& first() const { return first_; }

private:
  // At random means: by a hash of the seed and the tie's number, so that each tie is decided in the same way
  // whatever is done with the others.
  std::size_t pick(std::span<const Candidate> candidates, std::uint64_t tie) const {
    const auto id = [](const Candidate& c) { return static_cast<const Instance&>(*c.process).id; };
    switch (order_.kind) {
      case TakingOrder::Kind::usual: return 0;
      case TakingOrder::Kind::last: return candidates.size() - 1;
      case TakingOrder::Kind::random:
        return static_cast<std::size_t>(Hash().add(order_.seed).add(tie).value() % candidates.size());
      case TakingOrder::Kind::newest: break;
    }
    std::size_t newest = 0;
    for (std::size_t i = 1; i < candidates.size(); ++i) {
      if (id(candidates[i]) > id(candidates[newest])) newest = i;
    }
    return newest;
  }

  static TimelineRow stored(const Row& row) {
    return {row.time, std::string(row.process), std::string(row.event), std::string(row.object),
            std::string(row.detail)};
  }

  Contender contender(const Candidate& candidate) const {
    const auto& instance = static_cast<const Instance&>(*candidate.process);
    const Program& program = state_->program;
    return {shown_name(instance), sources_.line_reference(program.spans[instance.op->index]),
            instance.has_begun ? step_word(*instance.op, program, sources_) : ""};
  }

  const TakingOrder& order_;
  const Sources& sources_;
  const State* state_ = nullptr;
  std::uint64_t ties_ = 0;
  Tie first_;
  double wanted_ = -1;
  std::vector<TimelineRow> rows_;
  std::vector<RaceRun::Instant> instants_;
};

RunResult Races::carry_out(Watcher& watcher, RaceRun& run) const {
  Recorder recorder;
  rows::add_all_to(recorder);
  RunOptions options = options_;
  options.observer = &watcher;
  Simulation simulation(program_, options, recorder);
  RunResult result = simulation.run(interrupted_);
  for (const auto& [name, value] : simulation.outputs()) run.outputs.emplace_back(name, value_text(value));
  return result;
}

RaceRun Races::run(const TakingOrder& order) const {
  RaceRun run;
  Watcher watcher(order, sources_);
  const RunResult result = carry_out(watcher, run);
  run.instants = std::move(watcher.instants());
  run.ties = watcher.ties();
  run.was_interrupted = result.end == RunResult::End::interrupted;
  run.end = fmt::format("{} {}", static_cast<int>(result.end), number_text(result.time));
  if (result.error) run.end += result.error->message;
  run.error = result.error;
  return run;
}

std::optional<double> Races::parting(const RaceRun& usual, const RaceRun& other) {
  const auto [a, b] = std::mismatch(usual.instants.begin(), usual.instants.end(), other.instants.begin(),
                                    other.instants.end());
  const bool ends_a = a == usual.instants.end(), ends_b = b == other.instants.end();
  if (ends_a && ends_b) return {};
  return ends_a ? b->time : ends_b ? a->time : std::min(a->time, b->time);
}

bool Races::has_the_difference(const RaceRun& usual, const RaceRun& other, std::optional<double> when) const {
  return differ(usual, other) && (outputs_only_ || parting(usual, other) == when);
}

TakingOrder Races::narrow(const RaceRun& usual, const RaceRun& other, TakingOrder order) const {
  const std::optional<double> when = parting(usual, other);
  std::uint64_t first = 0, too_late = usual.ties;
  while (too_late - first > 1) {
    order.from = first + (too_late - first) / 2;
    const RaceRun tried = run(order);
    if (tried.was_interrupted) break;
    (has_the_difference(usual, tried, when) ? first : too_late) = order.from;
  }
  order.from = first;
  TakingOrder alone = order;
  alone.to = first + 1;
  const std::size_t due = first_tie(alone).due;
  for (alone.taken = 1; alone.taken < std::min(due, kMostTried); ++alone.taken) {
    if (has_the_difference(usual, run(alone), when)) return alone;
  }
  alone.taken = 0;
  return has_the_difference(usual, run(alone), when) ? alone : order;
}

Tie Races::first_tie(const TakingOrder& order) const {
  RaceRun ignored;
  Watcher watcher(order, sources_);
  carry_out(watcher, ignored);
  return watcher.first();
}

std::vector<TimelineRow> Races::rows_at(double time, const TakingOrder& order) const {
  RaceRun ignored;
  Watcher watcher(order, sources_);
  watcher.keep_rows_of(time);
  carry_out(watcher, ignored);
  return std::move(watcher.rows());
}

RaceEffect Races::effect(const RaceRun& usual, const RaceRun& other, const TakingOrder& order) const {
  RaceEffect effect;
  effect.time = parting(usual, other);
  if (!effect.time) return effect;
  const std::vector<TimelineRow> rows = rows_at(*effect.time, TakingOrder{});
  const std::vector<TimelineRow> others = rows_at(*effect.time, order);
  effect.usual = only_in(rows, others);
  effect.other = only_in(others, rows);
  return effect;
}

}  // namespace asim
