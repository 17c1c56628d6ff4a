// The layers: a folder of src/ includes only itself and the folders above it, and a library is known only
// where it belongs. A violation is named as file:line, so that it can be jumped to.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct SourceText {
  std::string path;  // from src/: "engine/random.h"
  std::string text;
};

struct Include {
  std::string file;   // of the including line
  std::string place;  // "src/engine/random.h:12"
  std::string header;
  bool quoted;

  [[nodiscard]] bool starts_with(std::string_view prefix) const { return header.starts_with(prefix); }
};

constexpr std::array<std::string_view, 8> layers = {"base",    "engine", "record", "model",
                                                    "program", "steps",  "run",    "cli"};

// What would let the engine print or format.
constexpr std::array<std::string_view, 11> not_in_engine = {"cstdio",   "format",  "fstream",   "iomanip",
                                                            "iostream", "istream", "ostream",   "print",
                                                            "sstream",  "stdio.h", "syncstream"};

std::string folder_of(const std::string& path) {
  const auto slash = path.find('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

// The layer's number, or layers.size() for what is none.
std::size_t layer_of(const std::string& path) {
  return static_cast<std::size_t>(std::ranges::find(layers, folder_of(path)) - layers.begin());
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

// Takes the word off the front of the text, with the blanks around it, if it stands there.
bool take(std::string_view& text, std::string_view word) {
  skip_blanks(text);
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  skip_blanks(text);
  return true;
}

std::vector<Include> includes_of(const SourceText& source) {
  std::vector<Include> found;
  std::istringstream lines(source.text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::string_view rest = line;
    if (!take(rest, "#") || !take(rest, "include") || rest.empty()) continue;
    const bool quoted = rest.front() == '"';
    rest.remove_prefix(1);
    const std::string header(rest.substr(0, rest.find(quoted ? '"' : '>')));
    found.push_back({source.path, "src/" + source.path + ":" + std::to_string(number), header, quoted});
  }
  return found;
}

bool contains(const std::vector<SourceText>& sources, const std::string& path) {
  return std::ranges::any_of(sources, [&](const SourceText& source) { return source.path == path; });
}

// What is wrong with an include of one of our own headers; empty if nothing is.
std::string wrong_layer(const Include& include, const std::vector<SourceText>& sources) {
  if (!include.quoted) {
    return layer_of(include.header) == layers.size() ? "" : "our own headers are included in quotes";
  }
  if (!contains(sources, include.header)) return "no such header, seen from src/";
  if (layer_of(include.header) > layer_of(include.file)) {
    return folder_of(include.file) + "/ must not include from " + folder_of(include.header) + "/ below it";
  }
  return "";
}

// The same for libraries. `yaml_reader` is the one source file that may know yaml-cpp: the first that is met.
std::string wrong_library(const Include& include, std::string& yaml_reader) {
  const std::string folder = folder_of(include.file);
  if (include.starts_with("CLI/") && folder != "cli") return "only cli/ knows CLI11";
  if (include.starts_with("yaml-cpp/")) {
    if (folder != "model") return "only model/ knows yaml-cpp";
    if (!include.file.ends_with(".cpp")) return "yaml-cpp is included by a source file, never by a header";
    if (yaml_reader.empty()) yaml_reader = include.file;
    if (yaml_reader != include.file) return "yaml-cpp is known to one file already, src/" + yaml_reader;
  }
  const bool prints = include.starts_with("fmt/") || std::ranges::count(not_in_engine, include.header) > 0;
  if (folder == "engine" && prints) return "engine/ neither prints nor formats";
  return "";
}

// All violations, each as "src/file:line: \"header\": what is wrong". The sources must be the whole of src/.
std::vector<std::string> layer_violations(const std::vector<SourceText>& sources) {
  std::vector<std::string> violations;
  std::string yaml_reader;
  for (const SourceText& source : sources) {
    if (layer_of(source.path) == layers.size()) {
      violations.push_back("src/" + source.path + ":1: stands in none of the layers");
    }
    for (const Include& include : includes_of(source)) {
      for (const std::string& wrong : {wrong_layer(include, sources), wrong_library(include, yaml_reader)}) {
        if (!wrong.empty()) violations.push_back(include.place + ": \"" + include.header + "\": " + wrong);
      }
    }
  }
  return violations;
}

std::vector<SourceText> read_sources(const std::filesystem::path& root) {
  std::vector<SourceText> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto extension = entry.path().extension();
    if (!entry.is_regular_file() || (extension != ".h" && extension != ".cpp")) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    sources.push_back({entry.path().lexically_relative(root).generic_string(), std::move(text)});
  }
  std::ranges::sort(sources, {}, &SourceText::path);
  return sources;
}

using Violations = std::vector<std::string>;

}  // namespace

TEST_CASE("every include of src/ keeps to the layers") {
  const auto sources = read_sources(std::filesystem::path(ASIM_SOURCE_DIR) / "src");
  REQUIRE(contains(sources, "cli/main.cpp"));
  for (const std::string& violation : layer_violations(sources)) FAIL_CHECK(violation);
}

TEST_CASE("a folder may include itself and the folders above it") {
  CHECK(layer_violations({{"base/text.h", "#pragma once\n"},
                          {"engine/clock.h", "#include <vector>\n#include \"base/text.h\"\n"},
                          {"engine/clock.cpp", "#include \"engine/clock.h\"\n"},
                          {"model/reader.cpp", "#include <yaml-cpp/yaml.h>\n#include <fmt/format.h>\n"},
                          {"cli/main.cpp", "#include <CLI/CLI.hpp>\n#include \"engine/clock.h\"\n"}}) ==
        Violations{});
}

TEST_CASE("an upward include is named with its line") {
  CHECK(
      layer_violations({{"engine/clock.h", ""}, {"base/text.h", "\n\n  #  include \"engine/clock.h\"\n"}}) ==
      Violations{"src/base/text.h:3: \"engine/clock.h\": base/ must not include from engine/ below it"});
}

TEST_CASE("our headers are included in quotes and from the root of src/") {
  CHECK(layer_violations({{"base/text.h", ""}, {"base/text.cpp", "#include \"text.h\"\n"}}) ==
        Violations{"src/base/text.cpp:1: \"text.h\": no such header, seen from src/"});
  CHECK(layer_violations({{"base/text.h", ""}, {"cli/main.cpp", "#include \"../base/text.h\"\n"}}) ==
        Violations{"src/cli/main.cpp:1: \"../base/text.h\": no such header, seen from src/"});
  CHECK(layer_violations({{"base/text.h", ""}, {"cli/main.cpp", "#include <base/text.h>\n"}}) ==
        Violations{"src/cli/main.cpp:1: \"base/text.h\": our own headers are included in quotes"});
}

TEST_CASE("a file outside the layers is a violation") {
  CHECK(layer_violations({{"util/text.h", ""}}) ==
        Violations{"src/util/text.h:1: stands in none of the layers"});
  CHECK(layer_violations({{"text.h", ""}}) == Violations{"src/text.h:1: stands in none of the layers"});
}

TEST_CASE("libraries are known only where they belong") {
  const std::string yaml = "#include <yaml-cpp/yaml.h>\n";
  CHECK(layer_violations({{"run/a.cpp", yaml}}) ==
        Violations{"src/run/a.cpp:1: \"yaml-cpp/yaml.h\": only model/ knows yaml-cpp"});
  CHECK(
      layer_violations({{"model/a.h", yaml}}) ==
      Violations{
          "src/model/a.h:1: \"yaml-cpp/yaml.h\": yaml-cpp is included by a source file, never by a header"});
  CHECK(
      layer_violations({{"model/a.cpp", yaml + yaml}, {"model/b.cpp", yaml}}) ==
      Violations{
          "src/model/b.cpp:1: \"yaml-cpp/yaml.h\": yaml-cpp is known to one file already, src/model/a.cpp"});
  CHECK(layer_violations({{"run/a.cpp", "#include <CLI/CLI.hpp>\n"}}) ==
        Violations{"src/run/a.cpp:1: \"CLI/CLI.hpp\": only cli/ knows CLI11"});
  for (const char* header : {"fmt/format.h", "iostream", "cstdio"}) {
    CAPTURE(header);
    CHECK(layer_violations({{"engine/a.cpp", "#include <" + std::string(header) + ">\n"}}) ==
          Violations{"src/engine/a.cpp:1: \"" + std::string(header) +
                     "\": engine/ neither prints nor formats"});
  }
}
