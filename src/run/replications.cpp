#include "run/replications.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace asim {
namespace {

class Crew {
public:
  Crew(const Experiment& experiment, RunPlan& plan, std::size_t threads,
       const std::function<void(const RunRow&, bool)>& deliver, const std::function<bool()>& interrupted)
      : experiment_(experiment),
        plan_(plan),
        deliver_(deliver),
        interrupted_(interrupted),
        // Runs begun in advance of a decision about precision may be in vain: few of them.
        places_(plan.has_goals() ? threads : kAhead * threads) {}

  bool run(std::size_t threads) {
    std::vector<std::thread> others;
    try {
      while (others.size() + 1 < threads) others.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // As many as the system allows; the results are the same.
    }
    work();
    for (std::thread& thread : others) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    return !was_interrupted_;
  }

private:
  static constexpr std::size_t kAhead = 64;

  struct Place {
    RunKey key;
    std::optional<RunRow> row;
  };

  void work() {
    try {
      Experimenter experimenter(experiment_);
      std::unique_lock lock(mutex_);
      while (const std::optional<std::uint64_t> ticket = begin_run(lock)) {
        const RunKey key = place(*ticket).key;
        lock.unlock();
        std::optional<RunRow> row = experimenter.run(key.point, key.replication, interrupted_);
        lock.lock();
        if (!row) {
          was_interrupted_ = true;
          return stop();
        }
        place(*ticket).row = std::move(row);
        deliver_finished(lock);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      stop();
    }
  }

  /// The ticket of the next run, once there is room for its result; nothing at the end.
  std::optional<std::uint64_t> begin_run(std::unique_lock<std::mutex>& lock) {
    while (!stopped_) {
      if (interrupted_ && interrupted_()) {
        was_interrupted_ = true;
        stop();
        break;
      }
      const bool has_room = begun_ - delivered_ < places_.size();
      if (const std::optional<RunKey> key = has_room ? plan_.next() : std::nullopt) {
        place(begun_) = {*key, std::nullopt};
        return begun_++;
      }
      if (has_room && plan_.finished()) break;
      changed_.wait(lock);
    }
    return std::nullopt;
  }

  /// Hands over what is finished and whose turn it is, unless another thread is at it.
  void deliver_finished(std::unique_lock<std::mutex>& lock) {
    if (delivering_) return;
    delivering_ = true;
    while (!failure_ && delivered_ < begun_ && place(delivered_).row) {
      const RunRow row = *std::exchange(place(delivered_).row, std::nullopt);
      const bool wanted = plan_.accept(place(delivered_).key, row);
      const bool last = plan_.point_is_done();
      ++delivered_;
      lock.unlock();
      changed_.notify_all();
      if (wanted) deliver_(row, last);
      lock.lock();
    }
    delivering_ = false;
  }

  void stop() {
    stopped_ = true;
    changed_.notify_all();
  }

  Place& place(std::uint64_t ticket) { return places_[ticket % places_.size()]; }

  const Experiment& experiment_;
  RunPlan& plan_;
  const std::function<void(const RunRow&, bool)>& deliver_;
  const std::function<bool()>& interrupted_;

  std::mutex mutex_;  // guards the plan and everything below
  std::condition_variable changed_;
  std::vector<Place> places_;  // a ring of the runs that are begun and not delivered
  std::uint64_t begun_ = 0, delivered_ = 0;
  bool delivering_ = false, stopped_ = false, was_interrupted_ = false;
  std::exception_ptr failure_;
};

}  // namespace

bool run_all(const Experiment& experiment, RunPlan& plan, std::size_t threads,
             const std::function<void(const RunRow&, bool)>& deliver,
             const std::function<bool()>& interrupted) {
  return Crew(experiment, plan, threads, deliver, interrupted).run(threads);
}

}  // namespace asim
