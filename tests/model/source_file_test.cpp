#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "model/yaml_reader.h"

using namespace asim;
namespace fs = std::filesystem;

namespace {

// A folder that lives as long as the test and is the current one meanwhile, so that messages show short
// names.
class Folder {
public:
  Folder() : before_(fs::current_path()) {
    std::string pattern = (fs::temp_directory_path() / "asim-test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    fs::current_path(path_);
  }
  ~Folder() {
    std::error_code ignored;
    fs::current_path(before_, ignored);
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  static void write(const std::string& name, std::string_view text) {
    std::ofstream(name, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
  }

private:
  fs::path before_, path_;
};

// The error of reading a file, or its text.
std::string read(const std::string& name) {
  Sources sources;
  Diagnostics diagnostics;
  const Source* source = read_source(name, sources, diagnostics);
  CHECK((source == nullptr) == diagnostics.has_errors());
  return source ? source->text : diagnostics.render(sources, false);
}

std::string read_bytes(std::string_view bytes) {
  Folder::write("x.yaml", bytes);
  return read("x.yaml");
}

}  // namespace

TEST_CASE("files that can't be read") {
  const Folder folder;
  Folder::write("bank.yaml", "a: 1\n");
  fs::create_directory("models");
  CHECK(read("other.yaml") == "error: cannot read `other.yaml`: no such file\n");
  CHECK(read("bnak.yaml") == "error: cannot read `bnak.yaml`: no such file (did you mean `bank.yaml`?)\n");
  CHECK(read("models") == "error: cannot read `models`: it is a directory\n");
  CHECK(read("bank.yaml/x") == "error: cannot read `bank.yaml/x`: no such file\n");
  CHECK(read("") == "error: cannot read ``: no such file\n");
  CHECK(read(std::string("bank.yaml\0x", 11)) == "error: cannot read `bank.yaml\\x00x`: no such file\n");
  if (::geteuid() != 0) {
    fs::permissions("bank.yaml", fs::perms::none);
    CHECK(read("bank.yaml") == "error: cannot read `bank.yaml`: permission denied\n");
  }
}

TEST_CASE("bytes that are no text") {
  const Folder folder;
  CHECK(read_bytes("") == "error: cannot read `x.yaml`: the file is empty\n");
  CHECK(read_bytes(" \n\r\n") == "error: cannot read `x.yaml`: the file is empty\n");
  CHECK(read_bytes("a: 1\nb: 2\nc: \xff\n") ==
        "error: cannot read `x.yaml`: not valid UTF-8 (byte 0xff at line 3)\n");
  CHECK(read_bytes("\xff\xfe"
                   "a") == "error: cannot read `x.yaml`: it is UTF-16 text; save it as UTF-8\n");
  CHECK(read_bytes({"a\0:\0", 4}) == "error: cannot read `x.yaml`: it is UTF-16 text; save it as UTF-8\n");
  CHECK(read_bytes({"a: 1\nb\0", 7}) ==
        "error: cannot read `x.yaml`: NUL byte at line 2: it is not a text file\n");
  CHECK(read_bytes("a: \x1b[0m") == "error: cannot read `x.yaml`: control character 0x1b at line 1\n");
  CHECK(read_bytes("a: \x7f") == "error: cannot read `x.yaml`: control character 0x7f at line 1\n");
  CHECK(read_bytes("a: 1\nb: 2\rc: 3\n") ==
        "error: cannot read `x.yaml`: lone carriage return at line 2; end lines with LF or CRLF\n");
}

TEST_CASE("4 MiB are allowed, one byte more is not") {
  const Folder folder;
  std::string text(std::size_t{4} << 20, 'a');
  CHECK(read_bytes(text).size() == text.size());
  text += 'a';
  CHECK(read_bytes(text) == "error: cannot read `x.yaml`: it is larger than 4 MiB\n");
}

TEST_CASE("a byte order mark and CRLF are kept") {
  const Folder folder;
  CHECK(read_bytes("\xEF\xBB\xBF"
                   "a: 1\r\n") ==
        "\xEF\xBB\xBF"
        "a: 1\r\n");
}

TEST_CASE("a FIFO is read to its end") {
  const Folder folder;
  REQUIRE(::mkfifo("pipe", 0600) == 0);
  std::thread writer([] { Folder::write("pipe", "a: 1\n"); });
  const std::string text = read("pipe");
  writer.join();
  CHECK(text == "a: 1\n");
}

TEST_CASE("an included file's error stands at the include") {
  const Folder folder;
  Sources sources;
  Diagnostics diagnostics;
  const Source& source = sources.add("main.yaml", "include: [other.yaml]\n");
  CHECK(read_source("other.yaml", sources, diagnostics, {source.base + 10, source.base + 20}) == nullptr);
  CHECK(diagnostics.render(sources, false) == R"(error: cannot read `other.yaml`: no such file
 --> main.yaml:1:11
  |
1 | include: [other.yaml]
  |           ^^^^^^^^^^
)");
}
