#pragma once
// The ops of loops: they count rounds, or take the members of a list one after the other. For loop.cpp only.
//
// loop: 3        as: i            for: x   in: list
// ------------------------        ---------------------------
//     limit = 3, counter = 0          list = …, position = 0
// top: if counter == limit: end   top: if position == len(list): end
//     i = counter++                   x = list[position++]
//     …                               …
//     jump top                        jump top
// end:                            end:

#include <fmt/format.h>

#include <bit>

#include "base/numbers.h"
#include "program/heap.h"
#include "program/value_text.h"
#include "steps/execution.h"

namespace asim {

inline std::string begins_round(double round, double limit) {
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
    if (as_.kind == Variable::Kind::own) quick = count<true>;
    if (as_.kind == Variable::Kind::shared) quick = count<false>;
  }
  std::string told(Frame& frame, const Op* following) const override {
    const double round = frame.own[slots_ + 1].as_number(), limit = frame.own[slots_].as_number();
    return following == end.op && round >= limit ? "all rounds are done" : begins_round(round, limit);
  }
  std::string dump() const override { return fmt::format("count or jump {}", end.index); }

private:
  template <bool is_own>
  static const Op* count(const Op& op, State& state, Instance& self) {
    const auto& count = static_cast<const NextCount&>(op);
    Value* const counter = self.own + count.slots_ + 1;
    const double round = counter->as_number();
    if (round >= counter[-1].as_number()) return go_on_with(*count.end.op, state, self);
    Value& variable = is_own ? self.own[count.as_.slot] : state.shared[count.as_.slot];
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

}  // namespace asim
