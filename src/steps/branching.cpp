// if, switch, choose: one way or another.

#include <fmt/format.h>

#include "base/numbers.h"
#include "engine/mixtures.h"
#include "program/draw_book.h"
#include "program/value_text.h"
#include "steps/execution.h"
#include "steps/jumps.h"

namespace asim {
namespace {

/// The jumps behind all branches but the last, to what follows the step.
class Exits {
public:
  void add(StepCompiler& c, Span span) { jumps_.push_back(&c.emit<Jump>(span)); }
  void lead_to(std::uint32_t target) {
    for (Jump* jump : jumps_) jump->target.index = target;
  }

private:
  std::vector<Jump*> jumps_;
};

// ---- if ----

void compile_clause(StepCompiler& c, Span span, Argument condition, const Node* then, Exits& exits) {
  JumpUnless& test = c.emit<JumpUnless>(span, condition.operand, c.program().expressions);
  c.possible_steps(then, "`then:`");
  exits.add(c, span);
  test.target.index = c.here();
}

constexpr Key kElifKeys[] = {{"if", KeyType::condition, true, "", "the condition of this branch"},
                             {"then", KeyType::steps, true, "", "its steps"}};

void compile_if(StepCompiler& c, const StepNode& s) {
  Exits exits;
  compile_clause(c, s.span, c.condition(s, "if"), s.find("then"), exits);
  if (const Node* elif = s.find("elif"); elif && check_list(*elif, "`elif:`", c.diagnostics())) {
    for (const Node* clause : elif->items) {
      if (!check_keys(*clause, kElifKeys, "a branch of `elif:`", c.diagnostics())) continue;
      const Node* condition = clause->find("if");
      if (!condition) continue;
      c.enter_guard();
      compile_clause(c, clause->span, c.compile(*condition, Use::expression), clause->find("then"), exits);
      c.leave_guard();
    }
  }
  c.possible_steps(s.find("else"), "`else:`");
  exits.lead_to(c.here());
}

constexpr Key kIfKeys[] = {
    {"if", KeyType::condition, true, "", "the condition"},
    {"then", KeyType::steps, true, "", "the steps if it holds"},
    {"elif", KeyType::clauses, false, "", "a list of further branches, each with `if:` and `then:`"},
    {"else", KeyType::steps, false, "", "the steps if no condition holds"},
};

// ---- switch ----

/// Keeps the value for the tests that follow.
class Keep final : public Op {
public:
  Keep(Argument value, std::uint32_t slot) : value_(value), slot_(slot) {}
  const Op* execute(Frame& frame) const override {
    frame.own[slot_] = evaluate(value_.operand, frame);
    return next;
  }
  std::string told(Frame& frame, const Op*) const override {
    return "the value is " + value_text(frame.own[slot_]);
  }
  std::string dump() const override { return "keep"; }

private:
  Argument value_;
  std::uint32_t slot_;
};

/// Goes on elsewhere unless the value is this case's: a number, or else what prints as this text.
class JumpUnlessCase final : public Op {
public:
  Target target;
  JumpUnlessCase(std::uint32_t slot, std::optional<double> number, std::string text, bool is_text_too)
      : slot_(slot), number_(number), text_(std::move(text)), is_text_too_(is_text_too) {}

  const Op* execute(Frame& frame) const override {
    const Value& value = frame.own[slot_];
    const bool same = value.is_number() ? number_ && *number_ == value.as_number()
                                        : (!number_ || is_text_too_) && value_text(value) == text_;
    if (same) return next;
    return target.op;
  }
  std::string told(Frame& frame, const Op* following) const override {
    return fmt::format("the value is {}{}", value_text(frame.own[slot_]),
                       following == next ? ": this case" : ", not this case");
  }
  void link(const Linker& linker) override { linker(target); }
  std::string dump() const override { return fmt::format("jump {} unless case {}", target.index, text_); }

private:
  std::uint32_t slot_;
  std::optional<double> number_;
  std::string text_;
  bool is_text_too_;
};

void compile_switch(StepCompiler& c, const StepNode& s) {
  const std::uint32_t slot = c.scope().hidden_slot();
  c.emit<Keep>(s.span, c.expression(s, "switch"), slot);
  const Node* cases = s.find("cases");
  if (!cases) return;
  if (!cases->is_mapping()) {
    c.diagnostics().error(cases->span, "`cases:` must be a mapping of values to lists of steps");
    return;
  }
  Exits exits;
  const bool is_json = s.node.flow && s.node.members.front().key->quoted;
  for (const Node::Member& member : cases->members) {
    const Node& key = *member.key;
    // In JSON every key is quoted: there "2" is the number and the text.
    const std::optional<double> number = key.quoted && !is_json ? std::nullopt : parse_number(key.text);
    JumpUnlessCase& test = c.emit<JumpUnlessCase>(key.span, slot, number, key.text, key.quoted);
    c.possible_steps(member.value, fmt::format("case `{}`", key.text));
    exits.add(c, key.span);
    test.target.index = c.here();
  }
  c.possible_steps(s.find("else"), "`else:`");
  exits.lead_to(c.here());
}

constexpr Key kSwitchKeys[] = {
    {"switch", KeyType::expression, true, "", "the value to compare"},
    {"cases", KeyType::cases, true, "",
     "for each value a list of steps; plain numbers are numbers, all else is text"},
    {"else", KeyType::steps, false, "", "the steps if no case fits"},
};

// ---- choose ----

class Choose final : public Op {
public:
  std::vector<Argument> weights;
  std::vector<Target> targets;
  Choose(std::uint32_t stream, Span span) : site_{stream, span} {}

