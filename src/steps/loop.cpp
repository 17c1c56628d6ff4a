// loop, while, for, break, continue: repetition.

#include <fmt/format.h>

#include <bit>

#include "base/numbers.h"
#include "program/heap.h"
#include "program/value_text.h"
#include "steps/execution.h"
#include "steps/jumps.h"

namespace asim {
namespace {

// loop: 3        as: i            for: x   in: list
// ------------------------        ---------------------------
//     limit = 3, counter = 0          list = …, position = 0
// top: if counter == limit: end   top: if position == len(list): end
//     i = counter++                   x = list[position++]
//     …                               …
//     jump top                        jump top
// end:                            end:

std::string begins_round(double round, double limit) {
  const std::string begins = "begins round " + number_text(round);
  return limit == Loop::kForever ? begins : begins + " of " + number_text(limit);
}

class StartCount final : public Op {
public:
  StartCount(Argument limit, std::uint32_t slots) : limit_(limit), slots_(slots) {}

  const Op* execute(Frame& frame) const override {
    frame.own[slots_] = limit_.given() ? static_cast<double>(evaluate_whole(limit_, frame, 0, "a loop count"))
                                       : Loop::kForever;
    frame.own[slots_ + 1] = 0.0;
    return next;
  }
  std::string dump() const override { return "count"; }

private:
  Argument limit_;
  std::uint32_t slots_;  // of the limit and, behind it, the counter
};

class NextCount final : public Op {
public:
  Target end;
  NextCount(std::uint32_t slots, Variable as) : slots_(slots), as_(as) {}

  const Op* execute(Frame& frame) const override {
    Value* const counter = frame.own + slots_ + 1;
    const double round = counter->as_number();
    if (round >= counter[-1].as_number()) return end.op;
    counter->overwrite(round + 1);
    as_.set_number(frame, round);
    return next;
  }
  bool counts_rounds() const override { return true; }
  void link(const Linker& linker) override {
    linker(end);
    if (as_.given()) quick = count;
  }
  std::string told(Frame& frame, const Op* following) const override {
    const double round = frame.own[slots_ + 1].as_number(), limit = frame.own[slots_].as_number();
    return following == end.op && round >= limit ? "all rounds are done" : begins_round(round, limit);
  }
  std::string dump() const override { return fmt::format("count or jump {}", end.index); }

private:
  static const Op* count(const Op& op, State& state, Instance& self) {
    const auto& count = static_cast<const NextCount&>(op);
    Value* const counter = self.own + count.slots_ + 1;
    const double round = counter->as_number();
    if (round >= counter[-1].as_number()) return go_on_with(*count.end.op, state, self);
    Value& variable = count.as_.place(state, self);
    if (!variable.is_free_standing()) return at_length(op, state, self);
    variable.overwrite(round);
    counter->overwrite(round + 1);
    return go_round(*op.next, state, self);
  }

  std::uint32_t slots_;
  Variable as_;
};

/// Rounds whose number nobody reads are counted down, as bits of an integer: the processor does that, and
/// compares, in one instruction. (They are those of a number, too, a tiny one.)
class StartRounds final : public Op {
public:
  StartRounds(Argument limit, std::uint32_t slots) : limit_(limit), slots_(slots) {}

  const Op* execute(Frame& frame) const override {
    const std::size_t limit = evaluate_whole(limit_, frame, 0, "a loop count");
    frame.own[slots_] = static_cast<double>(limit);
    frame.own[slots_ + 1] = std::bit_cast<double>(std::uint64_t{limit});
    return next;
  }
  std::string dump() const override { return "count"; }

private:
  Argument limit_;
  std::uint32_t slots_;  // of the limit and, behind it, the rounds left
};

class NextRound final : public Op {
public:
  Target end;
  explicit NextRound(std::uint32_t slots) : slots_(slots) {}

  const Op* execute(Frame& frame) const override { return count_down(frame.own) ? next : end.op; }
  bool counts_rounds() const override { return true; }
  void link(const Linker& linker) override {
    linker(end);
    quick = go;
  }
  std::string told(Frame& frame, const Op* following) const override {
    const double limit = frame.own[slots_].as_number();
    const auto left = std::bit_cast<std::uint64_t>(frame.own[slots_ + 1].as_number());
    return following == end.op ? "all rounds are done"
                               : begins_round(limit - static_cast<double>(left), limit);
  }
  std::string dump() const override { return fmt::format("count or jump {}", end.index); }

private:
  static const Op* go(const Op& op, State& state, Instance& self) {
    const auto& round = static_cast<const NextRound&>(op);
    return round.count_down(self.own) ? go_round(*op.next, state, self)
                                      : go_on_with(*round.end.op, state, self);
  }
  /// False if none is left.
  bool count_down(Value* own) const {
    Value& value = (own + slots_)[1];
    auto left = std::bit_cast<std::uint64_t>(value.as_number());
    if (__builtin_sub_overflow(left, 1U, &left)) return false;
    value.overwrite(std::bit_cast<double>(left));
    return true;
  }

