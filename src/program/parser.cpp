// Operators, from the loosest to the tightest, and what follows a value.

#include "program/distributions.h"
#include "program/functions.h"
#include "program/parser_class.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

constexpr BinaryOperator kComparisons[] = {{"==", Opcode::equal},      {"!=", Opcode::not_equal},
                                           {"<=", Opcode::less_equal}, {">=", Opcode::greater_equal},
                                           {"<", Opcode::less},        {">", Opcode::greater},
                                           {"in", Opcode::contained}};
constexpr BinaryOperator kSums[] = {{"+", Opcode::add}, {"-", Opcode::subtract}};
constexpr BinaryOperator kProducts[] = {
    {"*", Opcode::multiply}, {"/", Opcode::divide}, {"//", Opcode::floor_divide}, {"%", Opcode::modulo}};

}  // namespace

[[noreturn]] void Parser::unexpected(std::string_view wanted) const {
  if (token_.kind == Token::Kind::end) {
    throw SyntaxError{passage_.place(end_ == 0 ? 0 : end_ - 1, 1),
                      fmt::format("the expression ends where {} is due", wanted), ""};
  }
  std::string label;
  if (at("=")) label = wanted.starts_with("`:`") ? "write `:`" : "a single `=` compares nothing: write `==`";
  if (at("is")) label = "write `==`";
  if (at(",")) label = "a number has a decimal point, a list stands in brackets: `[…]`";
  if (at("for")) label = "a generator can only be the argument of a function like `sum`";
  throw SyntaxError{
      here(), fmt::format("expected {}, not `{}`", wanted, passage_.text.substr(token_.begin, token_.length)),
      label};
}

void Parser::close(std::string_view bracket, std::size_t open) {
  if (accept(bracket)) return;
  if (token_.kind == Token::Kind::end) {
    throw SyntaxError{passage_.place(open, 1), fmt::format("unclosed `{}`", passage_.text[open]), ""};
  }
  unexpected(fmt::format("`{}` or a comma", bracket));
}

std::string_view Parser::name_of_member() {
  if (token_.kind != Token::Kind::name) unexpected("a name");
  const std::string_view name = token_.text;
  advance();
  return name;
}

Expression& Parser::expression() {
  const Nesting nesting(*this);
  const std::size_t begin = token_.begin;
  Expression& value = disjunction();
  if (!accept("if")) return value;
  Expression& condition = disjunction();
  if (!accept("else")) unexpected("`else`");
  Expression& other = expression();
  Expression& e = ast_.make(Kind::conditional, since(begin));
  e.operands = {&value, &condition, &other};
  return e;
}

Expression& Parser::disjunction() {
  return joined("or", Kind::disjunction, [this]() -> Expression& { return conjunction(); });
}

Expression& Parser::conjunction() {
  return joined("and", Kind::conjunction, [this]() -> Expression& { return negation(); });
}

template <class Operand>
Expression& Parser::joined(std::string_view word, Kind kind, Operand operand) {
  const std::size_t begin = token_.begin;
  Expression& first = operand();
  if (!at(word)) return first;
  Expression& e = ast_.make(kind, {});
  e.operands.push_back(&first);
  while (accept(word)) e.operands.push_back(&operand());
  e.span = since(begin);
  return e;
}

Expression& Parser::negation() {
  if (!at("not")) return comparison();
  const Nesting nesting(*this);
  const std::size_t begin = token_.begin;
  advance();
  return unary(Opcode::logical_not, negation(), begin);
}

Expression& Parser::unary(Opcode opcode, Expression& operand, std::size_t begin) {
  Expression& e = ast_.make(Kind::unary, since(begin));
  e.opcode = opcode;
  e.operands.push_back(&operand);
  return e;
}

Expression& Parser::comparison() {
  const std::size_t begin = token_.begin;
  Expression& first = sum();
  Expression* e = nullptr;
  while (true) {
    const Span span = here();
    const auto opcode = comparison_operator();
    if (!opcode) break;
    if (e == nullptr) {
      e = &ast_.make(Kind::comparison, {});
      e->operands.push_back(&first);
    }
    e->comparisons.push_back({*opcode, span});
    e->operands.push_back(&sum());
  }
  if (e == nullptr) return first;
  e->span = since(begin);
  return *e;
}

std::optional<Opcode> Parser::comparison_operator() {
  if (accept("not")) {
    if (!accept("in")) unexpected("`in`");
    return Opcode::not_contained;
  }
  for (const auto& [symbol, opcode] : kComparisons) {
    if (accept(symbol)) return opcode;
  }
  return std::nullopt;
}

