#pragma once
// Acquiring: the op of `acquire`, which `with` begins with too.

#include "steps/resource_list.h"

namespace asim {

/// The story of a row of `acquire` and `with`.
std::string acquire_story(std::string_view object, std::string_view detail);

/// What would grant a request that waits: "a `release` of `clerk`".
std::string acquire_remedy(const Acquire&, const State&);

/// Takes units of a resource, or of several at once. The process holds them from receive() on.
class AcquireOp final : public WaitingOp {
public:
  /// Reads the resources from `key`, and `amount`, `priority` and `preempt`.
  AcquireOp(StepCompiler&, const StepNode&, std::string_view key);

  const Op* execute(Frame&) const override;
  /// RunError if the line to join is full; execute() goes on at `on_full` instead.
  Event* request(Frame&) const override;
  Value receive(Frame&, Event&) const override;
  std::string awaited(Frame&, const Event*) const override;
  std::string wish(Frame&, const Event*) const override;
  std::string remedy(Frame&, const Event*) const override;
  std::string dump() const override { return "acquire"; }

  const ResourceList& resources() const { return resources_; }

private:
  Acquire& make(Frame&) const;
  void check_possible(const Acquire&, const Program&) const;
  const Op* acquire_or_wait(Frame&) const;
  const Op* refused(Frame&, Acquire&, double limit) const;
  [[noreturn]] void throw_line_is_full(Frame&, Acquire&, std::string_view advice) const;
  void write_rows(Frame&, const Acquire&) const;

  ResourceList resources_;
  Argument amount_, priority_, preempt_;
  bool is_plain_;  // nothing but a single resource of the model
};

}  // namespace asim
