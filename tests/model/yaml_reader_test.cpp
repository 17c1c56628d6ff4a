#include "model/yaml_reader.h"

#include <doctest/doctest.h>

#include "base/diagnostics.h"

using namespace asim;

namespace {

struct Read {
  Sources sources;
  Diagnostics diagnostics;
  Document document;

  explicit Read(std::string text) {
    const Source& source = sources.add("m.yaml", std::move(text));
    document = read_yaml(source, diagnostics);
    CHECK((document.root != nullptr || diagnostics.has_errors()));
  }
  const Node& root() const {
    REQUIRE(document.root != nullptr);
    return *document.root;
  }
  const Node& operator[](std::string_view key) const {
    const Node* value = root().find(key);
    REQUIRE(value != nullptr);
    return *value;
  }
  std::string_view text(Span span) const { return sources.text_of(span); }
};

std::string errors_of(std::string text) {
  const Read read(std::move(text));
  return read.diagnostics.render(read.sources, false);
}

bool is_accepted(std::string text) { return errors_of(std::move(text)).empty(); }

std::string repeated(std::string_view part, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += part;
  return result;
}

}  // namespace

TEST_CASE("scalars: kinds, values and exact places") {
  const Read read(R"(plain: sleep now  # comment
single: 'it''s'
double: "a\tb"
same: "abc"
tilde: ~
word: null
empty:
tagged: !!str 12
anchored: &x 'q'
folded: one
  two
)");
  CHECK_FALSE(read.diagnostics.has_errors());
  CHECK(read.text(read["plain"].span) == "sleep now");
  CHECK(read.text(read["plain"].text_span) == "sleep now");
  CHECK(read["plain"].is_plain());
  CHECK(read["single"].text == "it's");
  CHECK(read.text(read["single"].span) == "'it''s'");
  CHECK_FALSE(read["single"].text_span.known());
  CHECK(read["double"].text == "a\tb");
  CHECK_FALSE(read["double"].text_span.known());
  CHECK(read["same"].quoted);
  CHECK(read.text(read["same"].span) == "\"abc\"");
  CHECK(read.text(read["same"].text_span) == "abc");
  CHECK(read["tilde"].is_null());
  CHECK(read["word"].is_scalar());
  CHECK(read["word"].text == "null");
  CHECK(read["empty"].is_null());
  CHECK(read.sources.locate(read["empty"].span).column == 7);
  CHECK(read.sources.locate(read["empty"].span).line == 7);
  CHECK(read["tagged"].quoted);
  CHECK(read.text(read["tagged"].span) == "12");
  CHECK(read["anchored"].quoted);
  CHECK(read.text(read["anchored"].span) == "'q'");
  CHECK(read["folded"].text == "one two");
  CHECK(read.text(read["folded"].span) == "one\n  two");
  CHECK_FALSE(read["folded"].text_span.known());
}

TEST_CASE("block scalars count as plain text") {
  const Read read("a: |\n  x\n  y\n\nb: >-\n  one line\nc: 1\n");
  CHECK(read["a"].text == "x\ny\n");
  CHECK(read["a"].block);
  CHECK(read["a"].is_plain());
  CHECK(read.text(read["a"].span) == "|\n  x\n  y");
  CHECK(read["b"].text == "one line");
  CHECK(read.text(read["b"].text_span) == "one line");
  CHECK(read["c"].text == "1");
}

TEST_CASE("collections: members in order and their places") {
  const Read read("a: [x, {b: c}, ]\nd:\n  - e: f  # g\n    h: i\n  -\n  - j\nk: {\"l\":1,\n  m: []}\n");
  CHECK_FALSE(read.diagnostics.has_errors());
  CHECK(read.root().members.size() == 3);
  CHECK(read.text(read.root().members[2].key->span) == "k");
  CHECK(read["a"].flow);
  CHECK(read["a"].items.size() == 2);
  CHECK(read.text(read["a"].span) == "[x, {b: c}, ]");
  CHECK(read.text(read["a"].items[1]->span) == "{b: c}");
  CHECK_FALSE(read["d"].flow);
  CHECK(read["d"].items.size() == 3);
  CHECK(read.text(read["d"].span) == "- e: f");
  CHECK(read.text(read["d"].items[0]->span) == "e: f");
  CHECK(read["d"].items[1]->is_null());
  CHECK(read.sources.locate(read["d"].items[1]->span).line == 5);
  CHECK(read.text(read["k"].span) == "{\"l\":1,\n  m: []}");
  CHECK(read["k"].find("m")->is_list());
  CHECK(read["k"].find("none") == nullptr);
}

TEST_CASE("an empty value and a key named null are not confused") {
  const Read read("a:\nnull: x\nb:\n  null\n");
  CHECK(read["a"].is_null());
  CHECK(read["null"].text == "x");
  CHECK(read["b"].text == "null");
}

