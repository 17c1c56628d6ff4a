#pragma once
// Expressions as trees, between parser and compiler. Nodes belong to an Ast; names are views of the parsed
// text.

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/source.h"
#include "program/format.h"
#include "program/opcodes.h"
#include "program/scope.h"
#include "program/type.h"
#include "program/value.h"

namespace asim {

struct Object;
template <class Subject>
struct AttributeOf;
using Attribute = AttributeOf<Object>;
struct Distribution;
struct Function;
struct Method;

/// What an expression depends on.
enum class Level : std::uint8_t {
  literal,    // nothing: known now
  parameter,  // parameters: known before the run
  run,        // anything else
};

struct Expression {
  enum class Kind : std::uint8_t {
    literal,      // `value`
    name,         // `name`
    text,         // parts: literals and formatted expressions
    formatted,    // one operand and `format`, in a text
    list,         // members
    record,       // keys and values in turn
    unary,        // `opcode` and one operand
    binary,       // `opcode` and two
    comparison,   // operands with `comparisons` between them
    conjunction,  // `and` of two or more
    disjunction,  // `or` of two or more
    conditional,  // value, condition, other value
    call,         // function `name`; positional operands, then `keywords`
    method,       // receiver and positional operands; `name`
    attribute,    // of one operand; `name`
    index,        // operand and index
    slice,        // operand and three bounds, null where not given
    generator,    // element, list, conditions…; the variable is `name`; a further `for` is the element
  };
  struct Keyword {
    std::string_view name;
    Span span;
    Expression* value;
  };
  struct Comparison {
    Opcode opcode;
    Span span;
  };

  Kind kind;
  Opcode opcode = Opcode::move;
  Span span;
  std::string_view name;
  Span name_span;
  Value value;
  Format format;
  std::vector<Expression*> operands;
  std::vector<Keyword> keywords;
  std::vector<Comparison> comparisons;

  // What the analysis finds out.
  Type type = types::any;
  Level level = Level::literal;
  bool is_further_loop = false;  // the second `for` of a generator, or a later one
  bool is_flat = true;  // a list or record literal of plain values: it can be made once, if nobody keeps it
  std::uint64_t locals = 0;  // bit i: refers to the variable of the i-th enclosing generator or `by=`
  Symbol* symbol = nullptr;  // of a name
  int local = -1;            // of a name: that of an enclosing generator
  const Attribute* attribute = nullptr;  // of an object whose kind is known
  bool of_type = false;                  // an attribute of a process type, not of its one instance
  const Function* function = nullptr;    // what is called: one of these four
  const Distribution* distribution = nullptr;
  const Method* method = nullptr;
  Statistic* statistic = nullptr;
  std::vector<Expression*> arguments;  // of a call by parameter; null where not given
  Expression* by = nullptr;            // `min(list, by=…)`
  Expression* low = nullptr;           // `min=` and `max=` of a distribution
  Expression* high = nullptr;
  Expression* stream = nullptr;       // `stream=`
  std::string directory;              // of a function that reads files
  mutable bool needs_number = false;  // a number is due where it stands
};

/// A name that stands for a process type: `coder` in `coder[2].state`.
inline bool is_process_type(const Expression& e) {
  return e.kind == Expression::Kind::name && e.symbol != nullptr &&
         e.symbol->kind == Symbol::Kind::process_type;
}

class Ast {
public:
  explicit Ast(const Calendar& units) : calendar(units) {}

  const Calendar& calendar;  // what the units of durations are

  Expression& make(Expression::Kind kind, Span span) {
    Expression& e = nodes_.emplace_back();
    e.kind = kind;
    e.span = span;
    return e;
  }

private:
  std::deque<Expression> nodes_;
};

}  // namespace asim
