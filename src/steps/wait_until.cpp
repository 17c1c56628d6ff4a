// wait_until: wait for a condition over the model's state.

#include <fmt/format.h>

#include "program/condition.h"
#include "steps/execution.h"

namespace asim {
namespace {

class WaitUntilOp final : public WaitingOp {
public:
  WaitUntilOp(Operand condition, std::string text) : condition_(condition), text_(std::move(text)) {}

  Event* request(Frame& frame) const override { return frame.state.pool.make<Condition>(frame, condition_); }
  Value receive(Frame& frame, Event&) const override {
    if (wants_row(frame, row)) write_row(frame, row, "", text_);
    return Value::null();
  }
  std::string awaited(Frame&, const Event*) const override { return text_; }
  std::string wish(Frame&, const Event*) const override { return fmt::format("`{}` holds", text_); }
  std::string remedy(Frame&, const Event*) const override {
    return fmt::format("a step, of anybody, that makes `{}` true", text_);
  }
  std::string dump() const override { return "wait until"; }

private:
  Operand condition_;
  std::string text_;
};

std::unique_ptr<WaitingOp> request_wait_until(StepCompiler& c, const StepNode& s) {
  const Node* node = s.argument();
  const Argument condition = c.condition(s, "wait_until");
  return std::make_unique<WaitUntilOp>(condition.operand, node ? node->text : "");
}

constexpr Key kKeys[] = {{"wait_until", KeyType::condition, true, "", "what to wait for"}};

}  // namespace

extern const StepKind wait_until_step{
    .name = "wait_until",
    .keys = kKeys,
    .summary = "wait until a condition holds",
    .documentation =
        "The condition may read anything: variables, queues, resources, other processes. It is evaluated "
        "again after a\n"
        "step, of any process, that has changed something it reads. The clock alone wakes nobody: for a "
        "point of time use\n"
        "`sleep_until`.",
    .example = R"(model: a quorum
timeline: [log]
vars: {present: 0}
processes:
  chair:
    steps:
      - wait_until: present >= 2
      - log: "we can begin"
  member:
    count: 3
    steps:
      - sleep: 5 * (self.index + 1)
      - set: {present: present + 1}
)",
    .timeline = "10 chair we can begin\n",
    .request = request_wait_until,
    .story = [](std::string_view,
                std::string_view detail) { return fmt::format("finds that `{}` holds", detail); },
};

}  // namespace asim
