#pragma once
// What --stats writes, for tests.

#include <string>
#include <vector>

#include "support/command.h"

namespace asim::test {

/// What --stats writes about one object, as "STATISTIC VALUE" lines.
inline std::string stats_of(const std::string& model, const std::string& object,
                            const std::vector<std::string>& options = {}) {
  std::vector<std::string> words = {"run", "-", "--stats", "-"};
  words.insert(words.end(), options.begin(), options.end());
  const CommandResult result = asim(words, model);
  if (result.exit_code != 0) return result.err;
  std::string lines;
  for (std::size_t begin = 0; begin < result.out.size();) {
    const std::size_t end = result.out.find('\n', begin);
    const std::string line = result.out.substr(begin, end - begin);
    if (line.starts_with(object + ",")) {
      std::string rest = line.substr(object.size() + 1);
      rest[rest.find(',')] = ' ';
      lines += rest + "\n";
    }
    begin = end + 1;
  }
  return lines;
}

// Served: 0, 3, 0, 2 waited. One gives up after 1, one does not want to wait, one still waits at the end.
inline const std::string kDesk = R"(
until: 16
resources: {desk: {}}
processes:
  guest:
    count: 7
    start: "[0, 1, 2, 9, 10, 11, 12][self.index]"
    steps:
      - acquire: desk
        timeout: "[inf, inf, 1, inf, 0, inf, inf][self.index]"
        on_timeout: [exit]
      - sleep: 4
      - release: desk
)";

}  // namespace asim::test
