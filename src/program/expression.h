#pragma once
// From the text of a model to expression code: parse, resolve names, infer types, fold, compile.
//
// Mistakes go to the Diagnostics and give an operand of kind none; compilation of other expressions goes on.
// What depends on literals alone is evaluated here, what depends on parameters too becomes a derived constant
// that each run evaluates once. Names are looked up in the Scope, which also learns what was read.
//
// Each place that draws random numbers gets a stream of its own, named `owner/step/function#ordinal`, where
// the ordinal counts the places of that function within the owner and kind of step; `stream="name"` shares
// one.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "model/tree.h"
#include "program/code.h"
#include "program/operand.h"
#include "program/place.h"
#include "program/scope.h"

namespace asim {

/// What a YAML scalar means where it stands.
enum class Use : std::uint8_t {
  expression,  // plain or quoted: an expression
  value,       // plain: an expression; quoted: text, or the value itself if it is exactly one `{expression}`
  text,        // plain or quoted: text with `{expression:format}`
  point,       // as an expression, or a list of such: a point of time, which can be a date
};

class ExpressionCompiler {
public:
  ExpressionCompiler(Expressions&, Diagnostics&, const Sources&);
  ~ExpressionCompiler();
  ExpressionCompiler(const ExpressionCompiler&) = delete;
  ExpressionCompiler& operator=(const ExpressionCompiler&) = delete;

  /// Lists and mappings are lists and records whose members are values again. An error if the value cannot be
  /// of the expected type.
  Typed compile(const Node&, Use, Scope&, Type expected = types::any);
  /// A condition in which `item` is the candidate, Frame::item.
  Typed compile_where(const Node&, Scope&);
  /// An expression that does not stand in a scalar of its own. If `span` covers the text byte by byte, errors
  /// show the place within it.
  Typed compile_text(std::string_view text, Span span, Scope&, Type expected = types::any);
  /// The target of a `set`: `x`, `job.done`, `made[i]`, `teller.capacity`. Nothing after an error.
  std::optional<Place> compile_place(std::string_view text, Span span, Scope&);

  /// What is compiled from now on stands in steps that need not be carried out: what the parameters make
  /// impossible there is no problem before the run comes to it.
  void set_guarded(bool);

  /// A constant of its own for a value that is not computed by an expression: an object, an array of objects.
  std::uint32_t add_external();
  /// A parameter: a run gives it a value, or else it has the default, which must be a constant.
  std::uint32_t add_parameter(Operand fallback, Span declared);
  /// A literal.
  Operand number(double);
  Operand text(std::string_view);

  /// The index of a stream that belongs to a step itself (`choose`), named like those of expressions.
  std::uint32_t stream(std::string_view function, Span, const Scope&);

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace asim
