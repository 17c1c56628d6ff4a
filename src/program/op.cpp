#include "program/op.h"

#include "program/state.h"

namespace asim {
namespace {

class None final : public Op {
public:
  const Op* execute(Frame&) const override { return nullptr; }
  std::string dump() const override { return "none"; }
};
const None none_at_all;

const Op* execute_in_frame(const Op& op, State& state, Instance& self) {
  Frame frame{state, &self, self.own};
  return op.execute(frame);
}
const Op* resume_in_frame(const Op& op, State& state, Instance& self) {
  Frame frame{state, &self, self.own};
  return op.resume(frame);
}

const Op* with_or_without(const Op& op, State& state, Instance& self) {
  return (state.recorder.wants(op.row) ? op.quick_with_row : op.quick)(op, state, self);
}
const Op* resume_with_or_without(const Op& op, State& state, Instance& self) {
  return (state.recorder.wants(op.row) ? op.quick_resume_with_row : op.quick_resume)(op, state, self);
}

}  // namespace

const Op* const Op::none = &none_at_all;

const Op* Op::at_length(const Op& op, State& state, Instance& self) {
  return go_on_behind<execute_in_frame>(op, state, self);
}

const Op* Op::at_length_again(const Op& op, State& state, Instance& self) {
  return go_on_behind<resume_in_frame>(op, state, self);
}

void Op::link_rows() {
  switch (rows()) {
    case Rows::none:
      in_sight = quick;
      resume_in_sight = quick_resume;
      break;
    case Rows::of_its_kind:
      in_sight = with_or_without;
      resume_in_sight = resume_with_or_without;
      break;
    case Rows::several: break;
  }
}

}  // namespace asim
