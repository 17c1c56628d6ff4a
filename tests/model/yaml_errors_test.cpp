// Every mistake in YAML that a model file can have, with the exact text a user sees.

#include <doctest/doctest.h>

#include "model/yaml_reader.h"

using namespace asim;

namespace {

std::string errors_of(std::string text) {
  Sources sources;
  Diagnostics diagnostics;
  read_yaml(sources.add("m.yaml", std::move(text)), diagnostics);
  return diagnostics.render(sources, false);
}

}  // namespace

TEST_CASE("an unclosed quote or bracket is reported where it was opened") {
  CHECK(errors_of("log: \"abc\nname: \"def\"\n") ==
        R"(error: unclosed quote: `"` is opened here and not closed
 --> m.yaml:1:6
  |
1 | log: "abc
  |      ^
)");
  CHECK(errors_of("log: \"abc\nx: 3\n") == R"(error: unclosed quote: `"` is opened here and not closed
 --> m.yaml:1:6
  |
1 | log: "abc
  |      ^
)");
  CHECK(errors_of("log: 'abc") == R"(error: unclosed quote: `'` is opened here and not closed
 --> m.yaml:1:6
  |
1 | log: 'abc
  |      ^
)");
  CHECK(errors_of("- x: 1\n- \"foo: bar\n- b\n") ==
        R"(error: unclosed quote: `"` is opened here and not closed
 --> m.yaml:2:3
  |
2 | - "foo: bar
  |   ^
)");
  CHECK(errors_of("a: [1, 2\nb: 3\n") == R"(error: unclosed bracket: `[` is opened here and not closed
 --> m.yaml:1:4
  |
1 | a: [1, 2
  |    ^
)");
  CHECK(errors_of("a: [1, 2\n- c\n") == R"(error: unclosed bracket: `[` is opened here and not closed
 --> m.yaml:1:4
  |
1 | a: [1, 2
  |    ^
)");
  CHECK(errors_of("x: 1\na: {y: [1, 2}\n") == R"(error: unclosed bracket: `[` is opened here and not closed
 --> m.yaml:2:8
  |
2 | a: {y: [1, 2}
  |        ^
)");
  CHECK(errors_of("a: [1 2]]\n") == R"(error: `]` closes nothing: no such bracket is open
 --> m.yaml:1:9
  |
1 | a: [1 2]]
  |         ^
)");
}

TEST_CASE("text behind a closed quote or bracket") {
  CHECK(errors_of("log: 'it's late'\n") == R"(error: text behind the closing quote
 --> m.yaml:1:10
  |
1 | log: 'it's late'
  |          ^^^^^^^ inside of '…' an apostrophe is written twice; or use "…"
)");
  CHECK(errors_of("log: \"{x}\" arrives\n") == R"(error: text behind the closing quote
 --> m.yaml:1:12
  |
1 | log: "{x}" arrives
  |            ^^^^^^^ quote all of it, or nothing
)");
  CHECK(errors_of("sleep: [1, 2][0]\n") == R"(error: text behind the closing bracket
 --> m.yaml:1:14
  |
1 | sleep: [1, 2][0]
  |              ^^^ put an expression in parentheses, `([1, 2][0])`, and text in quotes
)");
}

TEST_CASE("text that begins with a brace") {
  CHECK(errors_of("- log: {name} arrives\n- exit\n") == R"(error: text that begins with `{` must be quoted
 --> m.yaml:1:8
  |
1 | - log: {name} arrives
  |        ^^^^^^^^^^^^^^ write "{name} arrives"
)");
  CHECK(errors_of("name: {self.name}\n") == R"(error: a key without a value: `self.name`
 --> m.yaml:1:8
  |
1 | name: {self.name}
  |        ^^^^^^^^^ text that begins with `{` must be quoted: "{self.name}"
)");
  CHECK(errors_of("log: {i}\n") == R"(error: a key without a value: `i`
 --> m.yaml:1:7
  |
1 | log: {i}
  |       ^ text that begins with `{` must be quoted: "{i}"
)");
}

TEST_CASE("YAML splits values at commas in brackets: one error each") {
  CHECK(errors_of("- {run: min(a, b)}\n") == R"(error: a comma inside `{…}` splits the value
 --> m.yaml:1:9
  |
1 | - {run: min(a, b)}
  |         ^^^^^ write it on a line of its own: `run: min(a, b)`
)");
  CHECK(errors_of("- {run: min(a, b), go: max(c, d), x: 1}\n") ==
        R"(error: a comma inside `{…}` splits the value
 --> m.yaml:1:9
  |
1 | - {run: min(a, b), go: max(c, d), x: 1}
  |         ^^^^^ write it on a line of its own: `run: min(a, b)`

error: a comma inside `{…}` splits the value
 --> m.yaml:1:24
  |
1 | - {run: min(a, b), go: max(c, d), x: 1}
  |                        ^^^^^ write it on a line of its own: `go: max(c, d)`
)");
  CHECK(errors_of("- [uniform(1, 2), 3]\n") == R"(error: a comma inside `[…]` splits the value
 --> m.yaml:1:4
  |
1 | - [uniform(1, 2), 3]
  |    ^^^^^^^^^ write it on a line of its own: `- uniform(1, 2)`
)");
  CHECK(errors_of("- {x: choice([1, 2])}\n") == R"(error: a bracket inside `{…}` splits the value
 --> m.yaml:1:7
  |
1 | - {x: choice([1, 2])}
  |       ^^^^^^^ write it on a line of its own: `x: choice([1, 2])`
)");
  CHECK(errors_of("- {x: f(a, \"b\", c), y: 1}\n") == R"(error: a comma inside `{…}` splits the value
 --> m.yaml:1:7
  |
1 | - {x: f(a, "b", c), y: 1}
  |       ^^^ write it on a line of its own: `x: f(a, "b", c)`
)");
  CHECK(errors_of("set: {made[i]: 1}\n") == R"(error: `[` inside `{…}` splits the value
 --> m.yaml:1:11
  |
1 | set: {made[i]: 1}
  |           ^ write it on a line of its own, without `{…}`
)");
}

TEST_CASE("keys without a value") {
  CHECK(errors_of("log: {a: 1, b, c: 2}\n") == R"(error: a key without a value: `b`
 --> m.yaml:1:13
  |
1 | log: {a: 1, b, c: 2}
  |             ^ quote the text if the comma before it is part of it
)");
  CHECK(errors_of("a: {b:1}\n") == R"(error: a key without a value: `b:1`
 --> m.yaml:1:5
  |
1 | a: {b:1}
  |     ^^^ write a space after the colon: `b: 1`
)");
  CHECK(errors_of("a: {b: , c: 1}\n") == R"(error: a key without a value: `b`
 --> m.yaml:1:5
  |
1 | a: {b: , c: 1}
  |     ^ write a value behind the colon
)");
  CHECK(errors_of("a: b\nc:2\n") == R"(error: a colon is missing behind this key
 --> m.yaml:2:1
  |
2 | c:2
  | ^^^ write a space after the colon: `c: 2`
)");
  CHECK(errors_of("a: b\nthen\nd: e\n") == R"(error: a colon is missing behind this key
 --> m.yaml:2:1
  |
2 | then
  | ^^^^ write `key: value`
)");
}

TEST_CASE("commas with nothing between them") {
  CHECK(errors_of("a: [1,,2]\n") == R"(error: nothing stands between two commas
 --> m.yaml:1:7
  |
1 | a: [1,,2]
  |       ^ leave out the comma, or write `null`
)");
  CHECK(errors_of("a: {x: 1,, y: 2}\n") == R"(error: nothing stands between two commas
 --> m.yaml:1:9
  |
1 | a: {x: 1,, y: 2}
  |         ^ leave out the comma
)");
}

TEST_CASE("one document") {
  CHECK(errors_of("a: 1\n---\nb: 2\n") == R"(error: a second document: a file holds one document
 --> m.yaml:2:1
  |
2 | ---
  | ^^^
)");
  CHECK(errors_of("---\na: 1\n---\n") == R"(error: a second document: a file holds one document
 --> m.yaml:3:1
  |
3 | ---
  | ^^^
)");
  CHECK(errors_of("a: 1\n...\nb\n") == R"(error: text after the end of the document
 --> m.yaml:3:1
  |
3 | b
  | ^ check the indentation of this line and of those above
)");
  CHECK(errors_of("- a\nb: 1\n") == R"(error: text after the end of the document
 --> m.yaml:2:1
  |
2 | b: 1
  | ^^^^ check the indentation of this line and of those above
)");
  CHECK(errors_of("# nothing\n") == R"(error: the document is empty
 --> m.yaml:1:1
  |
1 | # nothing
  | ^
)");
}

TEST_CASE("keys") {
  CHECK(errors_of("a: 1\nb: 2\na: 3\n") == R"(error: duplicate key `a`
 --> m.yaml:3:1
  |
3 | a: 3
  | ^
note: first declared here
 --> m.yaml:1:1
  |
1 | a: 1
  | ^
)");
  CHECK(errors_of("? [a]\n: b\n") == R"(error: a key must be a word or text, this is a list
 --> m.yaml:1:3
  |
1 | ? [a]
  |   ^^^ put text that begins with a bracket in quotes
)");
  CHECK(errors_of("{a: 1}: 2\n") == R"(error: a key must be a word or text, this is a mapping
 --> m.yaml:1:1
  |
1 | {a: 1}: 2
  | ^^^^^^ put text that begins with a bracket in quotes
)");
  CHECK(errors_of("~: 1\n") == R"(error: a key must be a word or text, this is nothing
 --> m.yaml:1:1
  |
1 | ~: 1
  | ^
)");
  CHECK(errors_of("a: &b {x: 1}\nc:\n  <<: *b\n") == R"(error: merge keys `<<` are not supported
 --> m.yaml:3:3
  |
3 |   <<: *b
  |   ^^ write the keys out, or use `include`
)");
}

TEST_CASE("aliases and tags") {
  CHECK(errors_of("a: &foo 1\nb: *fo\n") == R"(error: no anchor named `fo` is defined above
 --> m.yaml:2:4
  |
2 | b: *fo
  |    ^^^ did you mean `foo`?
)");
  CHECK(errors_of("a: &x [*x]\n") == R"(error: `*x` stands inside of what it means: a cyclic alias
 --> m.yaml:1:8
  |
1 | a: &x [*x]
  |        ^^
)");
  CHECK(errors_of("a: !foo 1\n") == R"(error: unknown tag `!foo`
 --> m.yaml:1:4
  |
1 | a: !foo 1
  |    ^^^^ leave it out, or quote the text
)");
  CHECK(errors_of("a: !!python/object:os.system 1\n") == R"(error: unknown tag `!!python/object:os.system`
 --> m.yaml:1:4
  |
1 | a: !!python/object:os.system 1
  |    ^^^^^^^^^^^^^^^^^^^^^^^^^ leave it out, or quote the text
)");
}

TEST_CASE("indentation") {
  CHECK(errors_of("a:\n\tb: c\n") == R"(error: a tab in the indentation
 --> m.yaml:2:1
  |
2 |     b: c
  | ^^^^ indent with spaces
)");
  CHECK(errors_of("a:\n  b: c\n\td: e\n") == R"(error: a tab in the indentation
 --> m.yaml:3:1
  |
3 |     d: e
  | ^^^^ indent with spaces
)");
  CHECK(errors_of("a: 1\n  b: 2\n") == R"(error: bad indentation: this line continues the value above it
 --> m.yaml:2:3
  |
2 |   b: 2
  |   ^^^^ a key can have a value or keys below it, not both
)");
  CHECK(errors_of("a:\n    b: 1\n  c: 2\n") == R"(error: bad indentation: this line fits no block above it
 --> m.yaml:3:3
  |
3 |   c: 2
  |   ^^^^ keys of one mapping begin in the same column
)");
  CHECK(errors_of("a: 1\n- b\n") == R"(error: a list item that belongs to no list
 --> m.yaml:2:1
  |
2 | - b
  | ^^^ check the indentation
)");
  CHECK(errors_of("a: - b\n") == R"(error: a list can't begin behind its key
 --> m.yaml:1:4
  |
1 | a: - b
  |    ^^^ begin it on the next line, or quote the text if it is none
)");
}

TEST_CASE("characters with a meaning of their own") {
  CHECK(errors_of("log: hello: you there\n") == R"(error: a colon followed by a space inside of text
 --> m.yaml:1:6
  |
1 | log: hello: you there
  |      ^^^^^^^^^^^^^^^^ quote the text: "hello: you there"
)");
  CHECK(errors_of("a: @x\n") == R"(error: a value can't begin with `@`
 --> m.yaml:1:4
  |
1 | a: @x
  |    ^ put text in quotes
)");
  CHECK(errors_of("a: `x`\n") == R"(error: a value can't begin with a backtick
 --> m.yaml:1:4
  |
1 | a: `x`
  |    ^ put text in quotes
)");
  CHECK(errors_of("a: %x\n") == R"(error: a value can't begin with `%`
 --> m.yaml:1:4
  |
1 | a: %x
  |    ^ put text in quotes
)");
  CHECK(errors_of("a: [x, >3]\n") == R"(error: a value can't begin with `>`
 --> m.yaml:1:8
  |
1 | a: [x, >3]
  |        ^ put text in quotes
)");
  CHECK(errors_of("%x: 1\n") == R"(error: a line can't begin with `%`
 --> m.yaml:1:1
  |
1 | %x: 1
  | ^^^^^ put text in quotes
)");
  CHECK(errors_of("a: \"\\q\"\n") == R"(error: unknown escape in quoted text
 --> m.yaml:1:5
  |
1 | a: "\q"
  |     ^^ write a backslash as `\\`, or use '…'
)");
  CHECK(errors_of("a: |x\n  b\n") == R"(error: text can't stand behind `|` or `>`
 --> m.yaml:1:5
  |
1 | a: |x
  |     ^ begin it on the next line
)");
  CHECK(errors_of("a: *\n") == R"(error: `&` and `*` begin names of anchors
 --> m.yaml:1:5
  |
1 | a: *
  |     ^ put text in quotes
)");
}
