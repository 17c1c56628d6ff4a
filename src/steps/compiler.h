#pragma once
// Compiling steps: what a step kind's compile() works with.
//
// A kind asks for the operands of its keys and emits ops. Mistakes are collected and the compilation goes on;
// an operand after a mistake is `none`, and a program with mistakes is never run.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "program/expression.h"
#include "program/lexer.h"
#include "program/program.h"
#include "program/state.h"
#include "steps/registry.h"
#include "steps/scopes.h"
#include "steps/step.h"
#include "steps/step_reader.h"

namespace asim {

/// An operand with the place it was written at, for errors of the run.
struct Argument {
  Operand operand;
  Span span;
  Type type = types::any;

  bool given() const { return operand.given(); }
};

class Jump;

/// Steps that belong to a waiting op and are emitted behind it: the body of a child process, or what follows
/// a branch that has won, or the parts of an all_of in which branches have won. After the steps the process
/// goes on with the `then` of the branch around, if there is one, otherwise behind the op.
struct BehindOp {
  enum class Kind : std::uint8_t { child, then, parts };
  static constexpr std::size_t kNone = ~std::size_t{0};

  const Node* steps;
  Target* target;
  Kind kind;
  std::size_t enclosing_then = kNone;  // an index into the same list
  std::uint32_t slot = 0, count = 0;   // parts: of the hidden variables
};

/// The variable that `as:` names.
struct Variable {
  enum class Kind : std::uint8_t { none, own, shared };
  Kind kind = Kind::none;
  std::uint32_t slot = 0;

  bool given() const { return kind != Kind::none; }
  void set(Frame& frame, Value value) const {
    if (kind != Kind::none) place(frame) = std::move(value);
  }
  void set_number(Frame& frame, double number) const {
    if (kind != Kind::none) place(frame).set_number(number);
  }

  /// Precondition: given().
  Value& place(Frame& frame) const { return kind == Kind::own ? frame.own[slot] : frame.state.shared[slot]; }
  Value& place(State& state, Instance& self) const {
    if (kind == Kind::own) [[likely]]
      return self.own[slot];
    return state.shared[slot];
  }
};

class StepCompiler {
public:
  StepCompiler(Program& program, ExpressionCompiler& expressions, Diagnostics& diagnostics)
      : program_(program), expressions_(expressions), diagnostics_(diagnostics) {}

  /// Compiles a body: the entry of a process or procedure. Returns its first op.
  std::uint32_t begin_body(LocalScope& scope);
  /// The steps of a list, one after the other; an absent or wrong list is an error.
  void steps(const Node* list, std::string_view what);
  /// Steps that need not be carried out: a branch, the body of a loop.
  void possible_steps(const Node* list, std::string_view what);
  void step(const Node&);

  /// What is compiled in between need not be carried out.
  void enter_guard();
  void leave_guard();
  /// A step that may lead away from those behind it: they need not be carried out either.
  void note_departure();
  bool is_guarded() const { return guards_ > 0 || departs_; }

  // ---- the keys of a step ----

  /// An absent key gives an operand of kind none.
  Argument number(const StepNode&, std::string_view key);
  Argument condition(const StepNode&, std::string_view key);
  Argument value(const StepNode&, std::string_view key);
  Argument text(const StepNode&, std::string_view key);
  Argument expression(const StepNode&, std::string_view key, Type expected = types::any);
  /// A filter over candidates called `item`.
  Argument where(const StepNode&, std::string_view key);
  Variable variable(const StepNode&, std::string_view key = "as");
  Variable variable_named(std::string_view name);
  /// The index of the process type or procedure that the key names.
  std::optional<std::uint32_t> process_type(const StepNode&, std::string_view key);
  std::optional<std::uint32_t> procedure(const StepNode&, std::string_view key);
  /// One argument for each name, from the mapping under `key`; unknown and missing ones are errors.
  std::vector<Argument> arguments(const StepNode&, std::string_view key,
                                  const std::vector<std::string>& names, std::string_view callee);

