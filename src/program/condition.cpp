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

}  // namespace

Condition::Condition(Frame& frame, Operand condition)
    : Event(*frame.self),
      run_(frame.state),
      own_(frame.own),
      condition_(condition),
      readings_(PoolAllocator<Reading>(frame.state.pool)),
      watched_(PoolAllocator<Watch::Thing*>(frame.state.pool)) {}

bool Condition::holds() const {
  Frame frame{run_, static_cast<Instance*>(&process()), own_};
  ++run_.condition_evaluations;
  readings_.clear();
  note_fixed_readings(readings_, condition_, frame);
  const Noting noting(run_, readings_);
  return evaluate_condition(condition_, frame);
}

bool Condition::has_reason() const {
  return std::any_of(watched_.begin(), watched_.end(),
                     [this](const Watch::Thing* thing) { return thing->changed > watched_since_; });
}

// The new ones first: most are the old ones, which are not let go meanwhile.
void Condition::watch_readings() {
  const std::size_t old = watched_.size();
  for (const Reading& reading : readings_) watched_.push_back(&run_.watch.use(run_, reading));
  for (std::size_t i = 0; i < old; ++i) run_.watch.release(*watched_[i]);
  watched_.erase(watched_.begin(), watched_.begin() + static_cast<std::ptrdiff_t>(old));
  watched_since_ = run_.watch.looks();
}

void Condition::forget_readings() {
  for (Watch::Thing* thing : watched_) run_.watch.release(*thing);
  watched_.clear();
  readings_.clear();
}

void Condition::join() {
  order = run_.loop.next_order();
  run_.conditions.insert(*this);
  ++run_.calls_for_attention;
  watch_readings();
}

void Condition::leave() {
  run_.conditions.remove(*this);
  --run_.calls_for_attention;
  forget_readings();
}

// Granting may withdraw others (a first_of with several conditions), so it starts anew after each; and it may
// serve somebody, which changes what others have read.
void grant_conditions(State& state) {
  bool granted = true;
  while (granted && state.watch.look(state)) {
    granted = false;
    Condition* condition = state.conditions.front();
    while (condition) {
      if (condition->has_reason() && condition->holds()) {
        granted = true;
        condition->leave();
        condition->grant();
        condition = state.conditions.front();
        continue;
      }
      if (condition->has_reason()) condition->watch_readings();
      condition = Line<Condition>::after(*condition);
    }
  }
}

}  // namespace asim
