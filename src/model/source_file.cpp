// Reading a model's bytes: from a file, a pipe or standard input, with plain words for everything that is no
// text.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "base/utf8.h"
#include "model/yaml_reader.h"

namespace asim {

namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20;
constexpr std::size_t most_neighbours = 10000;  // files of the folder that are looked at for a suggestion

class File {
public:
  explicit File(const std::string& path) {
    if (path == "-") {
      descriptor_ = STDIN_FILENO;
      return;
    }
    do {
      descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    } while (descriptor_ < 0 && errno == EINTR);
  }
  ~File() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  bool is_directory() const {
    struct stat about {};
    return ::fstat(descriptor_, &about) == 0 && S_ISDIR(about.st_mode);
  }
  /// Appends what comes next; false at the end or, with errno set, after an error.
  bool read_into(std::string& text) const {
    char buffer[1 << 16];
    ssize_t count = 0;
    do {
      errno = 0;
      count = ::read(descriptor_, buffer, sizeof buffer);
    } while (count < 0 && errno == EINTR);
    if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
    return count > 0;
  }

private:
  int descriptor_ = -1;
};

std::string words_for(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return "no such file";
    case EACCES:
    case EPERM: return "permission denied";
    case EISDIR: return "it is a directory";
    default: break;
  }
  std::string words = std::generic_category().message(error);
  if (!words.empty() && words[0] >= 'A' && words[0] <= 'Z')
    words[0] = static_cast<char>(words[0] - 'A' + 'a');
  return words;
}

std::string similar_file(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path wanted(path);
  const fs::path folder = wanted.parent_path().empty() ? fs::path(".") : wanted.parent_path();
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (names.size() == most_neighbours) break;
    std::error_code unknown;
    if (!entry->is_directory(unknown)) names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const std::string word = wanted.filename().string();
  const std::string_view found = nearest(word, {names.begin(), names.end()});
  return found.empty() ? std::string() : (wanted.parent_path() / fs::path(found)).string();
}

bool has_utf16_look(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  return text.size() >= 2 && (text[0] == '\0') != (text[1] == '\0');
}

/// The first thing that does not belong into a text file, or nothing.
std::optional<std::string> unsuitable(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "the file is empty";
  if (has_utf16_look(text)) return "it is UTF-16 text; save it as UTF-8";
  const auto line = [&](std::size_t at) {
    return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  };
  std::size_t bad = 0;
  if (!valid_utf8(text, &bad)) {
    return fmt::format("not valid UTF-8 (byte {:#04x} at line {})", static_cast<unsigned char>(text[bad]),
                       line(bad));
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= ' ' && byte != 0x7f) continue;
    if (byte == '\t' || byte == '\n') continue;
    if (byte == '\0') return fmt::format("NUL byte at line {}: it is not a text file", line(at));
    if (byte != '\r') return fmt::format("control character {:#04x} at line {}", byte, line(at));
    if (at + 1 == text.size() || text[at + 1] != '\n') {
      return fmt::format("lone carriage return at line {}; end lines with LF or CRLF", line(at));
    }
  }
  return std::nullopt;
}

/// The file's bytes, or what is wrong with it.
struct Contents {
  std::string text;
  std::optional<std::string> problem;
};

Contents read_contents(const std::string& path) {
  if (path.find('\0') != std::string::npos) return {{}, words_for(ENOENT)};
  errno = 0;
  const File file(path);
  if (!file.is_open()) {
    const int error = errno;
    const std::string similar = error == ENOENT ? similar_file(path) : std::string();
    return {{}, words_for(error) + (similar.empty() ? "" : fmt::format(" (did you mean `{}`?)", similar))};
  }
  if (file.is_directory()) return {{}, words_for(EISDIR)};
  std::string text;
  while (text.size() <= most_bytes && file.read_into(text)) continue;
  if (text.size() > most_bytes) return {{}, "it is larger than 4 MiB"};
  if (errno != 0) return {{}, words_for(errno)};
  auto problem = unsuitable(text);
  return {std::move(text), std::move(problem)};
}

}  // namespace

const Source* read_source(const std::string& path, Sources& sources, Diagnostics& diagnostics,
                          Span asked_for) {
  Contents contents = read_contents(path);
  if (!contents.problem) {
    try {
      return &sources.add(path, std::move(contents.text));
    } catch (const std::length_error& error) {
      contents.problem = error.what();
    }
  }
  const std::string name = path == "-" ? std::string("standard input") : "`" + path + "`";
  diagnostics.error(asked_for, fmt::format("cannot read {}: {}", name, *contents.problem));
  return nullptr;
}

}  // namespace asim
