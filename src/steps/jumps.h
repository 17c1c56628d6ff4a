#pragma once
// Ops of control flow that several step kinds share.

#include <fmt/format.h>

#include "program/evaluate.h"
#include "program/op.h"
#include "program/state.h"
#include "steps/execution.h"
#include "steps/unwinding.h"

namespace asim {

/// Goes on elsewhere.
class Jump final : public Op {
public:
  Target target;
  Jump() = default;
  explicit Jump(std::uint32_t to) : target{to} {}

  const Op* execute(Frame&) const override { return target.op; }
  const Target* jump() const override { return &target; }
  void link(const Linker& linker) override {
    linker(target);
    quick = go;
  }
  std::string dump() const override { return fmt::format("jump {}", target.index); }

private:
  static const Op* go(const Op& op, State& state, Instance& self) {
    return go_round(*static_cast<const Jump&>(op).target.op, state, self);
  }
};

/// The end of a process or procedure that has come to its last step, behind all clean-up.
class End final : public Op {
public:
  const Op* execute(Frame& frame) const override {
    if (!frame.self->call) return ends(frame);
    return depart(frame, *this, {Departure::Kind::back, 0, Value()});
  }
  void link(const Linker&) override { quick = end; }
  Rows rows() const override { return Rows::several; }  // the interpreter writes it
  // The end of a process is told anyway.
  std::string told(Frame&, const Op* following) const override {
    return following ? "has come to the end of the procedure" : "";
  }
  std::string dump() const override { return "end"; }

private:
  static const Op* end(const Op& op, State& state, Instance& self) {
    if (become_spare(state, self)) [[likely]]
      return nullptr;
    if (self.call || self.holds()) [[unlikely]]
      return at_length(op, state, self);
    self.op = nullptr;
    self.come_to_rest();
    return nullptr;
  }
};

/// Goes on elsewhere, after the clean-up on the way there.
class Leave final : public Op {
public:
  Target target;
  const Op* execute(Frame& frame) const override {
    return depart(frame, *this, {Departure::Kind::jump, target.index, Value()});
  }
  std::string dump() const override { return fmt::format("leave to {}", target.index); }
};

/// Goes on elsewhere unless a condition holds.
class JumpUnless final : public Op {
public:
  Target target;
  JumpUnless(Operand condition, const Expressions& expressions)
      : condition_(condition), comparison_(comparison_of(condition, expressions)) {}

  const Op* execute(Frame& frame) const override {
    return evaluate_condition(condition_, frame) ? next : target.op;
  }
  std::string told(Frame&, const Op* following) const override {
    return following == next ? "the condition holds" : "the condition does not hold";
  }
  void link(const Linker& linker) override {
    linker(target);
    if (comparison_) quick = compare_numbers;
  }
  std::string dump() const override { return fmt::format("jump {} unless", target.index); }

private:
  static const Op* compare_numbers(const Op& op, State& state, Instance& self) {
    const auto& jump = static_cast<const JumpUnless&>(op);
    bool holds = false;
    if (!compare(*jump.comparison_, state, self, holds)) [[unlikely]]
      return at_length(op, state, self);
    return go_on_with(holds ? *op.next : *jump.target.op, state, self);
  }

  Operand condition_;
  std::optional<NumberOperation> comparison_;  // if that is all of the condition
};

/// Goes on, one after the other, with the steps that several parts of an all_of have left to do: each ends by
/// coming back here. Hidden variables from `slot` on hold the indices of their ops; 0: none.
class ContinueParts final : public Op {
public:
  ContinueParts(std::uint32_t slot, std::uint32_t count) : slot_(slot), count_(count) {}

  const Op* execute(Frame& frame) const override {
    for (std::uint32_t i = slot_; i < slot_ + count_; ++i) {
      const double op = frame.own[i].as_number();
      if (op == 0) continue;
      frame.own[i].set_number(0);
      return frame.state.program.linked(static_cast<std::uint32_t>(op));
    }
    return next;
  }
  std::string dump() const override { return fmt::format("continue {} parts", count_); }

private:
  std::uint32_t slot_, count_;
};

}  // namespace asim
