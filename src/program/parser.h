#pragma once
// The grammar of expressions, a subset of Python's: precedence climbing (Pratt, "Top Down Operator
// Precedence", 1973) from `… if … else …` down to `**`. Nesting is bounded at 64, so that nothing that walks
// the tree needs to care; chains of operators (`a + b + c …`) may have any length and lean to the left.
//
// The first mistake is thrown as SyntaxError. Names in the tree are views of the passage.

#include "program/ast.h"
#include "program/heap.h"
#include "program/lexer.h"

namespace asim {

/// The mistake of a duration or time of day in a model that does not say what a unit of time is.
SyntaxError unknown_unit(const Calendar&, Span, std::string_view text);

/// One expression and nothing else. Literals are interned.
Expression& parse_expression(const Passage&, Ast&, Interner&);

/// Text with `{expression:format}`, where `{{` and `}}` are braces: a literal if nothing is inserted, else a
/// text. Whether backslash escapes count is told by `escapes` (in f-strings they do, in YAML they are
/// resolved already).
Expression& parse_template(const Passage&, Ast&, Interner&, bool escapes = false);

/// What is between the quotes of a text, its escapes resolved.
std::string unescaped(const Passage&);

}  // namespace asim
