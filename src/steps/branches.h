#pragma once
// What first_of and all_of are when they are carried out: branches, each the op of a step that waits, and the
// groups of their events. How they are compiled stands in composition.cpp.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engine/group.h"
#include "program/heap.h"
#include "program/value_text.h"
#include "steps/sleeping.h"
#include "steps/unwinding.h"

namespace asim {

// ---- branches that are processes ----

/// The end of a child process, which is made when the event begins and cancelled when it is withdrawn.
class ChildEvent final : public Join {
public:
  ChildEvent(Instance& parent, asim::State& state, Value* own, const Op& entry, std::uint32_t type)
      : Join(parent), state_(state), own_(own), entry_(entry), type_(type) {}

  bool possible() const override { return false; }
  void destroy(Pool& pool) override { pool.destroy(this); }
  Value result() const { return child_.as_instance()->result(); }

private:
  void join() override {
    Instance& child = make_instance(state_, type_);
    child_ = reference(child);
    child.set_particulars().parent = static_cast<Instance*>(&process());
    child.own = own_;
    child.op = &entry_;
    wait_for(child);
    Join::join();
    start_instance(child);
  }

  // Its end must not count as the end that is waited for.
  void leave() override {
    Join::leave();
    is_detached_ = detach_instance(state_, *child_.as_instance());
  }
  void serve_after(State) override {
    if (!std::exchange(is_detached_, false)) return;
    ++state_.ending_branches;
    end_detached_instance(state_, *child_.as_instance());
    --state_.ending_branches;
  }

  asim::State& state_;
  Value* own_;
  const Op& entry_;
  std::uint32_t type_;
  Value child_;
  bool is_detached_ = false;
};

class ChildOp final : public WaitingOp {
public:
  Target entry;
  explicit ChildOp(std::uint32_t type) : type_(type) {}

  Event* request(Frame& frame) const override {
    return frame.state.pool.make<ChildEvent>(*frame.self, frame.state, frame.own, *entry.op, type_);
  }
  Value receive(Frame&, Event& event) const override { return static_cast<ChildEvent&>(event).result(); }
  std::string awaited(Frame&, const Event*) const override { return "its steps"; }
  std::string wish(Frame&, const Event*) const override { return "its steps are done"; }
  std::string remedy(Frame&, const Event*) const override { return "the end of its steps"; }
  std::string dump() const override { return fmt::format("child {}", entry.index); }
  void link(const Linker& linker) override { linker(entry); }

private:
  std::uint32_t type_;
};

// ---- groups ----

struct Branch {
  std::string name;
  Value text;  // the name
  std::unique_ptr<WaitingOp> op;
  Target then;
};

class GroupOp : public WaitingOp {
public:
  std::vector<Branch> branches;

  void link(const Linker& linker) override {
    WaitingOp::link(linker);
    for (Branch& branch : branches) {
      branch.op->link(linker);
      if (branch.then.index != 0) linker(branch.then);
    }
  }

  std::string awaited(Frame&, const Event*) const override {
    std::string text;
    for (const Branch& branch : branches) text += (text.empty() ? "" : ", ") + branch.name;
    return text;
  }

  std::string wish(Frame& frame, const Event* event) const override {
    return told_of_branches(event, ", ", [&](const Branch& branch, const Event& part) {
      return fmt::format("{} ({})", branch.name, branch.op->wish(frame, &part));
    });
  }

protected:
  /// What frees the parts that have not come yet; `link` stands between them.
  std::string remedies(Frame& frame, const Event* event, std::string_view link) const {
    return told_of_branches(event, link, [&](const Branch& branch, const Event& part) -> std::string {
      if (part.granted()) return "";
      const std::string text = branch.op->remedy(frame, &part);
      const bool is_group = dynamic_cast<const Group*>(&part) != nullptr;
      return is_group && !text.empty() ? "(" + text + ")" : text;
    });
  }
  template <class Tell>
  std::string told_of_branches(const Event* event, std::string_view separator, Tell tell) const {
    const auto& group = *static_cast<const Group*>(event);
    std::string text;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const std::string more = tell(branches[i], group.part(i));
      if (!more.empty()) text += (text.empty() ? "" : std::string(separator)) + more;
    }
    return text;
  }
  static Value take(Frame& frame, const Branch& branch, Event& part) {
    Value value = branch.op->receive(frame, part);
    branch.op->as.set(frame, value);
    return value;
  }
};

/// A branch that is not begun evaluates nothing: it draws no number and writes no row.
class Race final : public FirstOf {
public:
  Race(Frame& frame, const std::vector<Branch>& branches)
      : FirstOf(*frame.self, frame.state.pool), branches_(branches), state_(frame.state), own_(frame.own) {
    parts_.reserve(branches.size());
  }
  void destroy(Pool& pool) override {
    destroy_parts(pool);
    pool.destroy(this);
  }

private:
  Event* make_part() override {
    if (size() == branches_.size()) return nullptr;
    Frame frame{state_, static_cast<Instance*>(&process()), own_};
    return branches_[size()].op->request(frame);
  }

