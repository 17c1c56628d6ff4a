#include "reference/generate.h"

#include <algorithm>
#include <utility>

#include "reference/generator.h"

namespace asim::test::reference {

Model Generator::generate() {
  make_objects();
  declared_ = between(2, 5);
  spawned_ = between(0, 2);
  if (chance(60)) feeder_ = declared_ - 1;
  const bool interrupts = chance(60);
  const int types = declared_ + spawned_ + (chance(30) ? 1 : 0);
  for (int type = 0; type < types; ++type) {
    ProcessType made;
    made.count = type < declared_ ? between(1, 3) : 0;
    made.start = chance(70) ? 0 : below(kLongest);
    made.x = below(5);
    model_.processes.push_back(made);
    if (type == declared_ + spawned_) {
      made.arrivals = between(1, 4);
      made.every = below(kLongest);
      made.start = 0;
    }
    const bool is_target = type >= declared_ ? made.arrivals == 0 : chance(50);
    targets_.push_back(interrupts && type != feeder_ && is_target);
  }
  for (int type = 0; type < types; ++type) {
    model_.processes[static_cast<std::size_t>(type)].steps = body_of(type);
  }
  if (chance(15)) model_.until = between(3, 12);
  return std::move(model_);
}

void Generator::make_objects() {
  for (int i = between(1, 3); i > 0; --i) {
    const Order order = below(2) == 0 ? Order::fifo : below(2) == 0 ? Order::lifo : Order::priority;
    model_.queues.push_back({chance(25) ? 0 : between(1, 3), order});
  }
  for (int i = between(1, 2); i > 0; --i) model_.resources.push_back({between(1, 3)});
  for (int i = between(1, 2); i > 0; --i) {
    const int capacity = between(3, 6);
    model_.containers.push_back({capacity, below(capacity + 1), chance(30)});
  }
  for (int i = between(1, 2); i > 0; --i) model_.gates.push_back({chance(30)});
}

/// Puts and takes a little of everything, never waits long, and interrupts others in the instant of a grant.
Step Generator::feeder() {
  Step loop{.kind = Kind::loop, .amount = between(3, 6), .body = {sleep(between(0, 2))}};
  for (int i = between(2, 4); i > 0; --i) {
    Step step = chance(70) ? queue_step() : container_step();
    step.timeout = below(2);
    loop.body.push_back(step);
    if (chance(30)) loop.body.push_back({.kind = Kind::pulse, .object = any_of(model_.gates)});
    Scope scope;
    if (chance(50)) add_process_step(loop.body, scope);
  }
  loop.body.push_back(log());
  return loop;
}

/// Those who are interrupted catch it, most of the time.
Steps Generator::body_of(int type) {
  type_ = type;
  Scope scope;
  Steps steps;
  if (type == feeder_) return {feeder()};
  if (is_target(type)) {
    scope.depth = 1;
    for (int i = between(1, 3); i > 0; --i) steps.push_back(attempt(scope));
    if (chance(4)) steps.push_back(sleep(1));
  } else {
    steps = list(scope, between(2, 6));
  }
  if (type >= declared_ && chance(60)) steps.push_back(finish());
  return steps;
}

Steps Generator::list(Scope scope, int length) {
  Steps steps;
  ++scope.depth;
  for (int i = 0; i < length; ++i) add_steps(steps, scope);
  return steps;
}

void Generator::add_steps(Steps& steps, Scope& scope) {
  const int kind = below(100);
  if (kind < 40) return add_waiting(steps, scope);
  if (kind < 50) return add_acquire(steps, scope);
  if (kind < 60) return add_group(steps);
  if (kind < 75) return add_process_step(steps, scope);
  if (kind < 88 && scope.depth < kMaxDepth) return add_structure(steps, scope);
  if (kind >= 99) return steps.push_back(remove_step());
  if (kind >= 96) return steps.push_back(chance(60) ? Step{.kind = Kind::add} : advance());
  if (kind < 92) return steps.push_back({.kind = Kind::open, .object = any_of(model_.gates)});
  if (kind < 94) return steps.push_back({.kind = Kind::close, .object = any_of(model_.gates)});
  steps.push_back({.kind = Kind::pulse, .object = any_of(model_.gates)});
}

void Generator::add_waiting(Steps& steps, const Scope& scope) {
  const int kind = below(100);
  Step step = kind < 25   ? sleep(below(kLongest + 1))
              : kind < 32 ? join(scope)
              : kind < 70 ? queue_step()
              : kind < 85 ? container_step()
              : kind < 92 ? gate_step()
                          : total_step();
  if (step.kind == Kind::sleep && is_target(type_) && chance(10)) step.amount = kForever;
  if (chance(40)) set_timeout(step, 0);
  steps.push_back(step);
  if (chance(75)) steps.push_back(log());
}

/// Acquired, used and released; or given up.
void Generator::add_acquire(Steps& steps, const Scope& scope) {
  const bool with = chance(50);
  Step step = resource_step(with ? Kind::with : Kind::acquire);
  Scope inside = scope;
  inside.held.push_back(step.object);
  Steps body = list(inside, between(1, 2));
  body.insert(body.begin(), log());
  if (chance(25)) {
    set_timeout(step, 0);
    if (!with) step.otherwise.push_back(finish());  // it holds nothing that could be released
  }
  if (with) {
    step.body = std::move(body);
    return steps.push_back(step);
  }
  steps.push_back(step);
  steps.insert(steps.end(), body.begin(), body.end());
  const bool all = chance(30) && std::ranges::count(scope.held, step.object) == 0;
  steps.push_back({.kind = Kind::release, .object = step.object, .amount = all ? kAll : step.amount});
}

void Generator::add_group(Steps& steps) {
  used_.clear();
  const Kind kind = chance(60) ? Kind::first_of : Kind::all_of;
  const bool timed = chance(25);
  may_put_ = kind == Kind::first_of || (!timed && !is_target(type_));
  Step step = group(kind, true);
  if (timed) set_timeout(step, kind == Kind::first_of ? 0 : 1);
  steps.push_back(step);
  steps.push_back(log());
}

void Generator::add_process_step(Steps& steps, Scope& scope) {
  const int types = declared_ + spawned_;
  const int first = std::max(declared_, type_ + 1);  // nothing spawns itself, directly or not
  if (first < types && chance(35)) {
    scope.children.push_back(++children_);
    return steps.push_back(
        {.kind = Kind::spawn, .object = between(first, types - 1), .amount = below(3), .child = children_});
  }
  Step step{.kind = chance(75) ? Kind::interrupt : Kind::cancel, .amount = between(1, 9)};
  if (!scope.children.empty() && chance(60)) {
    if (!is_target(types - 1)) return steps.push_back(log());
    step.target.child = scope.children[static_cast<std::size_t>(any_of(scope.children))];
  } else {
    step.target = target();
    if (!is_target(step.target.type) || step.target.type == type_) return steps.push_back(log());
  }
  steps.push_back(step);
}

void Generator::add_structure(Steps& steps, const Scope& scope) {
  const int kind = below(100);
  if (kind < 30 && scope.loops < 2) {
    Scope inside = scope;
    ++inside.loops;
    return steps.push_back(
        {.kind = Kind::loop, .amount = between(2, 3), .body = list(inside, between(1, 3))});
  }
  if (kind < 70) {
    return steps.push_back({.kind = Kind::if_even,
                            .body = list(scope, between(1, 2)),
                            .otherwise = chance(60) ? list(scope, between(1, 2)) : Steps{}});
  }
  steps.push_back(is_target(type_) ? attempt(scope) : log());
}

Model generate(std::uint64_t seed) { return Generator(seed).generate(); }

}  // namespace asim::test::reference
