// What is wrong with an expression, as it is shown.

#include <doctest/doctest.h>

#include "expression_fixture.h"

namespace asim::test {
namespace {

/// The first line of the message without "error: ", where the caret stands (from 1) and how long it is, the
/// label.
std::string brief(const std::string& rendered) {
  const auto line = [&rendered](int n) {
    std::size_t begin = 0;
    for (; n > 0 && begin != std::string::npos; --n) begin = rendered.find('\n', begin) + 1;
    return rendered.substr(begin, rendered.find('\n', begin) - begin);
  };
  const std::string carets = line(4);
  const std::size_t caret = carets.find('^');
  if (!rendered.starts_with("error: ") || caret == std::string::npos) return "no error: " + rendered;
  const std::size_t end = carets.find_first_not_of('^', caret);
  std::string text = line(0).substr(7) + " @" + std::to_string(caret - 3) + "+" +
                     std::to_string((end == std::string::npos ? carets.size() : end) - caret);
  if (end != std::string::npos) text += " (" + carets.substr(end + 1) + ")";
  return text;
}

struct Row {
  std::string_view source;
  std::string_view error;
};

template <std::size_t N>
void check_all(ExpressionFixture& fixture, const Row (&rows)[N], Use use = Use::expression) {
  for (const Row& row : rows) {
    const auto source = row.source;
    const auto error = row.error;
    CAPTURE(source);
    CHECK(brief(fixture.result(source, use)) == error);
  }
}

TEST_CASE("an error is shown with its place inside the expression") {
  ExpressionFixture fixture;
  fixture.own("clerk", "1");
  CHECK(fixture.result("1 + clrek * 2") ==
        "error: no variable, parameter or object named `clrek`\n"
        " --> m.yaml:1:5\n"
        "  |\n"
        "1 | 1 + clrek * 2\n"
        "  |     ^^^^^ did you mean `clerk`?\n");
}

TEST_CASE("form") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  const Row rows[] = {
      {"x = 1", "expected an operator or the end, not `=` @3+1 (a single `=` compares nothing: write `==`)"},
      {"x && 1", "`&&` means nothing in an expression @3+2 (write `and`)"},
      {"x || 1", "`||` means nothing in an expression @3+2 (write `or`)"},
      {"!x", "`!` means nothing in an expression @1+1 (write `not`)"},
      {"x ^ 2", "`^` means nothing in an expression @3+1 (write `**` for powers)"},
      {"1 << 2", "`<<` means nothing in an expression @3+2 (write `**` for powers)"},
      {"x[1, 2]", "an index is one value @4+1 (a list in a list is indexed `x[i][j]`)"},
      {"uniform[1, 2]", "`uniform` is a function @10+1 (write `uniform(…)`)"},
      {"x ? 1 : 2", "`?` means nothing in an expression @3+1 (write `value if condition else other`)"},
      {"$x", "`$` means nothing in an expression @1+1"},
      {"(1 + 2", "unclosed `(` @1+1"},
      {"max(1, [2", "unclosed `[` @8+1"},
      {"max(1 2)", "expected `)` or a comma, not `2` @7+1"},
      {"'abc", "this quote is not closed @1+1"},
      {"1 +", "the expression ends where a value is due @3+1"},
      {"x if 1", "the expression ends where `else` is due @6+1"},
      {"1 2", "expected an operator or the end, not `2` @3+1"},
      {"017", "`017` is not a number @1+3 (leading zeros are not allowed)"},
      {"1.2.3", "`1.2.3` is not a number @1+5"},
      {"1e400", "`1e400` is too large @1+5 (the largest number is about 1.8e308; `inf` is infinity)"},
      {"[i for i in x]",
       "there are no list comprehensions @4+3 (a generator can be the argument of a function like `sum` or "
       "`sorted`)"},
      {"(1, 2)", "there are no tuples @3+1 (a list is written `[…]`)"},
      {"'\\q'", "`\\q` is no escape @2+2 (write `\\\\` for a backslash)"},
      {"x is null", "expected an operator or the end, not `is` @3+2 (write `==`)"},
      {"{1: 2, +: 3}", "expected a key (a word, a number or text in quotes), not `+` @8+1"},
      {"x.", "the expression ends where a name is due @2+1"},
      {"max(a=1, 2)", "an argument without a name cannot follow one with a name @10+1"},
      {"x[1](2)", "only functions and methods can be called @1+4"},
      {"not", "the expression ends where a value is due @3+1"},
      {"x[]", "expected an index, not `]` @3+1"},
  };
  check_all(fixture, rows);
  CHECK(brief(fixture.result(std::string(100, '(') + "1")) ==
        "the expression is nested more than 64 deep @65+1");
  CHECK(brief(fixture.result(std::string(100, '-') + "1")) ==
        "the expression is nested more than 64 deep @64+1");
}

TEST_CASE("templates") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  fixture.own("name", "'Ann'", types::text);
  const Row rows[] = {
      {"a {x", "unclosed `{` in text @3+1 (a brace is written `{{`)"},
      {"{(1}", "unclosed `(` @2+1"},
      {"{[1, 2}", "unclosed `[` @2+1"},
      {"{x[0}", "unclosed `[` @3+1"},
      {"{x!r}", "`!` means nothing in an expression @3+1 (there are no conversions: leave it out)"},
      {"a x} b", "unexpected `}` in text @4+1 (a brace is written `}}`)"},
      {"a {} b", "an expression is missing between the braces @3+2 (a brace is written `{{`)"},
      {"{x:q}", "`q` is no format: `q` is not understood here @4+1"},
      {"{x:.d}", "`.d` is no format: digits are missing after the point @4+2"},
      {"{x:999}", "`999` is no format: more than 200 is too wide @4+3"},
      {"{x:.2d}", "`.2d` is no format: whole numbers have no precision @4+3"},
      {"{name:.2f}", "the format `.2f` needs a number, and `name` is text @2+4"},
      {"{x / 4:d}", "the format needs a whole number, not 0.25 @2+5"},
      {"ab {x +} c", "the expression ends where a value is due @7+1"},
      {"ab {y}", "no variable, parameter or object named `y` @5+1"},
  };
  for (const Row& row : rows) {
    const auto source = row.source;
    const auto error = row.error;
    CAPTURE(source);
    CHECK(brief(fixture.result(source, Use::text)) == error);
  }
}

