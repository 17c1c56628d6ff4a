#include "steps/store.h"

#include <fmt/format.h>

#include <cmath>

#include "base/numbers.h"
#include "steps/capacities.h"

namespace asim {
namespace {

template <class Request>
struct Traits;

template <>
struct Traits<Container::Get> {
  static constexpr std::string_view kName = "get amount";
  static constexpr std::string_view kWish = "there is {} for me in `{}`";
  static constexpr std::string_view kRemedy = "a `put` into `{}`";
  static constexpr bool kHasValue = true;
  static constexpr CapacityCheck::Demand kDemand = CapacityCheck::Demand::get_amount;
};

template <>
struct Traits<Container::Put> {
  static constexpr std::string_view kName = "put amount";
  static constexpr std::string_view kWish = "there is room for {} in `{}`";
  static constexpr std::string_view kRemedy = "a `get` from `{}`";
  static constexpr bool kHasValue = false;
  static constexpr CapacityCheck::Demand kDemand = CapacityCheck::Demand::put_amount;
};

template <class Request>
class AmountOp final : public WaitingOp {
public:
  AmountOp(Argument container, Argument amount) : container_(container), amount_(amount) {}

  Event* request(Frame& frame) const override {
    ContainerObject& container = evaluate_object<ContainerObject>(container_, frame);
    const double amount = evaluate_number(amount_.operand, frame, amount_.span);
    if (!(amount >= 0) || std::isinf(amount)) {
      throw RunError(amount_.span, fmt::format("an amount must be a finite number and not negative, not {}",
                                               number_text(amount)));
    }
    if (amount > container.capacity()) {
      throw RunError(amount_.span, too_much(Traits<Request>::kDemand, amount, container.capacity()));
    }
    return frame.state.pool.make<Request>(*frame.self, container, amount);
  }

  Value receive(Frame& frame, Event& event) const override {
    auto& done = static_cast<Request&>(event);
    if constexpr (std::is_same_v<Request, Container::Get>) done.receive();
    if (wants_row(frame, row)) write_row(frame, row, object_of(done.container()).name, Value(done.amount()));
    return Traits<Request>::kHasValue ? Value(done.amount()) : Value::null();
  }

  std::string awaited(Frame&, const Event* event) const override {
    return object_of(static_cast<const Request*>(event)->container()).name;
  }
  std::string wish(Frame& frame, const Event* event) const override {
    return fmt::format(Traits<Request>::kWish, number_text(static_cast<const Request*>(event)->amount()),
                       awaited(frame, event));
  }
  std::string remedy(Frame& frame, const Event* event) const override {
    return fmt::format(Traits<Request>::kRemedy, awaited(frame, event));
  }
  std::string dump() const override { return std::string(Traits<Request>::kName); }

protected:
  void link(const Linker& linker) override {
    WaitingOp::link(linker);
    if (!is_known(container_, types::container) || !has_fixed_timeout() || as.given()) return;
    quick = quick_by_kind(amount_.operand, []<Operand::Kind kind>() { return move_known<kind>; });
  }

private:
  // A container and an amount that are at hand, and nobody waits.
  template <Operand::Kind kind>
  static const Op* move_known(const Op& op, State& state, Instance& self) {
    const auto& step = static_cast<const AmountOp&>(op);
    Container& container = known<ContainerObject>(step.container_, state);
    const Value& amount = place_at_hand<kind>(step.amount_.operand, state, self);
    if (!amount.is_number() || !(amount.as_number() >= 0) || std::isinf(amount.as_number())) [[unlikely]]
      return at_length(op, state, self);
    if (!(step.fixed_timeout(state) >= 0)) [[unlikely]]
      return at_length(op, state, self);
    if constexpr (std::is_same_v<Request, Container::Get>) {
      if (!container.can_get_simply(amount.as_number())) return at_length(op, state, self);
      container.get_simply(amount.as_number());
    } else {
      if (!container.can_put_simply(amount.as_number())) return at_length(op, state, self);
      container.put_simply(amount.as_number());
    }
    return go_on_with(*op.next, state, self);
  }

  Argument container_, amount_;
};

template <class Request>
std::unique_ptr<WaitingOp> request_amount(StepCompiler& c, const StepNode& s) {
  const Argument container = c.expression(s, s.kind.name, types::container);
  const Argument amount = c.number(s, "amount");
  c.check_range(amount, {0, false, "an amount must not be negative"});
  check_fits(c, Traits<Request>::kDemand, container, amount);
  return std::make_unique<AmountOp<Request>>(container, amount);
}

}  // namespace

bool is_about_container(StepCompiler& c, const StepNode& s) {
  const Node* node = s.argument();
  const Symbol* symbol = node && node->is_plain() ? c.scope().find(node->text) : nullptr;
  if (symbol && symbol->type.is_only(types::container)) return true;
  if (symbol && symbol->type.is_only(types::queue)) return false;
  return s.has("amount");
}

void refuse_keys(StepCompiler& c, const StepNode& s, std::initializer_list<std::string_view> keys,
                 std::string_view what) {
  for (const std::string_view key : keys) {
    if (!s.has(key)) continue;
    c.diagnostics().error(s.node.find_member(key)->key->span,
                          fmt::format("`{}:` cannot be used with {}", key, what));
  }
}

std::unique_ptr<WaitingOp> request_amount_get(StepCompiler& c, const StepNode& s) {
  refuse_keys(c, s, {"where", "count", "at_least"}, "a container");
  if (!s.has("amount")) {
    c.diagnostics().error(s.span, "step `get` needs `amount:`", "how much to take from the container");
  }
  return request_amount<Container::Get>(c, s);
}

std::unique_ptr<WaitingOp> request_amount_put(StepCompiler& c, const StepNode& s) {
  refuse_keys(c, s, {"item", "priority"}, "a container");
  return request_amount<Container::Put>(c, s);
}

}  // namespace asim
