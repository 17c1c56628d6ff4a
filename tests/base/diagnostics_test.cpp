#include "base/diagnostics.h"

#include <doctest/doctest.h>

using namespace asim;

namespace {

struct Fixture {
  Sources sources;
  Diagnostics diagnostics;

  Span place(std::string_view text, std::string_view part, std::string name = "m.yaml") {
    const Source& source = sources.add(std::move(name), std::string(text));
    return Span{source.base, source.base}.part(text.find(part), part.size());
  }
  std::string shown(bool colour = false) const { return diagnostics.render(sources, colour); }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "an error shows its line, a caret and a label") {
  const std::string before = "#\n#\n#\n#\n#\n#\n#\n#\n#\n#\n#\n#\n#\n";
  const Span span = place(before + "    - acquire: clrek\n", "clrek", "bank.yaml");
  diagnostics.error(span, "no resource named `clrek`", "did you mean `clerk`?");
  CHECK(shown() == R"(error: no resource named `clrek`
  --> bank.yaml:14:16
   |
14 |     - acquire: clrek
   |                ^^^^^ did you mean `clerk`?
)");
}

TEST_CASE_FIXTURE(Fixture, "notes have a place of their own, the gutter is as wide as the largest number") {
  const Span second = place("a: 1\n#\n#\n#\n#\n#\n#\n#\n#\nb: 2\n", "b");
  const Span first = {second.begin - 21, second.begin - 20};
  auto& error = diagnostics.error(second, "duplicate name `b`");
  error.notes.push_back({first, "first declared here"});
  error.notes.push_back({{}, "names are shared by all files"});
  CHECK(shown() == R"(error: duplicate name `b`
  --> m.yaml:10:1
   |
10 | b: 2
   | ^
note: first declared here
  --> m.yaml:1:1
   |
 1 | a: 1
   | ^
note: names are shared by all files
)");
}

TEST_CASE_FIXTURE(Fixture, "warnings, errors without a place, the order and repetitions") {
  const Span span = place("a: 1\nb: 2\n", "b: 2", "-");
  diagnostics.warning(span, "`b` is never read");
  diagnostics.error(span.part(3, 1), "late");
  diagnostics.error({}, "cannot read `x`: no such file");
  diagnostics.warning(span, "`b` is never read");
  CHECK(diagnostics.error_count() == 2);
  CHECK(diagnostics.all().size() == 4);
  CHECK(shown() == R"(error: cannot read `x`: no such file

warning: `b` is never read
 --> <stdin>:2:1
  |
2 | b: 2
  | ^^^^

error: late
 --> <stdin>:2:4
  |
2 | b: 2
  |    ^
)");
}

TEST_CASE_FIXTURE(Fixture, "warnings are no errors") {
  diagnostics.warning({}, "careful");
  CHECK_FALSE(diagnostics.has_errors());
  diagnostics.error({}, "wrong");
  CHECK(diagnostics.has_errors());
}

TEST_CASE_FIXTURE(Fixture, "tabs are four columns, wide characters two") {
  diagnostics.error(place("\t日本: 値段\n", "値段"), "wide");
  CHECK(shown() == R"(error: wide
 --> m.yaml:1:11
  |
1 |     日本: 値段
  |           ^^^^
)");
}

TEST_CASE_FIXTURE(Fixture, "a span over several lines underlines the first one to its end") {
  diagnostics.error(place("a: b  \r\n  c\n", "b  \r\n  c"), "folded");
  CHECK(shown() == R"(error: folded
 --> m.yaml:1:4
  |
1 | a: b  
  |    ^
)");
}

TEST_CASE_FIXTURE(Fixture, "an empty span has a caret, also at the end of the file") {
  const Span span = place("a:", "a:");
  diagnostics.error(span.part(2, 0), "a value is missing");
  CHECK(shown() == R"(error: a value is missing
 --> m.yaml:1:3
  |
1 | a:
  |   ^
)");
}

TEST_CASE_FIXTURE(Fixture, "escape sequences are made visible everywhere") {
  diagnostics.error(place("a: \x1b[2Jb\n", "b", "x\x1b.yaml"), "odd \x1b", "label \x1b");
  CHECK(shown() == R"(error: odd \x1b
 --> x\x1b.yaml:1:11
  |
1 | a: \x1b[2Jb
  |           ^ label \x1b
)");
}

TEST_CASE_FIXTURE(Fixture, "long lines are clipped around the caret") {
  const std::string dots(300, '.'), dashes(300, '-');
  diagnostics.error(place(dots + "here" + dashes + "\n", "here"), "far away");
  CHECK(shown() == "error: far away\n --> m.yaml:1:301\n  |\n1 | …" + std::string(59, '.') + "here" +
                       std::string(55, '-') + "…\n  | " + std::string(60, ' ') + "^^^^\n");
}

TEST_CASE_FIXTURE(Fixture, "a long span is clipped as well") {
  const std::string all(500, 'x');
  diagnostics.error(place(all, all), "long");
  CHECK(shown() == "error: long\n --> m.yaml:1:1\n  |\n1 | " + std::string(118, 'x') + "…\n  | " +
                       std::string(118, '^') + "\n");
}

TEST_CASE_FIXTURE(Fixture, "no more than a hundred are shown") {
  for (int i = 0; i < 130; ++i) diagnostics.error({}, "number " + std::to_string(i));
  const std::string all = shown();
  CHECK(all.find("error: number 99\n") != std::string::npos);
  CHECK(all.find("number 100") == std::string::npos);
  CHECK(all.ends_with("\n… and 30 more like these\n"));
}

TEST_CASE_FIXTURE(Fixture, "colour only if it is asked for") {
  diagnostics.error(place("a: 1\n", "1"), "red", "label");
  CHECK(shown().find('\x1b') == std::string::npos);
  CHECK(shown(true) ==
        "\x1b[1;31merror\x1b[0m\x1b[1m: red\x1b[0m\n"
        " \x1b[1;34m-->\x1b[0m m.yaml:1:4\n"
        "  \x1b[1;34m|\x1b[0m\n"
        "\x1b[1;34m1 |\x1b[0m a: 1\n"
        "  \x1b[1;34m|\x1b[0m    \x1b[1;31m^ label\x1b[0m\n");
}

TEST_CASE("an error in a run carries its diagnostic") {
  const RunError error({3, 4}, "negative delay", "it is -1");
  CHECK(std::string(error.what()) == "negative delay");
  CHECK(error.diagnostic.span == Span{3, 4});
  CHECK(error.diagnostic.label == "it is -1");
}