  std::uint32_t slots_;
};

class StartList final : public Op {
public:
  StartList(Argument list, std::uint32_t slots) : list_(list), slots_(slots) {}

  const Op* execute(Frame& frame) const override {
    Value list = evaluate(list_.operand, frame);
    if (list.is_record()) list = keys_of(frame, *list.as_record());
    if (!list.is_list()) {
      throw RunError(list_.span, fmt::format("`in:` needs a list, not {}", kind_description(list)));
    }
    frame.own[slots_] = std::move(list);
    frame.own[slots_ + 1] = 0.0;
    return next;
  }
  std::string dump() const override { return "each"; }

private:
  static Value keys_of(Frame& frame, const Record& record) {
    List* keys = List::make(frame.state.pool, record.size);
    Value result = Value::adopt(keys);
    for (const auto& entry : record.entries()) keys->append(entry.key);
    return result;
  }

  Argument list_;
  std::uint32_t slots_;  // of the list and, behind it, the position
};

class NextMember final : public Op {
public:
  Target end;
  NextMember(std::uint32_t slots, Variable variable, Variable as)
      : slots_(slots), variable_(variable), as_(as) {}

  const Op* execute(Frame& frame) const override {
    const List& list = *frame.own[slots_].as_list();
    const double position = frame.own[slots_ + 1].as_number();
    if (position >= list.size) {
      frame.own[slots_] = Value::null();
      return end.op;
    }
    variable_.set(frame, list.data[static_cast<std::size_t>(position)]);
    as_.set_number(frame, position);
    frame.own[slots_ + 1].set_number(position + 1);
    return next;
  }
  bool counts_rounds() const override { return true; }  // as all that is carried out at length
  void link(const Linker& linker) override { linker(end); }
  std::string told(Frame& frame, const Op*) const override {
    if (frame.own[slots_].is_null()) return "there are no more members";
    return fmt::format("takes the next member: {}", value_text(variable_.place(frame)));
  }
  std::string dump() const override { return fmt::format("each or jump {}", end.index); }

private:
  std::uint32_t slots_;
  Variable variable_, as_;
};

/// Two hidden variables side by side.
std::uint32_t hidden_pair(StepCompiler& c) {
  const std::uint32_t first = c.scope().hidden_slot();
  c.scope().hidden_slot();
  return first;
}

/// The steps under `do:` and the jump back; `top` is the op that begins the next round.
void compile_body(StepCompiler& c, const StepNode& s, std::uint32_t top, bool is_certain = false) {
  c.begin_loop(top);
  if (is_certain) {
    c.steps(s.find("do"), "`do:`");
  } else {
    c.possible_steps(s.find("do"), "`do:`");
  }
  c.emit<Jump>(s.span, top);
  c.program().loops.push_back({s.span, top, c.here()});
}

template <class Next, class... Arguments>
void compile_rounds(StepCompiler& c, const StepNode& s, Argument limit, Arguments... of_next) {
  const std::uint32_t top = c.here();
  Next& next = c.emit<Next>(s.span, of_next...);
  const std::optional<double> known = c.program().expressions.literal_number(limit.operand);
  compile_body(c, s, top, !limit.given() || (known && *known >= 1));
  next.end.index = c.here();
  c.end_loop();
}

void compile_counted(StepCompiler& c, const StepNode& s, Argument limit) {
  const std::uint32_t slots = hidden_pair(c);
  if (s.has("as")) {
    c.emit<StartCount>(s.span, limit, slots);
    compile_rounds<NextCount>(c, s, limit, slots, c.variable(s));
  } else {
    c.emit<StartRounds>(s.span, limit, slots);
    compile_rounds<NextRound>(c, s, limit, slots);
  }
}

void compile_while(StepCompiler& c, const StepNode& s) {
  NextCount* next = nullptr;
  const bool counts = s.has("as");
  const std::uint32_t slots = counts ? hidden_pair(c) : 0;
  if (counts) c.emit<StartCount>(s.span, Argument{}, slots);
  const std::uint32_t top = c.here();
  if (counts) next = &c.emit<NextCount>(s.span, slots, c.variable(s));
  const Operand condition = c.condition(s, "while").operand;
  JumpUnless& test = c.emit<JumpUnless>(s.span, condition, c.program().expressions);
  compile_body(c, s, top);
  test.target.index = c.here();
  if (next) next->end.index = c.here();
  c.end_loop();
}

void compile_loop(StepCompiler& c, const StepNode& s) {
  const Node* argument = s.argument();
  const bool forever = argument && argument->is_scalar() && argument->text == "forever";
  if (!forever) {
    const Argument limit = c.number(s, "loop");
    c.check_range(limit, {0, true, "a loop count must be a whole number and not negative"});
    compile_counted(c, s, limit);
  } else if (s.has("as")) {
    compile_counted(c, s, {});
  } else {
    compile_body(c, s, c.here(), true);
    c.end_loop();
  }
}

void compile_for(StepCompiler& c, const StepNode& s) {
  const std::uint32_t slots = hidden_pair(c);
  c.emit<StartList>(s.span, c.expression(s, "in", types::list | types::record), slots);
  const std::uint32_t top = c.here();
  NextMember& next = c.emit<NextMember>(s.span, slots, c.variable(s, "for"), c.variable(s));
  compile_body(c, s, top);
  next.end.index = c.here();
  c.end_loop();
}

constexpr Key kDo = {"do", KeyType::steps, true, "", "the steps to repeat"};
constexpr Key kLoopKeys[] = {{"loop", KeyType::whole, true, "", "how many times, or `forever`"},
                             {"as", KeyType::name, false, "", "the variable that counts the rounds, from 0"},
                             kDo};
constexpr Key kWhileKeys[] = {{"while", KeyType::condition, true, "", "evaluated before each round"},
                              {"as", KeyType::name, false, "", "the variable that counts the rounds, from 0"},
                              kDo};
constexpr Key kForKeys[] = {{"for", KeyType::name, true, "", "the variable that gets each member"},
                            {"in", KeyType::list, true, "", "the list, or a record for its keys"},
                            {"as", KeyType::name, false, "", "the variable that counts the rounds, from 0"},
                            kDo};
constexpr Key kBreakKeys[] = {{"break", KeyType::nothing, false, "", ""}};
constexpr Key kContinueKeys[] = {{"continue", KeyType::nothing, false, "", ""}};

}  // namespace

extern const StepKind loop_step{
    .name = "loop",
    .keys = kLoopKeys,
    .summary = "repeat steps a number of times, or forever",
    .documentation =
        "The count is evaluated once, before the first round. `break` leaves the loop, `continue` begins "
        "the next\n"
        "round.",
    .example = R"(model: three rounds
timeline: [log]
processes:
  runner:
    steps:
      - loop: 3
        as: i
        do:
          - sleep: 2
          - log: round {i}
)",
    .timeline = "2 runner round 0\n4 runner round 1\n6 runner round 2\n",
    .elsewhere = "repeat",
    .writes_rows = false,
    .compile = compile_loop,
};

