// set, do: changing the state.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "program/heap.h"
#include "program/place.h"
#include "program/value_text.h"
#include "steps/capacities.h"
#include "steps/execution.h"

namespace asim {
namespace {

bool is_variable(const Place& place) {
  return place.kind == Place::Kind::own || place.kind == Place::Kind::shared;
}

Value& variable_at(const Place& place, State& state, Instance& self) {
  return place.kind == Place::Kind::own ? self.own[place.slot] : state.shared[place.slot];
}

std::string told_of(const Place& place, Operand value, const std::string& text, const Frame& frame) {
  const std::string known = is_variable(place)
                                ? value_text(place.kind == Place::Kind::own ? frame.own[place.slot]
                                                                            : frame.state.shared[place.slot])
                                : known_text(value, frame);
  return known.empty() ? fmt::format("sets `{}`", text) : fmt::format("{} = {}", text, known);
}

class SetOp final : public Op {
public:
  SetOp(Place place, Operand value, std::string text, const Expressions& expressions)
      : place_(std::move(place)),
        value_(value),
        arithmetic_(arithmetic_of(value, expressions)),
        text_(std::move(text)) {
    if (!arithmetic_ || arithmetic_->right.bank() != Ref::constants) return;
    const Constant& step = expressions.constants[arithmetic_->right.index()];
    if (step.kind == Constant::Kind::literal && step.value.is_number())
      literal_step_ = step.value.as_number();
  }
  const Op* execute(Frame& frame) const override {
    assign(place_, frame, evaluate(value_, frame));
    return next;
  }
  void link(const Linker&) override {
    if (!is_variable(place_)) return;
    quick = go_on_behind<set_variable>;
    if (!arithmetic_) return;
    const bool is_own = place_.kind == Place::Kind::own;
    const Ref itself(is_own ? Ref::own : Ref::shared, place_.slot);
    quick = set_number;
    if (arithmetic_->opcode != Opcode::add || arithmetic_->left != itself) return;
    if (literal_step_) {
      quick = is_own ? increase_literally<Ref::own> : increase_literally<Ref::shared>;
      return;
    }
    quick = is_own ? increase_by<Ref::own>(arithmetic_->right.bank())
                   : increase_by<Ref::shared>(arithmetic_->right.bank());
  }
  std::string told(Frame& frame, const Op*) const override { return told_of(place_, value_, text_, frame); }
  std::string dump() const override { return "set"; }

private:
  static const Op* set_variable(const Op& op, State& state, Instance& self) {
    const auto& set = static_cast<const SetOp&>(op);
    Frame frame{state, &self, self.own};
    Value value = evaluate(set.value_, frame);
    variable_at(set.place_, state, self) = std::move(value);
    return op.next;
  }
  /// A variable by a constant or another one: `served + 1`.
  template <Ref::Bank place>
  static Quick increase_by(Ref::Bank step) {
    if (step == Ref::own) return increase<place, Ref::own>;
    return step == Ref::shared ? increase<place, Ref::shared> : increase<place, Ref::constants>;
  }
  template <Ref::Bank place, Ref::Bank by>
  static const Op* increase(const Op& op, State& state, Instance& self) {
    const auto& set = static_cast<const SetOp&>(op);
    Value& variable = values<place>(state, self)[set.place_.slot];
    const Value& step = values<by>(state, self)[set.arithmetic_->right.index()];
    const double sum = variable.number_or_nan() + step.number_or_nan();
    if (std::isnan(sum)) [[unlikely]]
      return at_length(op, state, self);
    variable.overwrite(sum);
    return go_on_with(*op.next, state, self);
  }
  template <Ref::Bank place>
  static const Op* increase_literally(const Op& op, State& state, Instance& self) {
    const auto& set = static_cast<const SetOp&>(op);
    Value& variable = values<place>(state, self)[set.place_.slot];
    const double sum = variable.number_or_nan() + *set.literal_step_;
    if (std::isnan(sum)) [[unlikely]]
      return at_length(op, state, self);
    variable.overwrite(sum);
    return go_on_with(*op.next, state, self);
  }
  template <Ref::Bank bank>
  static Value* values(State& state, Instance& self) {
    if (bank == Ref::own) return self.own;
    return bank == Ref::shared ? state.shared.data() : state.constants.data();
  }
  /// A variable to a sum or the like: `total + item`.
  static const Op* set_number(const Op& op, State& state, Instance& self) {
    const auto& set = static_cast<const SetOp&>(op);
    Value& variable = variable_at(set.place_, state, self);
    double number = 0;
    if (!variable.is_free_standing() || !calculate(*set.arithmetic_, state, self, number)) [[unlikely]]
      return at_length(op, state, self);
    variable.overwrite(number);
    return go_on_with(*op.next, state, self);
  }

  Place place_;
  Operand value_;
  std::optional<NumberOperation> arithmetic_;
  std::optional<double> literal_step_;  // the right one of what is calculated, if it is written down
  std::string text_;                    // the place as written
};

/// Several at once: all values first, then the assignments in order.
class SetManyOp final : public Op {
public:
  std::vector<std::pair<Place, Operand>> assignments;
  std::vector<std::string> texts;  // the places as written

