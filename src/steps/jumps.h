#pragma once
// Ops of control flow that several step kinds share.

#include <fmt/format.h>

#include "program/evaluate.h"
#include "program/op.h"
#include "program/state.h"
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
  void link(const Linker& linker) override { linker(target); }
  std::string dump() const override { return fmt::format("jump {}", target.index); }
};

/// The end of a process or procedure that has come to its last step.
class End final : public Op {
public:
  const Op* execute(Frame& frame) const override {
    return depart(frame, *this, {Departure::Kind::back, 0, Value()});
  }
  std::string dump() const override { return "end"; }
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
  explicit JumpUnless(Operand condition) : condition_(condition) {}

  const Op* execute(Frame& frame) const override {
    return evaluate_condition(condition_, frame) ? next : target.op;
  }
  void link(const Linker& linker) override { linker(target); }
  std::string dump() const override { return fmt::format("jump {} unless", target.index); }

private:
  Operand condition_;
};

}  // namespace asim
