#include "reference/generate.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <random>
#include <utility>

namespace asim::test::reference {
namespace {

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

char object_class(Kind kind) {
  switch (kind) {
    case Kind::get:
    case Kind::put: return 'q';
    case Kind::take:
    case Kind::fill: return 'c';
    case Kind::wait: return 'g';
    default: return 'r';
  }
}

class Generator {
 public:
  Generator(std::uint64_t seed, const Features& features) : random_(seed), features_(features) {}

  Model generate();

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  int any_of(const std::vector<T>& list) { return below(static_cast<int>(list.size())); }

  void make_objects();
  Steps body_of(int type);

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
  Step resource_step(Kind kind);
  Step attempt(const Scope& scope);
  Step join(const Scope& scope);
  Step group(Kind kind, bool outermost);
  Step part(Kind group_kind, bool keeps, Steps& releases);
  bool is_free(const Step& part, Kind group_kind);
  Target target();
  void set_timeout(Step& step, int shortest);

  std::mt19937_64 random_;
  const Features features_;
  Model model_;
  int declared_ = 0;           // types before it have instances, the others are spawned
  int type_ = 0;               // the type whose steps are being made
  std::vector<bool> targets_;  // types whose instances are interrupted and cancelled
  int logs_ = 0;
  int children_ = 0;
  int groups_ = 0;
  std::map<std::pair<char, int>, std::pair<Kind, int>> used_;  // the composition's objects: by which kind and group
  bool may_put_ = true;                                        // in the composition
};

Model Generator::generate() {
  make_objects();
  declared_ = between(2, 5);
  const int spawned = between(0, 2);
  const bool interrupts = chance(60) && features_.interrupts;
  for (int type = 0; type < declared_ + spawned; ++type) {
    ProcessType made;
    made.count = type < declared_ ? between(1, 3) : 0;
    made.start = chance(70) ? 0 : below(kLongest);
    made.x = below(5);
    model_.processes.push_back(made);
    targets_.push_back(interrupts && (type >= declared_ || chance(50)));
  }
  for (int type = 0; type < declared_ + spawned; ++type) {
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
  if (!features_.objects) return;
  for (int i = between(1, 2); i > 0; --i) model_.resources.push_back({between(1, 3)});
  for (int i = between(1, 2); i > 0; --i) {
    const int capacity = between(3, 6);
    model_.containers.push_back({capacity, below(capacity + 1)});
  }
  for (int i = between(1, 2); i > 0; --i) model_.gates.push_back({chance(30)});
}

/// Those who are interrupted catch it, most of the time.
Steps Generator::body_of(int type) {
  type_ = type;
  Scope scope;
  Steps steps;
  if (targets_[static_cast<std::size_t>(type)]) {
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
  if (kind < 50 && features_.objects) return add_acquire(steps, scope);
  if (kind < 60 && features_.compositions) return add_group(steps);
  if (kind < 75) return add_process_step(steps, scope);
  if (kind < 88 && scope.depth < kMaxDepth) return add_structure(steps, scope);
  if (!features_.objects || kind >= 96) return steps.push_back(chance(50) ? Step{.kind = Kind::add} : advance());
  if (kind < 92) return steps.push_back({.kind = Kind::open, .object = any_of(model_.gates)});
  if (kind < 94) return steps.push_back({.kind = Kind::close, .object = any_of(model_.gates)});
  steps.push_back({.kind = Kind::pulse, .object = any_of(model_.gates)});
}

Step Generator::queue_step() {
  Step step{.kind = chance(50) ? Kind::get : Kind::put, .object = any_of(model_.queues)};
  const Queue& queue = model_.queues[static_cast<std::size_t>(step.object)];
  if (step.kind == Kind::put) {
    step.amount = below(4);
    if (queue.order == Order::priority) step.priority = below(3);
  } else if (chance(25)) {
    const int modulus = between(2, 3);
    step.where = Where{modulus, below(modulus)};
  } else if (chance(25)) {
    step.count = between(1, queue.capacity > 0 ? queue.capacity : 3);
  }
  return step;
}

Step Generator::container_step() {
  const int container = any_of(model_.containers);
  const int capacity = model_.containers[static_cast<std::size_t>(container)].capacity;
  return {.kind = chance(50) ? Kind::take : Kind::fill, .object = container, .amount = between(1, capacity)};
}

Step Generator::resource_step(Kind kind) {
  const int resource = any_of(model_.resources);
  const int capacity = model_.resources[static_cast<std::size_t>(resource)].capacity;
  return {.kind = kind, .object = resource, .amount = between(1, capacity), .priority = below(3)};
}

/// Never as long as a sleep inside: see the header.
void Generator::set_timeout(Step& step, int shortest) {
  const auto lasts = [](const Step& each, int time, auto& self) -> bool {
    if (each.kind == Kind::sleep && each.amount == time) return true;
    return std::ranges::any_of(each.parts, [&](const Step& part) { return self(part, time, self); });
  };
  const int timeout = between(shortest, kLongest);
  if (lasts(step, timeout, lasts)) return;
  step.timeout = timeout;
  step.otherwise.push_back(log());
  if (chance(10)) step.otherwise.push_back(finish());
}

void Generator::add_waiting(Steps& steps, const Scope& scope) {
  const int kind = below(features_.objects ? 100 : 70);
  Step step = kind < 25   ? sleep(below(kLongest + 1))
              : kind < 32 ? join(scope)
              : kind < 70 ? queue_step()
              : kind < 85 ? container_step()
                          : gate_step();
  if (step.kind == Kind::sleep && targets_[static_cast<std::size_t>(type_)] && chance(10)) step.amount = kForever;
  if (chance(25)) set_timeout(step, 0);
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

/// Whether the composition may use the part's object: once, or for the same in the branches of one `first_of`.
bool Generator::is_free(const Step& part, Kind group_kind) {
  const bool repeats = group_kind == Kind::first_of && (part.kind == Kind::get || part.kind == Kind::acquire);
  const std::pair use(part.kind, groups_);
  const auto [first, is_new] = used_.emplace(std::pair(object_class(part.kind), part.object), use);
  return is_new || (repeats && first->second == use && chance(50));
}

/// One branch; what it acquires is released by `releases`.
Step Generator::part(Kind group_kind, bool keeps, Steps& releases) {
  const int kind = below(features_.objects ? 100 : 60);
  Step step = kind < 15   ? sleep(below(kLongest + 1))
              : kind < 60 ? queue_step()
              : kind < 75 ? container_step()
              : kind < 90 ? resource_step(Kind::acquire)
                          : gate_step();
  const bool puts = step.kind == Kind::put || step.kind == Kind::fill;
  if (step.kind != Kind::sleep && ((puts && !may_put_) || !is_free(step, group_kind))) {
    step = sleep(between(1, kLongest));
  }
  step.keeps = keeps;
  if (step.kind == Kind::acquire) {
    releases.push_back({.kind = Kind::release, .object = step.object, .amount = step.amount});
  }
  return step;
}

/// The branch that is a composition itself comes last.
Step Generator::group(Kind kind, bool outermost) {
  ++groups_;
  const bool first = kind == Kind::first_of;
  Step step{.kind = kind};
  std::vector<Steps> releases;
  for (int i = between(outermost ? 1 : 2, 2); i >= 0; --i) {
    step.parts.push_back(part(kind, first && outermost, releases.emplace_back()));
  }
  if (outermost && chance(35)) {
    step.parts.back() = group(chance(50) ? Kind::first_of : Kind::all_of, false);
    releases.back().clear();
    if (first && step.parts.back().kind == Kind::all_of) {
      step.parts.back().parts.push_back(sleep(between(1, kLongest)));
    }
  }
  for (std::size_t i = 0; outermost && first && i < step.parts.size(); ++i) {
    step.parts[i].body = {log()};
    step.parts[i].body.insert(step.parts[i].body.end(), releases[i].begin(), releases[i].end());
  }
  return step;
}

void Generator::add_group(Steps& steps) {
  used_.clear();
  const Kind kind = chance(60) ? Kind::first_of : Kind::all_of;
  const bool timed = chance(25);
  may_put_ = kind == Kind::first_of || (!timed && !targets_[static_cast<std::size_t>(type_)]);
  Step step = group(kind, true);
  if (timed) set_timeout(step, kind == Kind::first_of ? 0 : 1);
  steps.push_back(step);
  steps.push_back(log());
}

Step Generator::join(const Scope& scope) {
  Step step{.kind = Kind::join};
  if (!scope.children.empty()) {
    step.target.child = scope.children[static_cast<std::size_t>(any_of(scope.children))];
    return step;
  }
  step.target.type = (type_ + 1) % declared_;
  step.target.index = below(model_.processes[static_cast<std::size_t>(step.target.type)].count);
  return step;
}

/// An instance of another type that is made to be interrupted; the type 0 with nothing to say if there is none.
Target Generator::target() {
  std::vector<int> types;
  for (int type = 0; type < declared_; ++type) {
    if (type != type_ && targets_[static_cast<std::size_t>(type)]) types.push_back(type);
  }
  if (types.empty()) return {};
  const int type = types[static_cast<std::size_t>(any_of(types))];
  return {.child = {}, .type = type, .index = below(model_.processes[static_cast<std::size_t>(type)].count)};
}

void Generator::add_process_step(Steps& steps, Scope& scope) {
  const int types = static_cast<int>(model_.processes.size());
  const int first = std::max(declared_, type_ + 1);  // nothing spawns itself, directly or not
  if (first < types && chance(35)) {
    scope.children.push_back(++children_);
    return steps.push_back(
        {.kind = Kind::spawn, .object = between(first, types - 1), .amount = below(3), .child = children_});
  }
  if (!features_.interrupts) return steps.push_back(log());
  Step step{.kind = chance(75) ? Kind::interrupt : Kind::cancel, .amount = between(1, 9)};
  if (!scope.children.empty() && chance(60)) {
    if (!targets_.back()) return steps.push_back(log());
    step.target.child = scope.children[static_cast<std::size_t>(any_of(scope.children))];
  } else {
    step.target = target();
    const std::size_t type = static_cast<std::size_t>(step.target.type);
    if (!targets_[type] || step.target.type == type_) return steps.push_back(log());
  }
  steps.push_back(step);
}

Step Generator::attempt(const Scope& scope) {
  Step step{.kind = Kind::attempt, .body = list(scope, between(1, 4))};
  if (chance(85)) {
    step.otherwise.push_back(log());
    if (chance(25)) add_waiting(step.otherwise, Scope{});
  }
  if (step.otherwise.empty() || chance(30)) step.finally = {advance(), log()};
  return step;
}

void Generator::add_structure(Steps& steps, const Scope& scope) {
  const int kind = below(100);
  if (kind < 30 && scope.loops < 2) {
    Scope inside = scope;
    ++inside.loops;
    return steps.push_back({.kind = Kind::loop, .amount = between(2, 3), .body = list(inside, between(1, 3))});
  }
  if (kind < 70) {
    return steps.push_back({.kind = Kind::if_even,
                            .body = list(scope, between(1, 2)),
                            .otherwise = chance(60) ? list(scope, between(1, 2)) : Steps{}});
  }
  steps.push_back(targets_[static_cast<std::size_t>(type_)] ? attempt(scope) : log());
}

}  // namespace

Model generate(std::uint64_t seed, const Features& features) { return Generator(seed, features).generate(); }

}  // namespace asim::test::reference
