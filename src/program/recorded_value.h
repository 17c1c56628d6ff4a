#pragma once
// Values that were drawn from lists, as text and back.

#include <optional>
#include <string>
#include <string_view>

#include "program/functions.h"
#include "program/value.h"

namespace asim {

/// As numbers print, and minus zero with its sign.
std::string exact_number_text(double);
/// A number as it prints, infinities and nan included; nothing if it is none.
std::optional<double> recorded_number_of(std::string_view text);
/// "true", "false", "1", "0".
std::optional<bool> recorded_truth(std::string_view text);

struct RecordedChoice {
  Value value;
  std::string problem;  // why there is none; otherwise empty
};

/// What a choice, shuffle or sample with these arguments means by the text: members of its list that print
/// so, or are equal to what the text says as JSON; the first that is left. A position, if given and it fits,
/// says which. `drawn` is anything that it could draw.
RecordedChoice find_recorded(const Function&, const Arguments&, const Value& drawn, std::string_view text,
                             std::string_view position);

/// The position that find_recorded() needs to find exactly this; empty if it needs none.
std::string ambiguous_position(const Function&, const Arguments&, const Value& drawn, std::string_view text);

}  // namespace asim
