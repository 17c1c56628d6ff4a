#pragma once
// Small models for the tests of the command line, each in a folder of its own that vanishes with it.

#include <string>

#include "record/temporary_directory.h"
#include "support/command.h"

namespace asim::test {

/// A model in a file, and a place for what commands write.
class ModelFile {
public:
  explicit ModelFile(const std::string& text) { write_file(path(), text); }
  std::string path() const { return file("model.yaml"); }
  std::string file(const std::string& name) const { return directory_.file(name); }

private:
  TemporaryDirectory directory_;
};

/// Says a word `rounds` times, 1.5 minutes apart.
inline constexpr const char* kSpeaker = R"(model: speaker
time_unit: minutes
params:
  rounds: {default: 2, min: 1}
  word: "hello"
processes:
  speaker:
    steps:
      - loop: rounds
        as: i
        do:
          - sleep: 1.5
          - log: "{word} {i}"
outputs:
  rounds: rounds
  word: word
  nothing: null
)";

/// One random number.
inline constexpr const char* kDice = R"(model: dice
processes:
  dice:
    vars: {x: "{uniform(0, 1)}"}
    steps:
      - tally: {x: x}
outputs:
  x: mean(x)
)";

inline constexpr const char* kEndless = R"(model: endless
processes:
  ticker:
    steps:
      - loop: forever
        as: i
        do:
          - sleep: 1
          - log: tick {i}
)";

/// Fails at time 1.
inline constexpr const char* kFailing = R"(model: failing
vars: {delay: -1}
processes:
  sleeper:
    steps:
      - log: before
      - sleep: 1
      - sleep: delay
outputs:
  never: 1
)";

inline constexpr const char* kUsageHint =
    "Run `asim help` for the commands and `asim help COMMAND` for its options.\n";

/// What wrong usage prints.
inline std::string usage_error(const std::string& message) { return "error: " + message + "\n" + kUsageHint; }

}  // namespace asim::test
