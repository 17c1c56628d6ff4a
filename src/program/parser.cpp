#include "program/parser.h"

#include <cmath>

#include <fmt/format.h>

#include "base/numbers.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

constexpr int kDeepest = 64;

struct BinaryOperator {
  std::string_view symbol;
  Opcode opcode;
};

constexpr BinaryOperator kComparisons[] = {{"==", Opcode::equal},      {"!=", Opcode::not_equal},
                                           {"<=", Opcode::less_equal}, {">=", Opcode::greater_equal},
                                           {"<", Opcode::less},        {">", Opcode::greater},
                                           {"in", Opcode::contained}};
constexpr BinaryOperator kSums[] = {{"+", Opcode::add}, {"-", Opcode::subtract}};
constexpr BinaryOperator kProducts[] = {{"*", Opcode::multiply},
                                        {"/", Opcode::divide},
                                        {"//", Opcode::floor_divide},
                                        {"%", Opcode::modulo}};

class Parser {
 public:
  Parser(const Passage& passage, Ast& ast, Interner& texts)
      : passage_{passage}, ast_{ast}, texts_{texts}, token_{next_token(passage, 0)} {}

  Expression& parse() {
    if (token_.kind == Token::Kind::end) throw SyntaxError{passage_.span, "an expression is missing", ""};
    Expression& whole = expression();
    if (token_.kind != Token::Kind::end) unexpected("an operator or the end");
    return whole;
  }