extern const StepKind while_step{
    .name = "while",
    .keys = kWhileKeys,
    .summary = "repeat steps as long as a condition holds",
    .documentation =
        "The condition is evaluated before each round. It may use the number of the round, which `as:` "
        "names: that is set\n"
        "before. To wait for a condition use `wait_until`.",
    .example = R"(model: halving
timeline: [log]
processes:
  walker:
    vars: {left: 8}
    steps:
      - while: left > 1
        do:
          - set: {left: left / 2}
          - log: "{left} left"
)",
    .timeline = "0 walker 4 left\n0 walker 2 left\n0 walker 1 left\n",
    .writes_rows = false,
    .compile = compile_while,
};

extern const StepKind for_step{
    .name = "for",
    .keys = kForKeys,
    .summary = "repeat steps for each member of a list",
    .documentation = "The list is evaluated once; members that are appended during the loop are visited too.",
    .example = R"(model: a round of visits
timeline: [log]
processes:
  doctor:
    steps:
      - for: patient
        in: "['Ann', 'Bob']"
        do:
          - log: sees {patient}
          - sleep: 10
)",
    .timeline = "0 doctor sees Ann\n10 doctor sees Bob\n",
    .writes_rows = false,
    .compile = compile_for,
};

extern const StepKind break_step{
    .name = "break",
    .keys = kBreakKeys,
    .summary = "leave the innermost loop",
    .documentation = "The process goes on behind the innermost `loop`, `while` or `for`.",
    .example = R"(model: until it is enough
timeline: [log]
processes:
  eater:
    steps:
      - loop: forever
        as: i
        do:
          - if: i == 2
            then: [break]
          - log: eats {i}
      - log: enough
)",
    .timeline = "0 eater eats 0\n0 eater eats 1\n0 eater enough\n",
    .writes_rows = false,
    .compile = [](StepCompiler& c, const StepNode& s) { c.jump_out(s, false); },
};

extern const StepKind continue_step{
    .name = "continue",
    .keys = kContinueKeys,
    .summary = "begin the next round of the innermost loop",
    .documentation = "The rest of the round is skipped.",
    .example = R"(model: only the odd ones
timeline: [log]
processes:
  picker:
    steps:
      - loop: 4
        as: i
        do:
          - if: i % 2 == 0
            then: [continue]
          - log: picks {i}
)",
    .timeline = "0 picker picks 1\n0 picker picks 3\n",
    .writes_rows = false,
    .compile = [](StepCompiler& c, const StepNode& s) { c.jump_out(s, true); },
};

}  // namespace asim
