#include "record/sink.h"

#include <algorithm>

namespace asim {

Sink::~Sink() = default;

std::span<const SinkKind> sink_kinds() {
  static const SinkKind kinds[] = {
      table_sink(),
      csv_sink(),
      jsonl_sink(),
      markdown_sink(),
  };
  return kinds;
}

const SinkKind* find_sink(std::string_view name) {
  const auto kinds = sink_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [name](const SinkKind& k) { return k.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace asim
