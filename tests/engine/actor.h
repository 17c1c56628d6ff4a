#pragma once
// What the engine's tests share: a loop with its pool, and processes with a name that write down what happens
// to them.

#include <fmt/format.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "engine/coroutine.h"
#include "engine/group.h"
#include "engine/loop.h"
#include "engine/queue.h"
#include "engine/resource.h"

namespace asim::testing {

class Actor final : public Process {
public:
  using Process::Process;

  std::string name;
  std::vector<std::string>* log = nullptr;
  std::vector<Preemption> preemptions;
  std::deque<Interrupt> interrupts;  // as many as ever were sent to it

  void note(const std::string& text) { log->push_back(fmt::format("{} {} {}", loop().now(), name, text)); }
  using Process::renew;

  void note(Wake wake) {
    note(wake == Wake::granted ? "granted" : wake == Wake::timed_out ? "timed out" : "interrupted");
  }

protected:
  void on_end() override { release_everything(*this); }
  void on_preempted(const Preemption& preemption) override {
    preemptions.push_back(preemption);
    loop().interrupt(*this, interrupts.emplace_back());
  }
};

// Frames still alive at the end of a test only free their memory, so a test may declare its objects after the
// world.
struct World {
  Pool pool;
  Loop loop{pool};
  std::vector<std::string> log;
  std::deque<Actor> actors;

  Actor& actor(std::string name) {
    Actor& made = actors.emplace_back(loop);
    made.name = std::move(name);
    made.log = &log;
    return made;
  }

  // Starts `work(loop, actor, arguments…)` under that name.
  template <class Work, class... Arguments>
  Actor& start(std::string name, Work work, Arguments... arguments) {
    Actor& made = actor(std::move(name));
    loop.start(made, work(loop, made, arguments...));
    return made;
  }

  void cancel_all() {
    for (Actor& actor : actors) {
      if (actor.alive()) loop.cancel(actor);
    }
    loop.run();
  }
};

// Frees an event that was made in the pool, together with its parts, when the coroutine's frame dies.
template <class T>
class Pooled {
public:
  template <class... Arguments>
  explicit Pooled(Loop& loop, Arguments&&... arguments)
      : pool_(loop.pool()), event_(pool_.make<T>(std::forward<Arguments>(arguments)...)) {}
  ~Pooled() { event_->destroy(pool_); }
  Pooled(const Pooled&) = delete;
  Pooled& operator=(const Pooled&) = delete;
  T& operator*() const { return *event_; }
  T* operator->() const { return event_; }

private:
  Pool& pool_;
  T* event_;
};

using Log = std::vector<std::string>;
using IntQueue = Queue<int>;

}  // namespace asim::testing
