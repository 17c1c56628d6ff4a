// Code for the loops that generators become, alone or in a function like `sum`, and for `by=`.

#include "program/function_tables.h"
#include "program/functions.h"
#include "program/generator.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

}  // namespace

Generator::Loop Generator::begin_loop(Expression& list) {
  const std::uint32_t iteration = take_register();
  const std::uint32_t position = take_register();
  const Ref source = value(list, true);
  builder_.top = position + 1;
  emit(Opcode::iterate, iteration, source, {}, origin(list));
  const std::uint32_t variable = take_register();
  locals_.push_back(variable);
  return {emit(Opcode::next, variable, {Ref::registers, iteration}, {}, origin(list)), variable};
}

Generator::Loops Generator::begin_generator(Expression& generator) {
  Loops loops;
  loops.element = &generator;
  do {
    const Expression& e = *loops.element;
    const Loop loop = begin_loop(*e.operands[1]);
    for (std::size_t i = 2; i < e.operands.size(); ++i) {
      const std::uint32_t mark = builder_.top;
      const Ref condition = value(*e.operands[i]);
      builder_.top = mark;
      emit(Opcode::jump_unless, 0, condition, plain(loop.next), origin(*e.operands[i]));
    }
    loops.all.push_back(loop);
    loops.element = e.operands[0];
  } while (loops.element->is_further_loop);
  return loops;
}

void Generator::end_loop(const Loop& loop) {
  emit(Opcode::jump, 0, {}, plain(loop.next), {});
  jump_to_here(loop.next);
  locals_.pop_back();
}

void Generator::end_loops(const Loops& loops) {
  for (auto loop = loops.all.rbegin(); loop != loops.all.rend(); ++loop) end_loop(*loop);
}

Ref Generator::collected(Expression& generator) {
  const Ref made = emit_value(Opcode::make_list, plain(0), {}, origin(generator));
  const Loops loops = begin_generator(generator);
  const Ref member = value(*loops.element);
  emit(Opcode::append, made.index(), member, {}, origin(*loops.element));
  end_loops(loops);
  builder_.top = made.index() + 1;
  return made;
}

bool Generator::runs_as_loop(const Expression& e) const {
  const Aggregate aggregate = e.function->aggregate;
  const bool has_loop = aggregate != Aggregate::none && aggregate != Aggregate::sorted;
  return has_loop && e.arguments.size() == 1 && e.arguments[0]->kind == Kind::generator;
}

Ref Generator::aggregate(Expression& e) {
  const std::uint32_t target = take_register();
  Expression& generator = *e.arguments[0];
  switch (e.function->aggregate) {
    case Aggregate::any:
    case Aggregate::all: quantifier(e, generator, target); break;
    case Aggregate::min:
    case Aggregate::max: best(e, generator, target); break;
    default: total(e, generator, target);
  }
  builder_.top = target + 1;
  return {Ref::registers, target};
}

// The sum, the count, or the mean of both.
void Generator::total(const Expression& e, Expression& generator, std::uint32_t target) {
  const Aggregate aggregate = e.function->aggregate;
  emit(Opcode::move, target, literal(0.0), {}, {});
  const std::uint32_t count = aggregate == Aggregate::mean ? take_register() : target;
  if (aggregate == Aggregate::mean) emit(Opcode::move, count, literal(0.0), {}, {});
  const Loops loops = begin_generator(generator);
  Expression& element = *loops.element;
  const Ref sum{Ref::registers, target};
  const Ref counted{Ref::registers, count};
  if (aggregate != Aggregate::count) {
    const Ref v = value(element);
    emit(Opcode::add, target, sum, v, {element.span, element.span, element.span});
  }
  if (aggregate != Aggregate::sum) emit(Opcode::add, count, counted, literal(1.0), origin(element));
  end_loops(loops);
  if (aggregate == Aggregate::mean) emit(Opcode::mean_of, target, sum, counted, origin(e));
}

void Generator::quantifier(const Expression& e, Expression& generator, std::uint32_t target) {
  const bool is_any = e.function->aggregate == Aggregate::any;
  emit(Opcode::move, target, literal(Value::boolean(!is_any)), {}, {});
  const Loops loops = begin_generator(generator);
  const Ref v = value(*loops.element);
  emit(is_any ? Opcode::jump_unless : Opcode::jump_if, 0, v, plain(loops.next()), origin(*loops.element));
  emit(Opcode::move, target, literal(Value::boolean(is_any)), {}, {});
  const std::size_t decided = emit(Opcode::jump, 0, {}, {}, {});
  end_loops(loops);
  jump_to_here(decided);
}

void Generator::best(const Expression& e, Expression& generator, std::uint32_t target) {
  const Opcode keep = e.function->aggregate == Aggregate::min ? Opcode::keep_least : Opcode::keep_greatest;
  emit(Opcode::move, target, literal(Value()), {}, {});
  const Loops loops = begin_generator(generator);
  const Ref v = value(*loops.element);
  emit(keep, target, v, plain(loops.next()), origin(*loops.element));
  end_loops(loops);
}

// The member with the best value of the expression, in which the member is `item`.
Ref Generator::best_by(Expression& e) {
  const Opcode keep = e.function->aggregate == Aggregate::min ? Opcode::keep_least : Opcode::keep_greatest;
  const std::uint32_t target = take_register();
  const std::uint32_t best_key = take_register();
  emit(Opcode::move, target, literal(Value()), {}, {});
  emit(Opcode::move, best_key, literal(Value()), {}, {});
  const Loop loop = begin_loop(*e.arguments[0]);
  const Ref key = value(*e.by);
  emit(keep, best_key, key, plain(loop.next), origin(*e.by));
  emit(Opcode::move, target, {Ref::registers, loop.variable}, {}, {});
  end_loop(loop);
  builder_.top = target + 1;
  return {Ref::registers, target};
}

Ref Generator::sorted_by(Expression& e) {
  const std::uint32_t members = take_register();
  const std::uint32_t keys = take_register();
  emit(Opcode::make_list, members, plain(0), {}, origin(e));
  emit(Opcode::make_list, keys, plain(0), {}, origin(e));
  const Loop loop = begin_loop(*e.arguments[0]);
  const Ref key = value(*e.by);
  emit(Opcode::append, keys, key, {}, origin(*e.by));
  emit(Opcode::append, members, {Ref::registers, loop.variable}, {}, origin(e));
  end_loop(loop);
  const std::uint32_t reverse = keys + 1;
  builder_.top = reverse;
  if (e.arguments[1] != nullptr) {
    value_into(*e.arguments[1], reverse);
  } else {
    emit(Opcode::move, take_register(), literal(Value()), {}, {});
  }
  expressions_.calls.push_back({&sorted_by_keys(), 3, 0, e.span, {e.span, e.span, e.span}, "", false});
  builder_.top = members;
  return emit_value(Opcode::call, {Ref::registers, members}, plain(expressions_.calls.size() - 1), origin(e));
}

}  // namespace asim
