#pragma once
// --trace: the moves of a run as rows, for any sink: time, process, move, place, what.

#include <string>
#include <vector>

#include "record/sink.h"
#include "run/observation.h"

namespace asim {

class MoveTrace final : public Observation {
public:
  /// Only moves of processes called NAME or NAME[anything], if any names are given.
  MoveTrace(const Sources& sources, Sink& sink, std::vector<std::string> processes)
      : Observation(sources), sink_(sink), processes_(std::move(processes)) {}

private:
  void tell(const Move&) override;
  bool wants(std::string_view process) const;

  Sink& sink_;
  std::vector<std::string> processes_;
};

}  // namespace asim
