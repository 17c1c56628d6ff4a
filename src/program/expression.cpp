#include "program/expression.h"

#include <cmath>

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/analysis.h"
#include "program/generator.h"
#include "program/parser.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

Passage passage_of(const Node& node) {
  const bool exact = node.text_span.known() && node.text_span.end - node.text_span.begin == node.text.size();
  return {node.text, exact ? node.text_span : node.span, exact, node.places};
}

constexpr std::string_view kDateHint = "a date is written 2026-01-05, or with a time of day 2026-01-05 08:00";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// YAML as trees of expressions. Mistakes are thrown as SyntaxError.
class Reader {
public:
  Reader(Ast& ast, Interner& texts) : ast_{ast}, texts_{texts} {}

  Expression& read(const Node& node, Use use) {
    switch (node.kind) {
      case Node::Kind::null:
        throw SyntaxError{node.span, use == Use::text ? "a text is missing" : "a value is missing", ""};
      case Node::Kind::list:
        if (use == Use::text) throw SyntaxError{node.span, "text is due here, not a list", ""};
        return list(node, use == Use::point ? use : Use::value);
      case Node::Kind::mapping:
        if (use == Use::text) throw SyntaxError{node.span, "text is due here, not a mapping", ""};
        return record(node);
      case Node::Kind::scalar: break;
    }
    const bool is_text = use == Use::text || (use == Use::value && node.quoted);
    if (is_text) return text(node, use);
    if (const std::optional<double> time = time_literal(node, use)) {
      Expression& e = ast_.make(Kind::literal, node.span);
      e.value = *time;
      return e;
    }
    return expression(node);
  }

private:
  /// A date, or a time of day, which is a duration where no point of time is due.
  std::optional<double> time_literal(const Node& node, Use use) const {
    const Calendar& calendar = ast_.calendar;
    if (const std::optional<double> seconds = parse_time_of_day(node.text)) {
      if (use == Use::value) return std::nullopt;
      if (!calendar.unit) throw unknown_unit(calendar, node.span, node.text);
      return use == Use::point ? calendar.time_of_day(*seconds) : calendar.units(*seconds);
    }
    if (!looks_like_date(node.text)) return std::nullopt;
    const std::optional<std::int64_t> seconds = parse_date(node.text);
    if (!seconds)
      throw SyntaxError{node.span, fmt::format("there is no date `{}`", node.text), std::string(kDateHint)};
    if (use == Use::expression)
      throw SyntaxError{node.span, fmt::format("`{}` is a date, and no point of time is due here", node.text),
                        ""};
    if (!calendar.unit) throw unknown_unit(calendar, node.span, node.text);
    if (!calendar.epoch)
      throw SyntaxError{node.span, fmt::format("`{}` is a date, and the model has no `epoch:`", node.text),
                        "`epoch:` is the date of time 0"};
    const double time = calendar.time_of_date(*seconds);
    if (time < 0) throw SyntaxError{node.span, fmt::format("`{}` is before the `epoch:`", node.text), ""};
    return time;
  }

  Expression& expression(const Node& node) {
    if (is_blank(node.text)) throw SyntaxError{node.span, "a value is missing", ""};
    const Passage passage = passage_of(node);
    return node.quoted && is_inserted_value(passage) ? only_part(parse_template(passage, ast_, texts_))
                                                     : parse_expression(passage, ast_, texts_);
  }

  // A quoted value that is exactly one `{expression}` is what that yields.
  Expression& text(const Node& node, Use use) {
    Expression& e = parse_template(passage_of(node), ast_, texts_);
    return use == Use::value ? only_part(e) : e;
  }

  /// What a text that is one inserted value without a format inserts; else the text.
  static Expression& only_part(Expression& text) {
    const bool is_one = text.kind == Kind::text && text.operands.size() == 1 &&
                        text.operands[0]->kind == Kind::formatted && text.operands[0]->name.empty();
    return is_one ? *text.operands[0]->operands[0] : text;
  }

  /// `{expression}` and not the record `{key: value}` or `{}`.
  static bool is_inserted_value(const Passage& passage) {
    const std::string_view text = passage.text;
    if (!text.starts_with('{') || !text.ends_with('}')) return false;
    const Token first = next_token(passage, 1);
    const Token second = next_token(passage, first.begin + first.length);
    return first.kind != Token::Kind::end && !first.is("}") && !second.is(":");
  }

