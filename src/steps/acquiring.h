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

protected:
  void link(const Linker&) override;

private:
  /// What it asks for, if that is a constant; the amount is 0 if it is none, or not to be had at all.
  struct Wish {
    std::uint64_t amount = 1;
    double priority = 0;
    double timeout = Loop::kForever;
    bool preempts = false;
  };
  Wish wish_at_hand(const State& state, const Resource& resource) const {
    if (!is_literal_) return wish_of_constants(state, resource);
    Wish wish = literal_wish_;
    if (wish.amount > resource.nominal_capacity()) wish.amount = 0;
    return wish;
  }
  Wish wish_of_constants(const State&, const Resource&) const;
  void note_literal_wish(const Expressions&);
  ResourceObject& resource_at_hand(const State& state) const {
    return known<ResourceObject>(*resources_.constant(), state);
  }
  static const Op* acquire_unit(const Op&, State&, Instance&);
  static const Op* acquire_wished(const Op&, State&, Instance&);
  static Attempt attempt(const WaitingOp&, State&, Instance&, double limit);
  static const Op* acquire_with_row(const Op&, State&, Instance&);
  static const Op* receive_with_row(const Op&, State&, Instance&);
  static bool can_wait(const Resource&, const Instance&, double timeout);
  static const Op* preempt(const AcquireOp&, State&, Instance&, Acquire&);
  const Op* conclude_quietly(State&, Instance&, Acquire&) const;
  Acquire& make(Frame&) const;
  void check_possible(const Acquire&, const Program&) const;
  const Op* acquire_or_wait(Frame&) const;
  const Op* refused(Frame&, Acquire&, double limit) const;
  [[noreturn]] void throw_line_is_full(Frame&, Acquire&, std::string_view advice) const;
  void write_rows(Frame&, const Acquire&) const;
  void write_row_of(State&, Instance&, const Hold&) const;
  void receive_in_frame(State&, Instance&, Acquire&) const;

  ResourceList resources_;
  Argument amount_, priority_, preempt_;
  bool is_literal_ = false;  // all that it asks for is written down:
  Wish literal_wish_;
};

}  // namespace asim
