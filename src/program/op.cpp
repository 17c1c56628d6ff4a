#include "program/op.h"

#include "program/state.h"

namespace asim {
namespace {

// Not in line: whoever has variables that others know the address of cannot end with a jump.
[[gnu::noinline]] const Op* execute_in_frame(const Op& op, State& state, Instance& self) {
  Frame frame{state, &self, self.own};
  return op.execute(frame);
}
[[gnu::noinline]] const Op* resume_in_frame(const Op& op, State& state, Instance& self) {
  Frame frame{state, &self, self.own};
  return op.resume(frame);
}

}  // namespace

const Op* Op::at_length(const Op& op, State& state, Instance& self) {
  const Op* following = execute_in_frame(op, state, self);
  return following ? go_on_with(*following, state, self) : nullptr;
}

const Op* Op::at_length_again(const Op& op, State& state, Instance& self) {
  const Op* following = resume_in_frame(op, state, self);
  return following ? go_on_with(*following, state, self) : nullptr;
}

}  // namespace asim
