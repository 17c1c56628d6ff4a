// Code for calls: functions, methods, statistics and draws.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "program/collected.h"
#include "program/functions.h"
#include "program/generator.h"
#include "program/machine.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

std::vector<Span> spans_of(const std::vector<Expression*>& arguments, Span fallback) {
  std::vector<Span> spans;
  for (const Expression* argument : arguments)
    spans.push_back(argument == nullptr ? fallback : argument->span);
  return spans;
}

}  // namespace

Ref Generator::call(Expression& e) {
  if (e.statistic != nullptr) return statistic(e);
  if (e.distribution != nullptr) return draw(e);
  if (e.by != nullptr) return e.function->aggregate == Aggregate::sorted ? sorted_by(e) : best_by(e);
  return runs_as_loop(e) ? aggregate(e) : function_call(e);
}

// The arguments in consecutive registers, from the top on; what is not given is null. Gives the registers
// back: the result goes where the first argument was.
Ref Generator::arguments_into(const std::vector<Expression*>& arguments, bool borrowed) {
  const std::uint32_t base = builder_.top;
  for (std::uint32_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] != nullptr) {
      value_into(*arguments[i], base + i, borrowed);
    } else {
      emit(Opcode::move, take_register(), literal(Value()), {}, {});
    }
  }
  if (arguments.empty()) take_register();
  builder_.top = base;
  return {Ref::registers, base};
}

void Generator::note_data_file(const Expression& call) {
  const Expression& file = *call.arguments[0];
  if (file.kind != Expression::Kind::literal || !file.value.is_text()) return;
  const std::filesystem::path path = std::filesystem::path(call.directory) / file.value.as_text()->view();
  expressions_.data_files.push_back(path.string());
}

void Generator::rehearse(const Expression& e) {
  Rehearsal rehearsal;
  for (Expression* argument : e.arguments) {
    if (argument != nullptr && (argument->level > Level::parameter || argument->locals != 0)) return;
    rehearsal.arguments.push_back(argument ? as_code(*argument, argument->level) : Operand());
  }
  rehearsal.call = static_cast<std::uint32_t>(expressions_.calls.size());
  rehearsal.excerpt = excerpt_;
  rehearsal.is_guarded = tables_.is_guarded();
  expressions_.rehearsals.push_back(std::move(rehearsal));
}

Ref Generator::function_call(Expression& e) {
  FunctionCall call;
  call.function = e.function;
  call.count = static_cast<std::uint32_t>(e.arguments.size());
  call.span = e.span;
  call.arguments = spans_of(e.arguments, e.span);
  if (e.function->is_random()) call.stream = stream(e);
  call.directory = e.directory;
  if (e.function->reads_file) note_data_file(e);
  call.needs_number = e.needs_number;
  const std::uint32_t mark = builder_.top;
  const bool is_math = e.function->math != nullptr;
  // One of several arguments may be the result; of a list only members are.
  const bool borrowed = !(e.function->variadic && e.operands.size() > 1);
  const Ref first = is_math ? value(*e.arguments[0]) : arguments_into(e.arguments, borrowed);
  builder_.top = mark;
  const Span span = is_math ? e.arguments[0]->span : e.span;
  if (e.function->is_random()) rehearse(e);
  expressions_.calls.push_back(std::move(call));
  return emit_value(is_math ? Opcode::call_math : Opcode::call, first, plain(expressions_.calls.size() - 1),
                    {e.span, span, e.span});
}

Ref Generator::method_call(Expression& e) {
  const Ref first = arguments_into(e.arguments, false);
  const auto count = static_cast<std::uint32_t>(e.arguments.size() - 1);
  expressions_.methods.push_back({e.method, count, e.span, spans_of(e.arguments, e.span)});
  return emit_value(Opcode::call_method, first, plain(expressions_.methods.size() - 1), origin(e));
}

