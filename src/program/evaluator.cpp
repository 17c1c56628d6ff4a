// The interpreter of expression code. What happens with numbers happens in run(); everything else is out of
// line.

#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/collected.h"
#include "program/draw_book.h"
#include "program/evaluate.h"
#include "program/functions.h"
#include "program/heap.h"
#include "program/instance.h"
#include "program/instance_access.h"
#include "program/machine.h"
#include "program/object.h"
#include "program/operations.h"
#include "program/value_text.h"

namespace asim {
namespace {

/// One instruction with what is needed to carry it out and to complain.
struct Step {
  const Machine& m;
  const Code& code;
  const Instruction& i;

  const Value& left() const { return m.at(i.left); }
  const Value& right() const { return m.at(i.right); }
  const Origin& origin() const {
    return m.expressions.origins[static_cast<std::size_t>(&i - m.expressions.instructions.data())];
  }
  const Excerpt& excerpt() const { return m.expressions.excerpts[code.excerpt]; }
  Value calculated() const { return arithmetic(i.opcode, left(), right(), m.pool, excerpt(), origin()); }
  bool ordered() const { return is_ordered(i.opcode, left(), right(), origin().whole); }

  /// The next member of an iteration; false at its end. The list may have grown meanwhile.
  bool iterated() const {
    Value* iteration = &m.registers[i.left.index()];
    const List& list = *iteration[0].as_list();
    const double position = iteration[1].as_number();
    if (position >= list.size) return false;
    m.registers[i.target] = list.data[static_cast<std::size_t>(position)];
    iteration[1].set_number(position + 1);
    return true;
  }