  Argument compile(const Node&, Use, Type expected = types::any);

  /// What a number must be; `rule` says it in words: "a delay must not be negative".
  struct Range {
    double least;
    bool whole;
    std::string_view rule;
  };
  /// Reports a literal that breaks the rule; an argument that depends on parameters is remembered in
  /// the program and checked before each run.
  void check_range(const Argument&, Range);

  // ---- ops ----

  /// The number of the body being compiled, as in Op::body.
  std::uint32_t body() const { return body_; }
  /// Runs read that file: its content is part of what they depend on.
  void reads_file(const std::string& path) { program_.data_files.push_back(path); }

  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.ops.size()); }
  template <class T, class... Arguments>
  T& emit(Span span, Arguments&&... arguments) {
    auto op = std::make_unique<T>(std::forward<Arguments>(arguments)...);
    T& result = *op;
    add(std::move(op), span);
    return result;
  }
  void add(std::unique_ptr<Op>, Span);
  /// Emits a waiting op, and behind it what follows a timeout.
  void add_waiting(std::unique_ptr<WaitingOp>, const StepNode&);
  /// Emits a waiting op that leads into what is emitted next, past which a timeout or a full line goes, after
  /// their steps: by the jumps that are returned, whose targets are the caller's to set.
  std::vector<Jump*> add_entrance(std::unique_ptr<WaitingOp>, const StepNode&);
  /// Fills in what all waiting ops have.
  void complete_waiting(WaitingOp&, const StepNode&);

  // ---- branches of first_of and all_of ----

  /// The op of a step that is a branch; `then` is the index of its `then` steps among what is emitted later,
  /// or that of the branch around.
  std::unique_ptr<WaitingOp> branch_op(const StepNode&, std::size_t then);
  /// Leaves steps to be emitted behind the op that is being made; returns their index.
  std::size_t emit_later(BehindOp);
  std::size_t enclosing_then() const { return enclosing_then_; }
  /// The process type of children.
  std::uint32_t branch_type() const { return static_cast<std::uint32_t>(program_.process_types.size() - 1); }

  // ---- loops, and what guards a stretch of ops ----

  /// Where `break` and `continue` of the innermost loop go; jumps forward are patched by end_loop().
  void begin_loop(std::uint32_t continue_at);
  void end_loop();
  /// A stretch with clean-up begins and ends here (CleanupScope): jumps out of it must not skip that.
  void enter_cleanup() { ++cleanup_depth_; }
  void leave_cleanup() { --cleanup_depth_; }
  /// Emits the jump of a `break` or `continue`; an error outside a loop.
  void jump_out(const StepNode&, bool to_continue);

  LocalScope& scope() { return *scope_; }
  Program& program() { return program_; }
  ExpressionCompiler& expressions() { return expressions_; }
  Diagnostics& diagnostics() { return diagnostics_; }

private:
  void steps_of_no_kind(const Node&);
  /// The steps under a key, to go on with instead of what stands behind the step.
  void steps_instead(const StepNode&, std::string_view key, Target&);

  struct Loop {
    std::uint32_t continue_at;
    std::size_t cleanup_depth;
    std::vector<Target*> breaks;
  };

  Program& program_;
  ExpressionCompiler& expressions_;
  Diagnostics& diagnostics_;
  LocalScope* scope_ = nullptr;
  std::vector<Loop> loops_;
  std::size_t cleanup_depth_ = 0;
  std::size_t guards_ = 0;
  bool departs_ = false;
  std::uint32_t body_ = 0;
  std::uint32_t bodies_ = 0;
  std::vector<BehindOp> behind_;
  std::size_t enclosing_then_ = BehindOp::kNone;

  void emit_behind(Span);
  void emit_child(const BehindOp&, Span);
};

/// How a number breaks a rule, in words; empty if it does not.
std::string range_problem(const RangeCheck&, double);

/// Declares the names that the steps of a list set: `as:`, `set:` and the statistics they collect.
void collect_names(const Node& steps, LocalScope&, Diagnostics&);

}  // namespace asim
