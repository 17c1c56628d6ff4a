#pragma once
// What first_of (first_of.h) and all_of (all_of.h) have in common when they are carried out: branches, each
// the op of a step that waits. How they are compiled stands in composition.cpp.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engine/group.h"
#include "program/heap.h"
#include "program/value_text.h"
#include "steps/execution.h"
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

  Rows rows() const override { return Rows::several; }
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

}  // namespace asim
