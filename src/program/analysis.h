#pragma once
// What can be known of an expression without running it: what its names mean, which arguments go to which
// parameter, what kinds of values there can be, and what it depends on. Everything that is wrong is reported,
// not only the first.

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "program/ast.h"
#include "program/code.h"
#include "program/scope.h"

namespace asim {

class Analysis {
public:
  /// In a `where`, `item` is the candidate.
  Analysis(Scope& scope, Diagnostics& diagnostics, const Sources& sources, const Excerpt& excerpt,
           bool is_where)
      : scope_{scope}, diagnostics_{diagnostics}, sources_{sources}, excerpt_{excerpt}, is_where_{is_where} {}

  /// Everything that stands in one place of the model, where a value of the wanted type is due; in a place
  /// for any value, a bare word is probably meant as text.
  void analyse_whole(Expression&, Type wanted, bool is_value);
  void analyse(Expression&);
  /// Reports an expression that can have none of the kinds that are due.
  void expect(const Expression&, Type wanted);
  /// An object where a number or a list is due: which member of it is meant, "write `jobs.length`". Empty:
  /// who knows.
  std::string advice_about_object(const Expression&, Type wanted) const;
  /// Reports what can never be assigned to: `teller.in_use`, a variable that no instance has. The base has
  /// been analysed.
  void check_assignable(const Expression& attribute);
  [[nodiscard]] Symbol* find(const Expression& name);

private:
  using Names = std::vector<std::string_view>;

  void error(Span span, std::string message, std::string label = {});
  void depend_on(Expression& e, const Expression& part);
  void analyse_operands(Expression& e);

  void name(Expression&);
  bool built_in_name(Expression&);
  void unknown_name(const Expression&);
  bool unknown_statistic(const Expression& call);
  void binary_chain(Expression&);
  void binary(Expression&);
  void arithmetic(Expression&, Type accepted);
  void unary(Expression&);
  void comparison(Expression&);
  void choice_of(Expression&);
  void formatted(Expression&);
  void collection(Expression&);
  void index(Expression&);
  void attribute(Expression&);
  bool instance_attribute(Expression&);
  void check_is_one(const Expression&);
  void check_position(const Expression& of, const Expression& index);
  void generator(Expression&);

  void call(Expression&);
  bool statistic_call(Expression&);
  void unknown_function(const Expression&);
  void distribution_call(Expression&);
  void function_call(Expression&);
  void aggregate_by(Expression&, Expression& by);
  void check_quantile(const Expression& q);
  void check_weights(const Expression& discrete);
  void check_not_empty(const Expression& choice);
  void check_trace(const Expression& call);
  void method_call(Expression&);
  Expression* take_keyword(Expression&, std::string_view name);
  void stream_name(Expression&);
  void unknown_keyword(const Expression& call, const Expression::Keyword&, const Names& parameters,
                       std::string signature);
  /// False if there are too many.
  bool bind(Expression&, const Names& parameters, std::size_t required, bool variadic,
            const std::string& signature, std::size_t by_name = 0);
  void check_argument(Expression& call, Expression& argument, Type wanted);

  Scope& scope_;
  Diagnostics& diagnostics_;
  const Sources& sources_;
  const Excerpt& excerpt_;
  bool is_where_;
  Names locals_;
  const Expression* whole_ = nullptr;
  Type wanted_ = types::any;
  bool is_value_ = false;
};

/// "a number"; booleans, which count as numbers, are not mentioned beside them.
std::string description_of_wanted(Type);

}  // namespace asim
