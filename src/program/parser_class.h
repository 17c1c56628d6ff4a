#pragma once
// The parser's inside; only for the files that make it up.

#include <optional>

#include <fmt/format.h>

#include "program/parser.h"

namespace asim {

struct BinaryOperator {
  std::string_view symbol;
  Opcode opcode;
};

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
  static constexpr int kDeepest = 64;

  // Every way down through the grammar passes one of these.
  class Nesting {
  public:
    explicit Nesting(Parser& parser) : depth_{parser.depth_} {
      if (++depth_ > kDeepest) {
        throw SyntaxError{parser.here(), fmt::format("the expression is nested more than {} deep", kDeepest),
                          ""};
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
  [[noreturn]] void unexpected(std::string_view wanted) const;
  void close(std::string_view bracket, std::size_t open);
  std::string_view name_of_member();

  // ---- from the loosest operators to the tightest ----

  Expression& expression();
  Expression& disjunction();
  Expression& conjunction();
  template <class Operand>
  Expression& joined(std::string_view word, Expression::Kind kind, Operand operand);
  Expression& negation();
  Expression& unary(Opcode opcode, Expression& operand, std::size_t begin);
  Expression& comparison();
  std::optional<Opcode> comparison_operator();
  Expression& sum();
  Expression& product();
  template <std::size_t N, class Operand>
  Expression& chain(const BinaryOperator (&operators)[N], Operand operand);
  Expression& binary(Opcode opcode, Expression& left, Expression& right, std::size_t begin);
  Expression& signed_value();
  Expression& power();

  // ---- what follows a value ----

  Expression& postfix();
  Expression& member(Expression& of, std::size_t begin);
  [[noreturn]] void refuse_second_index(const Expression& of) const;
  Expression& subscript(Expression& of, std::size_t begin);

  // ---- values ----

  Expression& atom();
  Expression& literal(Value value);
  Expression& number();
  std::optional<double> duration();
  Expression& text();
  Expression& name();
  Expression& parenthesised();
  Expression& list();
  Expression& record();
  Expression& key();

  // ---- arguments ----

  void arguments(Expression& call, std::size_t begin);
  void argument(Expression& call);
  Expression& generator(Expression& element, std::size_t begin, bool is_further = false);

  const Passage& passage_;
  Ast& ast_;
  Interner& texts_;
  Token token_;
  std::size_t end_ = 0;  // of the last word read
  int depth_ = 0;
};

}  // namespace asim
