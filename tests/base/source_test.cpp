#include "base/source.h"

#include <doctest/doctest.h>

using namespace asim;

namespace {

Span place(const Source& source, std::size_t at, std::size_t length = 1) {
  return Span{source.base, source.base}.part(at, length);
}

}  // namespace

TEST_CASE("lines are found with LF, CRLF and without a line end at the end") {
  Sources sources;
  const Source& source = sources.add("a.yaml", "one\r\n\ntwo");
  CHECK(source.line_text(1) == "one");
  CHECK(source.line_text(2) == "");
  CHECK(source.line_text(3) == "two");
  CHECK(source.line_text(4) == "");
  CHECK(source.line_text(0) == "");
}

TEST_CASE("a place knows its file, line and column") {
  Sources sources;
  const Source& first = sources.add("a.yaml", "x: 1\ny: 2\n");
  const Source& second = sources.add("-", "z: 3\n");
  const Location location = sources.locate(place(first, 8));
  CHECK(location.source == &first);
  CHECK(location.line == 2);
  CHECK(location.column == 4);
  CHECK(sources.text_of(place(first, 5, 4)) == "y: 2");
  CHECK(sources.line_reference(place(first, 5)) == "a.yaml:2");
  CHECK(sources.line_reference(place(second, 0)) == "<stdin>:1");
  CHECK(sources.locate(place(second, 0)).source == &second);
}

TEST_CASE("the end of a file is no place in the next file") {
  Sources sources;
  const Source& first = sources.add("a.yaml", "x");
  const Source& empty = sources.add("empty.yaml", "");
  sources.add("b.yaml", "y");
  CHECK(sources.locate(place(first, 1, 0)).source == &first);
  CHECK(sources.locate(place(empty, 0, 0)).source == &empty);
  CHECK(place(first, 0, 0).known());
}

TEST_CASE("columns are those of the display") {
  Sources sources;
  const Source& tab = sources.add("a", "\tx");
  CHECK(sources.locate(place(tab, 1)).column == 5);
  const Source& wide = sources.add("b", "日本x");
  CHECK(sources.locate(place(wide, 6)).column == 5);
  const Source& marked = sources.add("c", "\xEF\xBB\xBFx");
  CHECK(sources.locate(place(marked, 3)).column == 1);
  const Source& accent = sources.add("d", "é: x");
  CHECK(sources.locate(place(accent, 4)).column == 4);
}

TEST_CASE("spans are joined and taken apart") {
  CHECK(Span{3, 5}.to({8, 9}) == Span{3, 9});
  CHECK(Span{8, 9}.to({3, 5}) == Span{3, 9});
  CHECK(Span{}.to({3, 5}) == Span{3, 5});
  CHECK(Span{3, 5}.to({}) == Span{3, 5});
  CHECK(Span{10, 20}.part(2, 3) == Span{12, 15});
  CHECK_FALSE(Span{}.known());
}
