#include "program/condition.h"

#include <algorithm>
#include <utility>

#include "engine/process.h"
#include "program/evaluate.h"
#include "program/instance.h"
#include "program/state.h"

namespace asim {
namespace {

/// While it lives, what is read is noted.
class Noting {
public:
  Noting(State& state, Readings& readings)
      : state_(state), outer_(std::exchange(state.readings, &readings)) {}
  ~Noting() { state_.readings = outer_; }
  Noting(const Noting&) = delete;
  Noting& operator=(const Noting&) = delete;

private:
  State& state_;
  Readings* outer_;
};

constexpr std::size_t kMostWatched = 64;  // beyond that it is cheaper to look again each time

}  // namespace

// ---- watchers ----

Watcher::Watcher(State& run)
    : run_(run),
      readings_(PoolAllocator<Reading>(run.pool)),
      watched_(PoolAllocator<Watch::Thing*>(run.pool)) {}

bool Watcher::evaluate(Operand condition, const Frame& of) const {
  Frame frame = of;
  ++run_.condition_evaluations;
  note_fixed_readings(readings_, condition, frame);
  const Noting noting(run_, readings_);
  run_.evaluates_for = frame.self;
  const bool holds = evaluate_condition(condition, frame);
  run_.evaluates_for = nullptr;
  return holds;
}

bool Watcher::has_reason() const {
  return std::any_of(watched_.begin(), watched_.end(),
                     [this](const Watch::Thing* thing) { return thing->changed > watched_since_; });
}

bool Watcher::reads_time() const {
  return std::any_of(watched_.begin(), watched_.end(),
                     [](const Watch::Thing* thing) { return changes_with_time(thing->reading.of); });
}

void Watcher::enter_list() {
  order = run_.loop.next_order();
  run_.conditions.insert(*this);
  run_.call_for_attention();
}

void Watcher::leave_list() {
  run_.conditions.remove(*this);
  --run_.calls_for_attention;
  forget_readings();
}

// The new ones first: most are the old ones, which are not let go meanwhile.
void Watcher::watch_readings() {
  const std::size_t old = watched_.size();
  for (const Reading& reading : readings_) watched_.push_back(&run_.watch.use(run_, reading));
  for (std::size_t i = 0; i < old; ++i) run_.watch.release(*watched_[i]);
  watched_.erase(watched_.begin(), watched_.begin() + static_cast<std::ptrdiff_t>(old));
  readings_.clear();
  watched_since_ = run_.watch.looks();
}

void Watcher::watch_more() const {
  for (const Reading& reading : readings_) {
    if (watched_.size() > kMostWatched) break;
    const bool is_watched = std::any_of(watched_.begin(), watched_.end(), [&](const Watch::Thing* thing) {
      return thing->reading.of == reading.of;
    });
    if (!is_watched) watched_.push_back(&run_.watch.use(run_, reading));
    if (watched_.size() == kMostWatched) watched_.push_back(&run_.watch.use(run_, any_change()));
  }
  readings_.clear();
}

void Watcher::forget_readings() {
  for (Watch::Thing* thing : watched_) run_.watch.release(*thing);
  watched_.clear();
  readings_.clear();
}

// ---- conditions that processes wait for ----

Condition::Condition(Frame& frame, Operand condition)
    : Event(*frame.self), Watcher(frame.state), own_(frame.own), condition_(condition) {}

bool Condition::holds() const {
  note_anew();
  return evaluate(condition_, Frame{run_, static_cast<Instance*>(&process()), own_});
}

void Condition::join() {
  enter_list();
  watch_readings();
}

bool Condition::look_again() {
  if (holds()) {
    leave_list();
    grant();
    return true;
  }
  watch_readings();
  return false;
}

// Granting may withdraw others (a first_of with several conditions), so it starts anew after each; and it may
// serve somebody, which changes what others have read.
void grant_conditions(State& state) {
  bool granted = true;
  while (granted && state.watch.look(state)) {
    granted = false;
    Watcher* watcher = state.conditions.front();
    while (watcher) {
      const bool set_going = watcher->has_reason() && watcher->look_again();
      granted |= set_going;
      watcher = set_going ? state.conditions.front() : state.conditions.after(*watcher);
    }
  }
}

}  // namespace asim
