// What expressions yield: source and printed value.

#include <doctest/doctest.h>

#include "expression_fixture.h"

namespace asim::test {
namespace {

struct Row {
  std::string_view source;
  std::string_view value;
};

template <std::size_t N>
void check_all(ExpressionFixture& fixture, const Row (&rows)[N]) {
  for (const Row& row : rows) {
    const auto source = row.source;
    const auto value = row.value;
    CAPTURE(source);
    CHECK(fixture.result(source) == value);
  }
}

TEST_CASE("arithmetic is Python's") {
  ExpressionFixture fixture;
  fixture.own("x", "7");
  fixture.own("y", "-2");
  const Row rows[] = {
      {"1 + 2 * 3", "7"},
      {"(1 + 2) * 3", "9"},
      {"-2 ** 2", "-4"},
      {"2 ** -1", "0.5"},
      {"2 ** 3 ** 2", "512"},
      {"7 // 2", "3"},
      {"-7 // 2", "-4"},
      {"7 // -2", "-4"},
      {"-7 % 3", "2"},
      {"7 % -3", "-2"},
      {"5.5 % 2", "1.5"},
      {"1e3", "1000"},
      {"1_000", "1000"},
      {".5 + 5.", "5.5"},
      {"0.1 + 0.2", "0.30000000000000004"},
      {"--3", "3"},
      {"+3", "3"},
      {"true + 1", "2"},
      {"inf - 1", "inf"},
      {"2 * pi > 6", "true"},
      {"-0.0", "0"},
      {"x + 1", "8"},
      {"x * y", "-14"},
      {"-x ** 2", "-49"},
      {"x // y", "-4"},
      {"x % y", "-1"},
      {"x / 2 - y", "5.5"},
      {"2 ** x", "128"},
      {"10 - 3 - 2", "5"},
      {"x - 3 - 2", "2"},
      {"100 / 10 / 2", "5"},
      {"x - (3 - 2)", "6"},
      {"-x", "-7"},
      {"+x", "7"},
      {"lambda", "4"},
      {"1 / lambda", "0.25"},
      {"x + 1 / lambda", "7.25"},
  };
  check_all(fixture, rows);
}

TEST_CASE("comparisons chain, and differing kinds are not equal") {
  ExpressionFixture fixture;
  fixture.own("x", "5");
  const Row rows[] = {
      {"1 < 2", "true"},
      {"2 <= 1", "false"},
      {"1 < 2 < 3", "true"},
      {"1 < 3 < 2", "false"},
      {"3 > 2 >= 2", "true"},
      {"1 == 1.0", "true"},
      {"1 == '1'", "false"},
      {"null == null", "true"},
      {"null == 0", "false"},
      {"true == 1", "true"},
      {"'a' < 'b'", "true"},
      {"[1, 2] < [1, 3]", "true"},
      {"[1] < [1, 0]", "true"},
      {"[1, [2]] == [1, [2]]", "true"},
      {"{a: 1, b: 2} == {b: 2, a: 1}", "true"},
      {"{a: 1} != {a: 2}", "true"},
      {"0 < x < 10", "true"},
      {"0 < x < 3", "false"},
      {"x == 5 != 4", "true"},
      {"1 < x > 2 < x", "true"},
      {"inf > 1e308", "true"},
  };
  check_all(fixture, rows);
}

TEST_CASE("and, or, not and conditions yield operands") {
  ExpressionFixture fixture;
  fixture.own("x", "5");
  fixture.own("nothing", "null");
  const Row rows[] = {
      {"1 and 2", "2"},
      {"0 and 2", "0"},
      {"0 or 'b'", "b"},
      {"'a' or 1 / zero", "a"},
      {"not 0", "true"},
      {"not 'a'", "false"},
      {"not x == 5", "false"},
      {"x and nothing", "null"},
      {"nothing or x", "5"},
      {"0 or [] or {} or '' or null", "null"},
      {"1 if x > 3 else 2", "1"},
      {"1 if x > 9 else 2 if x > 7 else 3", "3"},
      {"x if nothing else -x", "-5"},
      {"x > 3 and x < 9", "true"},
      {"x < 3 or x > 9 or x", "5"},
      {"(x if x > 1 else 0) + (2 if x else 3)", "7"},
  };
  for (const Row& row : rows) {
    const auto source = row.source;
    const auto value = row.value;
    CAPTURE(source);
    CHECK(fixture.result(source) == value);
  }
}

TEST_CASE("texts") {
  ExpressionFixture fixture;
  fixture.own("name", "'Ann'");
  fixture.own("n", "3");
  const Row rows[] = {
      {"'a' + \"b\"", "ab"},
      {"'ab' * 3", "ababab"},
      {"2 * 'ab'", "abab"},
      {"'ab' * 0", ""},
      {"'x' * -1", ""},
      {"name + '!'", "Ann!"},
      {"name * n", "AnnAnnAnn"},
      {"'nn' in name", "true"},
      {"'x' not in name", "true"},
      {"name[0]", "A"},
      {"name[-1]", "n"},
      {"name[1:]", "nn"},
      {"name[::-1]", "nnA"},
      {"'äöü'[1]", "ö"},
      {"len('äöü')", "3"},
      {"'it\\'s'", "it's"},
      {"'\\u00e4\\x41'", "äA"},
      {"'a\\tb'", "a\tb"},
      {"f'{name} has {n}'", "Ann has 3"},
      {"f'{n:03d}|{n / 4:.1f}|{{}}'", "003|0.8|{}"},
      {"f'{[1, 2][0]}{{a: 1}}'", "1{a: 1}"},
      {"f\"{name[0:2]:>4}\"", "  An"},
      {"f'{1 + 1}'", "2"},
      {"'a' if f'{n}' == '3' else 'b'", "a"},
      {"str(n) + str(null)", "3null"},
  };
  check_all(fixture, rows);
}

TEST_CASE("lists and records") {
  ExpressionFixture fixture;
  fixture.own("l", "[5, 1, 3]");
  fixture.own("r", "{kind: 'bug', 'two words': 2, 3: 'three', size: 4}");
  const Row rows[] = {
      {"[1, 'a', null, [true]]", "[1, \"a\", null, [true]]"},
      {"[]", "[]"},
      {"{}", "{}"},
      {"[1, 2,]", "[1, 2]"},
      {"l[0] + l[-1]", "8"},
      {"l[1:]", "[1, 3]"},
      {"l[:-1]", "[5, 1]"},
      {"l[::2]", "[5, 3]"},
      {"l[::-1]", "[3, 1, 5]"},
      {"l[5:]", "[]"},
      {"l + [7]", "[5, 1, 3, 7]"},
      {"[0] * 3", "[0, 0, 0]"},
      {"3 in l", "true"},
      {"9 in l", "false"},
      {"2 in [1, 2]", "true"},
      {"r.kind", "bug"},
      {"r['two words']", "2"},
      {"r[3]", "three"},
      {"r.size * 2", "8"},
      {"'kind' in r", "true"},
      {"r.get('x', 9)", "9"},
      {"r.get('x')", "null"},
      {"r.get('kind')", "bug"},
      {"r", "{\"kind\": \"bug\", \"two words\": 2, \"3\": \"three\", \"size\": 4}"},
      {"len(r)", "4"},
      {"len(l)", "3"},
      {"{a: {b: [1, {c: 2}]}}.a.b[1].c", "2"},
      {"[[1, 2], [3]][0][1]", "2"},
      {"{true: 1}", "{\"true\": 1}"},
      {"{a: 1, a: 2}", "{\"a\": 2}"},
      {"[inf, 'q\"\\\\']", "[\"inf\", \"q\\\"\\\\\"]"},
  };
  for (const Row& row : rows) {
    const auto source = row.source;
    const auto value = row.value;
    CAPTURE(source);
    CHECK(fixture.result(source) == value);
  }
}

TEST_CASE("functions") {
  ExpressionFixture fixture;
  fixture.own("l", "[5, 1, 3]");
  fixture.own("x", "2.5");
  const Row rows[] = {
      {"round(2.5)", "2"},
      {"round(3.5)", "4"},
      {"round(2.675, 2)", "2.67"},
      {"round(1250, -2)", "1200"},
      {"round(x)", "2"},
      {"round(x=2.25, digits=1)", "2.2"},
      {"int(-2.9)", "-2"},
      {"int(' 12 ')", "12"},
      {"float('1e3')", "1000"},
      {"floor(-x)", "-3"},
      {"ceil(x)", "3"},
      {"abs(-x)", "2.5"},
      {"sqrt(x * 10)", "5"},
      {"log(exp(1))", "1"},
      {"log10(1000)", "3"},
      {"sin(0) + cos(0)", "1"},
      {"min(3, 1, 2)", "1"},
      {"max(l)", "5"},
      {"min([])", "null"},
      {"max('b', 'a')", "b"},
      {"sum(l)", "9"},
      {"sum([])", "0"},
      {"mean(l)", "3"},
      {"mean([])", "null"},
      {"count(l)", "3"},
      {"any([0, 1])", "true"},
      {"all([0, 1])", "false"},
      {"sorted(l)", "[1, 3, 5]"},
      {"sorted(l, reverse=true)", "[5, 3, 1]"},
      {"range(3)", "[0, 1, 2]"},
      {"range(1, 4)", "[1, 2, 3]"},
      {"range(5, 0, -2)", "[5, 3, 1]"},
      {"range(0, 1, 0.5)", "[0, 0.5]"},
      {"sd(l)", "2"},
      {"quantile(l, 0.5)", "3"},
      {"len('') == 0", "true"},
      {"max(x, 0)", "2.5"},
      {"min(x, 1) + max(0, 1)", "2"},
      {"choice([7])", "7"},
      {"shuffle([4])", "[4]"},
      {"sample([4], 1)", "[4]"},
      {"discrete({a: 1, b: 0})", "a"},
      {"discrete([8, 9], [0, 1])", "9"},
      {"uniform(2, 2)", "2"},
      {"randint(3, 3)", "3"},
      {"chance(1)", "true"},
      {"chance(p=0)", "false"},
  };
  check_all(fixture, rows);
}

TEST_CASE("generators and by=") {
  ExpressionFixture fixture;
  fixture.own("jobs", "[{kind: 'bug', size: 3}, {kind: 'new', size: 8}, {kind: 'bug', size: 5}]");
  fixture.own("item", "'own'");
  const Row rows[] = {
      {"sum(j.size for j in jobs)", "16"},
      {"mean(j.size for j in jobs if j.kind == 'bug')", "4"},
      {"min(j.size for j in jobs)", "3"},
      {"max(j.size for j in jobs if j.size < 8)", "5"},
      {"max(j.size for j in [])", "null"},
      {"count(j for j in jobs if j.size > 3 if j.size < 8)", "1"},
      {"any(j.size > 7 for j in jobs)", "true"},
      {"all(j.size > 7 for j in jobs)", "false"},
      {"all(j.size > 1 for j in jobs)", "true"},
      {"any(j for j in [])", "false"},
      {"sorted(-j.size for j in jobs)", "[-8, -5, -3]"},
      {"min(jobs, by=item.size).kind", "bug"},
      {"max(jobs, by=item.size).kind", "new"},
      {"max(jobs, by=item.kind == 'bug').size", "3"},
      {"sorted(jobs, by=-item.size)[0].size", "8"},
      {"sorted(jobs, by=item.size, reverse=true)[0].size", "8"},
      {"sum(sum(i * k for k in range(3)) for i in range(4))", "18"},
      {"sum(x * x for x in [1, 2, 3])", "14"},
      {"sorted((x * x for x in [1, 2, 3]), reverse=true)", "[9, 4, 1]"},
      {"sum(x for x in (y * y for y in [1, 2, 3]))", "14"},
      {"sum(x * y for x in [1, 2] for y in [10, 20])", "90"},
      {"count(x for row in [[1, 2], [], [3]] for x in row if x != 2)", "2"},
      {"mean(y for x in [1, 2, 3] if x > 1 for y in range(x))", "0.8"},
      {"any(x == y for x in [1, 2] for y in [2, 3])", "true"},
      {"all(x < y for x in [1, 2] for y in [2, 3])", "false"},
      {"max(x - y + z for x in [1, 5] for y in [4, 2] for z in [0.5])", "3.5"},
      {"min(x for row in [[], []] for x in row)", "null"},
      {"sorted(10 * x + y for x in [2, 1] for y in [1, 2])", "[11, 12, 21, 22]"},
      {"sum(sum(y for y in x) for row in [[[1, 2], [3]]] for x in row)", "6"},
      {"sum(c == 'a' for c in 'banana')", "3"},
      {"sorted(k for k in {b: 1, a: 2})", "[\"a\", \"b\"]"},
      {"min(jobs, by=count(j for j in jobs if j.size < item.size)).size", "3"},
      {"min([], by=item)", "null"},
      {"item", "own"},
      {"sum(item for item in [1, 2])", "3"},
      {"sd(j.size for j in jobs if j.size != 8)", "1.4142135623730951"},
      {"1 + sum(j.size for j in jobs) * 2 + max(j.size for j in jobs)", "41"},
  };
  for (const Row& row : rows) {
    const auto source = row.source;
    const auto value = row.value;
    CAPTURE(source);
    CHECK(fixture.result(source) == value);
  }
}

TEST_CASE("methods change the list that all share") {
  ExpressionFixture fixture;
  fixture.own("l", "[1, 2]");
  const Row rows[] = {
      {"l.append(3)", "null"},    {"l", "[1, 2, 3]"},           {"l.pop()", "3"},
      {"l.pop(0)", "1"},          {"l.insert(0, 'a')", "null"}, {"l.insert(99, 'z')", "null"},
      {"l", "[\"a\", 2, \"z\"]"}, {"l.index(2)", "1"},          {"l.remove('a')", "null"},
      {"l", "[2, \"z\"]"},
  };
  check_all(fixture, rows);
  // A literal is a new list each time, also where nothing but literals is involved.
  const Operand fresh = fixture.compile("[[], 1]");
  fixture.prepare();
  Frame frame = fixture.frame();
  const Value first = evaluate(fresh, frame);
  first.as_list()->append(9);
  first.as_list()->data[0].as_list()->append(9);
  CHECK(value_text(evaluate(fresh, frame)) == "[[], 1]");
}

TEST_CASE("templates") {
  ExpressionFixture fixture;
  fixture.own("i", "2");
  fixture.own("r", "{a: [1, 2]}");
  const auto text = [&](std::string_view source) { return fixture.result(source, Use::text); };
  CHECK(text("create item {i}") == "create item 2");
  CHECK(text("{i}") == "2");
  CHECK(text("{{i}} = {i}") == "{i} = 2");
  CHECK(text("no inserts: 1 + 1") == "no inserts: 1 + 1");
  CHECK(text("{i:>4}|{i:<4}|{i:^4}|{i:04d}|{i / 3:.2%}") == "   2|2   | 2  |0002|66.67%");
  CHECK(text("{r.a[0:1]} {r['a'][1]} {'}' if i else \"{\"}") == "[1] 2 }");
  CHECK(text("{i != 2}") == "false");
  CHECK(text("{r}") == "{\"a\": [1, 2]}");
  CHECK(text("{1234567.5:,} {1234567:_d} {i:+d} {-i:+.1f} {i:x} {0.00001234:.3g}") ==
        "1,234,567.5 1_234_567 +2 -2.0 2 1.23e-05");
  CHECK(text("{2**53:x} {2**53 + 2:X} {2**55:o} {2**54:b} {2**63:d} {2**53:#x}") ==
        "20000000000000 20000000000002 2000000000000000000 "
        "1000000000000000000000000000000000000000000000000000000 9223372036854775808 0x20000000000000");
  CHECK(text("{inf:E} {inf:%} {-inf:G} {inf:.1f} {true:05}") == "INF inf% -INF inf 00001");
  CHECK(fixture.result("{i}", Use::expression, true) == "2");
  CHECK(fixture.result("{i + 1}", Use::expression, true) == "3");
  CHECK(fixture.result("{'a': i}", Use::expression, true) == "{\"a\": 2}");
  CHECK(fixture.result("{}", Use::expression, true) == "{}");
  CHECK(fixture.result("a {i}", Use::value, true) == "a 2");
  CHECK(fixture.result("i", Use::value, true) == "i");
  CHECK(fixture.result("i", Use::value) == "2");
  CHECK(fixture.result("{r}", Use::value, true) == "{\"a\": [1, 2]}");
  CHECK(fixture.result("{i:d}", Use::value, true) == "2");
  CHECK(fixture.result("i + 1", Use::expression, true) == "3");
}

TEST_CASE("text is printed into a buffer behind what is there") {
  ExpressionFixture fixture;
  fixture.own("i", "2");
  const Operand text = fixture.compile("<{i} {f'({i})'}>", Use::text);
  fixture.prepare();
  Frame frame = fixture.frame();
  fmt::memory_buffer buffer;
  buffer.push_back('#');
  CHECK(evaluate_text(text, frame, buffer) == "<2 (2)>");
  CHECK(fmt::to_string(buffer) == "#<2 (2)>");
  CHECK(evaluate_text(fixture.compile("i"), frame, buffer) == "2");
}

TEST_CASE("`item` in a where is the candidate, and that of an inner by= hides it") {
  ExpressionFixture fixture;
  fixture.own("limit", "3");
  fixture.own("item", "'hidden'");
  const Typed where = fixture.compiler.compile_where(
      fixture.scalar("item.size > limit and min([4, 2], by=item) == 2", false), fixture.scope);
  const Operand makes = fixture.compile("{size: 4}");
  fixture.prepare();
  Frame frame = fixture.frame();
  const Value item = evaluate(makes, frame);
  frame.item = &item;
  CHECK(evaluate_condition(where.operand, frame));
  item.as_record()->set(fixture.program.expressions.texts.text("size"), 3.0);
  CHECK_FALSE(evaluate_condition(where.operand, frame));
}

TEST_CASE("YAML collections are lists and records") {
  ExpressionFixture fixture;
  fixture.own("n", "3");
  Node& record = fixture.document.make();
  record.kind = Node::Kind::mapping;
  Node& list = fixture.document.make();
  list.kind = Node::Kind::list;
  list.items = {&fixture.scalar("n + 1", false), &fixture.scalar("n + 1", true),
                &fixture.scalar("{n}", true)};
  record.members = {{&fixture.scalar("kind", false), &fixture.scalar("bug", true)},
                    {&fixture.scalar("3", false), &list}};
  const Typed made = fixture.compiler.compile(record, Use::value, fixture.scope);
  CHECK(made.type == types::record);
  fixture.prepare();
  Frame frame = fixture.frame();
  CHECK(value_text(evaluate(made.operand, frame)) == "{\"kind\": \"bug\", \"3\": [4, \"n + 1\", 3]}");
}

TEST_CASE("places") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  fixture.own("l", "[1, 2, 3]");
  fixture.own("r", "{a: {b: 1}}");
  const auto set = [&](std::string_view place, std::string_view value) {
    const Node& node = fixture.scalar(place, false);
    const auto target = fixture.compiler.compile_place(node.text, node.span, fixture.scope);
    if (!target) return fixture.errors();
    const Operand operand = fixture.compile(value);
    fixture.prepare();
    Frame frame = fixture.frame();
    try {
      assign(*target, frame, evaluate(operand, frame));
    } catch (const RunError& error) {
      return render(error.diagnostic, fixture.sources, false);
    }
    return std::string();
  };
  CHECK(set("x", "x + 1") == "");
  CHECK(fixture.result("x") == "2");
  CHECK(set("l[x - 1]", "'two'") == "");
  CHECK(set("l[-1]", "9") == "");
  CHECK(fixture.result("l") == "[1, \"two\", 9]");
  CHECK(set("r.a.b", "5") == "");
  CHECK(set("r.done", "true") == "");
  CHECK(set("r['x y']", "l") == "");
  CHECK(fixture.result("r") == R"({"a": {"b": 5}, "done": true, "x y": [1, "two", 9]})");
  CHECK(set("l[3]", "1") ==
        "error: index 3 is outside of a list of length 3\n --> m.yaml:1:3\n  |\n1 | l[3]\n  |   ^\n");
  CHECK(set("lambda", "1") ==
        "error: `lambda` is a parameter and cannot be set\n --> m.yaml:1:1\n  |\n1 | lambda\n  | ^^^^^^\n");
  CHECK(set("x + 1", "1").starts_with("error: nothing can be assigned to this\n"));
  CHECK(set("y", "1").starts_with("error: no variable named `y`\n"));
  CHECK(set("x.y", "1").starts_with("error: this is a number and has no attribute `y`\n"));
}

}  // namespace
}  // namespace asim::test