  std::string told(Frame& frame, const Op*) const override {
    std::string all;
    for (std::size_t i = 0; i < assignments.size(); ++i) {
      const auto& [place, value] = assignments[i];
      all += (i > 0 ? ", " : "") + told_of(place, value, texts[i], frame);
    }
    return all;
  }

  const Op* execute(Frame& frame) const override {
    std::vector<Value, PoolAllocator<Value>> values{PoolAllocator<Value>(frame.state.pool)};
    values.reserve(assignments.size());
    for (const auto& [place, value] : assignments) values.push_back(evaluate(value, frame));
    for (std::size_t i = 0; i < values.size(); ++i) assign(assignments[i].first, frame, std::move(values[i]));
    return next;
  }
  void link(const Linker&) override {
    const auto sets_variable = [](const auto& assignment) { return is_variable(assignment.first); };
    if (assignments.size() <= kFew && std::ranges::all_of(assignments, sets_variable))
      quick = go_on_behind<set_few>;
  }
  std::string dump() const override { return "set many"; }

private:
  static constexpr std::size_t kFew = 4;
  static const Op* set_few(const Op& op, State& state, Instance& self) {
    const auto& assignments = static_cast<const SetManyOp&>(op).assignments;
    Frame frame{state, &self, self.own};
    Value values[kFew];
    for (std::size_t i = 0; i < assignments.size(); ++i) values[i] = evaluate(assignments[i].second, frame);
    for (std::size_t i = 0; i < assignments.size(); ++i)
      variable_at(assignments[i].first, state, self) = std::move(values[i]);
    return op.next;
  }
};

/// A resource's new capacity, as far as it is known already.
void check_capacity(StepCompiler& c, const Place& place, const Argument& value) {
  if (place.kind != Place::Kind::attribute || place.name.as_text()->view() != "capacity") return;
  c.program().sets_capacities = true;
  const ObjectDeclaration* object = find_object(c.program(), place.base);
  if (!object || object->kind != ObjectKind::resource) return;
  constexpr std::string_view kRule = "a capacity must be a whole number and not negative";
  c.check_range(value, {0, true, kRule});
  if (value.type.may_be(types::number)) return;
  c.diagnostics().error(value.span, fmt::format("{}, not {}", kRule, value.type.description()));
}

void compile_set(StepCompiler& c, const StepNode& s) {
  const Node* node = s.argument();
  if (!node || !node->is_mapping()) {
    if (node) {
      c.diagnostics().error(node->span, "`set:` must be a mapping of places to values",
                            "as in `set: {served: 5}`");
    }
    return;
  }
  auto many = std::make_unique<SetManyOp>();
  for (const Node::Member& member : node->members) {
    std::optional<Place> place = c.expressions().compile_place(member.key->text, member.key->span, c.scope());
    const Argument value = c.compile(*member.value, Use::value);
    if (place && place->base.given()) c.program().changes_members = true;
    if (place) check_capacity(c, *place, value);
    if (!place) continue;
    many->assignments.emplace_back(std::move(*place), value.operand);
    many->texts.push_back(member.key->text);
  }
  if (many->assignments.size() == 1) {
    auto& [place, value] = many->assignments.front();
    c.emit<SetOp>(s.span, std::move(place), value, many->texts.front(), c.program().expressions);
  } else {
    c.add(std::move(many), s.span);
  }
}

/// Evaluates an expression for its effect.
class DoOp final : public Op {
public:
  explicit DoOp(Operand expression) : expression_(expression) {}
  const Op* execute(Frame& frame) const override {
    evaluate(expression_, frame);
    return next;
  }
  std::string told(Frame&, const Op*) const override { return "evaluates this for its effect"; }
  std::string dump() const override { return "do"; }

private:
  Operand expression_;
};

void compile_do(StepCompiler& c, const StepNode& s) { c.emit<DoOp>(s.span, c.expression(s, "do").operand); }

constexpr Key kSetKeys[] = {{"set", KeyType::assignments, true, "", "places and their new values"}};
constexpr Key kDoKeys[] = {{"do", KeyType::expression, true, "", "the expression"}};

}  // namespace

extern const StepKind set_step{
    .name = "set",
    .keys = kSetKeys,
    .summary = "give variables new values",
    .documentation =
        "All values are evaluated first, then assigned in order. A place is a variable, a member of a "
        "record or list\n"
        "(`job.done`, `made[i]`: block style, since YAML reads brackets), a variable of another process, or "
        "the\n"
        "capacity of a resource. A name that nothing declares becomes a variable of the process.",
    .example = R"(model: swapping
timeline: [log]
processes:
  juggler:
    vars: {left: 1, right: 2}
    steps:
      - set: {left: right, right: left}
      - log: "{left} {right}"
)",
    .timeline = "0 juggler 2 1\n",
    .elsewhere = "assign let",
    .writes_rows = false,
    .compile = compile_set,
};

extern const StepKind do_step{
    .name = "do",
    .keys = kDoKeys,
    .summary = "evaluate an expression for its effect",
    .documentation = "For the methods of lists, for example. The value is not used.",
    .example = R"(model: a stack
timeline: [log]
processes:
  stacker:
    vars: {stack: []}
    steps:
      - do: stack.append(1)
      - do: stack.append(2)
      - log: "{stack}"
)",
    .timeline = "0 stacker [1, 2]\n",
    .writes_rows = false,
    .compile = compile_do,
};

}  // namespace asim
