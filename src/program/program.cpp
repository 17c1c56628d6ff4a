#include "program/program.h"

#include <fmt/format.h>

namespace asim {

void Linker::operator()(Target& target) const { target.op = at(target.index); }

const Op* Linker::at(std::size_t index) const {
  if (index >= ops_.size()) return nullptr;
  while (true) {
    const Op& op = *ops_[index];
    const Target* jump = op.jump();
    if (!jump) return &op;
    const bool is_round = jump->index <= index;
    if (is_round && !ops_[jump->index]->counts_rounds()) return &op;
    index = jump->index;
  }
}

void Program::link() {
  const Linker linker(ops);
  for (std::uint32_t i = 0; i < ops.size(); ++i) {
    ops[i]->index = i;
    ops[i]->next = linker.at(i + 1);
    ops[i]->link(linker);
    ops[i]->link_rows();
  }
  for (ProcessType& type : process_types) linker(type.entry);
  for (Procedure& procedure : procedures) linker(procedure.entry);
  for (Region& region : regions) linker(region.handler);
}

const Op* Program::linked(std::uint32_t index) const { return Linker(ops).at(index); }

std::string Program::dump() const {
  std::string text;
  for (std::size_t i = 0; i < ops.size(); ++i) text += fmt::format("{:4}  {}\n", i, ops[i]->dump());
  return text;
}

}  // namespace asim