  Expression& list(const Node& node, Use use) {
    Expression& e = ast_.make(Kind::list, node.span);
    for (const Node* item : node.items) e.operands.push_back(&read(*item, use));
    return e;
  }

  Expression& record(const Node& node) {
    Expression& e = ast_.make(Kind::record, node.span);
    for (const Node::Member& member : node.members) {
      Expression& key = ast_.make(Kind::literal, member.key->span);
      const auto number = member.key->quoted ? std::nullopt : parse_number(member.key->text);
      key.value = number ? Value(*number) : texts_.text(member.key->text);
      e.operands.push_back(&key);
      e.operands.push_back(&read(*member.value, Use::value));
    }
    return e;
  }

  Ast& ast_;
  Interner& texts_;
};

}  // namespace

class ExpressionCompiler::Impl {
public:
  Impl(Expressions& expressions, Diagnostics& diagnostics, const Sources& sources)
      : expressions_{expressions}, diagnostics_{diagnostics}, sources_{sources}, tables_{expressions} {}

  Tables& tables() { return tables_; }
  Expressions& expressions() { return expressions_; }

  Typed compile(const Node& node, Use use, Scope& scope, Type expected, bool is_where) {
    is_value_ = use == Use::value;
    const Passage whole = passage_of(node);
    const bool is_scalar = node.is_scalar();
    const std::uint32_t excerpt = is_scalar ? add_excerpt(whole) : add_excerpt_of(node.span);
    const auto read = [&](Ast& ast) -> Expression& {
      return Reader(ast, expressions_.texts).read(node, use);
    };
    return compile_tree(read, scope, expected, excerpt, is_where);
  }

  Typed compile_text(const Passage& passage, Scope& scope, Type expected) {
    is_value_ = false;
    const auto read = [&](Ast& ast) -> Expression& {
      return parse_expression(passage, ast, expressions_.texts);
    };
    return compile_tree(read, scope, expected, add_excerpt(passage), false);
  }

  std::optional<Place> place(const Passage& passage, Scope& scope) {
    Ast ast(expressions_.calendar);
    is_value_ = false;
    const std::uint32_t excerpt = add_excerpt(passage);
    try {
      Expression& e = parse_expression(passage, ast, expressions_.texts);
      return place_of(e, scope, excerpt);
    } catch (const SyntaxError& error) {
      diagnostics_.error(error.span, error.message, error.label);
      return std::nullopt;
    }
  }

private:
  template <class Read>
  Typed compile_tree(Read read, Scope& scope, Type expected, std::uint32_t excerpt, bool is_where) {
    Ast ast(expressions_.calendar);
    try {
      return compile_expression(read(ast), scope, expected, excerpt, is_where);
    } catch (const SyntaxError& error) {
      diagnostics_.error(error.span, error.message, error.label);
      return {};
    }
  }

  Typed compile_expression(Expression& e, Scope& scope, Type expected, std::uint32_t excerpt, bool is_where) {
    const std::size_t errors = diagnostics_.error_count();
    Analysis analysis(scope, diagnostics_, sources_, expressions_.excerpts[excerpt], is_where);
    analysis.analyse_whole(e, expected, is_value_);
    if (diagnostics_.error_count() == errors) analysis.expect(e, expected);
    if (diagnostics_.error_count() > errors) return {};
    const Operand operand = Generator(expressions_, tables_, diagnostics_, scope, excerpt).operand(e);
    if (diagnostics_.error_count() > errors) return {};
    return {operand, e.type};
  }

  std::optional<Place> place_of(Expression& e, Scope& scope, std::uint32_t excerpt) {
    if (e.kind == Kind::name) return variable(e, scope);
    if (e.kind != Kind::attribute && e.kind != Kind::index) {
      diagnostics_.error(e.span, "nothing can be assigned to this",
                         "a place is written `x`, `x.name` or `x[i]`");
      return std::nullopt;
    }
    Place place;
    place.kind = e.kind == Kind::attribute ? Place::Kind::attribute : Place::Kind::member;
    place.span = e.span;
    place.base_span = e.operands[0]->span;
    place.base = compile_expression(*e.operands[0], scope, types::any, excerpt, false).operand;
    if (e.kind == Kind::attribute) {
      place.name = expressions_.texts.text(e.name);
      place.key_span = e.name_span;
      if (!place.base.given()) return std::nullopt;
      Analysis(scope, diagnostics_, sources_, expressions_.excerpts[excerpt], false).check_assignable(e);
      return place;
    }
    place.key_span = e.operands[1]->span;
    place.key = compile_expression(*e.operands[1], scope, types::any, excerpt, false).operand;
    if (!place.base.given() || !place.key.given()) return std::nullopt;
    return place;
  }

