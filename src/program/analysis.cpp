#include "program/analysis.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "program/functions.h"
#include "program/object.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

constexpr ObjectKind kObjectKinds[] = {ObjectKind::queue, ObjectKind::resource, ObjectKind::container,
                                       ObjectKind::gate};
constexpr std::size_t kMostLocals = 63;

Type type_of(const Value& v) {
  switch (v.kind()) {
    case Value::Kind::number: return types::number;
    case Value::Kind::text: return types::text;
    case Value::Kind::boolean: return types::boolean;
    default: return types::null;
  }
}

std::uint64_t bit(std::size_t local) { return std::uint64_t{1} << local; }

/// What a name could be that stands where this type is due: "queue", "queue or container".
std::string kinds_of_name(Type wanted) {
  std::string kinds;
  if (!wanted.may_be(types::plain)) {
    for (const ObjectKind kind : kObjectKinds) {
      if (wanted.may_be(object_type(kind)))
        kinds += fmt::format("{}{}", kinds.empty() ? "" : " or ", kind_name(kind));
    }
  }
  return kinds.empty() ? "variable, parameter or object" : kinds;
}

}  // namespace

std::string description_of_wanted(Type wanted) {
  constexpr Type kAllButBooleans{0xFFFF & ~2};
  return (wanted.may_be(types::number) ? wanted & kAllButBooleans : wanted).description();
}

void Analysis::error(Span span, std::string message, std::string label) {
  diagnostics_.error(span, std::move(message), std::move(label));
}

void Analysis::expect(const Expression& e, Type wanted) {
  if (!wanted.may_be(types::text)) e.needs_number = true;
  if (wanted.may_be(types::number)) wanted = wanted | types::boolean;
  if (e.type.may_be(wanted)) return;
  error(e.span,
        fmt::format("{} is {}, not {}", excerpt_.name(e.span), e.type.description(),
                    description_of_wanted(wanted)),
        advice_about_object(e, wanted));
}

std::string Analysis::advice_about_object(const Expression& e, Type wanted) const {
  std::string_view member;
  if (wanted.may_be(types::number)) {
    if (e.type == types::queue) member = "length";
    if (e.type == types::container) member = "level";
    if (e.type == types::resource) member = "free";
  } else if (wanted.may_be(types::list) && e.type == types::queue) {
    member = "items";
  }
  return member.empty() ? "" : fmt::format("write `{}.{}`", excerpt_.text_of(e.span), member);
}

void Analysis::depend_on(Expression& e, const Expression& part) {
  e.level = std::max(e.level, part.level);
  e.locals |= part.locals;
}

void Analysis::analyse_operands(Expression& e) {
  for (Expression* operand : e.operands) {
    analyse(*operand);
    depend_on(e, *operand);
  }
}

void Analysis::analyse_whole(Expression& e, Type wanted, bool is_value) {
  whole_ = &e;
  wanted_ = wanted;
  is_value_ = is_value;
  analyse(e);
  check_is_one(e);
}

void Analysis::analyse(Expression& e) {
  switch (e.kind) {
    case Kind::literal: e.type = type_of(e.value); return;
    case Kind::name: return name(e);
    case Kind::binary: return binary_chain(e);
    case Kind::unary: return unary(e);
    case Kind::comparison: return comparison(e);
    case Kind::conjunction:
    case Kind::disjunction:
    case Kind::conditional: return choice_of(e);
    case Kind::text:
      analyse_operands(e);
      e.type = types::text;
      return;
    case Kind::formatted: return formatted(e);
    case Kind::list:
    case Kind::record: return collection(e);
    case Kind::index: return index(e);
    case Kind::slice:
      analyse_operands(e);
      expect(*e.operands[0], types::sequence);
      for (std::size_t i = 1; i < 4; ++i) expect(*e.operands[i], types::number | types::null);
      e.type = e.operands[0]->type & types::sequence;
      return;
    case Kind::attribute: return attribute(e);
    case Kind::call: return call(e);
    case Kind::method: return method_call(e);
    case Kind::generator:
      error(e.span, "a generator can only be the argument of a function like `sum`");
      return generator(e);
  }
}

// ---- names ----

Symbol* Analysis::find(const Expression& e) { return scope_.find(e.name); }