Expression& Parser::sum() {
  return chain(kSums, [this]() -> Expression& { return product(); });
}

Expression& Parser::product() {
  return chain(kProducts, [this]() -> Expression& { return signed_value(); });
}

template <std::size_t N, class Operand>
Expression& Parser::chain(const BinaryOperator (&operators)[N], Operand operand) {
  const std::size_t begin = token_.begin;
  Expression* left = &operand();
  for (std::size_t i = 0; i < N;) {
    if (!accept(operators[i].symbol)) {
      ++i;
      continue;
    }
    Expression& right = operand();
    left = &binary(operators[i].opcode, *left, right, begin);
    i = 0;
  }
  return *left;
}

Expression& Parser::binary(Opcode opcode, Expression& left, Expression& right, std::size_t begin) {
  Expression& e = ast_.make(Kind::binary, since(begin));
  e.opcode = opcode;
  e.operands = {&left, &right};
  return e;
}

Expression& Parser::signed_value() {
  if (!at("-") && !at("+")) return power();
  const Nesting nesting(*this);
  const std::size_t begin = token_.begin;
  const Opcode opcode = at("-") ? Opcode::negate : Opcode::positive;
  advance();
  return unary(opcode, signed_value(), begin);
}

// Binds tighter than a sign on its left and looser than one on its right: -2 ** -1.
Expression& Parser::power() {
  const std::size_t begin = token_.begin;
  Expression& base = postfix();
  if (!accept("**")) return base;
  const Nesting nesting(*this);
  return binary(Opcode::power, base, signed_value(), begin);
}

Expression& Parser::postfix() {
  const std::size_t begin = token_.begin;
  Expression* e = &atom();
  int length = 0;
  while (at(".") || at("[") || at("(")) {
    if (++length > kDeepest) {
      throw SyntaxError{here(), fmt::format("the expression is nested more than {} deep", kDeepest), ""};
    }
    if (accept(".")) {
      e = &member(*e, begin);
    } else if (at("[")) {
      e = &subscript(*e, begin);
    } else {
      throw SyntaxError{e->span, "only functions and methods can be called", ""};
    }
  }
  return *e;
}

Expression& Parser::member(Expression& of, std::size_t begin) {
  const std::size_t name_begin = token_.begin;
  const std::string_view name = name_of_member();
  const Span name_span = passage_.place(name_begin, name.size());
  Expression& e = ast_.make(at("(") ? Kind::method : Kind::attribute, since(begin));
  e.name = name;
  e.name_span = name_span;
  e.operands.push_back(&of);
  if (e.kind == Kind::method) arguments(e, begin);
  return e;
}

// `l[1, 2]`, `uniform[1, 2]`
void Parser::refuse_second_index(const Expression& of) const {
  const bool is_function =
      of.kind == Kind::name && (find_function(of.name) != nullptr || find_distribution(of.name) != nullptr);
  throw SyntaxError{
      here(), is_function ? fmt::format("`{}` is a function", of.name) : "an index is one value",
      is_function ? fmt::format("write `{}(…)`", of.name) : "a list in a list is indexed `x[i][j]`"};
}

Expression& Parser::subscript(Expression& of, std::size_t begin) {
  const std::size_t open = token_.begin;
  advance();
  Expression* bounds[3] = {nullptr, nullptr, nullptr};
  std::size_t colons = 0;
  while (true) {
    if (accept(":")) {
      if (++colons > 2) unexpected("`]`");
    } else if (at("]")) {
      if (colons == 0) unexpected("an index");
      break;
    } else {
      if (bounds[colons] != nullptr) close("]", open);
      bounds[colons] = &expression();
      if (at(",")) refuse_second_index(of);
      if (!at(":")) break;
    }
    if (token_.kind == Token::Kind::end) break;
  }
  close("]", open);
  Expression& e = ast_.make(colons == 0 ? Kind::index : Kind::slice, since(begin));
  e.operands = {&of, bounds[0]};
  if (colons == 0) return e;
  e.operands.insert(e.operands.end(), {bounds[1], bounds[2]});
  for (std::size_t i = 1; i < 4; ++i) {
    if (e.operands[i] == nullptr) e.operands[i] = &ast_.make(Kind::literal, e.span);
  }
  return e;
}

Expression& parse_expression(const Passage& passage, Ast& ast, Interner& texts) {
  return Parser(passage, ast, texts).parse();
}

}  // namespace asim
