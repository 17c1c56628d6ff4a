#include "run/deadlock.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "engine/group.h"
#include "engine/resource.h"
#include "program/object_types.h"
#include "steps/with.h"

namespace asim {
namespace {

constexpr std::size_t kNamedBlockers = 3;

Instance& instance_of(Process& process) { return owner_of(static_cast<Instance&>(process)); }

void add_blockers(const Event& event, std::vector<Blocker>& blockers) {
  if (event.granted()) return;
  if (const auto* group = dynamic_cast<const Group*>(&event)) {
    for (std::size_t i = 0; i < group->size(); ++i) add_blockers(group->part(i), blockers);
  } else if (const auto* acquire = dynamic_cast<const Acquire*>(&event)) {
    for (const Claim& claim : acquire->claims()) {
      const Line<Hold>& holders = claim.resource->holders();
      for (Hold* hold = holders.front(); hold; hold = holders.after(*hold)) {
        blockers.push_back(
            {&instance_of(*hold->process), fmt::format("`{}`", object_of(*claim.resource).name)});
      }
    }
  } else if (const auto* join = dynamic_cast<const Join*>(&event)) {
    Instance& target = static_cast<Instance&>(join->target());
    if (!target.parent()) blockers.push_back({&target, "its end"});
  }
}

/// Depth-first search for a process that waits, in the end, for itself. Without recursion: the path may be
/// long.
class CircleSearch {
public:
  std::vector<Instance*> from(Instance& start) {
    if (!enter(start)) return {};
    while (!path_.empty()) {
      Step& step = path_.back();
      if (step.next == step.blockers.size()) {
        marks_[step.instance] = Mark::done;
        path_.pop_back();
        continue;
      }
      Instance& blocker = *step.blockers[step.next++].process;
      if (marks_[&blocker] == Mark::open) return circle_from(blocker);
      enter(blocker);
    }
    return {};
  }

private:
  enum class Mark { none, open, done };
  struct Step {
    Instance* instance;
    std::vector<Blocker> blockers;
    std::size_t next = 0;
  };

  bool enter(Instance& instance) {
    if (marks_[&instance] != Mark::none || !(instance.is_waiting() || instance.is_held_back())) return false;
    marks_[&instance] = Mark::open;
    path_.push_back({&instance, blockers_of(instance)});
    return true;
  }

  std::vector<Instance*> circle_from(const Instance& first) const {
    std::vector<Instance*> circle;
    for (const Step& step : path_) {
      if (!circle.empty() || step.instance == &first) circle.push_back(step.instance);
    }
    return circle;
  }

  std::unordered_map<const Instance*, Mark> marks_;
  std::vector<Step> path_;
};

}  // namespace

std::vector<Blocker> blockers_of(Instance& instance) {
  std::vector<Blocker> blockers;
  if (const Acquire* request = request_of_held_back(instance)) {
    add_blockers(*request, blockers);
  } else if (instance.is_waiting() && instance.event()) {
    add_blockers(*instance.event(), blockers);
  }
  return blockers;
}

std::string blockers_text(Instance& instance) {
  std::vector<std::string> names;
  for (const Blocker& blocker : blockers_of(instance)) {
    if (blocker.what == "its end") continue;
    const std::string name(name_of(*blocker.process));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty()) return "";
  const std::size_t shown = std::min(names.size(), kNamedBlockers);
  const std::string list =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<long>(shown), ", "));
  if (names.size() == shown) return "held by " + list;
  return fmt::format("held by {} and {} more", list, names.size() - shown);
}

std::vector<Instance*> waiting_circle(State& state) {
  CircleSearch search;
  for (Instance* instance = state.first_alive(); instance; instance = state.next_alive(*instance)) {
    std::vector<Instance*> circle = search.from(*instance);
    if (!circle.empty()) return circle;
  }
  return {};
}

std::string circle_text(State& state) {
  const std::vector<Instance*> circle = waiting_circle(state);
  std::string text;
  for (std::size_t i = 0; i < circle.size(); ++i) {
    Instance& following = *circle[(i + 1) % circle.size()];
    for (const Blocker& blocker : blockers_of(*circle[i])) {
      if (blocker.process != &following) continue;
      const std::string name(name_of(*circle[i]));
      const std::string_view link = blocker.what == "its end" ? "the end of" : "held by";
      text += blocker.what == "its end"
                  ? fmt::format("{} waits for {} {}\n", name, link, name_of(following))
                  : fmt::format("{} waits for {}, {} {}\n", name, blocker.what, link, name_of(following));
      break;
    }
  }
  return text;
}

}  // namespace asim
