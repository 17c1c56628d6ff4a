// Whom a step sets going, stops, or holds back: found by comparing what was before it with what is after it.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/numbers.h"
#include "run/observation.h"

namespace asim {
namespace {

constexpr std::size_t kWatchedReady = 256;  // the last of the ready queue

}  // namespace

void Observation::enter(const Op* op, Instance* process) {
  levels_.emplace_back();
  levels_.back().op = op;
  levels_.back().process = process;
  levels_.back().ready_count = state_->loop.ready_count();
  const std::size_t count = levels_.back().ready_count;
  levels_.back().ready = end_of_ready(count - std::min(count, kWatchedReady));
}

std::vector<Process*> Observation::end_of_ready(std::size_t from) const {
  std::vector<Process*> end;
  for (std::size_t i = from; i < state_->loop.ready_count(); ++i) end.push_back(state_->loop.ready_at(i));
  return end;
}

void Observation::leave(Instance* by) {
  const Level level = std::move(levels_.back());
  levels_.pop_back();
  for (Move aside : level.aside) {
    if (aside.kind == Move::Kind::preempt && aside.process->is_held_back())
      aside.text += "; it stands still until it has that back";
    say(aside);
  }
  const std::vector<const Process*> regained = look_at_held_back(by);
  // Who enters does so at the end, so that of a long queue the rest need not be looked at.
  const std::size_t unwatched = level.ready_count - level.ready.size();
  const std::vector<Process*> now = end_of_ready(std::min(unwatched, state_->loop.ready_count()));
  const auto contains = [](const std::vector<Process*>& all, const Process* process) {
    return std::find(all.begin(), all.end(), process) != all.end();
  };
  std::size_t same = 0;  // usually all that were there still are, in their order
  while (same < std::min(now.size(), level.ready.size()) && now[same] == level.ready[same]) ++same;
  for (std::size_t i = same; i < level.ready.size(); ++i) {
    auto& instance = static_cast<Instance&>(*level.ready[i]);
    if (unwatched == 0 && !contains(now, &instance) && instance.is_waiting())
      say(move(Move::Kind::revoke, &instance, instance.op, "loses what it was granted, and waits again"));
  }
  for (std::size_t i = same; i < now.size(); ++i) {
    const bool is_told = std::find(regained.begin(), regained.end(), now[i]) != regained.end();
    if (!is_told && !contains(level.ready, now[i])) tell_newly_ready(*now[i], by);
  }
}

void Observation::tell_newly_ready(Process& process, Instance* by) {
  auto& instance = static_cast<Instance&>(process);
  const std::string whose = by ? shown_name(*by) : "the clock";
  Move told = move(Move::Kind::grant, &instance, instance.op, "");
  told.by = by;
  if (!instance.alive()) {
    told.kind = Move::Kind::cancel;
    told.op = nullptr;
    told.text = "is ended by " + whose;
  } else if (!instance.has_begun) {
    told.kind = Move::Kind::start;
    told.text = "stands in the ready queue, to begin";
  } else if (instance.wake() == Process::Wake::interrupted) {
    told.kind = Move::Kind::interrupt;
    told.text = fmt::format("is interrupted at its `{}` by {}, and stands in the ready queue",
                            step_of(*instance.op), whose);
  } else {
    const std::string granted = instance.event() ? granted_text(*instance.event()) : "";
    told.text = fmt::format("{} by {}, and stands in the ready queue",
                            granted.empty() ? "is let go on" : "is granted " + granted, whose);
  }
  say(told);
}

// ---- who is held back ----

/// What has changed for them; returns those who are held back no longer.
std::vector<const Process*> Observation::look_at_held_back(Instance* by) {
  std::vector<const Process*> regained;
  std::vector<HeldBack> still;
  for (HeldBack& held : std::exchange(held_back_, {})) {
    const Instance& process = *held.process;
    if (!process.alive()) continue;
    if (process.is_held_back()) {
      held.is_held = true;
      tell_end_of_wait(held, by);
      still.push_back(std::move(held));
      continue;
    }
    // An interrupt that leaves the `with` gives up what would have come back.
    const bool has_given_up = process.state() == Process::State::ready &&
                              process.wake() == Process::Wake::interrupted &&
                              held.ended != Process::Wake::interrupted;
    if (!held.is_held || has_given_up) continue;
    tell_regain(held, by);
    regained.push_back(&process);
  }
  held_back_ = std::move(still);
  return regained;
}

void Observation::tell_end_of_wait(HeldBack& held, Instance* by) {
  Instance& process = *held.process;
  if (process.state() != Process::State::ready) {
    held.ended.reset();
    return;
  }
  if (std::exchange(held.ended, process.wake()) == process.wake()) return;
  const bool is_interrupted = process.wake() == Process::Wake::interrupted;
  const std::string granted = process.event() && !is_interrupted ? granted_text(*process.event()) : "";
  Move told = move(is_interrupted ? Move::Kind::interrupt : Move::Kind::grant, &process, process.op, "");
  told.by = by;
  told.text = fmt::format("{} by {}, but stands still until it has {} back",
                          is_interrupted     ? "is interrupted at its `" + step_of(*process.op) + "`"
                          : !granted.empty() ? "is granted " + granted
                                             : "is let go on",
                          by ? shown_name(*by) : "the clock", held.lost);
  say(told);
}

void Observation::tell_regain(const HeldBack& held, Instance* by) {
  const Instance& process = *held.process;
  Move told = move(Move::Kind::regain, held.process, process.op, "");
  told.by = by;
  told.text = fmt::format("has {} back by {}, and ", held.lost, by ? shown_name(*by) : "the clock");
  if (process.state() == Process::State::ready) {
    told.text += "stands in the ready queue";
  } else if (process.state() == Process::State::sleeping) {
    told.text += process.wake_time() < Loop::kForever
                     ? "sleeps on, now until " + number_text(process.wake_time())
                     : "sleeps on";
  } else {
    told.text += "waits on";
  }
  say(told);
}

}  // namespace asim
