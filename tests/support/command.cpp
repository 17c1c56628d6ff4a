#include "support/command.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace asim::test {
namespace {

namespace fs = std::filesystem;

/// Standard streams go through files: no pipe can fill up.
class Scratch {
public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "asim-test-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary directory");
    folder_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

private:
  fs::path folder_;
};

[[noreturn]] void become(const std::vector<std::string>& words, const Scratch& scratch) {
  const bool redirected = std::freopen(scratch.path("in").c_str(), "r", stdin) &&
                          std::freopen(scratch.path("out").c_str(), "w", stdout) &&
                          std::freopen(scratch.path("err").c_str(), "w", stderr);
  if (!redirected || chdir(ASIM_SOURCE_DIR) != 0) _exit(126);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& words, const std::string& input) {
  const Scratch scratch;
  write_file(scratch.path("in"), input);
  std::fflush(nullptr);  // or the child would write it too
  const pid_t child = fork();
  if (child == 0) become(words, scratch);
  int status = 0;
  waitpid(child, &status, 0);
  CommandResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = read_file(scratch.path("out"));
  result.err = read_file(scratch.path("err"));
  return result;
}

CommandResult asim(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.begin(), ASIM_BINARY);
  return run_command(arguments, input);
}

std::string rows_of(const std::string& model, const std::string& kinds) {
  const CommandResult result = asim({"run", "-", "--verify", "-f", "csv", "--timeline", kinds}, model);
  return result.exit_code == 0 ? result.out.substr(result.out.find('\n') + 1) : result.err;
}

std::string summary_of(const std::string& model) {
  const CommandResult result = asim({"run", "-", "--verify", "--timeline", "none"}, model);
  return result.exit_code == 0 ? result.out : result.err;
}

CommandResult shell(const std::string& line) {
  const std::string folder = fs::path(ASIM_BINARY).parent_path().string();
  return run_command({"bash", "-c", "PATH='" + folder + "':$PATH; " + line});
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

std::vector<std::string> files_below(const std::string& folder, const std::string& ending) {
  const fs::path root = ASIM_SOURCE_DIR;
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ending) {
      files.push_back(fs::relative(entry.path(), root).generic_string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool updates_recordings() {
  const char* value = std::getenv("ASIM_UPDATE");
  return value && std::string(value) == "1";
}

}  // namespace asim::test
