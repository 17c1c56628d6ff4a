#pragma once
// A hash of all that happened in a run: every row of the timeline, whichever are shown, how it ended, who
// still waits for what, the outputs, and what was observed. The same on every machine; a model that does
// something else, or says it otherwise, has another one.

#include <string>

#include "base/hash.h"
#include "record/sink.h"
#include "run/simulation.h"

namespace asim {

/// To be added to the recorder as an observer.
class Fingerprint final : public Sink {
public:
  void write(const Row&) override;
  void flush() override {}

  /// Sixteen hexadecimal digits.
  std::string text(Simulation&, const RunResult&) const;

private:
  Hash hash_;
};

}  // namespace asim
