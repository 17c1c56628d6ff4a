// The README's models and commands, as they stand there. A block marked `yaml` that begins with `# FILE` is
// written to that file; in a block marked `console` every line that begins with `$ ` is run and must print
// what follows it. Lines that build or install (`./dev`) are the business of the build and not run here.

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "support/command.h"

namespace asim::test {
namespace {

struct Block {
  std::string language;
  std::vector<std::string> lines;
};

std::vector<Block> blocks_of(const std::string& markdown) {
  std::vector<Block> blocks;
  std::istringstream lines(markdown);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.push_back({line.substr(3), {}});
    } else if (inside) {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

struct Command {
  std::string line;
  std::string expected;
};

std::vector<Command> commands_of(const Block& block) {
  std::vector<Command> commands;
  for (const std::string& line : block.lines) {
    if (line.starts_with("$ ")) {
      commands.push_back({line.substr(2), ""});
    } else if (!commands.empty()) {
      commands.back().expected += line + "\n";
    }
  }
  return commands;
}

/// The source tree's models, and the files that the README writes, side by side.
class Workplace {
public:
  Workplace()
      : folder_(std::filesystem::temp_directory_path() / ("asim-readme-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
    std::filesystem::create_directory_symlink(std::string(ASIM_SOURCE_DIR) + "/models", folder_ / "models");
  }
  ~Workplace() { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string folder() const { return folder_.string(); }

private:
  std::filesystem::path folder_;
};

}  // namespace

TEST_CASE("the README's models and commands do what it says") {
  const Workplace workplace;
  std::size_t commands_run = 0;
  for (const Block& block : blocks_of(read_file(std::string(ASIM_SOURCE_DIR) + "/README.md"))) {
    if (block.language == "yaml" && !block.lines.empty() && block.lines.front().starts_with("# ")) {
      std::string text;
      for (const std::string& line : block.lines) text += line + "\n";
      write_file(workplace.path(block.lines.front().substr(2)), text);
    }
    if (block.language != "console") continue;
    for (const Command& command : commands_of(block)) {
      if (command.line.starts_with("./dev") || command.line.starts_with("git ")) continue;
      CAPTURE(command.line);
      const CommandResult result = shell("cd '" + workplace.folder() + "'; { " + command.line + "; } 2>&1");
      CHECK(result.out == command.expected);
      ++commands_run;
    }
  }
  CHECK(commands_run > 3);
}

}  // namespace asim::test
