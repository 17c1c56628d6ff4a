#pragma once
// Compiled expressions of a program: constants, register code and the tables it refers to. Immutable once the
// program is compiled, and shared by all its simulations.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/source.h"
#include "program/distributions.h"
#include "program/format.h"
#include "program/heap.h"
#include "program/opcodes.h"
#include "program/operand.h"
#include "program/scope.h"
#include "program/value.h"

namespace asim {

struct Object;
template <class Subject>
struct AttributeOf;
using Attribute = AttributeOf<Object>;
struct Function;
struct Method;

/// Where an instruction finds a value: one of four arrays, and the position there.
class Ref {
public:
  enum Bank : std::uint32_t { registers, constants, own, shared };

  constexpr Ref() = default;
  constexpr Ref(Bank bank, std::uint32_t index) : bits_{bank << 30 | index} {}
  constexpr Bank bank() const { return static_cast<Bank>(bits_ >> 30); }
  constexpr std::uint32_t index() const { return bits_ & 0x3FFFFFFFu; }
  constexpr bool operator==(const Ref&) const = default;

private:
  std::uint32_t bits_ = 0;
};

struct Instruction {
  Opcode opcode;
  std::uint32_t target = 0;  // a register
  Ref left;
  Ref right;
};
static_assert(sizeof(Instruction) == 16);

/// What an instruction came from: the whole of it and its operands. Parallel to the instructions.
struct Origin {
  Span whole, left, right;
};

/// A slot of State::constants.
struct Constant {
  enum class Kind : std::uint8_t {
    literal,   // `value`
    external,  // filled by whoever sets up the run; or `source`, if given: a parameter and its default
    derived,   // what `source` evaluates to, once, before the run
  };
  Kind kind = Kind::literal;
  Value value;     // numbers, booleans, null, immortal text
  Operand source;  // of earlier constants only
  Span span;
  bool is_guarded = false;  // stands in steps that need not be carried out: if it fails, they do
};

/// One expression: a run of instructions that ends with `give` or `give_text`.
struct Code {
  static constexpr std::uint32_t kPlainRegisters = 8;

  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t registers = 0;
  bool is_text = false;   // ends with give_text
  bool is_plain = false;  // nothing but arithmetic, comparisons, members, jumps and draws, with few registers
  std::uint32_t excerpt = 0;
};

/// The text of an expression, so that errors of a run can name what they are about. Inexact text (a folded
/// scalar) has one span for all its parts.
struct Excerpt {
  std::string text;
  Span span;
  bool exact = false;

  /// "`job.size`", or "this" if that is unknown or long.
  std::string name(Span part) const;
  std::string_view text_of(Span part) const;
};

/// A place that draws from a distribution.
struct Draw {
  static constexpr std::size_t kMostArguments = 8;

  const Distribution* distribution = nullptr;
  std::uint32_t stream = 0;
  std::uint32_t first = 0;  // its arguments: consecutive constants, if they are constant
  std::uint32_t count = 0;  // the distribution's arguments; after them low and high, if truncated
  bool truncated = false;
  bool yields_bool = false;
  bool constant = false;
  bool has_own_stream = false;  // which nobody else draws from
  bool is_guarded = false;      // as Constant::is_guarded
  Span span;
  std::vector<Span> spans;  // of all arguments

  std::uint32_t all_arguments() const { return truncated ? count + 2 : count; }
};

/// A place in the model that draws, and from which stream.
struct DrawSite {
  std::uint32_t stream = 0;
  Span span;
};

struct FunctionCall {
  const Function* function = nullptr;
  std::uint32_t count = 0;   // of arguments; optional ones that are not given are null
  std::uint32_t stream = 0;  // of functions that draw
  Span span;
  std::vector<Span> arguments;
  std::string directory;      // of functions that read files: where the model is
  bool needs_number = false;  // … and must give a number
};

/// A call that draws, with arguments that are known before the run: what is wrong with them is found out by
/// calling it once with a stream of no account.
struct Rehearsal {
  std::uint32_t call = 0;
  std::vector<Operand> arguments;  // none: not given
  std::uint32_t excerpt = 0;
  bool is_guarded = false;  // as Constant::is_guarded
};

struct MethodCall {
  const Method* method = nullptr;
  std::uint32_t count = 0;  // of arguments, the receiver not among them
  Span span;
  std::vector<Span> arguments;  // the receiver first
};

struct StatisticRead {
  Statistic::Kind kind;
  std::uint32_t slot;
  std::uint32_t measure;                    // measure_number()
  std::optional<std::uint32_t> edges = {};  // the constant with those of a histogram, if they are one
};

struct Expressions {
  Interner texts;     // first: what refers to these must go before
  Calendar calendar;  // set before anything is compiled
  std::vector<Constant> constants;
  std::vector<Instruction> instructions;
  std::vector<Origin> origins;
  std::vector<Code> codes;
  std::vector<Excerpt> excerpts;
  std::vector<Draw> draws;
  std::vector<std::string> stream_names;
  std::vector<DrawSite> draw_sites;
  std::vector<FunctionCall> calls;
  std::vector<Rehearsal> rehearsals;
  std::vector<MethodCall> methods;
  std::vector<StatisticRead> statistics;
  std::vector<Format> formats;
  std::vector<const Attribute*> attributes;
  std::vector<std::string> data_files;  // paths of what functions read, as far as they are literals
  std::uint32_t registers = 0;          // the largest window of any code

  /// The value of an operand that is a literal, else null.
  const Value* literal(Operand) const;
  std::optional<double> literal_number(Operand) const;
};

/// The code as text, an instruction a line: for tests and for those who wonder.
std::string dump(const Expressions&, Operand);

}  // namespace asim
