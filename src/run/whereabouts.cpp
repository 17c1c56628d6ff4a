#include "run/whereabouts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/numbers.h"
#include "base/utf8.h"
#include "engine/group.h"
#include "run/deadlock.h"
#include "run/standing.h"
#include "steps/acquiring.h"
#include "steps/execution.h"
#include "steps/with.h"

namespace asim {
namespace {

constexpr std::size_t kDeepest = 12;
constexpr std::size_t kListed = 5;

std::string place(const Instance& instance, const Sources& sources) {
  return sources.line_reference(instance.run().program.spans[instance.op->index]);
}

std::string step(const Instance& instance, const Sources& sources) {
  return step_word(*instance.op, instance.run().program, sources);
}

/// What would end its wait; empty if it sleeps until a certain time, or nobody could.
std::string remedy(Instance& instance) {
  if (const Acquire* request = request_of_held_back(instance))
    return acquire_remedy(*request, instance.run());
  const auto* op = dynamic_cast<const WaitingOp*>(instance.op);
  if (!op || !stands_still(instance)) return "";
  Frame frame{instance.run(), &instance, instance.own};
  if (!instance.is_waiting()) return op->remedy(frame, nullptr);
  const std::string text = op->remedy(frame, instance.event());
  const double limit = instance.wake_time();
  if (limit == Loop::kForever) return text;
  return fmt::format("{}{}its timeout at {}", text, text.empty() ? "" : ", or ", number_text(limit));
}

/// When the clock grants the event; infinity if it does not.
double time_of(const Event& event) {
  if (event.granted()) return 0;
  if (const auto* timer = dynamic_cast<const Timer*>(&event)) return timer->time();
  const auto* group = dynamic_cast<const Group*>(&event);
  if (!group || group->size() == 0) return Loop::kForever;
  double time = time_of(group->part(0));
  for (std::size_t i = 1; i < group->size(); ++i) {
    const double other = time_of(group->part(i));
    time = group->is_choice() ? std::min(time, other) : std::max(time, other);
  }
  return time;
}

/// When the clock frees a process, whoever else does what: by its sleep, its timeout or a part of its wait.
double own_time(const Instance& instance) {
  if (instance.is_held_back()) return Loop::kForever;  // it wants back what it lost, too
  const double time = instance.wake_time();
  return instance.is_waiting() && instance.event() ? std::min(time, time_of(*instance.event())) : time;
}

/// Whether one part of it is enough, of it as a whole or of a group in it.
bool is_choice(const Event& event) {
  const auto* group = dynamic_cast<const Group*>(&event);
  if (!group) return false;
  if (group->is_choice() && group->size() > 1) return true;
  for (std::size_t i = 0; i < group->size(); ++i) {
    if (is_choice(group->part(i))) return true;
  }
  return false;
}

/// Follows who keeps whom waiting, as a tree of lines.
class Chain {
public:
  explicit Chain(const Sources& sources) : sources_(sources) {}

  std::string below(Instance& instance, std::size_t depth) {
    if (!told_.insert(&instance).second || depth > kDeepest) return "";
    path_.push_back(&instance);
    std::string text;
    std::vector<const Instance*> named;
    for (const Blocker& blocker : blockers_of(instance)) {
      Instance& other = *blocker.process;
      if (contains(named, other)) continue;
      if (named.size() == kListed) {
        text += line(depth, "… and others");
        break;
      }
      named.push_back(&other);
      const std::string what =
          contains(path_, other) ? "so the circle closes: " + way_out_from(other) : doing(other, sources_);
      text += line(depth, fmt::format("{} {}, and {}", shown_name(other), tie(instance, blocker), what));
      text += below(other, depth + 1);
    }
    path_.pop_back();
    return text;
  }

private:
  static std::string line(std::size_t depth, const std::string& text) {
    return std::string(2 + 2 * depth, ' ') + sanitized(text) + "\n";
  }

  static std::string tie(const Instance& waiter, const Blocker& blocker) {
    for (const LinePlace& at : lines_of(waiter)) {
      for (const LinePlace::Holder& holder : at.holders) {
        if (holder.process == blocker.process && "`" + at.object + "`" == blocker.what)
          return fmt::format("holds {} of `{}` since {}", holder.amount, at.object,
                             number_text(holder.since));
      }
    }
    return blocker.what == "its end" ? "has not ended" : "holds " + blocker.what;
  }