 private:
  // Every way down through the grammar passes one of these.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : depth_{parser.depth_} {
      if (++depth_ > kDeepest) {
        throw SyntaxError{parser.here(), fmt::format("the expression is nested more than {} deep", kDeepest), ""};
      }
    }
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    int& depth_;
  };

  // ---- words ----

  Span here() const {
    return token_.kind == Token::Kind::end ? passage_.place(token_.begin, 1)
                                           : passage_.place(token_.begin, token_.length);
  }
  bool at(std::string_view word) const { return token_.is(word); }
  void advance() {
    end_ = token_.begin + token_.length;
    token_ = next_token(passage_, end_);
  }
  bool accept(std::string_view word) {
    if (!at(word)) return false;
    advance();
    return true;
  }
  /// From where something began to the end of the last word read.
  Span since(std::size_t begin) const { return passage_.place(begin, end_ - begin); }

  [[noreturn]] void unexpected(std::string_view wanted) const {
    if (token_.kind == Token::Kind::end) {
      throw SyntaxError{passage_.place(end_ == 0 ? 0 : end_ - 1, 1), fmt::format("the expression ends where {} is due", wanted), ""};
    }
    std::string label;
    if (at("=")) label = "a single `=` compares nothing: write `==`";
    if (at("is")) label = "write `==`";
    if (at("for")) label = "a generator can only be the argument of a function like `sum`";
    throw SyntaxError{here(), fmt::format("expected {}, not `{}`", wanted, passage_.text.substr(token_.begin, token_.length)), label};
  }

  void close(std::string_view bracket, std::size_t open) {
    if (accept(bracket)) return;
    if (token_.kind == Token::Kind::end) {
      throw SyntaxError{passage_.place(open, 1), fmt::format("unclosed `{}`", passage_.text[open]), ""};
    }
    unexpected(fmt::format("`{}` or a comma", bracket));
  }

  std::string_view name_of_member() {
    if (token_.kind != Token::Kind::name) unexpected("a name");
    const std::string_view name = token_.text;
    advance();
    return name;
  }

  // ---- from the loosest operators to the tightest ----

  Expression& expression() {
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

  Expression& disjunction() {
    return joined("or", Kind::disjunction, [this]() -> Expression& { return conjunction(); });
  }
  Expression& conjunction() {
    return joined("and", Kind::conjunction, [this]() -> Expression& { return negation(); });
  }

  template <class Operand>
  Expression& joined(std::string_view word, Kind kind, Operand operand) {
    const std::size_t begin = token_.begin;
    Expression& first = operand();
    if (!at(word)) return first;
    Expression& e = ast_.make(kind, {});
    e.operands.push_back(&first);
    while (accept(word)) e.operands.push_back(&operand());
    e.span = since(begin);
    return e;
  }

  Expression& negation() {
    if (!at("not")) return comparison();
    const Nesting nesting(*this);
    const std::size_t begin = token_.begin;
    advance();
    return unary(Opcode::logical_not, negation(), begin);
  }

  Expression& unary(Opcode opcode, Expression& operand, std::size_t begin) {
    Expression& e = ast_.make(Kind::unary, since(begin));
    e.opcode = opcode;
    e.operands.push_back(&operand);
    return e;
  }

  Expression& comparison() {
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

  std::optional<Opcode> comparison_operator() {
    if (accept("not")) {
      if (!accept("in")) unexpected("`in`");
      return Opcode::not_contained;
    }
    for (const auto& [symbol, opcode] : kComparisons) {
      if (accept(symbol)) return opcode;
    }
    return std::nullopt;
  }

  Expression& sum() {
    return chain(kSums, [this]() -> Expression& { return product(); });
  }
  Expression& product() {
    return chain(kProducts, [this]() -> Expression& { return signed_value(); });
  }

  template <std::size_t N, class Operand>
  Expression& chain(const BinaryOperator (&operators)[N], Operand operand) {
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

  Expression& binary(Opcode opcode, Expression& left, Expression& right, std::size_t begin) {
    Expression& e = ast_.make(Kind::binary, since(begin));
    e.opcode = opcode;
    e.operands = {&left, &right};
    return e;
  }

  Expression& signed_value() {
    if (!at("-") && !at("+")) return power();
    const Nesting nesting(*this);
    const std::size_t begin = token_.begin;
    const Opcode opcode = at("-") ? Opcode::negate : Opcode::positive;
    advance();
    return unary(opcode, signed_value(), begin);
  }

  // Binds tighter than a sign on its left and looser than one on its right: -2 ** -1.
  Expression& power() {
    const std::size_t begin = token_.begin;
    Expression& base = postfix();
    if (!accept("**")) return base;
    const Nesting nesting(*this);
    return binary(Opcode::power, base, signed_value(), begin);
  }

  // ---- what follows a value ----

  Expression& postfix() {
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

  Expression& member(Expression& of, std::size_t begin) {
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

  Expression& subscript(Expression& of, std::size_t begin) {
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

  // ---- values ----

  Expression& atom() {
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

  Expression& literal(Value value) {
    Expression& e = ast_.make(Kind::literal, here());
    e.value = std::move(value);
    advance();
    return e;
  }

  Expression& number() {
    const auto value = parse_number(token_.text);
    if (!value) {
      const bool zeros = token_.text.size() > 1 && token_.text[0] == '0' && token_.text[1] >= '0' && token_.text[1] <= '9';
      throw SyntaxError{here(), fmt::format("`{}` is not a number", token_.text),
                        zeros ? "leading zeros are not allowed" : ""};
    }
    if (std::isinf(*value)) throw SyntaxError{here(), fmt::format("`{}` is too large", token_.text), "the largest number is about 1.8e308; `inf` is infinity"};
    return literal(*value);
  }

  Expression& text() {
    const Passage inside = passage_.part(token_.text_begin, token_.text.size());
    if (!token_.is_template) return literal(texts_.text(unescaped(inside)));
    const Nesting nesting(*this);
    Expression& e = parse_template(inside, ast_, texts_, true);
    e.span = here();
    advance();
    return e;
  }

  Expression& name() {
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

  Expression& parenthesised() {
    const std::size_t open = token_.begin;
    advance();
    if (at(")")) unexpected("a value");
    Expression& inside = expression();
    if (at(",")) {
      throw SyntaxError{here(), "there are no tuples", "a list is written `[…]`"};
    }
    close(")", open);
    return inside;
  }

  Expression& list() {
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

  Expression& record() {
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

  Expression& key() {
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

  // ---- arguments ----

  void arguments(Expression& call, std::size_t begin) {
    const std::size_t open = token_.begin;
    advance();
    while (!at(")") && token_.kind != Token::Kind::end) {
      argument(call);
      if (!accept(",")) break;
    }
    close(")", open);
    call.span = since(begin);
  }

  void argument(Expression& call) {
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

  Expression& generator(Expression& element, std::size_t begin) {
    advance();
    Expression& e = ast_.make(Kind::generator, {});
    e.name_span = here();
    e.name = name_of_member();
    if (is_reserved(e.name)) throw SyntaxError{e.name_span, fmt::format("`{}` is a reserved word", e.name), ""};
    if (at(",")) throw SyntaxError{here(), "a generator has one variable", ""};
    if (!accept("in")) unexpected("`in`");
    e.operands = {&element, &disjunction()};
    while (accept("if")) e.operands.push_back(&disjunction());
    if (at("for")) throw SyntaxError{here(), "a generator has one `for`", ""};
    e.span = since(begin);
    return e;
  }

  const Passage& passage_;
  Ast& ast_;
  Interner& texts_;
  Token token_;
  std::size_t end_ = 0;  // of the last word read
  int depth_ = 0;
};

}  // namespace

Expression& parse_expression(const Passage& passage, Ast& ast, Interner& texts) {
  return Parser(passage, ast, texts).parse();
}

}  // namespace asim
