// Values, names and arguments.

#include <cmath>

#include "base/numbers.h"
#include "program/parser_class.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

}  // namespace

Expression& Parser::atom() {
  switch (token_.kind) {
    case Token::Kind::number: return number();
    case Token::Kind::text: return text();
    case Token::Kind::name: return name();
    case Token::Kind::symbol:
      if (at("(")) return parenthesised();
      if (at("[")) return list();
      if (at("{")) return record();
      break;
    case Token::Kind::end: break;
  }
  unexpected("a value");
}

Expression& Parser::literal(Value value) {
  Expression& e = ast_.make(Kind::literal, here());
  e.value = std::move(value);
  advance();
  return e;
}

SyntaxError unknown_unit(const Calendar& calendar, Span span, std::string_view text) {
  const std::string reason = calendar.unit_name.empty()
                                 ? "the model has no `time_unit:`"
                                 : fmt::format("the model's `time_unit:` is `{}`", calendar.unit_name);
  return {span, fmt::format("`{}` means nothing: {}", text, reason),
          "it must be seconds, minutes, hours, days or weeks"};
}

/// `8h30m`, `2 days`, `1 day 6h`: the number of units of time. Nothing if the words are no duration.
std::optional<double> Parser::duration() {
  const std::size_t begin = token_.begin;
  double seconds = 0;
  bool any = false;
  while (token_.kind == Token::Kind::number) {
    const std::optional<double> compact = parse_duration(token_.text);
    const std::optional<double> number = parse_number(token_.text);
    const Token second = next_token(passage_, token_.begin + token_.length);
    const std::optional<double> unit =
        number && second.kind == Token::Kind::name ? seconds_of_unit(second.text) : std::nullopt;
    if (!compact && !unit) break;
    seconds += compact ? *compact : *number * *unit;
    any = true;
    advance();
    if (!compact) advance();
  }
  if (!any) return std::nullopt;
  if (!ast_.calendar.unit)
    throw unknown_unit(ast_.calendar, since(begin), passage_.text.substr(begin, end_ - begin));
  return ast_.calendar.units(seconds);
}

Expression& Parser::number() {
  const std::size_t begin = token_.begin;
  if (const std::optional<double> time = duration()) {
    Expression& e = ast_.make(Kind::literal, since(begin));
    e.value = *time;
    return e;
  }
  const auto value = parse_number(token_.text);
  if (!value) {
    const bool zeros =
        token_.text.size() > 1 && token_.text[0] == '0' && token_.text[1] >= '0' && token_.text[1] <= '9';
    throw SyntaxError{here(), fmt::format("`{}` is not a number", token_.text),
                      zeros ? "leading zeros are not allowed" : ""};
  }
  if (std::isinf(*value))
    throw SyntaxError{here(), fmt::format("`{}` is too large", token_.text),
                      "the largest number is about 1.8e308; `inf` is infinity"};
  return literal(*value);
}

Expression& Parser::text() {
  const Passage inside = passage_.part(token_.text_begin, token_.text.size());
  if (!token_.is_template) return literal(texts_.text(unescaped(inside)));
  const Nesting nesting(*this);
  Expression& e = parse_template(inside, ast_, texts_, true);
  e.span = here();
  advance();
  return e;
}

Expression& Parser::name() {
  const std::string_view word = token_.text;
  if (word == "true" || word == "True") return literal(Value::boolean(true));
  if (word == "false" || word == "False") return literal(Value::boolean(false));
  if (word == "null" || word == "None") return literal(Value::null());
  if (is_reserved(word)) unexpected("a value");
  const std::size_t begin = token_.begin;
  Expression& e = ast_.make(Kind::name, here());
  e.name = word;
  e.name_span = e.span;
  advance();
  if (!at("(")) return e;
  e.kind = Kind::call;
  arguments(e, begin);
  return e;
}

Expression& Parser::parenthesised() {
  const std::size_t open = token_.begin;
  advance();
  if (at(")")) unexpected("a value");
  const std::size_t begin = token_.begin;
  Expression& value = expression();
  Expression& inside = at("for") ? generator(value, begin) : value;
  if (at(",")) {
    throw SyntaxError{here(), "there are no tuples", "a list is written `[…]`"};
  }
  close(")", open);
  return inside;
}

Expression& Parser::list() {
  const std::size_t open = token_.begin;
  advance();
  Expression& e = ast_.make(Kind::list, {});
  while (!at("]") && token_.kind != Token::Kind::end) {
    e.operands.push_back(&expression());
    if (at("for")) {
      throw SyntaxError{here(), "there are no list comprehensions",
                        "a generator can be the argument of a function like `sum` or `sorted`"};
    }
    if (!accept(",")) break;
  }
  close("]", open);
  e.span = since(open);
  return e;
}

Expression& Parser::record() {
  const std::size_t open = token_.begin;
  advance();
  Expression& e = ast_.make(Kind::record, {});
  while (!at("}") && token_.kind != Token::Kind::end) {
    e.operands.push_back(&key());
    if (!accept(":")) unexpected("`:` and a value");
    e.operands.push_back(&expression());
    if (!accept(",")) break;
  }
  close("}", open);
  e.span = since(open);
  return e;
}

Expression& Parser::key() {
  if (token_.kind == Token::Kind::name) return literal(texts_.text(token_.text));
  if (token_.kind == Token::Kind::text && !token_.is_template) return text();
  if (at("-")) {
    advance();
    if (token_.kind != Token::Kind::number) unexpected("a number");
    Expression& e = number();
    e.value = Value(-e.value.as_number());
    return e;
  }
  if (token_.kind == Token::Kind::number) return number();
  unexpected("a key (a word, a number or text in quotes)");
}

void Parser::arguments(Expression& call, std::size_t begin) {
  const std::size_t open = token_.begin;
  advance();
  while (!at(")") && token_.kind != Token::Kind::end) {
    argument(call);
    if (!accept(",")) break;
  }
  close(")", open);
  call.span = since(begin);
}

void Parser::argument(Expression& call) {
  const std::size_t begin = token_.begin;
  Expression& value = expression();
  const bool is_word = value.kind == Kind::name && value.span == passage_.place(begin, value.name.size());
  if (at("=") && is_word) {
    advance();
    call.keywords.push_back({value.name, value.span, &expression()});
    return;
  }
  if (!call.keywords.empty()) {
    throw SyntaxError{value.span, "an argument without a name cannot follow one with a name", ""};
  }
  call.operands.push_back(at("for") ? &generator(value, begin) : &value);
}

// `x * y for x in a for y in b` is a loop over a whose element is the loop over b.
Expression& Parser::generator(Expression& element, std::size_t begin, bool is_further) {
  const Nesting nesting(*this);
  advance();
  Expression& e = ast_.make(Kind::generator, {});
  e.name_span = here();
  e.name = name_of_member();
  if (is_reserved(e.name)) throw SyntaxError{e.name_span, fmt::format("`{}` is a reserved word", e.name), ""};
  if (at(",")) throw SyntaxError{here(), "a generator has one variable", ""};
  if (!accept("in")) unexpected("`in`");
  e.operands = {&element, &disjunction()};
  while (accept("if")) e.operands.push_back(&disjunction());
  e.is_further_loop = is_further;
  if (at("for")) e.operands[0] = &generator(element, begin, true);
  e.span = since(begin);
  return e;
}

}  // namespace asim
