#pragma once

#include <string_view>

namespace asim {

// One line of the timeline. Time is in the model's units. The views belong to the caller and are valid during
// the call only: who keeps a row copies it.
struct Row {
  double time;
  std::string_view process;
  std::string_view event;   // the kind: `log`, `sleep`, `acquire`, ...
  std::string_view object;  // what it happened to; empty for `log`
  std::string_view detail;
  bool detail_is_number = false;
};

}  // namespace asim
