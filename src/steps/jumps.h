#pragma once
// Ops of control flow that several step kinds share.

#include <fmt/format.h>

#include "program/evaluate.h"
#include "program/op.h"
#include "program/state.h"

namespace asim {

/// Goes on elsewhere.
class Jump final : public Op {
 public:
  std::uint32_t target = 0;
  Jump() = default;
  explicit Jump(std::uint32_t to) : target(to) {}

  Flow execute(Frame& frame) const override {
    frame.self->pc = target;
    return Flow::jump;
  }
  std::string dump() const override { return fmt::format("jump {}", target); }
};

/// Goes on elsewhere unless a condition holds.
class JumpUnless final : public Op {
 public:
  std::uint32_t target = 0;
  explicit JumpUnless(Operand condition) : condition_(condition) {}

  Flow execute(Frame& frame) const override {
    if (evaluate_condition(condition_, frame)) return Flow::next;
    frame.self->pc = target;
    return Flow::jump;
  }
  std::string dump() const override { return fmt::format("jump {} unless", target); }

 private:
  Operand condition_;
};

}  // namespace asim