  /// Of the circle that the path has from this process on, what may open it.
  std::string way_out_from(const Instance& first) const {
    const auto begin = std::find(path_.begin(), path_.end(), &first);
    const Instance* earliest = nullptr;
    double time = Loop::kForever;
    std::string hope;
    for (auto at = begin; at != path_.end(); ++at) {
      const double due = own_time(**at);
      if (due < time) {
        time = due;
        earliest = *at;
      }
      const Instance& next = at + 1 == path_.end() ? first : **(at + 1);
      if (hope.empty()) hope = hope_of(**at, next);
    }
    if (earliest)
      return fmt::format("it stays closed until {} at most, when the clock frees {}", number_text(time),
                         shown_name(*earliest));
    return hope.empty() ? "nobody in it can go on" : "nobody in it can go on unless " + hope;
  }

  /// What else than the next in the circle could free a process of it; empty: nothing.
  std::string hope_of(const Instance& waiter, const Instance& next) const {
    const Event* event = waiter.is_waiting() ? waiter.event() : nullptr;
    if (event && is_choice(*event))
      return fmt::format("another part of what {} waits for comes first", shown_name(waiter));
    for (const LinePlace& at : lines_of(waiter)) {
      const auto holds = [&](const Instance& who) {
        return std::any_of(at.holders.begin(), at.holders.end(),
                           [&](const LinePlace::Holder& holder) { return holder.process == &who; });
      };
      if (!holds(next)) continue;
      if (at.can_rise) return fmt::format("the capacity of `{}` rises", at.object);
      for (const LinePlace::Holder& holder : at.holders) {
        if (!contains(path_, *holder.process))
          return fmt::format("{} gives back `{}`", shown_name(*holder.process), at.object);
      }
    }
    return "";
  }

  static bool contains(const std::vector<const Instance*>& all, const Instance& instance) {
    return std::find(all.begin(), all.end(), &instance) != all.end();
  }

  const Sources& sources_;
  std::set<const Instance*> told_;
  std::vector<const Instance*> path_;
};

std::string lines_text(const Instance& instance) {
  std::string text;
  for (const LinePlace& at : lines_of(instance)) {
    text += sanitized(fmt::format("  stands {}: {}", place_text(at), at.condition)) + "\n";
  }
  return text;
}

}  // namespace

NameFit fit_of(const Instance& instance, std::string_view name) {
  const ProcessType& type = instance.type();
  if (type.is_hidden) return NameFit::none;
  if (name_of(instance) == name) return NameFit::name;
  if (!name.starts_with(type.name)) return NameFit::none;
  name.remove_prefix(type.name.size());
  if (name.empty()) return instance.index == 0 ? NameFit::type : NameFit::none;
  return name == fmt::format("[{}]", instance.index) ? NameFit::index : NameFit::none;
}

Instance* find_process(const State& state, std::string_view name) {
  Instance* found = nullptr;
  NameFit best = NameFit::none;
  for (Instance* instance = state.first_alive(); instance; instance = state.next_alive(*instance)) {
    const NameFit fit = fit_of(*instance, name);
    if (fit <= best) continue;
    best = fit;
    found = instance;
  }
  return best == NameFit::type && found->kind->created > 1 ? nullptr : found;
}

std::vector<std::string> process_names(const State& state, std::size_t most) {
  std::vector<std::string> names;
  for (Instance* instance = state.first_alive(); instance && names.size() < most;
       instance = state.next_alive(*instance)) {
    if (!instance->parent() && !instance->type().is_hidden) names.emplace_back(name_of(*instance));
  }
  return names;
}

std::string doing(Instance& instance, const Sources& sources) {
  if (request_of_held_back(instance))
    return "is preempted, and wants that back, at " + place(instance, sources);
  switch (instance.state()) {
    case Process::State::created: {
      const double time = instance.wake_time();
      return time < Loop::kForever ? "is to begin at " + number_text(time) : "is about to begin";
    }
    case Process::State::ready: return "is ready to go on at " + place(instance, sources);
    case Process::State::running: return "is running";
    case Process::State::ended: return "has ended";
    case Process::State::sleeping: {
      const double time = instance.wake_time();
      return fmt::format("sleeps until {}, at {}",
                         time < Loop::kForever ? number_text(time) : "somebody interrupts it",
                         place(instance, sources));
    }
    case Process::State::waiting: break;
  }
  return fmt::format("waits since {} at {} (`{}`)", number_text(instance.waiting_since()),
                     place(instance, sources), step(instance, sources));
}

std::string whereabouts(Instance& instance, const Sources& sources) {
  std::string text = sanitized(fmt::format("{} {}", shown_name(instance), doing(instance, sources))) + "\n";
  if (!stands_still(instance) && !instance.is_held_back()) return text;
  if (!instance.is_held_back())  // otherwise that is not what it waits for first
    text += sanitized(fmt::format("  it has told the loop \"{}\"", message_of(instance))) + "\n";
  text += lines_text(instance);
  text += Chain(sources).below(instance, 1);
  if (const std::string cure = remedy(instance); !cure.empty())
    text += sanitized("  what would free it: " + cure) + "\n";
  return text;
}

}  // namespace asim