  const std::vector<Branch>& branches_;
  asim::State& state_;
  Value* own_;
};

class FirstOfOp final : public GroupOp {
public:
  Event* request(Frame& frame) const override { return frame.state.pool.make<Race>(frame, branches); }

  Value receive(Frame& frame, Event& event) const override {
    auto& group = static_cast<FirstOf&>(event);
    const Branch& winner = branches[group.winner()];
    take(frame, winner, group.part(group.winner()));
    if (wants_row(frame, row)) write_row(frame, row, "", winner.name);
    return winner.text;
  }

  const Target* continuation(Frame& frame, Event& event) const override {
    auto& group = static_cast<FirstOf&>(event);
    const Branch& winner = branches[group.winner()];
    const Target* inner = winner.op->continuation(frame, group.part(group.winner()));
    return inner || winner.then.index == 0 ? inner : &winner.then;
  }

  void link(const Linker& linker) override {
    GroupOp::link(linker);
    if (timeout.given() || as.given()) return;
    if (branches.front().op->try_quickly) quick = try_first;
    const auto sleeps = [](const Branch& branch) { return branch.op->delay_at_hand != nullptr; };
    if (!std::all_of(branches.begin(), branches.end(), sleeps)) return;
    quick = sleep_shortest;
    for (Branch& branch : branches) {
      branch.op->index = index;
      branch.op->body = body;
      branch.op->next = branch.op->after_sleep = branch.then.op ? branch.then.op : next;
    }
  }
  // If the first branch has come already nothing else is made or looked at.
  static const Op* try_first(const Op& op, State& state, Instance& self) {
    const Branch& first = static_cast<const FirstOfOp&>(op).branches.front();
    if (!first.op->try_quickly(*first.op, state, self)) return at_length(op, state, self);
    return go_on_with(first.then.op ? *first.then.op : *op.next, state, self);
  }

  // Of several sleeps the others need not be begun: they could not win. The process sleeps as its `sleep`
  // step would, but only where nobody can hold it back: a first_of does not stand still then.
  static const Op* sleep_shortest(const Op& op, State& state, Instance& self) {
    const auto& group = static_cast<const FirstOfOp&>(op);
    const double now = state.now();
    const Branch* winner = nullptr;
    double least = Loop::kForever;
    for (const Branch& branch : group.branches) {
      const double delay = branch.op->delay_at_hand(*branch.op, state, self, false);
      if (!(delay >= 0)) [[unlikely]]
        return at_length(op, state, self);
      if (now + delay >= least) continue;
      least = now + delay;
      winner = &branch;
    }
    if (!winner || self.has_interrupt() || self.withs() || self.parent()) [[unlikely]]
      return at_length(op, state, self);
    for (const Branch& branch : group.branches) branch.op->delay_at_hand(*branch.op, state, self, true);
    return sleep_quickly(*winner->op, state, self, least);
  }

  std::string message(Frame& frame, const Event* event) const override {
    return "wake me when the first of these has come: " + wish(frame, event);
  }
  std::string remedy(Frame& frame, const Event* event) const override {
    return remedies(frame, event, ", or ");
  }
  std::string dump() const override { return "first of " + std::to_string(branches.size()); }
};

class AllOfOp final : public GroupOp {
public:
  Target continue_parts;  // index 0: no part has steps left to do
  std::uint32_t slot = 0;

  void link(const Linker& linker) override {
    GroupOp::link(linker);
    if (continue_parts.index != 0) linker(continue_parts);
  }

  const Target* continuation(Frame& frame, Event& event) const override {
    if (continue_parts.index == 0) return nullptr;
    auto& group = static_cast<AllOf&>(event);
    bool any = false;
    for (std::uint32_t i = 0; i < branches.size(); ++i) {
      const Target* steps = branches[i].op->continuation(frame, group.part(i));
      frame.own[slot + i] = steps ? steps->index : 0.0;
      any |= steps != nullptr;
    }
    return any ? &continue_parts : nullptr;
  }

  Event* request(Frame& frame) const override {
    Pool& pool = frame.state.pool;
    AllOf* all = pool.make<AllOf>(*frame.self, pool);
    for (const Branch& branch : branches) all->add(*branch.op->request(frame));
    return all;
  }

  Value receive(Frame& frame, Event& event) const override {
    auto& group = static_cast<AllOf&>(event);
    Record* parts = Record::make(frame.state.pool, branches.size());
    Value result = Value::adopt(parts);
    for (std::size_t i = 0; i < branches.size(); ++i) {
      parts->set(branches[i].text, take(frame, branches[i], group.part(i)));
    }
    if (wants_row(frame, row)) write_row(frame, row, "", value_text(result));
    return result;
  }

  std::string remedy(Frame& frame, const Event* event) const override {
    return remedies(frame, event, ", and ");
  }
  std::string message(Frame& frame, const Event* event) const override {
    return "wake me when all of these have come: " + wish(frame, event);
  }
  std::string dump() const override { return "all of " + std::to_string(branches.size()); }
};

}  // namespace asim
