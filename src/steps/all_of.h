#pragma once
// all_of when it is carried out: a group of the branches' events.

#include <string>

#include "steps/branches.h"

namespace asim {

class AllOfOp final : public GroupOp {
public:
  Target continue_parts;  // index 0: no part has steps left to do
  std::uint32_t slot = 0;

  void link(const Linker& linker) override {
    GroupOp::link(linker);
    if (continue_parts.index != 0) linker(continue_parts);
  }

  const Target* continuation(Frame& frame, Event& event) const override {
    if (continue_parts.index == 0) return nullptr;
    auto& group = static_cast<AllOf&>(event);
    bool any = false;
    for (std::uint32_t i = 0; i < branches.size(); ++i) {
      const Target* steps = branches[i].op->continuation(frame, group.part(i));
      frame.own[slot + i] = steps ? steps->index : 0.0;
      any |= steps != nullptr;
    }
    return any ? &continue_parts : nullptr;
  }

  Event* request(Frame& frame) const override {
    Pool& pool = frame.state.pool;
    AllOf* all = pool.make<AllOf>(*frame.self, pool);
    for (const Branch& branch : branches) all->add(*branch.op->request(frame));
    return all;
  }

  Value receive(Frame& frame, Event& event) const override {
    auto& group = static_cast<AllOf&>(event);
    Record* parts = Record::make(frame.state.pool, branches.size());
    Value result = Value::adopt(parts);
    for (std::size_t i = 0; i < branches.size(); ++i) {
      parts->set(branches[i].text, take(frame, branches[i], group.part(i)));
    }
    if (wants_row(frame, row)) write_row(frame, row, "", value_text(result));
    return result;
  }

  std::string remedy(Frame& frame, const Event* event) const override {
    return remedies(frame, event, ", and ");
  }
  std::string message(Frame& frame, const Event* event) const override {
    return "wake me when all of these have come: " + wish(frame, event);
  }
  std::string dump() const override { return "all of " + std::to_string(branches.size()); }
};

}  // namespace asim
