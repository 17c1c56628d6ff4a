#pragma once
// What `explain` says when something happens for the first time in a run.

#include <cstdint>
#include <string_view>

namespace asim {

enum class Lesson : std::uint8_t {
  loop,
  begin,
  at_once,
  await,
  sleep,
  line,
  clock,
  behind,
  value,
  grant,
  drain,
  tie,
  end,
  start,
  deadline,
  timeout,
  first_of,
  all_of,
  winner,
  timer,
  interrupt,
  interrupted,
  pending,
  preempt,
  reduction,
  regain,
  revoke,
  cancel,
  procedure,
  count,
};

/// Whole sentences; where it helps, what the same is called in Python and in C++.
std::string_view text_of(Lesson);

}  // namespace asim
