#pragma once
// The getter of a `get` with `where:`.

#include <optional>

#include "program/selection.h"
#include "program/steadiness.h"
#include "steps/execution.h"

namespace asim {

/// A getter that takes only what its condition, evaluated in its process's frame, lets pass. While it waits,
/// what the condition reads is watched, unless that cannot change.
class FilteredGet final : public Queue<Value>::Get, private Watcher {
public:
  /// `selection` may be null, and must outlive it.
  FilteredGet(Frame& frame, Queue<Value>& queue, std::size_t count, Operand condition,
              const Selection* selection)
      : Get(*frame.self, queue, count, true),
        Watcher(frame.state),
        own_(frame.own),
        condition_(condition),
        may_change_(!is_steady(condition, frame.state.program)) {
    if (!selection || may_change_ || count != 1) return;
    if (const std::optional<std::uint64_t> value = selection->wanted_value(frame))
      mark_ = Mark<Value>{selection, *value};
  }
  void destroy(Pool& pool) override { pool.destroy(this); }

private:
  bool passes(const Value& item) const override {
    Frame frame{run_, static_cast<Instance*>(&process()), own_, &item};
    if (is_watched_) {
      const bool result = evaluate(condition_, frame);
      watch_more();
      return result;
    }
    run_.evaluates_for = frame.self;
    const bool result = evaluate_condition(condition_, frame);
    run_.evaluates_for = nullptr;
    return result;
  }
  bool decides_for_good(const Value& item) const override {
    const Frame frame{run_, static_cast<Instance*>(&process()), own_, &item};
    return is_watched_ ? !reads_time() : is_steady(condition_, frame);
  }

  const Mark<Value>* mark() const override { return mark_ ? &*mark_ : nullptr; }

  void entered_line() override {
    if (!may_change_) return;
    enter_list();
    is_watched_ = true;
    for (auto* entry = queue().items().front(); entry; entry = queue().items().after(*entry))
      passes(entry->item);
  }
  void left_line() override {
    if (std::exchange(is_watched_, false)) leave_list();
  }
  bool look_again() override {
    note_anew();
    watch_readings();
    queue().reconsider();
    return !is_watched_;
  }

  Value* own_;
  Operand condition_;
  bool may_change_;
  bool is_watched_ = false;
  std::optional<Mark<Value>> mark_;
};

}  // namespace asim
