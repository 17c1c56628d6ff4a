// The making of one random model: models, processes and lists of steps are in generate.cpp, single steps and
// compositions in generate_steps.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "reference/model.h"

namespace asim::test::reference {

constexpr int kMaxDepth = 3;
constexpr int kLongest = 3;  // delay and timeout

/// What a list of steps may contain.
struct Scope {
  int depth = 0;
  int loops = 0;
  std::vector<int> children;  // variables that certainly hold one
  std::vector<int> held;      // resources that are released further out
};

using Steps = std::vector<Step>;

class Generator {
public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Model generate();

private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  int any_of(const std::vector<T>& list) {
    return below(static_cast<int>(list.size()));
  }

  bool is_target(int type) const { return targets_[static_cast<std::size_t>(type)]; }

  void make_objects();
  Steps body_of(int type);
  Step feeder();

  Steps list(Scope scope, int length);
  void add_steps(Steps& steps, Scope& scope);
  void add_waiting(Steps& steps, const Scope& scope);
  void add_acquire(Steps& steps, const Scope& scope);
  void add_group(Steps& steps);
  void add_process_step(Steps& steps, Scope& scope);
  void add_structure(Steps& steps, const Scope& scope);

  Step log() { return {.kind = Kind::log, .amount = ++logs_}; }
  Step sleep(int amount) { return {.kind = Kind::sleep, .amount = amount}; }
  Step advance() { return {.kind = Kind::advance, .amount = between(1, 4)}; }
  Step finish() { return {.kind = Kind::finish, .amount = between(0, 3)}; }
  Step queue_step();
  Step container_step();
  Step gate_step() { return {.kind = Kind::wait, .object = any_of(model_.gates)}; }
  Step total_step() { return {.kind = Kind::wait_total, .amount = between(1, 9)}; }
  Step remove_step();
  Step branch_step();
  Step resource_step(Kind kind);
  Step attempt(const Scope& scope);
  Step join(const Scope& scope);
  Step group(Kind kind, bool outermost);
  Step part(Kind group_kind, bool keeps, Steps& releases);
  bool is_free(const Step& part, Kind group_kind);
  Target target();
  void set_timeout(Step& step, int shortest);

  std::mt19937_64 random_;
  Model model_;
  int declared_ = 0;           // types before it have instances
  int spawned_ = 0;            // the next ones are spawned, what is left arrives
  int feeder_ = -1;            // this type keeps the others going
  int type_ = 0;               // the type whose steps are being made
  std::vector<bool> targets_;  // types whose instances are interrupted and cancelled
  int logs_ = 0;
  int children_ = 0;
  int groups_ = 0;
  std::map<std::pair<char, int>, std::pair<Kind, int>>
      used_;             // the composition's objects: by which kind and group
  bool may_put_ = true;  // in the composition
};

}  // namespace asim::test::reference
