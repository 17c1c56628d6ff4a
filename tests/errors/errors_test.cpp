// Broken models and what is said about them, to the letter: tests/errors/<name>.yaml and <name>.txt, which
// holds the exit code of `asim run` and what it writes to standard error. ASIM_UPDATE=1 records anew.

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {

TEST_CASE(
    "every broken model gets its recorded errors, from `asim check` too if no run is needed to find them") {
  for (const std::string& model : files_below("tests/errors", ".yaml")) {
    CAPTURE(model);
    const CommandResult run = asim({"run", model, "--timeline", "none"});
    const std::string text = "exit code " + std::to_string(run.exit_code) + "\n" + run.err;
    const std::string recording =
        std::string(ASIM_SOURCE_DIR) + "/" + model.substr(0, model.size() - 5) + ".txt";
    if (updates_recordings()) write_file(recording, text);
    CHECK(read_file(recording) == text);
    CHECK(run.exit_code != 0);

    const CommandResult check = asim({"check", model});
    if (run.exit_code == 3) {
      CHECK(check.exit_code == 3);
      CHECK(check.err == run.err);
    } else {
      CHECK(check.exit_code == 0);
    }
  }
}

}  // namespace asim::test
