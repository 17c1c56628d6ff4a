// tally, count, track: what the user observes.

#include <fmt/format.h>

#include <cmath>

#include "base/numbers.h"
#include "steps/execution.h"

namespace asim {
namespace {

[[noreturn, gnu::noinline]] void refuse_observation(Span span) {
  throw RunError(span, "an observation must be a finite number");
}

inline double evaluate_observation(const Argument& argument, Frame& frame) {
  const double x = evaluate_number(argument.operand, frame, argument.span);
  if (!std::isfinite(x)) [[unlikely]]
    refuse_observation(argument.span);
  return x;
}

class TallyOp final : public Op {
public:
  TallyOp(std::uint32_t slot, Argument value) : slot_(slot), value_(value) {}
  const Op* execute(Frame& frame) const override {
    const double x = evaluate_observation(value_, frame);
    frame.state.tallies[slot_].observe(x);
    return next;
  }
  void link(const Linker&) override {
    if (value_.operand.kind == Operand::Kind::elapsed) quick = observe_elapsed;
  }
  std::string told(Frame& frame, const Op*) const override {
    const std::string& name = frame.state.program.tallies[slot_].name;
    const std::string value = known_text(value_.operand, frame);
    return value.empty() ? fmt::format("records an observation of `{}`", name)
                         : fmt::format("records {} as an observation of `{}`", value, name);
  }
  std::string dump() const override { return "tally"; }

private:
  /// Most often it is the time since something.
  static const Op* observe_elapsed(const Op& op, State& state, Instance& self) {
    const auto& elapsed = static_cast<const TallyOp&>(op);
    Observations& tally = state.tallies[elapsed.slot_];
    const Value& since = self.own[elapsed.value_.operand.slot];
    const double x = state.now() - since.number_or_nan();
    if (!tally.is_usual(x)) [[unlikely]]  // NaN is not
      return at_length(op, state, self);
    tally.observe_usual(x);
    return go_on_with(*op.next, state, self);
  }

  std::uint32_t slot_;
  Argument value_;
};

class TrackOp final : public Op {
public:
  TrackOp(std::uint32_t slot, Argument value) : slot_(slot), value_(value) {}
  const Op* execute(Frame& frame) const override {
    const double x = evaluate_observation(value_, frame);
    frame.state.tracks[slot_].set(frame.state.now(), x);
    return next;
  }
  std::string told(Frame& frame, const Op*) const override {
    return fmt::format("`{}` is {} from now on", frame.state.program.tracks[slot_].name,
                       number_text(frame.state.tracks[slot_].value.value()));
  }
  std::string dump() const override { return "track"; }

private:
  std::uint32_t slot_;
  Argument value_;
};

class CountOp final : public Op {
public:
  explicit CountOp(std::uint32_t slot) : slot_(slot) {}
  const Op* execute(Frame& frame) const override {
    frame.state.counts[slot_] += 1;
    return next;
  }
  void link(const Linker&) override { quick = count_quickly; }
  std::string told(Frame& frame, const Op*) const override {
    return fmt::format("counts one more of `{}`: {}", frame.state.program.counts[slot_].name,
                       number_text(frame.state.counts[slot_]));
  }
  std::string dump() const override { return "count"; }

private:
  static const Op* count_quickly(const Op& op, State& state, Instance& self) {
    state.counts[static_cast<const CountOp&>(op).slot_] += 1;
    return go_on_with(*op.next, state, self);
  }

  std::uint32_t slot_;
};

template <class ObservationOp>
void compile_observations(StepCompiler& c, const StepNode& s) {
  const Node* node = s.argument();
  if (!node || !node->is_mapping()) {
    if (node) {
      c.diagnostics().error(node->span,
                            fmt::format("`{}:` must be a mapping of names to numbers", s.kind.name));
    }
    return;
  }
  for (const Node::Member& member : node->members) {
    const Argument value = c.compile(*member.value, Use::expression, types::number | types::boolean);
    if (const Statistic* statistic = c.scope().find_statistic(member.key->text)) {
      c.emit<ObservationOp>(s.span, statistic->slot, value);
    }
  }
}

void compile_count(StepCompiler& c, const StepNode& s) {
  const Node* name = s.argument();
  if (!name || !name->is_scalar() || !is_name(name->text)) {
    if (name) c.diagnostics().error(name->span, "`count:` needs a name");
    return;
  }
  if (const Statistic* statistic = c.scope().find_statistic(name->text))
    c.emit<CountOp>(s.span, statistic->slot);
}

constexpr Key kTallyKeys[] = {{"tally", KeyType::observations, true, "", "names and observations"}};
constexpr Key kTrackKeys[] = {{"track", KeyType::observations, true, "", "names and present values"}};
constexpr Key kCountKeys[] = {{"count", KeyType::counter, true, "", "the name of the count"}};

}  // namespace

extern const StepKind tally_step{
    .name = "tally",
    .keys = kTallyKeys,
    .summary = "record an observation",
    .documentation =
        "`mean(x) sd(x) min(x) max(x) sum(x) count(x) quantile(x, 0.95)` read what has been observed under "
        "the name\n"
        "since the start, or the end of the warm-up; without observations `count` and `sum` are 0, the "
        "others null.\n"
        "`histogram(x, [0, 5, 10])` counts the observations below 0, from 0 to 5 (without 5), from 5 to 10, "
        "and from 10\n"
        "on.",
    .example = R"(model: waiting times
timeline: [log]
processes:
  observer:
    steps:
      - tally: {wait: 3}
      - tally: {wait: 5}
      - log: "{mean(wait)} {max(wait)} {count(wait)}"
)",
    .timeline = "0 observer 4 5 2\n",
    .elsewhere = "observe record",
    .writes_rows = false,
    .compile = compile_observations<TallyOp>,
};

extern const StepKind count_step{
    .name = "count",
    .keys = kCountKeys,
    .summary = "add one to a count",
    .documentation = "`count(name)` reads it.",
    .example = R"(model: counting
timeline: [log]
processes:
  counter:
    steps:
      - count: sheep
      - count: sheep
      - log: "{count(sheep)} sheep"
)",
    .timeline = "0 counter 2 sheep\n",
    .writes_rows = false,
    .compile = compile_count,
};

extern const StepKind track_step{
    .name = "track",
    .keys = kTrackKeys,
    .summary = "record a value that lasts until it changes",
    .documentation =
        "The statistics are weighted by the time each value lasts, from the first on; a histogram says how "
        "long the\n"
        "value was in each cell. The value is kept across the end of the warm-up.",
    .example = R"(model: a thermometer
timeline: [log]
processes:
  room:
    steps:
      - track: {temperature: 20}
      - sleep: 1
      - track: {temperature: 24}
      - sleep: 3
      - log: "{mean(temperature)}"
)",
    .timeline = "4 room 23\n",
    .writes_rows = false,
    .compile = compile_observations<TrackOp>,
};

}  // namespace asim
