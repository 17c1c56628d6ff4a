#include "run/move_trace.h"

#include <algorithm>

namespace asim {

void MoveTrace::tell(const Move& move) {
  const std::string process = move.process ? shown_name(*move.process) : "";
  if (!wants(process)) return;
  const std::string place = move.op ? sources().line_reference(span_of(move)) : "";
  sink_.write({move.time, process, name_of(move.kind), place, move.text});
}

bool MoveTrace::wants(std::string_view process) const {
  return processes_.empty() ||
         std::any_of(processes_.begin(), processes_.end(), [&](const std::string& name) {
           return process.starts_with(name) && (process.size() == name.size() ||
                                                process[name.size()] == '[' || process[name.size()] == '\'');
         });
}

}  // namespace asim
