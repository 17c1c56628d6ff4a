// loop, while, for, break, continue: repetition.

#include "steps/jumps.h"
#include "steps/rounds.h"

namespace asim {
namespace {

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