  const Op* execute(Frame& frame) const override {
    double total = 0;
    for (const Argument& weight : weights) total += evaluate_weight(weight, frame);
    if (!(total > 0)) throw RunError(weights.front().span, "the weights sum to zero");
    if (frame.state.draw_book) [[unlikely]]
      return targets[branch_by_book(frame)].op;
    return targets[branch<Dice>(frame, frame.state.streams[site_.stream])].op;
  }
  std::string told(Frame&, const Op* following) const override {
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (targets[i].op == following)
        return fmt::format("chance has chosen branch {} of {}", i + 1, targets.size());
    }
    return "";
  }
  void link(const Linker& linker) override {
    for (Target& target : targets) linker(target);
  }
  std::string dump() const override {
    std::string text = "choose";
    for (const Target& target : targets) text += fmt::format(" {}", target.index);
    return text;
  }

private:
  static double evaluate_weight(const Argument& argument, Frame& frame) {
    const double weight = evaluate_number(argument.operand, frame, argument.span);
    if (weight >= 0 && weight < Loop::kForever) return weight;
    throw RunError(argument.span, fmt::format("a weight must not be negative, not {}", number_text(weight)));
  }

  template <class AnyDice>
  std::size_t branch(Frame& frame, Stream& stream) const {
    AnyDice dice(stream);
    return weighted(dice, weights.size(), [&](std::size_t i) { return evaluate_weight(weights[i], frame); });
  }

  [[gnu::noinline]] std::size_t branch_by_book(Frame& frame) const {
    const auto choose = [&](Stream& stream, bool mirrored) {
      return mirrored ? branch<MirroredDice>(frame, stream) : branch<Dice>(frame, stream);
    };
    return frame.state.draw_book->branch(frame.state, site_, weights.size(), choose);
  }

  DrawSite site_;
};

constexpr Key kChoiceKeys[] = {{"weight", KeyType::number, true, "", "how likely, relative to the others"},
                               {"do", KeyType::steps, true, "", "its steps"}};

/// Weights that are all literals and none above zero.
void check_sum(StepCompiler& c, const std::vector<Argument>& weights) {
  double sum = 0;
  for (const Argument& weight : weights) {
    const std::optional<double> known = c.program().expressions.literal_number(weight.operand);
    if (!known || *known < 0) return;
    sum += *known;
  }
  if (sum == 0 && !weights.empty()) c.diagnostics().error(weights.front().span, "the weights sum to zero");
}

void compile_choose(StepCompiler& c, const StepNode& s) {
  const Node* choices = s.argument();
  if (!choices || !check_list(*choices, "`choose:`", c.diagnostics())) return;
  if (choices->items.empty()) c.diagnostics().error(choices->span, "`choose:` has nothing to choose from");
  Choose& op = c.emit<Choose>(s.span, c.expressions().stream("choose", s.span, c.scope()), s.span);
  Exits exits;
  for (const Node* choice : choices->items) {
    if (!check_keys(*choice, kChoiceKeys, "a branch of `choose:`", c.diagnostics())) continue;
    const Node* weight = choice->find("weight");
    if (!weight) continue;
    op.weights.push_back(c.compile(*weight, Use::expression, types::number));
    c.check_range(op.weights.back(), {0, false, "a weight must not be negative"});
    op.targets.push_back({c.here()});
    c.possible_steps(choice->find("do"), "`do:`");
    exits.add(c, choice->span);
  }
  check_sum(c, op.weights);
  exits.lead_to(c.here());
}

constexpr Key kChooseKeys[] = {
    {"choose", KeyType::clauses, true, "", "a list of branches, each with `weight:` and `do:`"}};

}  // namespace

extern const StepKind if_step{
    .name = "if",
    .keys = kIfKeys,
    .summary = "carry out steps if a condition holds",
    .documentation =
        "The conditions are tried in order and the steps of the first that holds are carried out. What "
        "counts as true\n"
        "is as in Python: everything but false, null, 0 and what is empty.",
    .example = R"(model: a decision
timeline: [log]
processes:
  walker:
    vars: {rain: 3}
    steps:
      - if: rain == 0
        then: [{log: walks}]
        elif:
          - if: rain < 5
            then: [{log: takes an umbrella}]
        else: [{log: stays}]
)",
    .timeline = "0 walker takes an umbrella\n",
    .writes_rows = false,
    .compile = compile_if,
};

extern const StepKind switch_step{
    .name = "switch",
    .keys = kSwitchKeys,
    .summary = "carry out the steps of the case that a value is",
    .documentation =
        "A case that is a plain number is compared as a number; every other is text, and is compared with "
        "what the\n"
        "value prints as.",
    .example = R"(model: sorting
timeline: [log]
processes:
  sorter:
    vars: {kind: "letter"}
    steps:
      - switch: kind
        cases:
          letter: [{log: to the left}]
          parcel: [{log: to the right}]
        else: [{log: back}]
)",
    .timeline = "0 sorter to the left\n",
    .elsewhere = "match",
    .writes_rows = false,
    .compile = compile_switch,
};

extern const StepKind choose_step{
    .name = "choose",
    .keys = kChooseKeys,
    .summary = "carry out one of several lists of steps at random",
    .documentation =
        "Each branch is as likely as its weight says, relative to the sum of all. The choice has a random "
        "stream of\n"
        "its own.",
    .example = R"(model: a certain outcome
timeline: [log]
processes:
  player:
    steps:
      - choose:
          - {weight: 1, do: [{log: wins}]}
          - {weight: 0, do: [{log: loses}]}
)",
    .timeline = "0 player wins\n",
    .writes_rows = false,
    .compile = compile_choose,
};

}  // namespace asim