  std::optional<Place> variable(const Expression& e, Scope& scope) {
    const Symbol* symbol = e.name == "now" || e.name == "self" ? nullptr : scope.find(e.name);
    if (symbol == nullptr) {
      const bool is_fixed = e.name == "now" || e.name == "self";
      diagnostics_.error(e.span,
                         is_fixed ? fmt::format("`{}` cannot be set", e.name)
                                  : fmt::format("no variable named `{}`", e.name),
                         is_fixed ? "" : suggestion(e.name, scope.names()));
      return std::nullopt;
    }
    Place place;
    place.slot = symbol->slot;
    place.span = e.span;
    switch (symbol->kind) {
      case Symbol::Kind::own:
        if (symbol->type.is_only(types::object)) break;
        place.kind = Place::Kind::own;
        return place;
      case Symbol::Kind::shared: place.kind = Place::Kind::shared; return place;
      default: break;
    }
    const bool is_type = symbol->kind == Symbol::Kind::process_type;
    const bool is_parameter = symbol->kind == Symbol::Kind::constant;
    const std::string what = is_type        ? "a process"
                             : is_parameter ? "a parameter"
                                            : symbol->type.description();
    Diagnostic& error = diagnostics_.error(e.span, fmt::format("`{}` is {} and cannot be set", e.name, what));
    if (symbol->declared.known()) error.note(symbol->declared, "declared here");
    return std::nullopt;
  }

  std::uint32_t add_excerpt(const Passage& passage) {
    expressions_.excerpts.push_back({std::string(passage.text), passage.span, passage.exact});
    return static_cast<std::uint32_t>(expressions_.excerpts.size() - 1);
  }

  std::uint32_t add_excerpt_of(Span span) {
    return add_excerpt({span.known() ? sources_.text_of(span) : std::string_view(), span, true});
  }

  Expressions& expressions_;
  Diagnostics& diagnostics_;
  const Sources& sources_;
  Tables tables_;
  bool is_value_ = false;  // what is being compiled stands in a place for any value
};

ExpressionCompiler::ExpressionCompiler(Expressions& expressions, Diagnostics& diagnostics,
                                       const Sources& sources)
    : impl_{std::make_unique<Impl>(expressions, diagnostics, sources)} {}

ExpressionCompiler::~ExpressionCompiler() = default;

Typed ExpressionCompiler::compile(const Node& node, Use use, Scope& scope, Type expected) {
  return impl_->compile(node, use, scope, expected, false);
}

Typed ExpressionCompiler::compile_where(const Node& node, Scope& scope) {
  return impl_->compile(node, Use::expression, scope, types::condition, true);
}

Typed ExpressionCompiler::compile_text(std::string_view text, Span span, Scope& scope, Type expected) {
  return impl_->compile_text({text, span, span.end - span.begin == text.size()}, scope, expected);
}

std::optional<Place> ExpressionCompiler::compile_place(std::string_view text, Span span, Scope& scope) {
  return impl_->place({text, span, span.end - span.begin == text.size()}, scope);
}

void ExpressionCompiler::set_guarded(bool guarded) { impl_->tables().set_guarded(guarded); }

std::uint32_t ExpressionCompiler::add_external() {
  return impl_->tables().add({Constant::Kind::external, {}, {}, {}});
}

std::uint32_t ExpressionCompiler::add_parameter(Operand fallback, Span declared) {
  return impl_->tables().add({Constant::Kind::external, {}, fallback, declared});
}

Operand ExpressionCompiler::number(double x) { return {Operand::Kind::constant, impl_->tables().literal(x)}; }

Operand ExpressionCompiler::text(std::string_view text) {
  return {Operand::Kind::constant, impl_->tables().literal(impl_->expressions().texts.text(text))};
}

std::uint32_t ExpressionCompiler::stream(std::string_view function, Span span, const Scope& scope) {
  const std::uint32_t stream = impl_->tables().own_stream(function, scope);
  impl_->expressions().draw_sites.push_back({stream, span});
  return stream;
}

}  // namespace asim
