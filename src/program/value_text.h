#pragma once
// How values print.
//
// Whole numbers without a decimal point, others as the shortest text that reads back the same; `true`,
// `false`, `null`; text as it is; objects and process instances by their name; lists and records as JSON,
// where numbers that JSON does not know (inf, nan) and names are quoted. Nesting deeper than 64 and text
// beyond a mebibyte is cut short with `...`.

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "program/value.h"

namespace asim {

void append_value(fmt::memory_buffer& out, const Value&);
std::string value_text(const Value&);

/// As a member of a JSON document: as above, text quoted.
void append_json(fmt::memory_buffer& out, const Value&);

/// "text", "a number", "a queue", "null": what a value is, for messages.
std::string_view kind_description(const Value&);

}  // namespace asim
