#pragma once
// The register machine that runs expression code; only for the files that evaluate.

#include <cstddef>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "program/code.h"
#include "program/frame.h"

namespace asim {

/// What a piece of code runs on. Code of literals alone needs neither state nor frame: it is run while
/// compiling.
struct Machine {
  const Expressions& expressions;
  Pool& pool;
  const Value* constants;
  const Value* shared;
  State* state;
  Frame* frame;
  Value* registers;          // as many as the code wants, null
  fmt::memory_buffer& text;  // code that ends with give_text appends its result
  // The members of loops that are let pass: in a run until it is asked whether somebody has interrupted it,
  // before it altogether. Null: any number.
  std::uint64_t* budget = nullptr;

  const Value& at(Ref ref) const {
    switch (ref.bank()) {
      case Ref::registers: return registers[ref.index()];
      case Ref::constants: return constants[ref.index()];
      case Ref::own: return frame->own[ref.index()];
      case Ref::shared: return shared[ref.index()];
    }
    return constants[0];
  }
};

/// The loops of what is evaluated before the run are so long that it is left to the run.
struct OverBudget {};
/// The loops of what is evaluated in the run are long, and somebody does not want to wait for it any more.
struct InterruptedEvaluation {};

/// The value, or null if the code ends with give_text. Throws RunError. Begins with the instruction `from`,
/// where run_plain() gave up.
Value run(const Code&, const Machine&, std::uint32_t from = 0);

/// Runs plain code as long as nothing but numbers and booleans comes up: no reference is counted, no register
/// has to be emptied. Returns where the result is; or null, if run() has to go on at `at` with these
/// registers.
const Value* run_plain(const Code&, const Frame&, Value* registers, std::uint32_t& at);
/// Whether that can carry it out.
bool is_plain(Opcode);

/// Draws with arguments that are checked first.
Value draw_checked(const Draw&, const Value* arguments, const Excerpt&, State&);

/// Why these arguments cannot be drawn from; empty if they can.
std::string draw_problem(const Draw&, const double* arguments);

}  // namespace asim
