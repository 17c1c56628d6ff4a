#pragma once
// The values of a factor as they are written: `1,2,5:20:5`.

#include <string>
#include <string_view>
#include <vector>

namespace asim {

/// The single values, ranges written out. Raises DesignError; `name` is the parameter's, for messages.
std::vector<std::string> parse_levels(std::string_view name, std::string_view text, std::size_t most);

}  // namespace asim