TEST_CASE("names, functions and arguments") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  fixture.own("jobs", "[1]");
  fixture.scope.symbols["line"] = {Symbol::Kind::object, 0, types::queue, {}, false};
  fixture.scope.statistics["served"] = {Statistic::Kind::count, 0, false};
  fixture.scope.statistics["wait"] = {Statistic::Kind::tally, 0, false};
  const Row rows[] = {
      {"jbos", "no variable, parameter or object named `jbos` @1+4 (did you mean `jobs`?)"},
      {"nan", "no variable, parameter or object named `nan` @1+3"},
      {"sqrt", "`sqrt` is a function @1+4 (write `sqrt(…)`)"},
      {"sqrrt(4)", "no function named `sqrrt` @1+5 (did you mean `sqrt`?)"},
      {"self.name", "there is no process here that `self` could be @1+4"},
      {"sqrt()", "`sqrt` needs the argument `x` @1+6 (sqrt(x))"},
      {"sqrt(1, 2)", "`sqrt` takes 1 argument, not 2 @1+10 (sqrt(x))"},
      {"round(1, 2, 3)", "`round` takes 1 to 2 arguments, not 3 @1+14 (round(x, digits=…))"},
      {"round(1, digit=2)", "`round` has no argument `digit` @10+5 (did you mean `digits`?)"},
      {"round(1, x=2)", "the argument `x` is given twice @10+1 (round(x, digits=…))"},
      {"normal(5)", "`normal` needs the argument `sd` @1+9 (normal(mean, sd))"},
      {"normal(5, stdev=1)",
       "`normal` has no argument `stdev` @11+5 (normal(mean, sd, min=…, max=…, stream=…))"},
      {"exponential(mean=1, rate=2)", "`exponential` takes `mean` or `rate`, not both @13+4"},
      {"uniform(1, 2, stream=x)", "the name of a stream is text in quotes @22+1"},
      {"jobs.push(1)", "no method named `push` @6+4"},
      {"jobs.apend(1)", "no method named `apend` @6+5 (did you mean `append`?)"},
      {"jobs.append()", "`append` needs the argument `value` @1+13 (.append(value))"},
      {"line.lenght", "a queue has no attribute `lenght` @6+6 (did you mean `length`?)"},
      {"mean(served)", "`served` is only counted: it has no `mean` @1+12 (write `count(served)`)"},
      {"min(1, 2, by=item)", "`by=` needs one list, not 2 values @14+4"},
      {"abs(i for i in jobs)", "`i for i in jobs` is a list, not a number @5+15"},
  };
  check_all(fixture, rows);
  CHECK(fixture.result("y + z").find("`z`") != std::string::npos);  // all of them, not only the first
}

