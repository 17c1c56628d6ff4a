#pragma once
// Values from JSON.

#include <optional>
#include <string_view>

#include "engine/pool.h"
#include "program/value.h"

namespace asim {

/// Nothing if the text is no JSON, or nested deeper than 64.
std::optional<Value> parse_json(std::string_view text, Pool&);

}  // namespace asim