void Analysis::name(Expression& e) {
  for (std::size_t i = locals_.size(); i-- > 0;) {
    if (locals_[i] != e.name) continue;
    e.local = static_cast<int>(i);
    e.locals = bit(i);
    return;
  }
  const bool is_candidate = is_where_ && e.name == "item";
  e.symbol = is_candidate || e.name == "now" || e.name == "self" ? nullptr : find(e);
  if (e.symbol == nullptr) {
    if (!built_in_name(e)) unknown_name(e);
    return;
  }
  e.symbol->read = true;
  e.type = e.symbol->kind == Symbol::Kind::process_type ? types::instance : e.symbol->type;
  // Lists and records of parameters can be changed by the run.
  const bool is_fixed = e.symbol->kind == Symbol::Kind::constant && e.type.is_only(types::plain);
  e.level = is_fixed ? Level::parameter : Level::run;
}

bool Analysis::built_in_name(Expression& e) {
  if (e.name == "pi" || e.name == "inf") {
    e.kind = Kind::literal;
    e.value = e.name == "pi" ? 3.14159265358979323846 : INFINITY;
    e.type = types::number;
    return true;
  }
  e.level = Level::run;
  if (e.name == "now") {
    e.type = types::number;
  } else if (e.name == "self") {
    e.type = types::instance;
    if (!scope_.has_self()) error(e.span, "there is no process here that `self` could be");
  } else if (!is_where_ || e.name != "item") {
    return false;
  }
  return true;
}

void Analysis::unknown_name(const Expression& e) {
  if (find_function(e.name) != nullptr || find_distribution(e.name) != nullptr) {
    error(e.span, fmt::format("`{}` is a function", e.name), fmt::format("write `{}(…)`", e.name));
    return;
  }
  if (!scope_.is_complete()) return diagnostics_.add_consequence();
  Names known = scope_.names();
  known.insert(known.end(), locals_.begin(), locals_.end());
  known.insert(known.end(), {"now", "self", "pi", "inf", "true", "false", "null"});
  const Type wanted = &e == whole_ ? wanted_ : types::any;
  if (&e == whole_ && (scope_.step() == "loop" || scope_.step() == "sleep")) known.push_back("forever");
  const bool may_be_text = &e == whole_ && is_value_;
  constexpr std::size_t shortest = 3;  // a word of two letters is near to anything
  std::string label = may_be_text && e.name.size() < shortest ? "" : suggestion(e.name, known);
  if (label.empty() && may_be_text) label = fmt::format("text stands in quotes: '{}'", e.name);
  error(e.span, fmt::format("no {} named `{}`", kinds_of_name(wanted), e.name), label);
}

// ---- texts, lists and members ----

void Analysis::formatted(Expression& e) {
  analyse_operands(e);
  const Expression& value = *e.operands[0];
  if (e.name.empty() || value.type.may_be(e.format.accepts())) return;
  error(value.span, fmt::format("the format `{}` needs a number, and {} is {}", e.name,
                                excerpt_.name(value.span), value.type.description()));
}

void Analysis::collection(Expression& e) {
  analyse_operands(e);
  e.type = e.kind == Kind::list ? types::list : types::record;
  e.is_flat = std::all_of(e.operands.begin(), e.operands.end(),
                          [](const Expression* member) { return member->type.is_only(types::plain); });
}

void Analysis::index(Expression& e) {
  analyse_operands(e);
  const Expression& of = *e.operands[0];
  if (is_process_type(of)) {
    of.symbol->is_indexed = true;
    e.type = types::instance;
    return expect(*e.operands[1], types::number);
  }
  check_position(of, *e.operands[1]);
  expect(of, types::list | types::record | types::text);
  if (of.type.is_only(types::text)) e.type = types::text;
  if (!of.type.may_be(types::record)) expect(*e.operands[1], types::number);
}

// The variable is known in the element and the conditions, not in the list.
void Analysis::generator(Expression& e) {
  if (locals_.size() >= kMostLocals) return error(e.span, "generators are nested too deeply");
  Expression& list = *e.operands[1];
  if (list.kind == Kind::generator) {
    generator(list);
  } else {
    analyse(list);
  }
  expect(list, types::list | types::record | types::text);
  depend_on(e, list);
  locals_.push_back(e.name);
  for (std::size_t i = 0; i < e.operands.size(); ++i) {
    if (i == 1) continue;
    Expression& part = *e.operands[i];
    if (part.kind == Kind::generator && part.is_further_loop) {
      generator(part);
    } else {
      analyse(part);
    }
    depend_on(e, part);
  }
  locals_.pop_back();
  e.locals &= ~bit(locals_.size());
  e.type = types::list;
}

}  // namespace asim
