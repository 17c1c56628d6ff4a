#include "program/op.h"

#include "program/state.h"

namespace asim {
namespace {

const Op* execute_in_frame(const Op& op, State& state, Instance& self) {
  Frame frame{state, &self, self.own};
  return op.execute(frame);
}
const Op* resume_in_frame(const Op& op, State& state, Instance& self) {
  Frame frame{state, &self, self.own};
  return op.resume(frame);
}

}  // namespace

const Op* Op::at_length(const Op& op, State& state, Instance& self) {
  return go_on_behind<execute_in_frame>(op, state, self);
}

const Op* Op::at_length_again(const Op& op, State& state, Instance& self) {
  return go_on_behind<resume_in_frame>(op, state, self);
}

}  // namespace asim
