#include "record/output.h"

#include <chrono>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "temporary_directory.h"

using namespace asim;
namespace fs = std::filesystem;

namespace {

std::string message_of(const std::string& path) {
  try {
    Output output{path};
    output.write("row\n");
    output.close();
  } catch (const OutputError& error) {
    return error.what();
  }
  return "";
}

// Limits the size of files to write for as long as it lives.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
  rlimit before_{};
};

// A terminal, and what it has been sent.
class Terminal {
public:
  Terminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(master_ >= 0);
    REQUIRE(::grantpt(master_) == 0);
    REQUIRE(::unlockpt(master_) == 0);
    path_ = ::ptsname(master_);
    slave_ =
        ::open(path_.c_str(), O_RDWR | O_NOCTTY);  // or what was sent goes when the last writer closes it
  }
  ~Terminal() {
    ::close(slave_);
    ::close(master_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  const std::string& path() const { return path_; }
  bool has_something() const {
    pollfd poll{master_, POLLIN, 0};
    return ::poll(&poll, 1, 0) == 1;
  }
  std::string take() {
    std::string text;
    while (has_something()) {
      char buffer[4096];
      const ssize_t count = ::read(master_, buffer, sizeof buffer);
      if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
  }

private:
  int master_, slave_ = -1;
  std::string path_;
};

}  // namespace

TEST_CASE("a terminal shows each write at once, or what is written within a moment together") {
  Terminal terminal;
  Output output{terminal.path()};
  output.write("one\n");
  CHECK(terminal.take() == "one\r\n");
  output.gather(true);
  output.write("two\n");
  CHECK(terminal.take() == "two\r\n");
  int written = 0;
  for (bool waits = false; !waits && written < 1000; ++written) {
    output.write("more\n");
    waits = !terminal.has_something();
    if (!waits) terminal.take();
  }
  CHECK(written < 1000);
  std::this_thread::sleep_for(std::chrono::milliseconds(25));
  output.show_gathered();
  CHECK(terminal.take() == "more\r\n");
  output.write("end\n");
  output.gather(false);
  CHECK(terminal.take() == "end\r\n");
}

TEST_CASE("a file gets its name when it is closed") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("out.csv");
  Output output{path};
  output.write("one\n");
  output.write("two\n");
  output.flush();
  CHECK_FALSE(fs::exists(path));
  output.close();
  output.close();
  CHECK(contents_of(path) == "one\ntwo\n");
  CHECK(directory.file_count() == 1);
}

TEST_CASE("the old file stays until the new one is whole, and keeps its permissions") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("out.csv");
  std::ofstream{path} << "old";
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  Output output{path};
  output.write("new");
  output.flush();
  CHECK(contents_of(path) == "old");
  output.close();
  CHECK(contents_of(path) == "new");
  CHECK(fs::status(path).permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read));
}

TEST_CASE("a symbolic link is followed") {
  const TemporaryDirectory directory;
  std::ofstream{directory.file("real.csv")} << "old";
  fs::create_symlink("real.csv", directory.file("link.csv"));
  Output output{directory.file("link.csv")};
  output.write("new");
  output.close();
  CHECK(fs::is_symlink(directory.file("link.csv")));
  CHECK(contents_of(directory.file("real.csv")) == "new");
}

TEST_CASE("an output that is not closed keeps what was written") {
  const TemporaryDirectory directory;
  {
    Output output{directory.file("out.csv")};
    output.write("row\n");
  }
  CHECK(contents_of(directory.file("out.csv")) == "row\n");
}

TEST_CASE("texts of every size arrive in order") {
  const TemporaryDirectory directory;
  std::string expected;
  Output output{directory.file("out.csv")};
  for (std::size_t size = 1; size < 200000; size = size * 3 + 1) {
    const std::string text(size, static_cast<char>('a' + size % 26));
    output.write(text);
    expected += text;
  }
  output.close();
  CHECK(contents_of(directory.file("out.csv")) == expected);
}

TEST_CASE("errors name the file and the reason") {
  const TemporaryDirectory directory;
  const std::string missing = directory.file("no/such/out.csv");
  CHECK(message_of(missing) == "cannot create " + missing + ": No such file or directory");
  const std::string here = directory.file("");
  CHECK(message_of(here) == "cannot write " + here + ": Is a directory");
  std::ofstream{directory.file("file")} << "text";
  const std::string below = directory.file("file/out.csv");
  CHECK(message_of(below) == "cannot open " + below + ": Not a directory");
  CHECK(message_of("/dev/full") == "cannot write /dev/full: No space left on device");
  CHECK(message_of("/dev/null") == "");
}

TEST_CASE("a full device is noticed at the flush, and the destructor is quiet about it") {
  Output output{"/dev/full"};
  output.write("row\n");
  CHECK_THROWS_AS(output.flush(), OutputError);
  output.write("row\n");
}

TEST_CASE("a file that may not grow keeps whole rows") {
  ignore_sigpipe();
  const TemporaryDirectory directory;
  const std::string path = directory.file("out.csv");
  const std::string row(99, 'x');
  std::string message;
  {
    const FileSizeLimit limit{100000};
    try {
      Output output{path};
      for (int i = 0; i < 5000; ++i) output.write(row + '\n');
      output.close();
    } catch (const OutputError& error) {
      message = error.what();
    }
  }
  CHECK(message == "cannot write " + path + ": File too large");
  const std::string kept = contents_of(path);
  CHECK(kept.size() == 65500);
  CHECK(kept.back() == '\n');
}

TEST_CASE("a reader that goes away closes the pipe") {
  ignore_sigpipe();
  const TemporaryDirectory directory;
  const std::string path = directory.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  Output output{path};
  output.write("row\n");
  output.flush();
  char text[8];
  CHECK(::read(reader, text, sizeof text) == 4);
  ::close(reader);
  output.write("row\n");
  CHECK_THROWS_AS(output.close(), ClosedPipe);
}

TEST_CASE("the reader of a FIFO gets everything") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::string received;
  std::thread reader{[&] { received = contents_of(path); }};
  Output output{path};
  const std::string row(999, 'x');
  for (int i = 0; i < 1000; ++i) output.write(row + '\n');
  output.close();
  reader.join();
  CHECK(received.size() == 1000000);
}
