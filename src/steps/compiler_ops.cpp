// How the ops of steps are laid out: waits with what follows a timeout, branches, loops and the jumps out of
// them.

#include <fmt/format.h>

#include "steps/compiler.h"
#include "steps/execution.h"
#include "steps/jumps.h"

namespace asim {

void StepCompiler::add(std::unique_ptr<Op> op, Span span) {
  op->body = body_;
  program_.ops.push_back(std::move(op));
  program_.spans.push_back(span);
  program_.labels.emplace_back();
}

void StepCompiler::complete_waiting(WaitingOp& op, const StepNode& s) {
  op.timeout = number(s, "timeout");
  check_range(op.timeout, {0, false, "a timeout must not be negative"});
  op.as = variable(s);
  op.span = s.span;
  op.row = rows::of(s.kind);
  if (s.has("on_timeout") && !s.has("timeout")) {
    diagnostics_.error(s.node.find_member("on_timeout")->key->span, "`on_timeout:` without `timeout:`");
  }
}

void StepCompiler::add_waiting(std::unique_ptr<WaitingOp> owned, const StepNode& s) {
  WaitingOp& op = *owned;
  complete_waiting(op, s);
  add(std::move(owned), s.span);
  emit_behind(s.span);
  steps_instead(s, "on_timeout", op.on_timeout);
  if (find_key(s.kind.keys, "on_full")) steps_instead(s, "on_full", op.on_full);
}

std::vector<Jump*> StepCompiler::add_entrance(std::unique_ptr<WaitingOp> owned, const StepNode& s) {
  WaitingOp& op = *owned;
  complete_waiting(op, s);
  add(std::move(owned), s.span);
  Jump& inside = emit<Jump>(s.span);
  std::vector<Jump*> past;
  const auto way_past = [&](std::string_view key, Target& target) {
    target.index = here();
    if (const Node* list = s.find(key)) possible_steps(list, fmt::format("`{}:`", key));
    past.push_back(&emit<Jump>(s.span));
  };
  if (s.has("timeout")) way_past("on_timeout", op.on_timeout);
  if (s.has("on_full")) way_past("on_full", op.on_full);
  inside.target.index = here();
  return past;
}

void StepCompiler::steps_instead(const StepNode& s, std::string_view key, Target& target) {
  const Node* list = s.find(key);
  if (!list) return;
  Jump& past = emit<Jump>(s.span);
  target.index = here();
  possible_steps(list, fmt::format("`{}:`", key));
  past.target.index = here();
}

// ---- branches ----

std::unique_ptr<WaitingOp> StepCompiler::branch_op(const StepNode& s, std::size_t then) {
  const std::size_t outer = std::exchange(enclosing_then_, then);
  const std::string outer_step(scope_->step());
  scope_->set_step(s.kind.name);
  std::unique_ptr<WaitingOp> op = s.kind.request(*this, s);
  if (op) complete_waiting(*op, s);
  scope_->set_step(outer_step);
  enclosing_then_ = outer;
  return op;
}

std::size_t StepCompiler::emit_later(BehindOp steps) {
  behind_.push_back(steps);
  return behind_.size() - 1;
}

void StepCompiler::emit_behind(Span span) {
  if (behind_.empty()) return;
  const std::vector<BehindOp> all = std::exchange(behind_, {});
  std::vector<Jump*> jumps{&emit<Jump>(span)};
  std::vector<std::pair<Jump*, std::size_t>> to_enclosing;
  for (const BehindOp& later : all) {
    if (later.kind == BehindOp::Kind::child) {
      emit_child(later, span);
      continue;
    }
    later.target->index = here();
    if (later.kind == BehindOp::Kind::parts) {
      emit<ContinueParts>(span, later.slot, later.count);
    } else {
      possible_steps(later.steps, "`then:`");
    }
    Jump& jump = emit<Jump>(span);
    if (later.enclosing_then == BehindOp::kNone) {
      jumps.push_back(&jump);
    } else {
      to_enclosing.emplace_back(&jump, later.enclosing_then);
    }
  }
  for (Jump* jump : jumps) jump->target.index = here();
  for (const auto& [jump, enclosing] : to_enclosing) jump->target.index = all[enclosing].target->index;
}

// A body of its own: no loop around it can be left from within, and nothing around it guards it.
void StepCompiler::emit_child(const BehindOp& child, Span span) {
  const std::vector<Loop> outer_loops = std::exchange(loops_, {});
  const std::size_t outer_depth = std::exchange(cleanup_depth_, 0);
  const std::uint32_t outer_body = std::exchange(body_, ++bodies_);
  child.target->index = here();
  steps(child.steps, "a branch");
  emit<End>(span);
  body_ = outer_body;
  cleanup_depth_ = outer_depth;
  loops_ = outer_loops;
}

// ---- loops ----

void StepCompiler::begin_loop(std::uint32_t continue_at) {
  loops_.push_back({continue_at, cleanup_depth_, {}});
}

void StepCompiler::end_loop() {
  for (Target* target : loops_.back().breaks) target->index = here();
  loops_.pop_back();
}

void StepCompiler::jump_out(const StepNode& s, bool to_continue) {
  if (loops_.empty()) {
    diagnostics_.error(s.span, fmt::format("`{}` outside a loop", s.kind.name));
    return;
  }
  const bool past_cleanup = loops_.back().cleanup_depth < cleanup_depth_;
  Target& target = past_cleanup ? emit<Leave>(s.span).target : emit<Jump>(s.span).target;
  if (to_continue) {
    target.index = loops_.back().continue_at;
  } else {
    loops_.back().breaks.push_back(&target);
  }
}

}  // namespace asim
