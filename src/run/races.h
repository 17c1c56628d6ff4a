#pragma once
// Whether the results of a model depend on the order in which simultaneous events are taken: `asim races`.
//
// The model is run in the usual order and in others: always the newest process first, always the last in line
// first, and at random. Only what is due together changes places, so what one brings about still comes after
// it. Two timelines count as the same if each instant has the same rows, in any order.
//
// If a run differs, the tie behind the first difference is found by halving: the last one of which it is true
// that all ties before it can be taken in the usual order and the first difference is still there.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "program/observer.h"
#include "record/timeline_reader.h"
#include "run/simulation.h"

namespace asim {

/// In which order those are taken that are due together.
struct TakingOrder {
  enum class Kind : std::uint8_t { usual, newest, last, random };
  Kind kind = Kind::usual;
  std::uint64_t seed = 0;
  std::uint64_t from = 0, to = ~std::uint64_t{0};  // of these ties; the others in the usual order
  std::size_t taken = 0;  // if not 0: of the first of them this one, and nothing else is changed
  std::string description() const;
};

/// Somebody who is due together with others.
struct Contender {
  std::string name;
  std::string place;  // "bank.yaml:14"
  std::string step;   // where it stands; empty: it begins
};

struct Tie {
  double time = 0;
  Contender usual, other;  // who is taken first
  std::size_t due = 0;     // how many are due together
};

/// What came of a run.
struct RaceRun {
  struct Instant {
    double time;
    std::uint64_t rows;  // a hash that does not depend on their order
    bool operator==(const Instant&) const = default;
  };
  std::vector<Instant> instants;
  std::string end;  // and why
  std::optional<Diagnostic> error;
  std::vector<std::pair<std::string, std::string>> outputs;
  std::uint64_t ties = 0;
  bool was_interrupted = false;

  bool same_results(const RaceRun& other) const { return end == other.end && outputs == other.outputs; }
  bool same_timeline(const RaceRun& other) const { return instants == other.instants; }
};

/// What two orders have made of the first instant at which they differ.
struct RaceEffect {
  std::optional<double> time;             // none: no row differs
  std::vector<TimelineRow> usual, other;  // the rows that only one of them has
};

class Races {
public:
  Races(const Program& program, const Sources& sources, const RunOptions& options, bool outputs_only,
        std::function<bool()> interrupted)
      : program_(program),
        sources_(sources),
        options_(options),
        outputs_only_(outputs_only),
        interrupted_(std::move(interrupted)) {}

  RaceRun run(const TakingOrder&) const;
  bool differ(const RaceRun& usual, const RaceRun& other) const {
    return !usual.same_results(other) || (!outputs_only_ && !usual.same_timeline(other));
  }
  /// Of an order whose run `other` differs from the usual one: from the tie behind the first difference on,
  /// or, if that is enough, of that tie alone another one taken first.
  TakingOrder narrow(const RaceRun& usual, const RaceRun& other, TakingOrder) const;
  /// The first tie of an order that was narrowed down.
  Tie first_tie(const TakingOrder&) const;
  RaceEffect effect(const RaceRun& usual, const RaceRun& other, const TakingOrder&) const;

private:
  class Watcher;
  static constexpr std::size_t kMostTried = 20;
  std::vector<TimelineRow> rows_at(double time, const TakingOrder&) const;
  RunResult carry_out(Watcher&, RaceRun&) const;
  /// When the timelines part; none: they do not.
  static std::optional<double> parting(const RaceRun&, const RaceRun&);
  bool has_the_difference(const RaceRun& usual, const RaceRun& other, std::optional<double> parting) const;

  const Program& program_;
  const Sources& sources_;
  const RunOptions& options_;
  bool outputs_only_;
  std::function<bool()> interrupted_;
};

}  // namespace asim
