#pragma once
// Schemas: which keys a mapping may have. One table per kind of mapping, kept beside the code that reads it;
// from it come unknown-key errors, help and the reference.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "model/tree.h"

namespace asim {

/// What stands under a key, in the terms of the model language.
enum class KeyType : std::uint8_t {
  number,      // an expression that gives a number
  whole,       // … a whole number
  condition,   // an expression taken for its truth
  value,       // a value: plain text is an expression, quoted text is text
  text,        // text with {…}
  expression,  // an expression of any value
  literal,     // the text itself: a title, a label
  queue,       // an expression that gives a queue
  store,       // … a queue or a container
  resource,    // … a resource, or a list of resources
  container,
  gate,
  process,       // an expression that gives a process instance
  process_type,  // the name of a process
  procedure,     // the name of a procedure
  name,          // a name that gets a value (`as:`)
  counter,       // the name of a statistic
  arguments,     // a mapping of names to values
  assignments,   // a mapping of places to values
  observations,  // a mapping of the names of statistics to numbers
  outputs,       // a mapping of names to expressions
  steps,         // a list of steps
  cases,         // a mapping of values to lists of steps
  clauses,       // a list of mappings, each with steps of its own (`elif:`, `choose:`)
  branches,      // a mapping of names to steps that wait
  names,         // a list of names
  nothing,       // no value at all
  mapping,       // a mapping with a schema of its own
  list,
};

struct Key {
  std::string_view name;
  KeyType type;
  bool required;
  std::string_view fallback;     // what holds without it, for the reference; may be empty
  std::string_view summary;      // one line
  std::string_view unless = {};  // a key that stands for it: then it is not required
};

/// "a number", "a list of steps", for messages and the reference.
std::string_view description(KeyType);

const Key* find_key(std::span<const Key>, std::string_view name);

/// What to say beside an unknown key that resembles no other; may be empty.
using KeyAdvice = std::function<std::string(std::string_view key)>;

/// Finds out which keys the unknown ones of a mapping are meant to be (Node::Member::meant); reports nothing.
void mend_keys(const Node&, std::span<const Key>);

/// Reports the unknown keys of a mapping and, at `missing_at`, the required ones that are missing. An unknown
/// key that is most probably a missing one is one mistake and gets one error; it is mended.
void check_members(const Node&, std::span<const Key>, std::string_view what, Span missing_at, Diagnostics&,
                   const KeyAdvice& = {});

/// The same, and reports a node that is no mapping at all; an absent value is a mapping without members.
/// `what` names the thing in messages: "a resource", "step `get`". True if the node is a mapping.
bool check_keys(const Node&, std::span<const Key>, std::string_view what, Diagnostics&);

/// Reports a node that is not a list; an absent value is one too. True if it is a list.
bool check_list(const Node&, std::string_view what, Diagnostics&);

}  // namespace asim
