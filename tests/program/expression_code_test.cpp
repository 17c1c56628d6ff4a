// What expressions become: folded literals, derived constants, draws, streams, register code.

#include <doctest/doctest.h>

#include <chrono>

#include "expression_fixture.h"
#include "program/functions.h"

namespace asim::test {
namespace {

TEST_CASE("what is known before the run leaves the code") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  CHECK(fixture.code("1 + 2 * 3") == "7");
  CHECK(fixture.code("'a' + f'{1 + 1}'") == "'a2'");
  CHECK(fixture.code("sum([1, 2, 3]) + len('ab')") == "8");
  CHECK(fixture.code("sum(i * i for i in [1, 2])") == "5");
  CHECK(fixture.code("x") == "own[0]");
  CHECK(fixture.code("x + 2 * 3") == "0 r0 = add own[0] 6\n1 give r0\n");
  CHECK(fixture.code("true and x > 3") ==
        "0 r0 = move true\n1 jump_unless r0 -> 3\n2 r0 = greater own[0] 3\n3 give r0\n");
  CHECK(fixture.code("exponential(5)") == "exponential(5)");
  CHECK(fixture.code("normal(5, 1, min=0)") == "normal(5, 1, 0, inf)");
  const Operand parameter = fixture.compile("lambda");
  CHECK(parameter.kind == Operand::Kind::constant);
  const Operand derived = fixture.compile("2 * lambda + 1");
  CHECK(derived.kind == Operand::Kind::constant);
  CHECK(fixture.compile("uniform(lambda, 2 * lambda)").kind == Operand::Kind::draw);
  CHECK(fixture.compile("x + 1").kind == Operand::Kind::code);
  CHECK(*fixture.program.expressions.literal_number(fixture.compile("2 * 4")) == 8);
  CHECK_FALSE(fixture.program.expressions.literal_number(derived));
}

TEST_CASE("register code") {
  ExpressionFixture fixture;
  fixture.own("base", "1");
  fixture.own("jobs", "[]");
  CHECK(fixture.code("base * 2 + exponential(5)") ==
        "0 r0 = multiply own[0] 2\n"
        "1 r1 = draw exponential(5)\n"
        "2 r0 = add r0 r1\n"
        "3 give r0\n");
  CHECK(fixture.code("mean(now - j.created for j in jobs if j.kind == 'bug')") ==
        "0 r0 = move 0\n"
        "1 r1 = move 0\n"
        "2 r2 = iterate own[1]\n"
        "3 r4 = next r2 -> 13\n"
        "4 r5 = attribute r4 'kind'\n"
        "5 r5 = equal r5 'bug'\n"
        "6 jump_unless r5 -> 3\n"
        "7 r5 = load_now\n"
        "8 r6 = attribute r4 'created'\n"
        "9 r5 = subtract r5 r6\n"
        "10 r0 = add r0 r5\n"
        "11 r1 = add r1 1\n"
        "12 jump -> 3\n"
        "13 r0 = mean_of r0 r1\n"
        "14 give r0\n");
}

TEST_CASE("every place that draws has a stream of its own, unless it names one") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  fixture.compile("uniform(0, 1) + uniform(0, x) + choice([1, 2])");
  fixture.compile("uniform(0, 1) + normal(0, 1, stream=\"noise\") + randint(1, 6, stream='noise')");
  CHECK(fixture.program.expressions.stream_names ==
        std::vector<std::string>{"customer/sleep/uniform#0", "customer/sleep/uniform#1",
                                 "customer/sleep/choice#0", "customer/sleep/uniform#2", "noise"});
}

TEST_CASE("draws are those of the engine, in the order of the stream") {
  ExpressionFixture fixture;
  fixture.own("two", "2");
  const Operand constant = fixture.compile("uniform(0, 2, stream='s')");
  const Operand dynamic = fixture.compile("uniform(0, two, stream='s')");
  const Operand truncated = fixture.compile("uniform(0, 2, max=1, stream='s')");
  const Operand coin = fixture.compile("chance(0.5, stream='s') in [true, false]");
  fixture.prepare();
  Stream reference(1, 1, "s");
  Frame frame = fixture.frame();
  CHECK(evaluate_number(constant, frame, {}) == 2 * reference.uniform());
  CHECK(evaluate_number(dynamic, frame, {}) == 2 * reference.uniform());
  CHECK(evaluate_number(truncated, frame, {}) <= 1);
  CHECK(evaluate_condition(coin, frame));
}

TEST_CASE("what a function's documentation shows is what it does") {
  ExpressionFixture fixture;
  for (const Function& function : all_functions()) {
    CAPTURE(function.name);
    CHECK_FALSE(function.summary.empty());
    if (function.uses_state) continue;  // of the model: its time unit, its objects
    const std::string shown = fixture.result(function.example);
    const bool opens_file = function.example.find(".csv") != std::string_view::npos;
    CHECK(shown.starts_with("error: cannot read") == opens_file);
    CHECK(shown.starts_with("error") == opens_file);
    if (!function.draws) CHECK(shown == function.shows);
  }
  CHECK(find_function("round")->signature() == "round(x, digits=…)");
  CHECK(find_function("min")->signature() == "min(list, …)");
}

TEST_CASE("names that are read are marked, places that are set are not") {
  ExpressionFixture fixture;
  fixture.own("a", "1");
  fixture.own("b", "1");
  fixture.own("c", "1");
  fixture.compile("a + 1");
  const Node& place = fixture.scalar("b", false);
  fixture.compiler.compile_place(place.text, place.span, fixture.scope);
  const Node& member = fixture.scalar("c.x", false);
  fixture.compiler.compile_place(member.text, member.span, fixture.scope);
  CHECK(fixture.scope.symbols["a"].read);
  CHECK_FALSE(fixture.scope.symbols["b"].read);
  CHECK(fixture.scope.symbols["c"].read);
}

TEST_CASE("a hundred thousand terms are compiled in linear time and without deep recursion") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  std::string sum = "x";
  std::string list = "[x";
  for (int i = 1; i < 100'000; ++i) {
    sum += " + x";
    list += ", x + 1";
  }
  CHECK(fixture.result(sum) == "100000");
  CHECK(fixture.result("len(" + list + "])") == "100000");
  std::string literals = "1";
  for (int i = 1; i < 100'000; ++i) literals += " + 1";
  CHECK(fixture.result(literals) == "100000");
}

TEST_CASE("evaluations nest, and an error leaves no register behind") {
  ExpressionFixture fixture;
  fixture.own("name", "'Ann'");
  const Operand fails = fixture.compile("[name * 2, 1 + name]");
  fixture.prepare();
  Frame frame = fixture.frame();
  for (int i = 0; i < 1000; ++i) CHECK_THROWS_AS(evaluate(fails, frame), RunError);
  CHECK(fixture.state.register_base == 0);
}

}  // namespace
}  // namespace asim::test
