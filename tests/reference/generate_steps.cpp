#include <algorithm>
#include <utility>

#include "reference/generator.h"

namespace asim::test::reference {
namespace {

char object_class(Kind kind) {
  switch (kind) {
    case Kind::get:
    case Kind::put: return 'q';
    case Kind::take:
    case Kind::fill: return 'c';
    case Kind::wait: return 'g';
    case Kind::wait_total: return 't';
    default: return 'r';
  }
}

}  // namespace

Step Generator::queue_step() {
  Step step{.kind = chance(50) ? Kind::get : Kind::put, .object = any_of(model_.queues)};
  const Queue& queue = model_.queues[static_cast<std::size_t>(step.object)];
  if (step.kind == Kind::put) {
    step.amount = below(4);
    if (queue.order == Order::priority) step.priority = below(3);
  } else {
    if (chance(25)) {
      const int modulus = between(2, 3);
      step.where = Where{modulus, below(modulus)};
    }
    if (chance(25)) step.count = between(1, queue.capacity > 0 ? queue.capacity : 3);
  }
  return step;
}

Step Generator::remove_step() {
  const int modulus = between(1, 3);
  Step step{.kind = Kind::remove, .object = any_of(model_.queues)};
  step.where = Where{modulus, below(modulus)};
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

/// Whether the composition may use the part's object: once, or for the same in the branches of one
/// `first_of`.
bool Generator::is_free(const Step& part, Kind group_kind) {
  const bool repeats = group_kind == Kind::first_of && (part.kind == Kind::get || part.kind == Kind::acquire);
  const std::pair use(part.kind, groups_);
  const auto [first, is_new] = used_.emplace(std::pair(object_class(part.kind), part.object), use);
  return is_new || (repeats && first->second == use && chance(50));
}

/// A list of steps, which runs as a process.
Step Generator::branch_step() {
  Step step{.kind = Kind::branch};
  for (int i = between(1, 3); i > 0; --i) {
    const int kind = below(100);
    Step each = kind < 30 ? sleep(below(kLongest)) : kind < 60 ? queue_step() : kind < 75 ? advance() : log();
    if (kind >= 90) {
      each = resource_step(Kind::with);
      each.body = {log(), sleep(below(kLongest)), log()};
    }
    step.body.push_back(each);
  }
  if (chance(30)) step.body.push_back(finish());
  return step;
}

/// One branch; what it acquires is released by `releases`.
Step Generator::part(Kind group_kind, bool keeps, Steps& releases) {
  if (chance(8)) return branch_step();
  const int kind = below(100);
  Step step = kind < 15   ? sleep(below(kLongest + 1))
              : kind < 60 ? queue_step()
              : kind < 75 ? container_step()
              : kind < 90 ? resource_step(Kind::acquire)
              : kind < 96 ? gate_step()
                          : total_step();
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
    const Kind inner = chance(50) ? Kind::first_of : Kind::all_of;
    const bool can_lose = first && inner == Kind::all_of;
    if (can_lose) may_put_ = false;
    step.parts.back() = group(inner, false);
    releases.back().clear();
    if (can_lose) step.parts.back().parts.push_back(sleep(between(1, kLongest)));
  }
  for (std::size_t i = 0; outermost && first && i < step.parts.size(); ++i) {
    if (step.parts[i].kind == Kind::branch) continue;
    step.parts[i].body = {log()};
    step.parts[i].body.insert(step.parts[i].body.end(), releases[i].begin(), releases[i].end());
  }
  return step;
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

/// An instance of another type that is made to be interrupted, if there is one.
Target Generator::target() {
  std::vector<int> types;
  for (int type = 0; type < declared_; ++type) {
    if (type != type_ && is_target(type)) types.push_back(type);
  }
  if (types.empty()) return {};
  const int type = types[static_cast<std::size_t>(any_of(types))];
  return {.child = {}, .type = type, .index = below(model_.processes[static_cast<std::size_t>(type)].count)};
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

}  // namespace asim::test::reference
