#include "record/output.h"

#include <thread>

#include <fcntl.h>
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

}  // namespace

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
