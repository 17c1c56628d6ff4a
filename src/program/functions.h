#pragma once
// The functions and methods of the expression language. Adding one is a row in the tables of functions*.cpp:
// argument binding, type checks, help and completion follow from the row.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/source.h"
#include "engine/random.h"
#include "program/type.h"
#include "program/value.h"

namespace asim {

class Pool;
struct Excerpt;
struct FunctionCall;
struct State;

struct FunctionParameter {
  std::string_view name;
  Type type = types::any;
  bool required = true;
  bool by_name = false;  // only: it has no place among the positional ones
};

/// What a function gets when it is called. Optional arguments that were not given are null.
struct Arguments {
  Pool& pool;
  const Excerpt& excerpt;  // names what errors are about
  Stream* stream;          // of functions that draw, else null
  const Value* values;
  std::uint32_t count;
  Span span;                            // of the call
  const Span* spans;                    // of the arguments
  State* state = nullptr;               // of functions that draw or use it, else null
  const FunctionCall* place = nullptr;  // … and where they stand

  const Value& operator[](std::size_t i) const { return values[i]; }
};

/// How the compiler treats a function that takes a generator or `by=`; everything else is an ordinary call.
enum class Aggregate : std::uint8_t { none, sum, mean, min, max, count, any, all, sorted };

struct Function {
  std::string_view name;
  std::span<const FunctionParameter> parameters;  // in positional order
  bool variadic = false;                          // further positional arguments like the last parameter
  Type result = types::any;
  double (*math)(double) = nullptr;  // number to number, nan where it is not defined
  std::string_view domain;           // of math: "a number above zero"
  Value (*call)(const Arguments&) = nullptr;
  Aggregate aggregate = Aggregate::none;
  bool draws = false;       // another value each time
  bool uses_state = false;  // gets the state of the run; the same arguments may give another value
  /// … the value that lies opposite within its law, from the same bits: engine/dice.h. Null if it takes no
  /// random numbers.
  Value (*mirrored)(const Arguments&) = nullptr;
  bool reads_file = false;  // its first argument names a file
  std::string_view summary;
  std::string_view example;  // an expression
  std::string_view shows;    // what it prints; empty if it draws
  std::string_view mean;     // of what it draws, if that is a number
  std::string_view variance;

  bool is_random() const { return mirrored != nullptr; }
  std::size_t positional_count() const;

  /// "round(x, digits=…)"
  std::string signature() const;
};

/// What follows the dot in `jobs.append(x)`. The receiver is the first of the arguments.
struct Method {
  std::string_view name;
  Type receiver;
  std::span<const FunctionParameter> parameters;
  Value (*call)(const Arguments&);
  std::string_view summary;
  bool changes_receiver = false;
};

std::span<const Function> all_functions();
const Function* find_function(std::string_view name);
std::span<const Method> all_methods();
const Method* find_method(std::string_view name);

}  // namespace asim