TEST_CASE("places are right behind a byte order mark and with CRLF") {
  const Read read(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: |\r\n  x\r\nc: 2\r\n");
  CHECK(read.text(read["a"].span) == "1");
  CHECK(read.text(read["c"].span) == "2");
  CHECK(read["b"].text == "x\n");
  CHECK(read.text(read["b"].span) == "|\r\n  x");
  CHECK(read.sources.locate(read["c"].span).line == 4);
}

TEST_CASE("an alias is the anchor's node") {
  const Read read("a: &x [1, 2]\nb: *x\nc: &n\nd: *n\n");
  CHECK_FALSE(read.diagnostics.has_errors());
  CHECK(&read["a"] == &read["b"]);
  CHECK(read["d"].is_null());
}

TEST_CASE("what is good YAML is accepted") {
  CHECK(is_accepted("---\na: 1\n...\n"));
  CHECK(is_accepted("%YAML 1.2\n---\na: 1\n"));
  CHECK(is_accepted("{\n\t\"a\": [1, 2],\n\t\"b\": \"x\"\n}\n"));
  CHECK(is_accepted("a: it's # isn't it\nb: x[1] ]\n"));
  CHECK(is_accepted("a: \"two\n  lines\" # \"\nb: [1, # it's\n  2]\n"));
  CHECK(is_accepted("- {x: f(a), y: (1)}\n- [max(1), 'f(a, b)']\n"));
  CHECK(is_accepted("\"<<\": 1\n"));
  CHECK(is_accepted("m: [x: y]\n? a\n: b\n? c\n"));
  CHECK(is_accepted("a: !!int 1\nb: !!seq [x]\nc: !!map {}\n"));
}

TEST_CASE("a mended tree does not repeat the mistake") {
  const Read split("- {run: min(a, b), go: 1}\n");
  REQUIRE(split.root().items.size() == 1);
  CHECK(split.root().items[0]->members.size() == 2);
  CHECK(split.root().items[0]->find("run")->text == "min(a, b)");
  const Read list("a: [uniform(1, 2), 3]\n");
  REQUIRE(list["a"].items.size() == 2);
  CHECK(list["a"].items[0]->text == "uniform(1, 2)");
  CHECK(list.text(list["a"].items[0]->text_span) == "uniform(1, 2)");
  const Read text("name: {self.name}\n");
  CHECK(text["name"].quoted);
  CHECK(text["name"].text == "{self.name}");
}

TEST_CASE("several mistakes come in one go, the tree keeps the rest") {
  const Read read("a: 1\na: 2\nb: !foo 3\nc: [1,,2]\n");
  CHECK(read.diagnostics.error_count() == 3);
  CHECK(read["a"].text == "1");
  CHECK(read["c"].items.size() == 3);
}

TEST_CASE("duplicates are found in large mappings") {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "k" + std::to_string(i) + ": 1\n";
  CHECK(is_accepted(text));
  CHECK(errors_of(text + "k3: 1\n").starts_with("error: duplicate key `k3`\n  --> m.yaml:41:1\n"));
  CHECK(errors_of(text + "k39: 1\n").starts_with("error: duplicate key `k39`\n  --> m.yaml:41:1\n"));
}

TEST_CASE("64 levels are allowed, 65 are not") {
  CHECK(is_accepted(repeated("[", 64) + repeated("]", 64) + "\n"));
  CHECK(is_accepted(repeated("- ", 64) + "x\n"));
  CHECK(errors_of(repeated("- ", 65) + "x\n").starts_with("error: nested too deeply: more than 64 levels\n"));
  CHECK(errors_of(repeated("[", 65) + repeated("]", 65)).starts_with("error: nested too deeply"));
  const std::string deep = "a: &a " + repeated("[", 40) + repeated("]", 40) + "\nb: ";
  CHECK(is_accepted(deep + repeated("[", 20) + "*a" + repeated("]", 20) + "\n"));
  CHECK(errors_of(deep + repeated("[", 30) + "*a" + repeated("]", 30) + "\n")
            .starts_with("error: nested too deeply"));
}

TEST_CASE("an alias bomb is defused") {
  std::string text = "a0: &a0 x\n";
  for (int i = 1; i < 12; ++i) {
    const std::string name = "*a" + std::to_string(i - 1) + ", ";
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(name, 10) + "]\n";
  }
  CHECK(errors_of(text).find("error: the document is too large: more than 1000000 values\n") == 0);
}

TEST_CASE("reading does not go on after 200 errors") {
  const Read read(repeated("a: 1\n", 5000));
  CHECK(read.document.root == nullptr);
  CHECK(read.diagnostics.error_count() == 201);
}
