#pragma once
// Code generation: from analysed expressions to instructions.
//
// Registers are a stack: an operand is either read in place (constant, variable) or computed into the
// register that was on top when its computation began. What can be known before the run leaves the code:
// literals are evaluated here and now, what depends on parameters becomes a derived constant.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.h"
#include "program/ast.h"
#include "program/code.h"
#include "program/scope.h"

namespace asim {

/// Constants and streams of a program as they come up, each only once.
class Tables {
public:
  explicit Tables(Expressions& expressions) : expressions_{expressions} {}

  /// The slot of a literal.
  std::uint32_t literal(const Value&);
  std::uint32_t add(Constant);
  /// `owner/step/function#ordinal`
  std::uint32_t own_stream(std::string_view function, const Scope&);
  std::uint32_t shared_stream(std::string_view name);
  /// Whether what is compiled stands in steps that need not be carried out.
  void set_guarded(bool guarded) { guarded_ = guarded; }
  bool is_guarded() const { return guarded_; }
  /// The values of all constants so far: those of literals, null for others.
  const Value* values();

private:
  Expressions& expressions_;
  bool guarded_ = false;
  std::vector<Value> values_;
  std::unordered_map<std::uint64_t, std::uint32_t> literals_;  // by bits
  std::unordered_map<std::string, std::uint32_t> ordinals_;    // the next one of each place
  std::unordered_map<std::string, std::uint32_t> streams_;
};

/// What has no operands of its own to point at.
inline Origin origin(const Expression& e) { return {e.span, e.span, e.span}; }

class Generator {
public:
  Generator(Expressions& expressions, Tables& tables, Diagnostics& diagnostics, const Scope& scope,
            std::uint32_t excerpt)
      : expressions_{expressions},
        tables_{tables},
        diagnostics_{diagnostics},
        scope_{scope},
        excerpt_{excerpt} {}

  /// The operand for a whole expression.
  Operand operand(Expression&);

private:
  /// The code under way.
  struct Builder {
    std::vector<Instruction> instructions;
    std::vector<Origin> origins;
    std::uint32_t top = 0;  // the first register that is free
    std::uint32_t most = 0;
    Level level = Level::run;
  };

  // Where values are. A borrowed value is only read: a list literal need not be a new list each time.
  Ref value(Expression&, bool borrowed = false);
  void value_into(Expression&, std::uint32_t target, bool borrowed = false);
  Ref computed(Expression&);
  Ref name(const Expression&);
  bool can_be_hoisted(const Expression&, bool borrowed) const;
  Ref hoisted(Expression&);
  /// A constant that is computed before the run.
  Ref derived(Expression&, bool may_fail);
  Ref constant(std::uint32_t slot) { return {Ref::constants, slot}; }
  Ref literal(const Value& v) { return constant(tables_.literal(v)); }

  // Instructions and registers.
  std::uint32_t take_register();
  std::size_t emit(Opcode, std::uint32_t target, Ref left, Ref right, Origin);
  Ref emit_value(Opcode, Ref left, Ref right, Origin);
  std::size_t next_instruction() const { return builder_.instructions.size(); }
  void jump_to_here(std::size_t instruction);
  static Ref plain(std::size_t n) { return {Ref::registers, static_cast<std::uint32_t>(n)}; }

  // Whole pieces of code.
  Code finish(bool is_text);
  Operand shortcut() const;
  Operand finished(Ref result, Span);
  Operand as_code(Expression&, Level);
  std::optional<Value> folded(Expression&, bool& is_too_long);
  Operand template_code(Expression&);

  // One kind of expression each.
  Ref unary(Expression&);
  Ref binary_chain(Expression&);
  Ref comparison(Expression&);
  Ref short_circuit(Expression&);
  Ref conditional(Expression&);
  Ref text(Expression&);
  void append_parts(Expression&);
  Ref list(Expression&);
  Ref record(Expression&);
  Ref index(Expression&);
  Ref slice(Expression&);
  Ref attribute(Expression&);
  Ref call(Expression&);
  void note_data_file(const Expression& call);
  void rehearse(const Expression& call);
  Ref function_call(Expression&);
  Ref method_call(Expression&);
  Ref statistic(Expression&);
  Ref draw(Expression&);
  bool draws_constants(Draw&, const std::vector<Expression*>&);
  std::uint32_t stream(const Expression&);
  std::uint32_t slot_of(Expression&);
  Ref arguments_into(const std::vector<Expression*>&, bool borrowed);

  // Loops over the members of a list.
  struct Loop {
    std::size_t next;        // the instruction that fetches a member: where the next round begins
    std::uint32_t variable;  // the register of the member
  };
  /// The loops of a generator, one in another, and what it yields.
  struct Loops {
    std::vector<Loop> all;  // the outermost first
    Expression* element;

    std::size_t next() const { return all.back().next; }
  };
  Loop begin_loop(Expression& list);
  Loops begin_generator(Expression& generator);
  void end_loop(const Loop&);
  void end_loops(const Loops&);
  Ref collected(Expression& generator);
  bool runs_as_loop(const Expression& call) const;
  Ref aggregate(Expression&);
  void total(const Expression& call, Expression& generator, std::uint32_t target);
  void quantifier(const Expression& call, Expression& generator, std::uint32_t target);
  void best(const Expression& call, Expression& generator, std::uint32_t target);
  Ref best_by(Expression&);
  Ref sorted_by(Expression&);

  Expressions& expressions_;
  Tables& tables_;
  Diagnostics& diagnostics_;
  const Scope& scope_;
  std::uint32_t excerpt_;
  Builder builder_;
  std::vector<std::uint32_t> locals_;  // registers of the variables of generators
};

}  // namespace asim