TEST_CASE("wrong types that are known before the run") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  const Row rows[] = {
      {"'a' + 1", "`'a'` is text, not a number @1+3"},
      {"1 + 'a'", "`'a'` is text, not a number @5+3"},
      {"x - 'a'", "`'a'` is text, not a number @5+3"},
      {"-'a'", "`'a'` is text, not a number @2+3"},
      {"1 < 'a'", "a number and text cannot be compared @3+1"},
      {"1 in 2", "`2` is a number, not text, a list or a record @6+1"},
      {"sqrt('a')", "`'a'` is text, not a number @6+3"},
      {"normal('a', 1)", "`'a'` is text, not a number @8+3"},
      {"1[0]", "`1` is a number, not text, a list or a record @1+1"},
      {"[1]['a']", "`'a'` is text, not a number @5+3"},
      {"(1).a", "`1` is a number and has no attribute `a` @5+1"},
      {"[1].length", "`[1]` is a list and has no attribute `length` @5+6 (write `len([1])`)"},
      {"[1] * [2]", "`[1]` is a list, not a number @1+3"},
      {"'a' - 'b'", "`'a'` is text, not a number @1+3"},
      {"sum(5)", "`5` is a number, not text, a list or a record @5+1"},
      {"(1).append(2)", "`1` is a number and has no method `append` @5+6"},
  };
  check_all(fixture, rows);
  CHECK(brief(fixture.result("'5'", Use::expression, false, types::number)) ==
        "`'5'` is text, not a number @1+3");
  CHECK(fixture.result("1 < 2", Use::expression, false, types::number) == "true");
  Node& nothing = fixture.document.make();
  nothing.span = fixture.scalar("sleep:", false).span;
  CHECK_FALSE(fixture.compiler.compile(nothing, Use::expression, fixture.scope).operand.given());
  CHECK(fixture.errors().starts_with("error: a value is missing\n"));
}

TEST_CASE("mistakes with literals are found while compiling") {
  ExpressionFixture fixture;
  fixture.own("x", "0");
  const Row rows[] = {
      {"1 / 0", "division by zero @5+1"},
      {"5 % 0", "division by zero @5+1"},
      {"x or sqrt(-1)", "`sqrt` needs a number that is not negative, not -1 @11+2"},
      {"log(0)", "`log` needs a number above zero, not 0 @5+1"},
      {"exp(1000)", "`exp` needs a number below 709.78, not 1000 @5+4"},
      {"(-8) ** 0.5", "the negative number -8 has no power 0.5 @1+11"},
      {"0 ** -1", "division by zero: zero has no negative power @1+7"},
      {"'abc'[5]", "index 5 is outside of a text of length 3 @7+1"},
      {"int('x')", "the text 'x' is not a number @5+3"},
      {"int(inf)", "inf has no whole part @5+3"},
      {"'a' * 1e12", "the result is too large @7+4"},
      {"normal(1, -1)", "the standard deviation must not be negative, not -1 @1+13"},
      {"uniform(1, 2, min=3, max=2)", "`min` must not be above `max`: 3 and 2 @1+27"},
  };
  for (const Row& row : rows) {
    const auto source = row.source;
    const auto error = row.error;
    CAPTURE(source);
    const Operand operand = fixture.compile(source);
    CHECK_FALSE(operand.given());
    CHECK(brief(fixture.errors()) == error);
  }
}

