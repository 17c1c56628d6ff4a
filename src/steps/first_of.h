#pragma once
// first_of when it is carried out. In general it makes a group of the branches' events and waits for that. A
// quiet run has shorter ways for what is most often meant: a race of sleeps, and something with a time limit.
// There the process waits at the op of a branch, which leads where the branch leads.

#include <algorithm>
#include <string>
#include <vector>

#include "steps/branches.h"
#include "steps/sleeping.h"

namespace asim {

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
    if (std::all_of(branches.begin(), branches.end(), sleeps)) {
      quick = sleep_shortest;
      for (Branch& branch : branches) {
        stand_in(branch);
        branch.op->after_sleep = branch.op->next;
      }
    } else if (branches.size() == 2 && (sleeps(branches[0]) || sleeps(branches[1]))) {
      sleep_ = sleeps(branches[0]) ? 0 : 1;
      Branch& other = branches[1 - sleep_];
      if (!other.op->attempt_in_time) return;
      quick = wait_in_time;
      stand_in(other);
      other.op->on_timeout.op = following(branches[sleep_]);
      other.op->clears_as = false;
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

  // Something and a sleep is something with a timeout. The sleep's number is drawn if it is the first branch,
  // or is begun.
  static const Op* wait_in_time(const Op& op, State& state, Instance& self) {
    const auto& group = static_cast<const FirstOfOp&>(op);
    const WaitingOp& sleep = *group.branches[group.sleep_].op;
    const WaitingOp& other = *group.branches[1 - group.sleep_].op;
    const double delay = sleep.delay_at_hand(sleep, state, self, false);
    const Attempt attempted = delay > 0 ? other.attempt_in_time(other, state, self, delay) : Attempt::failed;
    if (attempted == Attempt::failed) return at_length(op, state, self);
    if (attempted == Attempt::waits || group.sleep_ == 0) sleep.delay_at_hand(sleep, state, self, true);
    return attempted == Attempt::done ? go_on_with(*other.next, state, self) : kWaits;
  }

  std::string message(Frame& frame, const Event* event) const override {
    return "wake me when the first of these has come: " + wish(frame, event);
  }
  std::string remedy(Frame& frame, const Event* event) const override {
    return remedies(frame, event, ", or ");
  }
  std::string dump() const override { return "first of " + std::to_string(branches.size()); }

private:
  const Op* following(const Branch& branch) const { return branch.then.op ? branch.then.op : next; }
  /// In a quiet run the process may wait at the branch's op instead of this one.
  void stand_in(Branch& branch) {
    branch.op->index = index;
    branch.op->body = body;
    branch.op->next = following(branch);
  }

  std::size_t sleep_ = 0;  // of two branches the one that is a sleep
};

}  // namespace asim
