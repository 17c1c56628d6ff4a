#pragma once

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {

/// The outputs of a quiet run, which must be those of a run whose rows are written.
inline std::string same_outputs(const std::string& model, const char* seed = "1") {
  const std::string quiet = asim({"run", "-", "-q", "--outputs", "-", "--seed", seed}, model).out;
  const auto written = asim(
      {"run", "-", "-q", "--outputs", "-", "--seed", seed, "--timeline", "all", "--csv", "/dev/null"}, model);
  CHECK(written.err == "");
  CHECK(quiet == written.out);
  return quiet;
}

}  // namespace asim::test