TEST_CASE("mistakes in the run") {
  ExpressionFixture fixture;
  fixture.own("x", "0");
  fixture.own("name", "'Ann'");
  fixture.own("nothing", "null");
  fixture.own("job", "{kind: 'bug', size: 3}");
  fixture.own("l", "[1, 2, 3]");
  const Row rows[] = {
      {"5 / x", "division by zero @5+1"},
      {"5 // x", "division by zero @6+1"},
      {"name + 1", "`name` is text, not a number @1+4"},
      {"1 + name", "`name` is text, not a number @5+4"},
      {"2 * (1 + nothing)", "`nothing` is null, not a number @10+7"},
      {"job - 1", "`job` is a record, not a number @1+3"},
      {"-name", "`name` is text, not a number @2+4"},
      {"name < x", "text and a number cannot be compared @1+8"},
      {"job.sise", "the record has no member `sise` @5+4 (did you mean `size`?)"},
      {"job['x']", "the record has no member `x` @5+3"},
      {"name.size", "`name` is text and has no attribute `size` @1+4"},
      {"nothing.size.x", "`nothing` is null and has no attribute `size` @1+7"},
      {"l[3]", "index 3 is outside of a list of length 3 @3+1"},
      {"l[-4]", "index -4 is outside of a list of length 3 @3+2"},
      {"l[0.5]", "the index 0.5 is not a whole number @3+3"},
      {"l['a']", "`'a'` is text, not a number @3+3"},
      {"x[0]", "`x` is a number, not a list, record or text @1+1"},
      {"sqrt(x - 1)", "`sqrt` needs a number that is not negative, not -1 @6+5"},
      {"x in x", "`x` is a number, not a list, record or text @6+1"},
      {"sum(name)", "a member is text, not a number @5+4"},
      {"sum(i for i in x)", "`x` is a number, not a list @16+1"},
      {"sum(i.size for i in [job, 1])", "`i` is a number and has no attribute `size` @5+1"},
      {"max(1, name)", "text and a number cannot be compared @1+12"},
      {"sorted([1, name])", "text and a number cannot be compared @1+17"},
      {"normal(1, x - 1)", "the standard deviation must not be negative, not -1 @1+16"},
      {"normal(1, name)", "`name` is text, not a number @11+4"},
      {"choice(l[5:])", "there is nothing to choose from: the list is empty @8+5"},
      {"discrete({a: x})", "the weights sum to zero @10+6"},
      {"sample(l, 5)", "a sample of 5 cannot be drawn from a list of length 3 @11+1"},
      {"l.remove(9)", "9 is not in the list @10+1"},
      {"l.pop(7)", "index 7 is outside of a list of length 3 @7+1"},
      {"x.append(1)", "`x` is a number and has no method `append` @1+1"},
      {"range(0, 1e12)", "the range is too large: more than 100000000 members @1+14"},
      {"uniform(0, 1, min=x + 2)", "no value is ever 2 or more: there are values from 0 to 1 @1+24"},
  };
  check_all(fixture, rows);
}

TEST_CASE("a number where something else comes is an error at the place that needs it") {
  ExpressionFixture fixture;
  fixture.own("name", "'Ann'");
  const Operand operand = fixture.compile("name");
  const Operand code = fixture.compile("name + 'x'");
  fixture.prepare();
  Frame frame = fixture.frame();
  CHECK_THROWS_WITH(evaluate_number(operand, frame, {}), "this is text, not a number");
  CHECK_THROWS_WITH(evaluate_number(code, frame, {}), "this is text, not a number");
  const Operand truth = fixture.compile("true");
  fixture.prepare();
  CHECK(evaluate_number(truth, frame, {}) == 1);
}

TEST_CASE("mistakes with parameters are known before the run, and thrown if the run comes to them") {
  ExpressionFixture fixture;
  fixture.own("x", "1");
  const Operand guarded = fixture.compile("x if x > 0 else 1 / zero");
  const Operand alone = fixture.compile("1 / zero");
  const Operand draw = fixture.compile("exponential(zero - 1)");
  const Operand inner = fixture.compile("exponential(1 / zero)");
  const std::vector<Diagnostic> failures = fixture.prepare();
  REQUIRE(failures.size() == 4);
  CHECK(brief(render(failures[0], fixture.sources, false)) == "division by zero @21+4");
  CHECK(failures[3].message.find("mean") != std::string::npos);
  Frame frame = fixture.frame();
  CHECK(evaluate_number(guarded, frame, {}) == 1);
  fixture.own_values[0] = -1.0;
  CHECK_THROWS_WITH(evaluate_number(guarded, frame, {}), "division by zero");
  CHECK_THROWS_WITH(evaluate(guarded, frame), "division by zero");
  CHECK_THROWS_WITH(evaluate(alone, frame), "division by zero");
  CHECK_THROWS_WITH(evaluate_condition(alone, frame), "division by zero");
  CHECK_THROWS_WITH(evaluate_number(inner, frame, {}), "division by zero");
  CHECK_THROWS_AS(evaluate_number(draw, frame, {}), RunError);
  CHECK(fixture.prepare({{fixture.scope.symbols["zero"].slot, 2.0}}).empty());
  CHECK(evaluate_number(guarded, frame, {}) == 0.5);
  CHECK(evaluate_number(draw, frame, {}) > 0);
}

}  // namespace
}  // namespace asim::test
