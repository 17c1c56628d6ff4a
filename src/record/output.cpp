#include "record/output.h"

#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace asim {
namespace {

constexpr mode_t permission_bits = 07777;

void wait_until_writable(int descriptor) {
  pollfd ready{descriptor, POLLOUT, 0};
  ::poll(&ready, 1, -1);
}

// Writes all of it, or returns the error; `*written` counts the bytes that went out.
int write_all(int descriptor, std::string_view text, std::size_t* written) {
  *written = 0;
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
      *written += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_until_writable(descriptor);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

// So that whoever reads need not be woken for every buffer. Anything but a pipe refuses.
void enlarge_pipe([[maybe_unused]] int descriptor) {
#ifdef F_SETPIPE_SZ
  [[maybe_unused]] const int ignored = ::fcntl(descriptor, F_SETPIPE_SZ, 1024 * 1024);
#endif
}

std::string resolved(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string result = real;
  std::free(real);
  return result;
}

}  // namespace

void ignore_sigpipe() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

Output::Output(std::string path, Mode mode)
    : path_{std::move(path)}, buffer_{std::make_unique_for_overwrite<char[]>(capacity)} {
  if (path_ == "-") {
    path_ = "standard output";
    is_standard_ = true;
    descriptor_ = STDOUT_FILENO;
  } else {
    open_file(mode);
  }
  is_terminal_ = ::isatty(descriptor_) == 1;
  enlarge_pipe(descriptor_);
}

Output::~Output() {
  if (descriptor_ < 0) return;
  try {
    flush();
  } catch (const std::exception&) {
    size_ = 0;  // a destructor has nobody to tell; the file keeps the rows before
  }
  try {
    close();
  } catch (const std::exception&) {}
}

void Output::open_file(Mode mode) {
  struct stat info {};
  const bool exists = ::stat(path_.c_str(), &info) == 0;
  if (!exists && errno != ENOENT) fail("open", errno);
  if (exists && S_ISDIR(info.st_mode)) fail("write", EISDIR);
  if (!exists || S_ISREG(info.st_mode)) {
    return mode == Mode::in_place ? open_in_place() : open_beside(resolved(path_), exists);
  }

  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor_ < 0) fail("open", errno);
}

void Output::open_in_place() {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail("open", errno);
  can_be_cut_ = true;
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(std::exchange(descriptor_, -1));
  if (error == EWOULDBLOCK) throw OutputError{"another asim is writing " + path_};
  fail("lock", error);
}

void Output::keep(std::uint64_t bytes) {
  if (!can_be_cut_) return;
  const auto size = static_cast<off_t>(bytes);
  if (::ftruncate(descriptor_, size) != 0 || ::lseek(descriptor_, size, SEEK_SET) < 0) fail("write", errno);
}

void Output::open_beside(const std::string& target, bool target_exists) {
  // A rename would replace even a file that its owner made read-only.
  if (target_exists && ::access(target.c_str(), W_OK) != 0) fail("write", errno);

  // A killed run may have left its partial file, and process numbers come again: hence the counter.
  for (int attempt = 0; descriptor_ < 0; ++attempt) {
    partial_ = fmt::format("{}.partial-{}-{}", target, ::getpid(), attempt);
    descriptor_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno != EEXIST) fail("create", errno);
  }
  target_ = target;
  can_be_cut_ = true;

  struct stat info {};
  if (!target_exists || ::stat(target.c_str(), &info) != 0) return;
  [[maybe_unused]] const int ignored = ::fchmod(descriptor_, info.st_mode & permission_bits);
}

void Output::write_slowly(std::string_view text) {
  assert(descriptor_ >= 0);
  if (text.size() > capacity - size_) flush();
  if (text.size() > capacity) {
    send(text);
  } else {
    append(text);
  }
  if (gathers_) {
    show_gathered();
  } else if (is_terminal_) {
    flush();
  }
}

void Output::gather(bool gathers) {
  gathers_ = gathers;
  if (is_terminal_ && !gathers) flush();
}

void Output::show_gathered() {
  constexpr std::chrono::milliseconds moment{20};
  if (!is_terminal_ || size_ == 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < moment) return;
  flush();
  shown_ = now;
}

void Output::flush() {
  const std::size_t size = std::exchange(size_, 0);  // what failed once is not tried again
  if (size > 0) send({buffer_.get(), size});
}

void Output::send(std::string_view text) {
  std::size_t written = 0;
  const int error = write_all(descriptor_, text, &written);
  if (error == 0) return;
  cut_back(written);
  if (error == EPIPE) throw ClosedPipe{path_ + " is closed"};
  fail("write", error);
}

void Output::cut_back(std::size_t bytes) {
  if (!can_be_cut_) return;
  const off_t end = ::lseek(descriptor_, 0, SEEK_CUR);
  if (end < 0) return;
  const off_t start = end - static_cast<off_t>(bytes);
  if (::ftruncate(descriptor_, start) == 0) ::lseek(descriptor_, start, SEEK_SET);
}

void Output::close() {
  if (descriptor_ < 0) return;
  flush();
  close_descriptor();
  rename_to_target();
}

void Output::close_descriptor() {
  // Closing a copy reports the late errors of network file systems and leaves standard output open.
  const int closing = is_standard_ ? ::dup(descriptor_) : descriptor_;
  descriptor_ = -1;
  if (closing < 0 || (::close(closing) != 0 && errno != EINTR)) {
    const int error = errno;
    rename_to_target();
    fail("close", error);
  }
}

void Output::rename_to_target() {
  if (partial_.empty()) return;
  const std::string from = std::exchange(partial_, {});
  if (::rename(from.c_str(), target_.c_str()) != 0) fail("rename", errno);
}

void Output::fail(const char* what, int error) const {
  throw OutputError{fmt::format("cannot {} {}: {}", what, path_, std::strerror(error))};
}

}  // namespace asim