  /// Whether the value is better than the best so far, which it then becomes.
  bool kept() const {
    Value& best = m.registers[i.target];
    const int sign = i.opcode == Opcode::keep_least ? 1 : -1;
    if (!best.is_null() && compare(left(), best, origin().whole) * sign >= 0) return false;
    best = left();
    return true;
  }
};

Value self_of(const Step& s) {
  if (s.m.frame->self == nullptr)
    throw RunError(s.origin().whole, "there is no process here that `self` could be");
  return reference(owner_of(*s.m.frame->self));
}

Value attribute_of_object(const Step& s, Object& object, std::string_view name) {
  if (const Attribute* found = find_attribute(object.kind, name)) return found->read(*s.m.state, object);
  std::vector<std::string_view> names;
  for (const Attribute& a : attributes(object.kind)) names.push_back(a.name);
  throw RunError(s.origin().right, fmt::format("a {} has no attribute `{}`", kind_name(object.kind), name),
                 suggestion(name, names));
}

Value attribute_of(const Step& s) {
  const Value& of = s.left();
  const Value& name = s.right();
  switch (of.kind()) {
    case Value::Kind::record:
      if (const Value* found = of.as_record()->find(name)) return *found;
      throw_no_member(*of.as_record(), name, s.origin().right);
    case Value::Kind::object: return attribute_of_object(s, *of.as_object(), name.as_text()->view());
    case Value::Kind::instance:
      return instance_attribute(*s.m.state, *of.as_instance(), name.as_text()->view(), s.origin().right);
    default: break;
  }
  throw RunError(s.origin().left,
                 fmt::format("{} is {} and has no attribute `{}`", s.excerpt().name(s.origin().left),
                             kind_description(of), name.as_text()->view()));
}

Value known_attribute_of(const Step& s) {
  const Attribute& attribute = *s.m.expressions.attributes[s.i.right.index()];
  const Value& of = s.left();
  if (!of.is_object()) throw_wrong_type(s.excerpt(), s.origin().left, of, "an object of the model");
  return attribute.read(*s.m.state, *of.as_object());
}

Value called(const Step& s) {
  const FunctionCall& call = s.m.expressions.calls[s.i.right.index()];
  Arguments arguments{s.m.pool,  s.excerpt(),          nullptr, &s.left(), call.count,
                      call.span, call.arguments.data()};
  if (call.function->is_random()) arguments.stream = &s.m.state->streams[call.stream];
  if (call.function->draws || call.function->uses_state) {
    arguments.state = s.m.state;
    arguments.place = &call;
    if (s.m.state->draw_book && call.function->is_random()) [[unlikely]]
      return s.m.state->draw_book->value(call, arguments);
  }
  return call.function->call(arguments);
}

Value called_math(const Step& s) {
  const Function& function = *s.m.expressions.calls[s.i.right.index()].function;
  const double x = to_number(s.left(), s.excerpt(), s.origin().left);
  const double y = function.math(x);
  if (!std::isfinite(y) && std::isfinite(x)) {
    throw RunError(s.origin().left,
                   fmt::format("`{}` needs {}, not {}", function.name, function.domain, number_text(x)));
  }
  return y;
}

Value called_method(const Step& s) {
  const MethodCall& call = s.m.expressions.methods[s.i.right.index()];
  const Value& receiver = s.left();
  const bool is_its_kind = call.method->receiver == types::list ? receiver.is_list() : receiver.is_record();
  if (!is_its_kind) {
    throw RunError(call.arguments[0],
                   fmt::format("{} is {} and has no method `{}`", s.excerpt().name(call.arguments[0]),
                               kind_description(receiver), call.method->name));
  }
  if (call.method->changes_receiver && s.m.state) ++s.m.state->member_changes;
  return call.method->call(
      {s.m.pool, s.excerpt(), nullptr, &receiver, call.count + 1, call.span, call.arguments.data()});
}

void append_formatted_value(const Step& s) {
  const Format& format = s.m.expressions.formats[s.i.right.index()];
  const std::string problem = append_formatted(s.m.text, s.left(), format);
  if (!problem.empty()) throw RunError(s.origin().left, "the format " + problem);
}

Value ended_text(const Step& s) {
  const auto begin = static_cast<std::size_t>(s.m.registers[s.i.target].as_number());
  const Value text = Value::adopt(Text::make(s.m.pool, {s.m.text.data() + begin, s.m.text.size() - begin}));
  s.m.text.resize(begin);
  return text;
}

Value statistic_of(const Step& s) {
  const StatisticRead& read = s.m.expressions.statistics[s.i.right.index()];
  return read_statistic(*s.m.state, read, s.left(), s.excerpt(), s.origin().left);
}

Value list_of_loop(const Step& s) {
  Value list = iterable(s.left(), s.m.pool, s.excerpt(), s.origin().left);
  if (s.m.budget == nullptr) return list;
  const std::uint64_t size = list.as_list()->size;
  if (size < *s.m.budget) [[likely]] {
    *s.m.budget -= size;
    return list;
  }
  if (!s.m.state || !s.m.state->interrupted) {
    *s.m.budget = 0;
    throw OverBudget();
  }
  if ((*s.m.state->interrupted)()) throw InterruptedEvaluation();
  *s.m.budget = State::kMembersBetweenLooks;
  return list;
}

/// The instructions that are not about numbers and do not jump.
Value computed(const Step& s) {
  if (s.m.state && s.m.state->readings) [[unlikely]]
    note_reading(s.m, s.i);
  switch (s.i.opcode) {
    case Opcode::load_now: return s.m.state->now();
    case Opcode::load_self: return self_of(s);
    case Opcode::load_item: return *s.m.frame->item;
    case Opcode::negate: return -to_number(s.left(), s.excerpt(), s.origin().left);
    case Opcode::positive: return to_number(s.left(), s.excerpt(), s.origin().left);
    case Opcode::logical_not: return Value::boolean(!is_true(s.left()));
    case Opcode::equal: return Value::boolean(are_equal(s.left(), s.right()));
    case Opcode::not_equal: return Value::boolean(!are_equal(s.left(), s.right()));
    case Opcode::contained: return Value::boolean(is_contained(s.left(), s.right(), s.excerpt(), s.origin()));
    case Opcode::not_contained:
      return Value::boolean(!is_contained(s.left(), s.right(), s.excerpt(), s.origin()));
    case Opcode::index: return element(s.left(), s.right(), s.m.pool, s.excerpt(), s.origin());
    case Opcode::slice: return slice(s.left(), &s.right(), s.m.pool, s.excerpt(), s.origin());
    case Opcode::attribute: return attribute_of(s);
    case Opcode::object_attribute: return known_attribute_of(s);
    case Opcode::type_attribute:
      return process_type_attribute(*s.m.state, s.i.left.index(), s.right().as_text()->view());
    case Opcode::type_index:
      return process_type_index(*s.m.state, s.i.left.index(),
                                to_number(s.right(), s.excerpt(), s.origin().right), s.origin().whole);
    case Opcode::sole_instance: return sole_instance(*s.m.state, s.i.left.index(), s.origin().whole);
    case Opcode::make_list: return Value::adopt(List::make(s.m.pool, s.i.left.index()));
    case Opcode::make_record: return Value::adopt(Record::make(s.m.pool, s.i.left.index()));
    case Opcode::begin_text: return static_cast<double>(s.m.text.size());
    case Opcode::end_text: return ended_text(s);
    case Opcode::call: return called(s);
    case Opcode::call_math: return called_math(s);
    case Opcode::call_method: return called_method(s);
    case Opcode::draw_with:
      return draw_checked(s.m.expressions.draws[s.i.right.index()], &s.left(), s.excerpt(), *s.m.state);
    case Opcode::read_statistic: return statistic_of(s);
    case Opcode::iterate: return list_of_loop(s);
    case Opcode::mean_of:
      return s.right().as_number() == 0 ? Value() : s.left().as_number() / s.right().as_number();
    default: return s.calculated();
  }
}

}  // namespace

Value run(const Code& code, const Machine& m, std::uint32_t from) {
  const Value* const banks[] = {m.registers, m.constants, m.frame == nullptr ? nullptr : m.frame->own,
                                m.shared};
  const Instruction* const begin = &m.expressions.instructions[code.first];
  const Instruction* i = begin + from;

  const auto at = [&banks](Ref ref) -> const Value& { return banks[ref.bank()][ref.index()]; };
  const auto calculate = [&](auto of_numbers) {
    const Value& left = at(i->left);
    const Value& right = at(i->right);
    Value& target = m.registers[i->target];
    if (left.is_number() && right.is_number()) [[likely]] {
      target.set_number(of_numbers(left.as_number(), right.as_number()));
    } else {
      target = Step{m, code, *i}.calculated();
    }
  };
  const auto order = [&](auto of_numbers) {
    const Value& left = at(i->left);
    const Value& right = at(i->right);
    const bool both = left.is_number() && right.is_number();
    const bool holds = both ? of_numbers(left.as_number(), right.as_number()) : Step{m, code, *i}.ordered();
    m.registers[i->target] = Value::boolean(holds);
  };
  const auto jump = [&] { i = begin + i->right.index(); };

  for (;; ++i) {
  again:
    switch (i->opcode) {
      case Opcode::move: m.registers[i->target] = at(i->left); break;
      case Opcode::add: calculate(std::plus<>()); break;
      case Opcode::subtract: calculate(std::minus<>()); break;
      case Opcode::multiply: calculate(std::multiplies<>()); break;
      case Opcode::divide:
        if (at(i->right).is_number() && at(i->right).as_number() != 0) [[likely]] {
          calculate(std::divides<>());
        } else {
          m.registers[i->target] = Step{m, code, *i}.calculated();
        }
        break;
      case Opcode::less: order(std::less<>()); break;
      case Opcode::less_equal: order(std::less_equal<>()); break;
      case Opcode::greater: order(std::greater<>()); break;
      case Opcode::greater_equal: order(std::greater_equal<>()); break;
      case Opcode::load_now: m.registers[i->target].set_number(m.state->now()); break;
      case Opcode::draw: m.registers[i->target] = draw_value(i->right.index(), *m.state); break;
      case Opcode::jump: jump(); goto again;
      case Opcode::jump_if:
        if (!is_true(at(i->left))) break;
        jump();
        goto again;
      case Opcode::jump_unless:
        if (is_true(at(i->left))) break;
        jump();
        goto again;
      case Opcode::next:
        if (Step{m, code, *i}.iterated()) break;
        jump();
        goto again;
      case Opcode::keep_least:
      case Opcode::keep_greatest:
        if (Step{m, code, *i}.kept()) break;
        jump();
        goto again;
      case Opcode::check:
        if (at(i->left).is_failure()) detail::throw_failure(*m.state, i->left.index());
        break;
      case Opcode::set_member: m.registers[i->target].as_record()->set(at(i->left), at(i->right)); break;
      case Opcode::append: m.registers[i->target].as_list()->append(at(i->left)); break;
      case Opcode::append_text: append_value(m.text, at(i->left)); break;
      case Opcode::append_format: append_formatted_value({m, code, *i}); break;
      case Opcode::iterate:
        m.registers[i->target] = computed({m, code, *i});
        m.registers[i->target + 1].set_number(0);
        break;
      case Opcode::give: return at(i->left);
      case Opcode::give_text: return {};
      default: m.registers[i->target] = computed({m, code, *i});
    }
  }
}

}  // namespace asim