Ref Generator::statistic(Expression& e) {
  const std::uint32_t mark = builder_.top;
  const bool has_argument = e.arguments.size() > 1;
  StatisticRead read{e.statistic->kind, e.statistic->slot, measure_number(e.statistic->kind, e.name)};
  Ref argument;
  if (!has_argument) {
    argument = literal(Value());
  } else if (e.name == "histogram" && e.arguments[1]->level <= Level::parameter &&
             e.arguments[1]->locals == 0) {
    argument = derived(*e.arguments[1], true);
    read.edges = argument.index();
  } else {
    argument = value(*e.arguments[1]);
  }
  builder_.top = mark;
  expressions_.statistics.push_back(read);
  return emit_value(Opcode::read_statistic, argument, plain(expressions_.statistics.size() - 1),
                    {e.span, has_argument ? e.arguments[1]->span : e.span, {}});
}

// ---- draws ----

std::uint32_t Generator::stream(const Expression& e) {
  const std::uint32_t stream = e.stream == nullptr ? tables_.own_stream(e.name, scope_)
                                                   : tables_.shared_stream(e.stream->value.as_text()->view());
  expressions_.draw_sites.push_back({stream, e.span});
  return stream;
}

Ref Generator::draw(Expression& e) {
  Draw draw;
  draw.distribution = e.distribution;
  draw.stream = stream(e);
  draw.has_own_stream = e.stream == nullptr;
  draw.yields_bool = e.distribution->yields_bool;
  draw.truncated = e.low != nullptr || e.high != nullptr;
  draw.is_guarded = tables_.is_guarded();
  draw.span = e.span;
  draw.count = static_cast<std::uint32_t>(e.distribution->parameters.size());

  // What is not given is a constant like any other.
  std::vector<Expression> fallbacks(Draw::kMostArguments, Expression{});
  std::vector<Expression*> arguments = e.arguments;
  if (draw.truncated) arguments.insert(arguments.end(), {e.low, e.high});
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] != nullptr) continue;
    const double bound = i == draw.count ? -HUGE_VAL : HUGE_VAL;
    fallbacks[i].kind = Kind::literal;
    fallbacks[i].span = e.span;
    fallbacks[i].value = i < draw.count ? e.distribution->parameters[i].fallback : bound;
    fallbacks[i].type = types::number;
    arguments[i] = &fallbacks[i];
  }
  draw.spans = spans_of(arguments, e.span);
  draw.constant = draws_constants(draw, arguments);
  const Ref first = draw.constant ? Ref() : arguments_into(arguments, false);
  expressions_.draws.push_back(std::move(draw));
  return emit_value(expressions_.draws.back().constant ? Opcode::draw : Opcode::draw_with, first,
                    plain(expressions_.draws.size() - 1), origin(e));
}

/// The slot of what is known before the run, without a check: the draw checks its arguments.
std::uint32_t Generator::slot_of(Expression& e) {
  Builder outer = std::exchange(builder_, Builder{});
  const std::uint32_t slot = value(e).index();
  builder_ = std::move(outer);
  return slot;
}

// Puts the arguments into consecutive constants, if all are known before the run.
bool Generator::draws_constants(Draw& draw, const std::vector<Expression*>& arguments) {
  const bool all_known = std::all_of(arguments.begin(), arguments.end(),
                                     [this](const Expression* a) { return can_be_hoisted(*a, false); });
  if (!all_known) return false;
  std::vector<std::uint32_t> slots;
  for (Expression* argument : arguments) slots.push_back(slot_of(*argument));
  double known[Draw::kMostArguments];
  std::size_t known_count = 0;
  draw.first = static_cast<std::uint32_t>(expressions_.constants.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    Constant constant = expressions_.constants[slots[i]];
    constant.span = arguments[i]->span;
    if (constant.kind == Constant::Kind::literal) {
      if (constant.value.is_boolean()) constant.value = constant.value.as_boolean() ? 1.0 : 0.0;
      if (constant.value.is_number()) known[known_count++] = constant.value.as_number();
    } else {
      constant.kind = Constant::Kind::derived;
      constant.source = {Operand::Kind::constant, slots[i]};
    }
    tables_.add(std::move(constant));
  }
  if (known_count == slots.size()) {
    if (std::string problem = draw_problem(draw, known); !problem.empty())
      diagnostics_.error(draw.span, problem);
  }
  return true;
}

}  // namespace asim
