#pragma once
// What the ops of `with` (with.cpp) and preemptions (preemption.cpp) keep for a process.

#include <cstdint>

#include "engine/group.h"
#include "engine/resource.h"
#include "program/instance.h"

namespace asim {

class Reacquisition;

enum class OnPreempt : std::uint8_t { interrupt, resume, restart };

/// A resource that a `with` of a process holds or, between a preemption and its return, waits for.
struct WithHold {
  static constexpr std::int64_t kNothing = -1;
  WithHold* outer = nullptr;
  const Op* entered = nullptr;  // the op that noted it
  std::int64_t hold = 0;        // the order of the Hold; holds of a process have different ones
  OnPreempt on_preempt = OnPreempt::interrupt;
  Reacquisition* return_of = nullptr;  // while it is lost and comes back
};

/// The request by which a preempted holder gets its resource back: its grant lets the process go on.
class Reacquisition final : public Group {
public:
  Reacquisition(Instance& instance, Pool& pool, WithHold& lost)
      : Group(instance, pool), instance_(instance), lost_(lost) {}

  bool possible() const override { return false; }
  void destroy(Pool& pool) override {
    destroy_parts(pool);
    pool.destroy(this);
  }
  void start(Acquire& acquire) {
    add(acquire);
    if (acquire.begin()) part_granted(acquire);
  }
  void withdraw() { parts_.front()->take_back(); }
  const Acquire& request() const { return static_cast<const Acquire&>(*parts_.front()); }

private:
  void part_granted(Event& part) override {
    static_cast<Acquire&>(part).receive();
    lost_.hold = instance_.holds()->order;
    lost_.return_of = nullptr;
    instance_.let_go();
  }
  void part_revoked(Event&) override {}  // what is granted is received at once
  bool give_back() override { return true; }

  Instance& instance_;
  WithHold& lost_;
};

}  // namespace asim
