// release: give back units of a resource.

#include <fmt/format.h>

#include <algorithm>

#include "steps/resource_list.h"

namespace asim {
namespace {

class ReleaseOp final : public Op {
public:
  ReleaseOp(ResourceList resources, Argument amount, EventKind of_kind)
      : Op(of_kind), resources_(std::move(resources)), amount_(amount) {}

  const Op* execute(Frame& frame) const override {
    if (const Argument* resource = resources_.constant()) [[likely]] {
      release(frame, evaluate_object<ResourceObject>(*resource, frame));
      return next;
    }
    release_several(frame);
    return next;
  }
  Rows rows() const override { return Rows::of_its_kind; }
  std::string dump() const override { return "release"; }

protected:
  void link(const Linker&) override {
    const bool is_at_hand = !amount_.given() || amount_.operand.kind == Operand::Kind::constant;
    if (resources_.constant() && is_known(*resources_.constant(), types::resource) && is_at_hand) {
      quick = release_known;
      quick_with_row = release_with_row;
    }
  }

private:
  // A resource known beforehand, and one hold of it that is all that is to be given back.
  static const Op* release_known(const Op& op, State& state, Instance& self) {
    const auto& release = static_cast<const ReleaseOp&>(op);
    ResourceObject& resource = known<ResourceObject>(*release.resources_.constant(), state);
    if (!release.is_all_of(resource, state, self.holds())) [[unlikely]]
      return at_length(op, state, self);
    self.op = &op;
    resource.release(*self.holds());
    return go_on_with(*op.next, state, self);
  }
  static const Op* release_with_row(const Op& op, State& state, Instance& self) {
    const auto& release = static_cast<const ReleaseOp&>(op);
    ResourceObject& resource = known<ResourceObject>(*release.resources_.constant(), state);
    if (!release.is_all_of(resource, state, self.holds())) [[unlikely]]
      return at_length(op, state, self);
    self.op = &op;
    release.release_and_tell(state, self, resource, *self.holds());
    return go_on_with(*op.next, state, self);
  }
  [[gnu::noinline]] void release_and_tell(State& state, Instance& self, ResourceObject& resource,
                                          Hold& hold) const {
    const std::size_t amount = hold.amount;
    resource.release(hold);
    Frame frame{state, &self, self.own};
    tell(frame, resource, amount);
  }
  [[gnu::always_inline]] bool is_all_of(const Resource& resource, const State& state,
                                        const Hold* hold) const {
    if (!hold || hold->resource != &resource) return false;
    return amount_.given() ? hold->amount == count_of(state.constants[amount_.operand.index]) : !hold->older;
  }

  void release(Frame& frame, ResourceObject& resource) const {
    Instance& self = *frame.self;
    if (amount_.given()) {
      const std::size_t amount = evaluate_whole(amount_, frame, 1, "an amount");
      if (!resource.release(self, amount)) refuse(self, resource, amount);
      tell(frame, resource, amount);
    } else {
      const Resource::Amount amount = resource.release_all(self);
      if (amount == 0) refuse(self, resource, 1);
      tell(frame, resource, amount);
    }
  }

  // Without an amount, one that is named twice has been given back already.
  void release_several(Frame& frame) const {
    const ResourceList::Resources all = resources_.evaluate_all(frame);
    for (auto at = all.begin(); at != all.end(); ++at) {
      if (amount_.given() || std::find(all.begin(), at, *at) == at) release(frame, **at);
    }
  }

  [[noreturn]] void refuse(Instance& self, const ResourceObject& resource, std::size_t amount) const {
    const Resource::Amount held = resource.held(self);
    const std::string name(name_of(self));
    if (held == 0)
      throw RunError(resources_.span(), fmt::format("`{}` does not hold `{}`", name, resource.name));
    throw RunError(amount_.span, fmt::format("cannot release {} of `{}`: `{}` holds {}", amount,
                                             resource.name, name, held));
  }

  void tell(Frame& frame, const ResourceObject& resource, std::size_t amount) const {
    if (wants_row(frame, row)) [[unlikely]]
      write_row(frame, row, resource.name, fmt::to_string(amount));
  }

  ResourceList resources_;
  Argument amount_;
};

void compile_release(StepCompiler& c, const StepNode& s) {
  ResourceList resources(c, s, "release");
  const Argument amount = c.number(s, "amount");
  c.check_range(amount, {1, true, "an amount must be a whole number of at least 1"});
  c.emit<ReleaseOp>(s.span, std::move(resources), amount, rows::of(s.kind));
}

constexpr Key kKeys[] = {
    {"release", KeyType::resource, true, "", "the resource, or a list of them"},
    {"amount", KeyType::whole, false, "all that the process holds", "how many units, of each"},
};

}  // namespace

extern const StepKind release_step{
    .name = "release",
    .keys = kKeys,
    .summary = "give back units of a resource",
    .documentation =
        "Gives back all units that the process holds of the resource, or the `amount` acquired last. "
        "Whoever is\n"
        "served by that goes to the end of what is due now. To release what one does not hold is an error. "
        "What a\n"
        "process still holds when it ends is released with it, and the report says so.",
    .example = R"(model: two beds
timeline: [log]
resources: {beds: {capacity: 2}}
processes:
  family:
    steps:
      - acquire: beds
        amount: 2
      - sleep: 3
      - release: beds
        amount: 1
      - log: one is free
  guest:
    steps:
      - acquire: beds
      - log: goes to bed
      - release: beds
)",
    .timeline = "3 family one is free\n3 guest goes to bed\n",
    .elsewhere = "free",
    .compile = compile_release,
    .story = [](std::string_view object,
                std::string_view detail) { return fmt::format("gives back {} of `{}`", detail, object); },
};

}  // namespace asim
