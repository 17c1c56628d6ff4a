#pragma once
// Batches: a getter of several items that, when its time is up, takes fewer.

#include <algorithm>

#include "engine/group.h"
#include "engine/queue.h"
#include "program/instance.h"
#include "program/state.h"
#include "program/value.h"

namespace asim {

/// The step that makes batches: it knows how to take fewer.
class BatchMaker {
public:
  using Get = Queue<Value>::Get;
  /// How many items the process of the frame could have now.
  virtual std::size_t available(Frame&, const Queue<Value>&) const = 0;
  virtual Get* make_get(Frame&, Queue<Value>&, std::size_t count) const = 0;

protected:
  ~BatchMaker() = default;
};

/// Waits for `whole`; after `limit` for as many as there are then, if they are enough, in the same place of
/// the line. Done in any case when the time is up: taken() says what with.
class Batch final : public Group {
public:
  using Get = Queue<Value>::Get;

  Batch(Frame& frame, Get& whole, double limit, std::size_t least, const BatchMaker& maker)
      : Group(*frame.self, frame.state.pool),
        maker_(maker),
        state_(frame.state),
        own_(frame.own),
        whole_(whole),
        limit_(limit),
        least_(least) {
    add(whole);
  }

  bool possible() const override { return whole_.possible(); }
  void destroy(Pool& pool) override {
    destroy_parts(pool);
    pool.destroy(this);
  }

  bool begin() override {
    mark_waiting();
    closed_ = false;
    if (whole_.attempt()) return finish(whole_);
    if (limit_ <= 0) {
      beginning_ = true;
      give_up_waiting();
      beginning_ = false;
      return true;
    }
    if (whole_.begin()) return finish(whole_);
    if (timer_ == nullptr) {
      timer_ = process().loop().pool().make<Timer>(process(), process().now() + limit_);
      add(*timer_);
    }
    timer_->begin();
    return false;
  }

  Queue<Value>& queue() const { return whole_.queue(); }
  std::size_t count() const { return whole_.count(); }
  /// Once granted: the getter that has what was taken; null if nothing was.
  Get* taken() const { return taken_; }
  /// … because there was less than enough.
  bool is_too_late() const { return taken_ == nullptr && !is_empty_enough_; }

private:
  bool finish(Get& get) {
    closed_ = true;
    taken_ = &get;
    mark_granted();
    return true;
  }

  void part_granted(Event& part) override {
    if (is_settling_) return;  // give_up_waiting() looks for itself
    if (closed_) {
      part.take_back();
      return;
    }
    if (&part == timer_) return give_up_waiting();
    closed_ = true;
    taken_ = &whole_;
    timer_->withdraw();
    grant();
  }
  void part_revoked(Event&) override {}

  void take() override {
    if (whole_.attempt()) finish(whole_);
  }

  // Others are served only when the smaller batch has had its turn: they stand behind it.
  void give_up_waiting() {
    closed_ = true;
    whole_.withdraw();
    Frame frame{state_, static_cast<Instance*>(&process()), own_};
    const std::size_t count = std::min(maker_.available(frame, queue()), whole_.count());
    is_empty_enough_ = least_ == 0;
    if (count >= least_ && count > 0) take_fewer(*maker_.make_get(frame, queue(), count));
    if (beginning_) {
      mark_granted();
    } else {
      grant();
    }
    whole_.serve_others();
  }

  void take_fewer(Get& fewer) {
    add(fewer);
    fewer.order = whole_.order;
    is_settling_ = true;
    fewer.begin();
    is_settling_ = false;
    if (fewer.granted()) {
      taken_ = &fewer;
    } else {
      fewer.withdraw();  // others stand before it
      fewer.serve_others();
    }
  }

  bool give_back() override { return withdraw_parts(); }

  const BatchMaker& maker_;
  asim::State& state_;
  Value* own_;
  Get& whole_;
  Timer* timer_ = nullptr;
  double limit_;
  std::size_t least_;
  Get* taken_ = nullptr;
  bool is_settling_ = false;
  bool is_empty_enough_ = false;
};

}  // namespace asim
