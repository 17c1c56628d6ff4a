// A checked, buffered stream of bytes to standard output or a file.
//
// Every write, flush and close is checked. A failure throws OutputError, a reader that went away ClosedPipe;
// the program must have called ignore_sigpipe(), otherwise the signal ends it first.
//
// The text of one write() is never split between two flushes (unless it is larger than the buffer), so what
// has reached the file consists of whole rows at any time, even after SIGKILL. When a regular file cannot
// take all of a flush (disk full, size limit), it is cut back to where that flush began.
//
// A regular file is written beside its final name, as NAME.partial-PID-N, and renamed by close(): readers see
// the old file or the whole new one, and a model is never overwritten by half a result. Symbolic links are
// followed. Anything else (/dev/full, a FIFO) is opened and written directly.
//
// In place, a regular file is written under its final name from the start, and locked: rows that were flushed
// survive SIGKILL there, and another program that wants to write the file is refused.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace asim {

// What failed, where and why: "cannot write out.csv: No space left on device".
class OutputError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// Nobody reads on (EPIPE). Not an error: the program ends quietly with 0.
class ClosedPipe : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// Lets a closed pipe and the file-size limit (SIGPIPE, SIGXFSZ) be reported by write() instead of killing us.
void ignore_sigpipe();

class Output {
public:
  enum class Mode { beside, in_place };

  // `path` is a file or `-`, standard output. In place, what the file has stays until keep() is called.
  explicit Output(std::string path, Mode = Mode::beside);

  // Without close() before it, keeps what was written: flushes, and gives the file its final name. That is
  // for a run that failed; errors are ignored here.
  ~Output();

  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text) {
    if (text.size() > capacity - size_ || is_terminal_) return write_slowly(text);
    append(text);
  }

  // Where the text of the next write() may be made, which then need not be copied: most texts fit. Valid
  // until anything else is called.
  std::span<char> place_for_text() {
    constexpr std::size_t most = 1024;
    if (capacity - size_ < most) flush();
    return {buffer_.get() + size_, most};
  }

  void flush();

  // Flushes, closes and renames; standard output stays open for others, but late errors of it are reported.
  // The output takes no further text. A second call does nothing.
  void close();

  // In place: keeps so many bytes of what the file had; writing goes on behind them.
  void keep(std::uint64_t bytes);

  // Whether people watch: then every write ends in a flush, except while it gathers.
  bool is_terminal() const { return is_terminal_; }

  // From now on a terminal gets what is written within a moment together: many small writes would take longer
  // than the terminal does. Whoever gathers calls show_gathered() now and then, and gather(false) at the end.
  void gather(bool gathers);
  void show_gathered();

  const std::string& path() const { return path_; }

private:
  static constexpr std::size_t capacity = 64 * 1024;

  void append(std::string_view text) {
    char* const place = buffer_.get() + size_;
    if (text.data() != place) std::memcpy(place, text.data(), text.size());
    size_ += text.size();
  }
  void open_file(Mode);
  void open_in_place();
  void open_beside(const std::string& target, bool target_exists);
  void write_slowly(std::string_view text);
  void send(std::string_view text);
  void cut_back(std::size_t bytes);
  void close_descriptor();
  void rename_to_target();
  [[noreturn]] void fail(const char* what, int error) const;

  std::string path_;     // as the user gave it, for messages
  std::string target_;   // the final name; empty if written directly
  std::string partial_;  // the name until close()
  int descriptor_ = -1;
  bool is_standard_ = false;
  bool can_be_cut_ = false;  // a regular file that is ours
  bool is_terminal_ = false;
  bool gathers_ = false;
  std::chrono::steady_clock::time_point shown_;
  std::size_t size_ = 0;
  std::unique_ptr<char[]> buffer_;
};

}  // namespace asim
