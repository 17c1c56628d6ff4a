#include "program/program.h"

#include <fmt/format.h>

namespace asim {

void Linker::operator()(Target& target) const { target.op = at(target.index); }

const Op* Linker::at(std::size_t index) const {
  if (index >= ops_.size()) return nullptr;
  const Op* op = ops_[index].get();
  // A loop of nothing but jumps keeps one of them.
  for (std::size_t hops = 0; op->jump() && hops < ops_.size(); ++hops) op = ops_[op->jump()->index].get();
  return op;
}

void Program::link() {
  const Linker linker(ops);
  for (std::uint32_t i = 0; i < ops.size(); ++i) {
    ops[i]->index = i;
    ops[i]->next = linker.at(i + 1);
    ops[i]->link(linker);
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
